"""Text of the header as man(7) source."""

import re

NAME = re.compile(r"\b(?:lc|LIBCLOUD)_\w+\b")
LISTED = re.compile(r"(?:- |(\d+\.) )")
WIDTH = 73  # of code: what fits on 80 columns, indented


def escaped(text):
    """Prose. A hyphen stays one, but before a number or an option it is a minus."""
    text = text.replace("\\", "\\e").replace("~", "\\(ti").replace("^", "\\(ha")
    return re.sub(r"(?<![\w)])-(?=\w)", r"\\-", text)


def literal(text):
    """Code: every hyphen is a minus, and quotes are straight."""
    return escaped(text).replace("\\-", "-").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")


def bold(text):
    return f"\\fB{literal(text)}\\fP"


def italic(text):
    return f"\\fI{literal(text)}\\fP"


class Writer:
    """Writes what a page says; names of the library are set as its items tell, and `local` are those of the page itself."""

    def __init__(self, items, local):
        self.items = items
        self.local = local

    def inline(self, text, params=()):
        spans = re.split(r"`([^`]+)`", text)
        for at, span in enumerate(spans):
            if at % 2 and span in params:
                spans[at] = italic(span)
            elif at % 2 and span not in self.items:
                spans[at] = bold(span)
            else:
                spans[at] = self.names(span)
        return "".join(spans)

    def names(self, text):
        pieces, end = [], 0
        for found in NAME.finditer(text):
            item = self.items.get(found[0])
            pieces += [escaped(text[end : found.start()]), self.name(item) if item else bold(found[0])]
            end = found.end()
        return "".join(pieces) + escaped(text[end:])

    def name(self, item):
        if item.kind != "function":
            return bold(item.name)
        return bold(item.name) + ("()" if item.name in self.local else "(3)")

    def text(self, text, params=()):
        """Paragraphs and lists, each sentence on a line of its own; the first paragraph without a macro before it."""
        lines = []
        for block in blocks(text):
            if found := LISTED.match(block):
                lines.append(f".IP {found[1]} 3" if found[1] else r".IP \(bu 2")
                block = block[found.end() :]
            elif lines:
                lines.append(".PP")
            lines += [guarded(line) for line in sentences(self.inline(block, params))]
        return lines

    def tagged(self, tag, width, text, params=()):
        """Text under a tag; a list, and what comes after one, is set apart by an indentation of its own."""
        first, *rest = blocks(text)
        if first.startswith("- "):
            rest, first = [first, *rest], "An object with"
        lines = [f".TP {width}", tag, *self.text(first, params)]
        while rest and not LISTED.match(rest[0]):
            lines += [".IP", *self.text(rest.pop(0), params)]
        return [*lines, ".RS", *self.text("\n\n".join(rest), params), ".RE"] if rest else lines


def blocks(text):
    """Paragraphs and items of lists, each on one line."""
    for paragraph in text.split("\n\n"):
        for block in re.split(r"\n(?=- |\d+\. )", paragraph):
            if block.strip():
                yield " ".join(block.split())


def sentences(text):
    return re.split(r"(?<=[.]) (?=[A-Z\\])", text)


def guarded(line):
    """A line that begins like a macro is none."""
    return "\\&" + line if line[:1] in (".", "'") else line


def code(text):
    """A block of code as it is, which must fit on a line of 80 columns."""
    if long := [line for line in text.splitlines() if len(line) > WIDTH]:
        raise ValueError(f"an example has a line of more than {WIDTH} columns: {long[0]}")
    lines = [guarded(literal(line)) for line in text.rstrip().splitlines()]
    return [".PP", ".EX", *lines, ".EE", ".nh"]


def prototype(function):
    """The declaration of a function or callback, wrapped: types bold, names of parameters italic."""
    head = f"{function.returns} {function.name}{')(' if function.kind == 'callback' else '('}".replace("* ", "*")
    params = [f"{param.type}{param.name}" for param in function.params] or ["void"]
    indent = " " * (8 if len(head) + max(map(len, params)) + 2 > WIDTH else len(head))
    lines, line = [], head
    for at, param in enumerate(params):
        piece = param + (");" if at + 1 == len(params) else ",")
        if line.strip() and line != head and len(line) + 1 + len(piece) > WIDTH or len(head) + len(piece) > WIDTH and line == head:
            lines.append(line)
            line = indent + piece
        else:
            line += piece if line in (head, indent) else " " + piece
    lines.append(line)
    names = {param.name for param in function.params}
    return [declared(line, names) for line in lines]


def declared(line, names):
    parts = re.split(r"(\w+)(?=[,)]|$)", line)
    marked = [italic(part) if at % 2 and part in names else bold(part) if part else "" for at, part in enumerate(parts)]
    return "".join(marked)


def declaration(text):
    return [bold(line) for line in text.splitlines()]

