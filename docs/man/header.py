"""libcloud.h, taken apart: its preamble, and the sections with their declarations and comments."""

import re
from dataclasses import dataclass, field
from functools import cached_property

# Pages of the manual, in its order: the page, the part it belongs to, and the sections of the header it describes.
PAGES = [
    ("drivers", "Kernel", ["Drivers"]),
    ("values", "Kernel", ["Values"]),
    ("errors", "Kernel", ["Errors", "Errors: details"]),
    ("lists", "Kernel", ["Lists and listings page by page"]),
    ("streams", "Kernel", ["Streams of bytes"]),
    ("calls", "Kernel", ["Time limits, cancellation, progress"]),
    ("log", "Kernel", ["Log"]),
    ("prices", "Kernel", ["Prices"]),
    ("version", "Kernel", ["Version"]),
    ("storage-containers", "Storage", ["Storage: containers"]),
    ("storage-objects", "Storage", ["Storage: objects"]),
    ("storage-uploads", "Storage", ["Storage: uploads"]),
    ("storage-downloads", "Storage", ["Storage: downloads"]),
    ("compute-nodes", "Compute", ["Compute: nodes"]),
    ("compute-images", "Compute", ["Compute: sizes, locations, images"]),
    ("compute-volumes", "Compute", ["Compute: volumes and snapshots"]),
    ("compute-key-pairs", "Compute", ["Compute: key pairs"]),
    ("balancers", "Load balancers", ["Load balancers: balancers"]),
    ("balancers-members", "Load balancers", ["Load balancers: members"]),
    ("containers", "Containers", ["Containers that run images: containers"]),
    ("containers-images", "Containers", ["Containers that run images: images"]),
    ("containers-clusters", "Containers", ["Containers that run images: clusters"]),
    ("deployment", "Deployment", ["Deployment"]),
    ("records-nodes", "Records", ["Records: nodes"]),
    ("records-sizes", "Records", ["Records: sizes, images, locations"]),
    ("records-volumes", "Records", ["Records: volumes, snapshots"]),
    ("records-key-pairs", "Records", ["Records: key pairs"]),
    ("records-objects", "Records", ["Records: containers, objects"]),
    ("records-balancers", "Records", ["Records: load balancers, members"]),
    ("records-containers", "Records", ["Records: containers that run images, their images, clusters"]),
]

# The parts, and what a page about a part says.
PARTS = {
    "Kernel": "What every program needs: drivers, values, errors, listings, streams, and how calls are limited.",
    "Storage": 'Objects in containers. The driver is one of "storage".',
    "Compute": 'Servers, what they are made from, and their volumes and keys. The driver is one of "compute".',
    "Load balancers": 'Balancers and their members. The driver is one of "loadbalancer".',
    "Containers": 'Containers that run images. The driver is one of "container".',
    "Deployment": "New servers set up over SSH.",
    "Records": "What functions return of nodes, objects and whatever else there is, field by field.",
}

SECTION = re.compile(r"/\* ---- (.*?) -+ \*/")
TOKEN = re.compile(
    r"(?P<section>/\* ---- .*? -+ \*/)\n(?:\n/\*(?P<about>[^*].*?)\*/\n(?=\n))?"
    r"|^(?:/\*\*(?P<comment>(?:(?!\*/).)*)\*/\n)?"
    r"(?P<code>#define [^\n]*|typedef struct \w+ \{.*?\n\} \w+;|(?:typedef|LIBCLOUD_API) [^;]*;)",
    re.DOTALL | re.MULTILINE,
)
FUNCTION = re.compile(r"(?P<type>.*?)(?P<name>lc_\w+)\((?P<params>.*)\);")
CALLBACK = re.compile(r"(?P<type>typedef .*\(\*)(?P<name>lc_\w+)\)\((?P<params>.*)\);")
PARAM = re.compile(r"(?P<type>.*?)(?P<name>\w+)$")


@dataclass
class Param:
    """A parameter: `type` is all that stands before the name."""

    type: str
    name: str


