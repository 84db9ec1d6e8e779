"""The peers in Python: drive.py boto3|libcloud|awscrt WORK. Settings come from the environment, as for the programs in C."""

import importlib
import json
import sys
import threading
import time
from pathlib import Path

from settings import BYTES, COUNT, NOISE, SMALL, THREADS, WARM_UP, Source


def small(client, worker, count, up):
    moved = 0
    for number in range(count):
        name = f"k{worker}-{number}-s{SMALL}"
        if up:
            client.put(name, NOISE[:SMALL])
            moved += SMALL
        else:
            moved += client.get(name)
    return moved


def in_threads(client):
    """Each thread moves its share both ways, with a client of its own where one cannot be shared."""
    moved = [0] * THREADS

    def work(worker):
        own = client if client.shared else type(client)()
        moved[worker] = sum(small(own, worker, COUNT // THREADS, up) for up in (True, False))

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(moved)


def peak_kb():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def main():
    peer, work = sys.argv[1:3]
    began = time.perf_counter(), time.process_time()
    client = importlib.import_module(f"by_{peer}").Client()
    if work != "W9":
        if work in ("W3u", "W3d"):
            small(client, 0, WARM_UP, work == "W3u")
        began = time.perf_counter(), time.process_time()
    kept = None
    if work == "W1":
        moved = client.put_large(f"big-s{BYTES}", Source(BYTES))
    elif work == "W2":
        moved = client.get(f"big-s{BYTES}")
    elif work in ("W3u", "W3d"):
        moved = small(client, 0, COUNT, work == "W3u")
    elif work == "W4":
        moved = in_threads(client)
    elif work == "W5":
        kept = client.objects()
        moved = len(kept)
    elif work == "W5p":
        moved = sum(1 for _ in client.pages())
    elif work == "W6":
        kept = client.nodes()
        moved = len(kept)
    elif work == "W7":
        moved = client.put_parts(f"big-s{BYTES}", Source(BYTES))
    elif work == "W9":
        moved = client.get("x-s4096")
    else:
        sys.exit(f"no such work: {work}")
    wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
    print(json.dumps({"work": work, "wall": wall, "cpu": cpu, "rss_kb": peak_kb(), "moved": moved}))


if __name__ == "__main__":
    main()
