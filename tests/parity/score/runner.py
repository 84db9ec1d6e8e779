"""Runs records: a child process for each TestCase, another one after a crash or a hang."""

import json
import os
import select
import signal
import sys

from .baseline import Baseline
from .bed import make_bed
from .compare import judge
from .native import Native
from .records import groups
from .shapes import Skip


def score(options, known, on_record=lambda record: None):
    """All records, scored. With `options.lib`, what `known` lists is left out; without, it is filled."""
    rows = []
    for test, records in groups(options):
        for record in records:
            if options.lib and record["key"] in known.reasons:
                record["skip"] = "unrepeatable: " + known.reasons[record["key"]]
        run_group(test, records, options)
        for record in records:
            if "skip" not in record:
                if not options.lib:
                    learn(record, known)
                for path in known.extra.get(record["key"], []):
                    record["extra"].pop(path, None)
                on_record(record)
        rows += records
    return rows


def learn(record, known):
    """Enters what Libcloud itself did not repeat."""
    why = unrepeatable(record)
    different = [path for path, status in record["extra"].items() if status[0] != "equal"]
    if why:
        known.reasons[record["key"]] = why
        record["skip"] = "unrepeatable: " + why
    elif different:
        known.extra[record["key"]] = different


def unrepeatable(record):
    def failed(log, what):
        return any(what in request.get("replay_error", "") for request in record[log])

    if failed("requests", "no mock method"):
        return "the mocks had no answer in the test either"
    if record["matched"]:
        return None
    if record["got"].get("at") == "driver":
        return "driver not made by its constructor alone"
    if record["sent"] and not record["requests"]:
        return "replaced in the test's code: connection, method or module"
    if failed("sent", "AssertionError"):
        return "the mock looks at objects of the test"
    return "set in the test's code: driver, mock or module state; or a random value"


def run_group(test, records, options):
    todo = [i for i, record in enumerate(records) if "skip" not in record]
    strict = not options.lib
    while todo:
        ended = run_child(test, records, todo, options, strict)
        if todo:  # the first of them took the child with it
            record = records[todo.pop(0)]
            got = {"error": "crash" if ended else "no end", "status": 1}
            record.update(got=got, sent=[])
            judge(record, got, strict)


def run_child(test, records, todo, options, strict):
    """Scores records until the child ends (True) or hangs (False); takes them off todo."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        child(write, test, records, list(todo), options)
    os.close(write)
    ended, buffer = False, b""
    while not ended:
        if not select.select([read], [], [], options.timeout + 30)[0]:
            os.kill(pid, signal.SIGKILL)
            break
        data = os.read(read, 1 << 20)
        ended = not data
        *lines, buffer = (buffer + data).split(b"\n")
        for i, got, sent, base in map(json.loads, lines):
            todo.remove(i)
            if "skip" in got:
                records[i].update(got)
            else:
                records[i].update(got=got, sent=sent)
                judge(records[i], got, strict, base)
    os.close(read)
    os.waitpid(pid, 0)
    return ended


def child(fd, test, records, todo, options):
    """Runs the records and writes a line for each; does not return."""
    try:
        implementation = Native(options) if options.lib else Baseline(options)
        bed = make_bed(test, [r["mock"] for record in records for r in record["requests"] if r.get("mock")])
        for i in todo:
            try:
                bed.restore()
                got = implementation.run(records[i], bed)
            except (Skip, SystemExit) as e:
                got = {"skip": str(e)}
            os.write(fd, json.dumps([i, got, bed.sent(), bed.base]).encode() + b"\n")
    except BaseException as e:
        print("# %s: %s: %s" % (test, type(e).__name__, e), file=sys.stderr)
    os._exit(0)
