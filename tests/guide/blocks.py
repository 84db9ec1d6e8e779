"""Runs the blocks of one page, one after the other."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
WITH = HERE / "with"
SCRUB = WITH / "scrub.c"
WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Werror", "-g"]
# Leaks and what lies beyond the end fail a block, too.
CHECKED = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-Wl,--wrap=main"]
# Languages whose blocks are only kept as files, for the shell of the page to use.
FILES = ("cmake", "ini", "yaml")


class Failed(Exception):
    """What a block did instead of what the page says."""


class Runner:
    def __init__(self, page, tree, library):
        self.page = page
        self.tree = tree
        self.library = library
        self.above = ""
        self.printed = ""

    def run(self, block):
        kind = getattr(self, "run_" + block.language, None)
        if block.language in FILES:
            kind = self.keep
        if kind is None:
            raise Failed(f"nothing is known of blocks in {block.language or 'no language'}; say `text` if it is only to be read")
        kind(block)

    def run_c(self, block):
        if "above the next" in block.notes:
            self.above += self.located(block)
            return
        if block.title:
            self.keep(block)
        self.tree.write("above.c", self.above)
        self.above = ""
        self.must(["cc", "-std=c99", *WARNINGS, *CHECKED, *self.source(block, "c"), SCRUB, "-o", "block", *self.flags()])
        self.execute(block, ["./block"])

    def run_cpp(self, block):
        """Only compiled: the drivers of these blocks are those of real clouds."""
        source = self.source(block, "cpp", usual="bindings")
        self.must(["c++", "-std=c++17", "-fsyntax-only", *WARNINGS, "-Wno-unused", "-Wno-unused-parameter", *source, *self.flags()])

    def source(self, block, language, usual=None):
        """What the compiler is told to read: the block as it is, or the prelude that includes it."""
        path = self.tree.write("block." + language, self.located(block))
        include = [f"-I{self.tree.folder}", f"-I{self.tree.folder}/examples-c"]
        if block.is_program:
            return [*include, path]
        prelude = block.notes.get("with", usual)
        if prelude is None:
            raise Failed("a fragment: say above it with which prelude of tests/guide/with it goes")
        path = WITH / f"{prelude}.{language}"
        if not path.exists():
            raise Failed(f"there is no tests/guide/with/{path.name}")
        return [*include, path]

    def flags(self):
        return [*self.tree.run(["pkg-config", "--cflags", "--libs", "libcloud"]).stdout.split(), "-pthread"]

    def run_sh(self, block):
        self.execute(block, ["bash", "-euo", "pipefail", "-c", block.text])

    def run_python(self, block):
        prelude = block.notes.get("with")
        before = (WITH / f"{prelude}.py").read_text("utf-8") if prelude else ""
        self.execute(block, [sys.executable, "-B", "-W", "ignore", "-c", before + block.text])

    def run_json(self, block):
        try:
            json.loads(block.text)
        except ValueError as error:
            raise Failed(f"this is no JSON: {error}") from None
        if block.title:
            self.keep(block)
        if "config" in block.notes:
            api, provider = block.notes["config"].split()
            self.must([sys.executable, "-B", HERE / "library.py", self.library, api, provider, block.text])

    def run_text(self, block):
        """What the last block printed; `...` stands for anything."""
        pattern = ".*".join(map(re.escape, block.text.strip().split("...")))
        if not re.fullmatch(pattern, self.printed.strip(), re.DOTALL):
            raise Failed(f"the block before printed\n{self.printed}\nand not\n{block.text}")

    def keep(self, block):
        if not block.title:
            raise Failed("this block needs a title: the name of the file")
        self.tree.write(block.title, block.text)

    def located(self, block):
        """The text, so that the compiler's messages name the page."""
        return f'#line {block.line} "{self.page.name}"\n{block.text}'

    def must(self, command):
        done = self.tree.run(command)
        if done.returncode != 0:
            raise Failed(f"{shlex.join(map(str, command))}\n{done.stdout}{done.stderr}")

    def execute(self, block, command):
        try:
            done = self.tree.run(command)
        except subprocess.TimeoutExpired:
            raise Failed("it does not end") from None
        wanted = int(block.notes.get("ends with", 0))
        if done.returncode != wanted:
            raise Failed(f"it ended with {done.returncode}\n{done.stdout}{done.stderr}")
        before, self.printed = self.printed, done.stdout
        if "prints the same" in block.notes and done.stdout != before:
            raise Failed(f"it printed\n{done.stdout}\nand the block before\n{before}")
        if "prints the same" in block.notes and not done.stdout:
            raise Failed("neither of both prints anything")
