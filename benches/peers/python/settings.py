"""What the peers in Python share: settings from the environment, and the bytes of an upload."""

import os

SMALL, WARM_UP, PARALLEL = 4096, 3, 8
NOISE = os.urandom(1 << 20)
ENDPOINT = os.environ.get("BENCH_ENDPOINT", "http://127.0.0.1:15000")
CA = os.environ.get("BENCH_CA")
# A folder that is no disk, where there is one.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
KEY, SECRET, REGION, BUCKET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "bucket"


def number(variable, otherwise):
    return int(os.environ.get(variable) or otherwise)


BYTES, COUNT, THREADS = number("BENCH_BYTES", 1 << 30), number("BENCH_SMALL", 1000), number("BENCH_THREADS", 16)
PART = number("BENCH_PART", 8 << 20)


class Source:
    """A file of noise that nowhere is."""

    def __init__(self, length):
        self.length, self.at = length, 0

    def read(self, size=-1):
        left = self.length - self.at
        size = left if size is None or size < 0 else min(size, left)
        self.at += size
        whole, rest = divmod(size, len(NOISE))
        return NOISE[:rest] if whole == 0 else NOISE * whole + NOISE[:rest]

    def seek(self, offset, whence=0):
        self.at = offset + (0, self.at, self.length)[whence]
        return self.at

    def tell(self):
        return self.at

    def seekable(self):
        return True

    def readable(self):
        return True

    def __len__(self):
        return self.length

    def __iter__(self):
        while block := self.read(len(NOISE)):
            yield block
