"""What scoring needs, made once below the test home: a virtual environment, Libcloud's source
distribution, and the records of its tests."""

import contextlib
import fcntl
import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

VERSION = "3.9.1"
HERE = Path(__file__).resolve().parent.parent
REPOSITORY = HERE.parent.parent


class Environment:
    def __init__(self):
        home = os.environ.get("LIBCLOUD_TEST_HOME") or REPOSITORY / "target" / "test-home"
        self.home = Path(home).resolve() / "parity"
        self.python = self.home / "venv" / "bin" / "python"
        self.src = self.home / ("apache-libcloud-" + VERSION)
        self.suite = self.home / ("suite-" + VERSION)

    @contextlib.contextmanager
    def locked(self):
        """One run at a time makes what is missing."""
        self.home.mkdir(parents=True, exist_ok=True)
        with open(self.home / "lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def enter(self):
        """Goes on in the virtual environment, which is made first; returns once inside."""
        if Path(sys.prefix) == self.home / "venv":
            return
        with self.locked():
            self.install()
        os.execv(self.python, [str(self.python), "-B", *sys.argv])

    def install(self):
        requirements = HERE / "requirements.txt"
        installed = self.home / "venv" / "requirements.txt"
        if not installed.exists() or installed.read_text() != requirements.read_text():
            say("installing what the tests of Libcloud need")
            if importlib.util.find_spec("ensurepip") is None:
                sys.exit("this Python makes no virtual environments with pip: install Debian's python3-venv")
            venv.create(self.home / "venv", with_pip=True, clear=True)
            self.pip("install", "-r", str(requirements))
            installed.write_text(requirements.read_text())

    def pip(self, command, *arguments):
        pip = [self.python, "-m", "pip", command, "--quiet", "--disable-pip-version-check"]
        subprocess.run([*map(str, pip), *arguments], check=True)

    def get_source(self):
        with self.locked():
            if not self.src.exists():
                self.download()

    def download(self):
        say("getting the source distribution of Libcloud " + VERSION)
        download = self.home / "download"
        only_source = ["--no-deps", "--no-binary", ":all:"]
        self.pip("download", *only_source, "-d", str(download), "apache-libcloud==" + VERSION)
        (archive,) = download.glob("apache[_-]libcloud-%s.tar.gz" % VERSION)
        unpacked = self.home / "unpacked"
        unpacked.mkdir(exist_ok=True)
        command = ["tar", "-xzf", archive, "-C", unpacked, "--strip-components=1", "--no-same-owner"]
        subprocess.run(list(map(str, command)), check=True)
        unpacked.rename(self.src)

    def record(self, modules):
        """Records those of the test modules that are not recorded yet."""
        # NO_INTERNET has Libcloud's tests leave out what asks the world.
        env = dict(os.environ, PYTHONPATH=str(HERE), NO_INTERNET="1")
        with self.locked():
            for module in modules:
                if not (self.suite / ("tests-%s.json" % module)).exists():
                    say("recording " + module)
                    command = [self.python, "-B", "-m", "replay.suite", self.src, self.suite, module]
                    subprocess.run(list(map(str, command)), cwd=self.home, env=env, check=True)


def say(text):
    print("# " + text, file=sys.stderr, flush=True)
