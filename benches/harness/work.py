"""What is measured: the items of work, and the programs that do them."""

from dataclasses import dataclass, field

PLAIN, LATE, TLS = "plain", "late", "tls"
LATENCY_MS = 5
# What everything is compared with.
BASE = "curl"


@dataclass(frozen=True)
class Work:
    """An item of work. `program` is what a program is asked for, `at` which of the server's ports, `reach` the ratio of CPU
    (to BASE, median of pairs) that the library is to reach."""

    id: str
    title: str
    program: str
    at: str = PLAIN
    reach: float | None = None
    # Compare whole processes, from outside, instead of what the program says of its work.
    process: bool = False
    # W5 and W6 keep what they list, so memory is told per item too.
    items: str | None = None
    # Short works vary most, so they are done several times a round.
    often: int = 1


WORKS = [
    Work("W1", "1 GiB up from a callback", "W1", reach=0.85),
    Work("W2", "1 GiB down to a callback", "W2", reach=0.65),
    Work("W1t", "1 GiB up, TLS 1.3", "W1", TLS, reach=0.60),
    Work("W2t", "1 GiB down, TLS 1.3", "W2", TLS, reach=0.75),
    Work("W3u", "1,000 × 4 KiB up, one connection", "W3u", reach=0.30, often=3),
    Work("W3d", "1,000 × 4 KiB down, one connection", "W3d", reach=0.35, often=3),
    Work("W4", "the same by 16 threads on one handle, 5 ms latency", "W4", LATE, reach=0.50),
    Work("W5", "list 100,000 keys, all kept", "W5", reach=0.35, items="keys"),
    Work("W5p", "list 100,000 keys, page by page", "W5p", reach=0.35),
    Work("W6", "list 10,000 EC2 nodes, all kept", "W6", reach=0.35, items="instances"),
    Work("W7", "1 GiB in parts of 8 MiB from a callback, 8 at a time, 5 ms latency", "W7", LATE, reach=0.75),
    Work("W7f", "the same from a file", "W7f", LATE, reach=0.75),
    Work("W9", "cold start: process and first answer", "W9", process=True, reach=0.50, often=3),
    Work("W9t", "cold start over TLS 1.3", "W9", TLS, process=True, often=3),
    Work("W10", "the C boundary", "W10"),
]


@dataclass(frozen=True)
class Peer:
    """A program. `options` are added to its environment, for all works or (`by_work`) for some."""

    id: str
    title: str
    command: list[str]
    works: set[str]
    options: dict[str, str] = field(default_factory=dict)
    by_work: dict[str, dict[str, str]] = field(default_factory=dict)
    # Which of the builds makes it.
    build: str = "c"
    # Does less than the others, so it is shown apart.
    apart: str = ""
    # So slow that three rounds have to do.
    slow: bool = False

    def environment(self, work):
        return {**self.options, **self.by_work.get(work, {})}


ALL = {work.id for work in WORKS}
OBJECTS = {"W1", "W2", "W1t", "W2t", "W3u", "W3d", "W4", "W7"}


# Options of the library's uploads and downloads. In one request, as the others do it, and with the payload unsigned as theirs.
ONE = '"multipart": false'
PARTS = '"part_size": 8388608, "parallel": 8'
UNSIGNED, UNCHECKED = '"sign_payload": false', '"checksum": "none"'


def upload(*options):
    return {"BENCH_UPLOAD": f"{{{', '.join(options)}}}"}


def download(*options):
    return {"BENCH_DOWNLOAD": f"{{{', '.join(options)}}}"}


OURS = {"W1": upload(ONE, UNSIGNED), "W1t": upload(ONE), "W3u": upload(UNSIGNED), "W4": upload(UNSIGNED),
        "W7": upload(PARTS, UNSIGNED), "W7f": upload(PARTS, UNSIGNED)}
