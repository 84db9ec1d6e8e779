"""Where blocks run: a tree as a fresh checkout for each page, with the library installed where the guide installs it."""

import contextlib
import os
import subprocess
import tempfile
from pathlib import Path

# What of the repository a fresh checkout does not have.
NOT_CHECKED_OUT = {".git", "build"}
KEPT = ("PATH", "LANG", "TMPDIR", "LIBCLOUD_TEST_HOME")


class Unavailable(Exception):
    """Why a server that a page needs cannot run here."""


class Scratch:
    def __init__(self, repository):
        self.repository = repository

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="libcloud-guide-")
        self.home = Path(self.folder.name) / "home"
        self.prefix = self.home / ".local"
        install = [self.repository / ".ci" / "install", "", self.prefix]
        subprocess.run(list(map(str, install)), check=True, stdout=subprocess.DEVNULL)
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    @property
    def library(self):
        return self.prefix / "lib" / "libcloud.so.0"

    def environment(self):
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        lib = str(self.prefix / "lib")
        # What `make install` would build is built already, so it gets no cargo.
        found = {"PKG_CONFIG_PATH": lib + "/pkgconfig", "LD_LIBRARY_PATH": lib, "CARGO": "none"}
        return kept | {"HOME": str(self.home)} | found

    @contextlib.contextmanager
    def tree(self, page):
        """The tree for the blocks of one page, and the server that it asks for."""
        name = page.name.replace("/", "-").removesuffix(".md")
        folder = Path(self.folder.name) / name
        folder.mkdir()
        for path in self.repository.iterdir():
            if path.name not in NOT_CHECKED_OUT:
                (folder / path.name).symlink_to(path)
        environment = self.environment()
        if not page.server:
            yield Tree(self, folder, environment)
            return
        with running(self.repository / "tests" / "servers" / page.server, folder / "server") as variables:
            yield Tree(self, folder, environment | variables)


class Tree:
    def __init__(self, scratch, folder, environment):
        self.home = scratch.home
        self.folder = folder
        self.environment = environment

    def write(self, title, text):
        """Keeps a block under its title, which may begin with `~/`."""
        path = self.home / title[2:] if title.startswith("~/") else self.folder / title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def run(self, command, **more):
        return subprocess.run(
            list(map(str, command)),
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            **more,
        )


@contextlib.contextmanager
def running(server, state):
    """Starts one of tests/servers, and stops it again; its variables."""
    must([server / "install"])
    try:
        exports = must([server / "start", state])
        variables = must(["bash", "-c", exports + "\nenv -0"], env={})
        yield dict(pair.split("=", 1) for pair in variables.split("\0") if "=" in pair)
    finally:
        subprocess.run([server / "stop", state], check=True)


def must(command, **more):
    """What the command prints."""
    done = subprocess.run(command, capture_output=True, text=True, **more)
    if done.returncode != 0:
        raise Unavailable(done.stderr.strip().rpartition("\n")[2])
    return done.stdout
