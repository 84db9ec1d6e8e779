"""What mkdocs asks while it builds the site: which files of the repository are its pages, and what their links mean there."""

import functools
import os
import posixpath
import re
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.structure.nav import Link

REPOSITORY = Path(__file__).resolve().parent.parent.parent

# Pages of the site that are not in docs/, and what they lie in the repository as. Bindings that are not there are left out.
ELSEWHERE = {
    "changelog.md": "CHANGELOG.md",
    "benchmarks/README.md": "benches/README.md",
    "benchmarks/RESULTS.md": "benches/RESULTS.md",
    "bindings/cpp.md": "bindings/cpp/README.md",
    "bindings/go.md": "bindings/go/README.md",
    "bindings/ruby.md": "bindings/ruby/README.md",
}
FENCE = re.compile(r"^ *(`{3,})")
INCLUDE = re.compile(r"^( *)<!-- include: (\S+)(?: (.+))? -->$", re.MULTILINE)
NAME = re.compile(r"(<a [^>]*>)?<code>((?:lc|LIBCLOUD)_\w+)</code>")
# A line of the index that doxygen's search works with.
INDEXED = re.compile(r"\['\w+',\['(\w+)',\['\.\./([^']+)'")
NOTE = re.compile(r"^ *<!-- .* -->$")
LINK = re.compile(r"(!?)\[([^\[\]]+)\]\(([^()\s]+)\)")


def sources():
    """The pages by their name on the site."""
    pages = {path.name: path for path in sorted((REPOSITORY / "docs").glob("*.md"))}
    pages |= {page: REPOSITORY / path for page, path in ELSEWHERE.items()}
    return {page: path for page, path in pages.items() if path.exists()}


def on_config(config):
    """Leaves out of the navigation what is not there."""
    there = sources()

    def kept(entries):
        for entry in entries:
            ((title, what),) = entry.items()
            if isinstance(what, list):
                yield {title: list(kept(what))}
            elif what in there or not what.startswith("bindings/"):
                yield entry

    config.nav = list(kept(config.nav))


def on_files(files, config):
    """Adds the pages, the pictures beside them, and the C reference."""
    for page, path in sources().items():
        files.append(File.generated(config, page, abs_src_path=str(path)))
    for path in sorted((REPOSITORY / "benches").glob("*.svg")):
        files.append(File.generated(config, "benchmarks/" + path.name, abs_src_path=str(path)))
    reference = Path(os.environ["LIBCLOUD_REFERENCE"])
    for path in sorted(reference.rglob("*")):
        if path.is_file():
            name = "reference/" + path.relative_to(reference).as_posix()
            files.append(File.generated(config, name, abs_src_path=str(path)))


def on_nav(nav, config, files):
    """The C reference has pages of its own."""
    if files.get_file_from_path("reference/index.html"):
        nav.items.append(Link("C reference", "reference/index.html"))


def on_page_markdown(markdown, page, config, files):
    """Puts in what is included, leaves out what is said to the tests, and makes links between files links between pages."""
    markdown = INCLUDE.sub(included, markdown)
    source = Path(page.file.abs_src_path)
    pages = {path: name for name, path in sources().items()}

    def link(match):
        picture, text, target = match.groups()
        path, _, anchor = target.partition("#")
        if not path or ":" in target:
            return match[0]
        there = Path(os.path.normpath(source.parent / path))
        if there in pages:
            base = posixpath.dirname(page.file.src_uri)
            return f"[{text}]({posixpath.relpath(pages[there], base or '.')}{anchor and '#' + anchor})"
        if picture or there.is_relative_to(REPOSITORY / "docs"):
            return match[0]
        if not there.exists():
            raise PluginError(f"{source.relative_to(REPOSITORY)} links to {target}, which is not there")
        return text

    return "\n".join(outside_fences(markdown, lambda line: LINK.sub(link, NOTE.sub("", line))))


def on_page_content(html, page, config, files):
    """Has names of the interface lead to what the C reference says of them."""
    base = posixpath.relpath("reference", posixpath.dirname(page.file.dest_uri) or ".")
    places = reference_places()

    def link(match):
        around, name = match.groups()
        if around or name not in places:
            return match[0]
        return f'<a href="{base}/{places[name]}"><code>{name}</code></a>'

    return NAME.sub(link, html)


@functools.cache
def reference_places():
    """Where in the C reference each name is told of."""
    indices = Path(os.environ["LIBCLOUD_REFERENCE"]).glob("search/all_*.js")
    return {name: place for path in indices for name, place in INDEXED.findall(path.read_text("utf-8"))}


def outside_fences(markdown, change):
    fence = None
    for line in markdown.splitlines():
        mark = FENCE.match(line)
        if mark and fence is None:
            fence = mark[1]
        elif mark and line.strip() == fence:
            fence = None
        yield line if fence or mark else change(line)


def included(match):
    """What `<!-- include: PATH PART -->` stands for: the first block of a file, what is between its marks named PART, or all of
    it as a block."""
    indent, name, part = match.groups()
    path = REPOSITORY / name
    if not path.exists():
        binding = REPOSITORY.joinpath(*Path(name).parts[:2])
        if name.startswith("bindings/") and not binding.exists():
            return ""
        raise PluginError(f"there is no {name} to include")
    text = path.read_text("utf-8")
    if part == "first block":
        text = re.search(r"^```\w.*?^```$", text, re.MULTILINE | re.DOTALL)[0]
    elif part:
        found = re.search(rf"<!-- {part}\b[^\n]*-->\n(.*?)<!-- /{part} -->", text, re.DOTALL)
        if not found:
            raise PluginError(f"{name} has no marks named {part}")
        text = found[1]
    else:
        text = f"```{path.suffix.lstrip('.')} title=\"{path.name}\"\n{text}```"
    return "\n".join(indent + line if line else line for line in text.splitlines())