OURS_SIGNED = {"W3u": {}, "W4": {}, "W7": upload(PARTS), "W7f": upload(PARTS)}
OURS_UNCHECKED = {"W1": upload(ONE, UNSIGNED, UNCHECKED), "W1t": upload(ONE, UNCHECKED), "W2": download(UNCHECKED),
                  "W2t": download(UNCHECKED), "W7": upload(PARTS, UNSIGNED, UNCHECKED)}


def peers(programs):
    """All peers; `programs` tells where a program was built."""
    python, drive = [programs("venv/bin/python"), programs("drive.py")], ["W1", "W2", "W3u", "W3d", "W4", "W9"]
    return [
        Peer("curl", "libcurl as one writes it: default buffers, CURLOPT_AWS_SIGV4, expat", [programs("curl")], ALL - {"W10"}),
        Peer("ours", "this library: CRC-64 of every object, the payload unsigned as the others'", [programs("ours")], ALL,
             by_work=OURS),
        Peer("ours-signed", "this library: payload signed (SHA-256), its default without TLS", [programs("ours")],
             set(OURS_SIGNED), by_work=OURS_SIGNED, apart="does more"),
        Peer("ours-default", "this library without any options: parts of 8 MiB, four at a time", [programs("ours")],
             {"W1", "W1t"}, apart="does more"),
        Peer("ours-unchecked", "this library without checksums", [programs("ours")], set(OURS_UNCHECKED),
             by_work=OURS_UNCHECKED, apart="no integrity checks"),
        Peer("ours-extra", "this library, and `extra` of every record is looked at too", [programs("ours")], {"W5", "W6"},
             {"BENCH_EXTRA": "1"}, apart="does more"),
        Peer("curl-sigv4", "libcurl, SigV4 by hand on OpenSSL", [programs("curl")], {"W3u", "W3d", "W4", "W6"},
             {"BENCH_SIGN": "own"}),
        Peer("curl-tuned", "libcurl with its largest buffers", [programs("curl")], {"W1", "W2", "W1t", "W2t", "W7", "W7f"},
             {"BENCH_TUNED": "1"}),
        Peer("raw", "a bare socket: no signature, no checks, no parsing", [programs("raw")],
             {"W1", "W2", "W3u", "W3d", "W5", "W6", "W9"}, apart="the floor"),
        Peer("object_store", "Apache Arrow's object_store (Rust)", [programs("object_store")],
             OBJECTS | {"W5", "W5p", "W9", "W9t"}, build="rust"),
        Peer("opendal", "Apache OpenDAL (Rust)", [programs("opendal")], OBJECTS | {"W5", "W5p", "W9", "W9t"}, build="rust"),
        Peer("boto3", "boto3 (Python)", [*python, "boto3"], {*drive, "W5", "W5p", "W6", "W7", "W1t", "W2t"}, build="python", slow=True),
        Peer("libcloud-python", "Apache Libcloud (Python)", [*python, "libcloud"], {*drive, "W5", "W5p", "W6", "W1t", "W2t"},
             build="python", slow=True),
        Peer("awscrt", "AWS Common Runtime (C, driven from Python)", [*python, "awscrt"], {*drive, "W7", "W1t", "W2t"},
             build="python", slow=True),
    ]


def rounds_of_w4(size):
    """How many requests each thread makes."""
    return 2 * (size.small // size.threads)


def expected(work, size):
    """What a program has to have moved, or seen."""
    match work.program:
        case "W1" | "W2" | "W7" | "W7f":
            return size.bytes
        case "W3u" | "W3d":
            return size.small * 4096
        case "W4":
            return rounds_of_w4(size) * size.threads * 4096
        case "W5" | "W5p":
            return size.keys
        case "W6":
            return size.instances
        case "W9":
            return 4096
        case _:
            return None


@dataclass(frozen=True)
class Size:
    """How much work there is."""

    bytes: int = 1 << 30
    small: int = 1000
    threads: int = 16
    keys: int = 100_000
    instances: int = 10_000

    @staticmethod
    def quick():
        return Size(bytes=24 << 20, small=64, threads=16, keys=2500, instances=200)
