"""Builds the server and the peers, each group when it is first needed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

BENCHES = Path(__file__).resolve().parent.parent
ROOT = BENCHES.parent
OUT = ROOT / "build" / "bench"
LIBRARY = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "release" / "libcloud.so"


def program(name):
    return str(BENCHES / "peers" / "python" / name) if name == "drive.py" else str(OUT / name)


def run(*command, **options):
    print("+", *(str(word).removeprefix(f"{ROOT}/") for word in command), file=sys.stderr)
    subprocess.run([str(word) for word in command], check=True, **options)


def c():
    """The programs in C: ours, libcurl and the bare socket."""
    if not LIBRARY.exists():
        sys.exit("bench: the library is not built; run `make lib`")
    flags = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-Wno-deprecated-declarations"]
    compiler = os.environ.get("CC", "cc")
    folder = LIBRARY.parent
    run(compiler, *flags, BENCHES / "peers/c/raw.c", "-o", OUT / "raw", "-lpthread")
    run(compiler, *flags, BENCHES / "peers/c/curl.c", "-o", OUT / "curl", "-lcurl", "-lexpat", "-lcrypto", "-lpthread")
    run(compiler, *flags, f"-I{ROOT / 'include'}", BENCHES / "ours.c", "-o", OUT / "ours", f"-L{folder}", "-lcloud",
        "-lpthread", f"-Wl,-rpath,{folder}")
    settle(LIBRARY)


def settle(path):
    """Drops a file from the page cache. What was just written lies there in large pieces, and the kernel maps the whole piece
    that a program touches a byte of: of a library, up to 2 MB more than when it is read as it is touched."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def cargo(folder, name):
    """A program of the workspace of peers; built in its own folder, so that others' features do not get into it."""
    run("cargo", "build", "--release", "--locked", "--target-dir", OUT / "cargo", cwd=BENCHES / "peers" / folder)
    # A program that still runs elsewhere cannot be overwritten, but replaced.
    (OUT / name).unlink(missing_ok=True)
    shutil.copy2(OUT / "cargo" / "release" / name, OUT / name)


def server():
    cargo("server", "ceiling")


def rust():
    """object_store and OpenDAL."""
    cargo("object_store", "object_store")
    cargo("opendal", "opendal")


def python():
    """The peers in Python, in an environment of their own."""
    if not (OUT / "venv" / "bin" / "python").exists():
        run(sys.executable, "-m", "venv", OUT / "venv")
    run(OUT / "venv/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
        "--requirement", BENCHES / "peers/python/requirements.txt")


def build(peers):
    """What these peers need, and the server."""
    OUT.mkdir(parents=True, exist_ok=True)
    steps = {"c": c, "rust": rust, "python": python}
    for step in [server, *(steps[name] for name in sorted({peer.build for peer in peers}))]:
        step()
