"""A page of the guide taken apart: its blocks of code, and the tables whose keys are checked."""

import re

FENCE = re.compile(r"^( *)(`{3,})(\w*)(.*)$")
COMMENT = re.compile(r"^ *<!-- (.+) -->$")
TITLE = re.compile(r'title="([^"]+)"')


class Block:
    """A block, with what the comment above it says."""

    def __init__(self, line, language, title, notes):
        self.line = line
        self.language = language
        self.title = title or notes.get("file")
        self.notes = notes
        self.text = ""

    @property
    def runs(self):
        return "not run" not in self.notes and (self.language != "text" or "output" in self.notes)

    @property
    def is_program(self):
        return "main(" in self.text


class Table:
    """The keys in the first column of a table, and of which API and providers they are."""

    def __init__(self, line, api, providers):
        self.line = line
        self.api = api
        self.providers = providers
        self.keys = []


class Page:
    def __init__(self, path, repository):
        self.path = path
        self.name = str(path.relative_to(repository))
        self.blocks = []
        self.tables = []
        self.prose = []
        self.server = None
        self.not_here = set()
        self.of_binding = self.name.startswith("bindings/")
        self.read(path.read_text("utf-8").splitlines())

    def read(self, lines):
        notes, block, fence, table = {}, None, None, None
        for number, line in enumerate(lines, 1):
            mark = FENCE.match(line)
            if block is not None:
                if mark and mark[2] == fence and not mark[3]:
                    self.blocks.append(block)
                    block = None
                else:
                    block.text += line[len(indent) :] + "\n"
                continue
            if mark:
                indent, fence, language, rest = mark.groups()
                title = TITLE.search(rest)
                if self.of_binding and language != "cpp" and not notes:
                    notes.setdefault("not run", "the tests of the binding do")
                block = Block(number + 1, language, title and title[1], notes)
                notes = {}
                continue
            self.prose.append((number, line))
            comment = COMMENT.match(line)
            if comment:
                notes = noted(comment[1])
                self.server = notes.get("server", self.server)
                self.not_here.update(notes.get("not here", "").split())
                if "keys" in notes:
                    api, *providers = notes["keys"].split()
                    table = Table(number, api, providers or [api])
                    self.tables.append(table)
            elif line.strip():
                notes = {}
                if table and line.lstrip().startswith("| "):
                    table.keys += re.findall(r"`([a-z_0-9]+)`", line.lstrip("| ").split(" | ")[0])
            else:
                table = None if table and table.keys else table


def noted(comment):
    """`with: storage; prints the same` as a dictionary."""
    parts = (part.strip().partition(":") for part in comment.split(";"))
    return {name: value.strip() for name, _, value in parts}
