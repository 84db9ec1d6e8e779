"""Runs the server and the programs."""

import contextlib
import json
import os
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from harness import build
from harness.work import LATE, LATENCY_MS, PLAIN, TLS, expected

TIMEOUT = 600
SLOW_ROUNDS = 3


class Server:
    """The server on three free ports. It ends with its standard input."""

    def __init__(self, size):
        self.folder = tempfile.TemporaryDirectory(prefix="libcloud-bench-", dir=memory())
        self.ca = str(Path(self.folder.name) / "ca.pem")
        self.size = size
        self.ports = dict(zip((PLAIN, LATE, TLS), free_ports(3)))
        plain, late, tls = (str(port) for port in self.ports.values())
        self.process = subprocess.Popen(
            [build.program("ceiling"), "--keys", str(size.keys), "--instances", str(size.instances), plain,
             f"{late},latency={LATENCY_MS}", f"{tls},tls={self.ca}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "ready\n":
            raise RuntimeError("the server did not start")

    def environment(self, at):
        if at == TLS:
            return {"BENCH_ENDPOINT": f"https://localhost:{self.ports[TLS]}", "BENCH_CA": self.ca,
                    "SSL_CERT_FILE": self.ca}
        return {"BENCH_ENDPOINT": f"http://127.0.0.1:{self.ports[at]}"}

    def file(self):
        """A file of noise, as large as a large object, in memory where there is such a folder."""
        path = Path(self.folder.name) / "big"
        if not path.exists():
            block = os.urandom(1 << 20)
            with path.open("wb") as out:
                for start in range(0, self.size.bytes, len(block)):
                    out.write(block[:self.size.bytes - start])
        return str(path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.folder.cleanup()


def memory():
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def environment(peer, work, server):
    """What a program finds out from its environment."""
    size = server.size
    return {
        **os.environ, **server.environment(work.at), "BENCH_BYTES": str(size.bytes), "BENCH_SMALL": str(size.small),
        "BENCH_THREADS": str(size.threads), "BENCH_KEYS": str(size.keys), "BENCH_INSTANCES": str(size.instances),
        **({"BENCH_FILE": server.file()} if work.program == "W7f" else {}), **peer.environment(work.id),
    }


def run(peer, work, server):
    """One run: what the program says of it, with what the process took in all. `error` instead, if it failed."""
    settings = environment(peer, work, server)
    with tempfile.TemporaryFile() as out:
        begun = time.perf_counter()
        process = subprocess.Popen([*peer.command, work.program], env=settings, stdout=out, stderr=subprocess.STDOUT)
        limit = threading.Timer(TIMEOUT, process.kill)
        limit.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        limit.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        output = out.read().decode(errors="replace").strip()
    result = {"peer": peer.id, "work": work.id, "process_wall": wall, "process_cpu": usage.ru_utime + usage.ru_stime}
    try:
        said = json.loads(output.splitlines()[-1])
    except (ValueError, IndexError):
        return {**result, "error": output[-300:] or f"status {process.returncode}"}
    if expected(work, server.size) not in (None, said["moved"]):
        return {**result, "error": f"moved {said['moved']} instead of {expected(work, server.size)}"}
    return {**said, **result}


def rounds(works, peers, server, count, tell):
    """Every work by every peer, in turn, round by round, so that ratios can be taken within a round; every other round
    backwards, so that none is always the first. `tell` is told each result."""
    results = []
    for work in works:
        group = [peer for peer in peers if work.id in peer.works]
        for number in range(count * work.often if count > 1 else 1):
            for peer in group if number % 2 == 0 else reversed(group):
                if peer.slow and number >= SLOW_ROUNDS:
                    continue
                result = {**run(peer, work, server), "round": number}
                results.append(result)
                tell(result)
    return results