@dataclass
class Comment:
    """Text in the header's own marks, paragraphs apart by an empty line, and what is said of parameters and result."""

    text: str
    params: dict = field(default_factory=dict)
    returns: str = ""

    @classmethod
    def parse(cls, raw):
        lines = [re.sub(r"^\s*\*? ?", "", line, count=1).rstrip() for line in raw.strip().splitlines()]
        text, *tags = re.split(r"\n(?=@)", "\n".join(lines))
        comment = cls(text.strip())
        for tag in tags:
            if found := re.match(r"@param(?:\[out\])? (\w+)\s(.*)", tag, re.DOTALL):
                comment.params[found[1]] = dedent(found[2])
            elif tag.startswith("@return "):
                comment.returns = dedent(tag.removeprefix("@return "))
            else:
                raise ValueError(f"libcloud.h: a comment has a tag that the manual does not know: {tag}")
        return comment


@dataclass
class Item:
    """A declaration with its comment; `kind` is function, callback, type, struct or macro."""

    kind: str
    name: str
    code: str
    comment: Comment

    @cached_property
    def params(self):
        inner = self.form.fullmatch(self.code)["params"]
        found = [] if inner == "void" else [PARAM.fullmatch(param) for param in inner.split(", ")]
        return [Param(param["type"], param["name"]) for param in found]

    @cached_property
    def returns(self):
        return self.form.fullmatch(self.code)["type"].strip()

    def takes(self, name):
        return any(param.name == name for param in self.params)

    @property
    def form(self):
        return CALLBACK if self.kind == "callback" else FUNCTION


@dataclass
class Section:
    title: str
    about: Comment
    items: list = field(default_factory=list)


@dataclass
class Page:
    """The sections that are described together."""

    name: str
    part: str
    sections: list

    @property
    def title(self):
        return self.sections[0].title.partition(": ")[2].capitalize() or self.sections[0].title

    @property
    def about(self):
        return self.sections[0].about.text

    @property
    def brief(self):
        return self.about.partition(".")[0]

    @cached_property
    def items(self):
        return [item for section in self.sections for item in section.items]

    @cached_property
    def functions(self):
        return [item for item in self.items if item.kind == "function"]


class Header:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.text = file.read()
        self.version = re.search(r'LIBCLOUD_VERSION_STRING "(.*)"', self.text)[1]
        self.preamble = Comment.parse(self.text[2 : self.text.index("*/")]).text.partition("\n\nGenerated from")[0]
        self.sections = {section.title: section for section in sections(self.text)}
        described = [title for _, _, titles in PAGES for title in titles]
        if unknown := self.sections.keys() ^ set(described):
            raise ValueError(f"docs/man/header.py: PAGES and the sections of {path} differ: {', '.join(unknown)}")
        self.pages = [Page(name, part, [self.sections[title] for title in titles]) for name, part, titles in PAGES]
        self.items = {item.name: item for page in self.pages for item in page.items}
        self.page_of = {item.name: page for page in self.pages for item in page.items}

    @cached_property
    def topics(self):
        """The preamble by topics: what is before the first one under "", the rest as "Errors: ..." begins."""
        topic, topics = "", {"": ""}
        for paragraph in self.preamble.split("\n\n"):
            if found := re.fullmatch(r"([A-Z][a-z]+)(?:, ([^:]*))?:(.*)", paragraph, re.DOTALL):
                topic = found[1]
                topics[topic] = found[3].strip() or f"{found[2]}:"
            else:
                topics[topic] = f"{topics[topic]}\n\n{paragraph}".strip()
        return {topic: text[:1].upper() + text[1:] for topic, text in topics.items()}


def dedent(text):
    """The continuation of a tag stands under its beginning; items of a list begin with "- "."""
    return "\n".join(line.strip() for line in text.splitlines()).strip()


def sections(text):
    section = None
    for token in TOKEN.finditer(text):
        if token["section"]:
            section = Section(SECTION.fullmatch(token["section"])[1], Comment.parse(token["about"] or ""))
            yield section
        elif section:
            section.items.append(item(token["code"], Comment.parse(token["comment"] or "")))


def item(code, comment):
    if macro := re.match(r"#define (\w+)", code):
        return Item("macro", macro[1], code, comment)
    if struct := re.match(r"typedef struct (\w+) \{", code):
        return Item("struct", struct[1], code, comment)
    code = re.sub(r"\s+", " ", code.removeprefix("LIBCLOUD_API ").removeprefix("LIBCLOUD_MUST_USE ")).strip()
    if callback := CALLBACK.fullmatch(code):
        return Item("callback", callback["name"], code, comment)
    if code.startswith("typedef "):
        return Item("type", code.rstrip(";").split()[-1], code, comment)
    return Item("function", FUNCTION.fullmatch(code)["name"], code, comment)
