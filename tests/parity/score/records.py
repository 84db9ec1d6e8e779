"""The records of a suite: which are run, by TestCase, and what is known about them."""

import collections
import dataclasses
import glob
import json
import os
import re
from pathlib import Path

from replay import drivers

from .arguments import Arguments
from .shapes import Skip

# Byte streams, and deploy_node, which needs SSH.
STREAM = re.compile(
    "^(upload|download)_object|_(via|as)_stream$|^ex_multipart_upload_object$|"
    "^export_zone_to_bind_zone_file$|^deploy_node$"
)


@dataclasses.dataclass
class Options:
    src: str
    suite: str
    modules: dict  # (service, provider) -> test modules whose records count; its keys are what is scored
    lib: str = None  # None: Python Libcloud itself
    whole_records: bool = False
    timeout: int = 30
    config: dict = dataclasses.field(default_factory=dict)


def groups(options):
    """The distinct records as {`MODULE:TestCase`: [record]}, one such dict a driver class."""
    wanted = {module for modules in options.modules.values() for module in modules}
    arguments = Arguments(options.src, options.whole_records)
    services = {service for service, _ in options.modules}
    for path in sorted(glob.glob(os.path.join(options.suite, "*", "*.json"))):
        service = os.path.basename(os.path.dirname(path))
        if service not in services:
            continue
        calls = json.loads(Path(path).read_text("utf-8"))["calls"]
        calls = [c for c in calls if c["test"].partition(":")[0] in wanted]
        base = {n for n in dir(drivers.base_class(service)) if not n.startswith("_")}
        out = {}
        for record in distinct(calls, options):
            record["base"] = record["call"] in base
            prepare(record, arguments)
            module, _, test = record["test"].partition(":")
            case = ":" + test.split(".")[0] if "." in test.split("[")[0] else ""
            out.setdefault(module + case, []).append(record)
        yield from out.items()


def distinct(calls, options):
    """The calls of the wanted providers, each once, with a key of their own."""
    calls.sort(key=lambda c: c["test"].partition(":")[0])  # whatever order they were recorded in
    seen, count = set(), collections.Counter()
    for record in calls:
        driver = record["driver"]
        count[record["test"]] += 1
        record["key"] = "%s#%d %s" % (record["test"], count[record["test"]], record["call"])
        record["provider"] = driver["provider"] or driver["module"].split(".")[-1]
        record.setdefault("requests", [])
        modules = options.modules.get((driver["service"], record["provider"]), ())
        if record["test"].partition(":")[0] not in modules:
            continue
        state = [(r.get("mock"), r.get("mock_state")) for r in record["requests"]]
        parts = [record.get(k) for k in ("driver", "call", "args", "kwargs", "result", "error")]
        same = json.dumps(parts + state, sort_keys=True)
        if same not in seen:
            seen.add(same)
            yield record


def prepare(record, arguments):
    """Sets `config` and `arguments`, or `skip`, the reason why the call cannot be made again."""
    try:
        if STREAM.search(record["call"]) or not {"result", "error"} & set(record):
            raise Skip("byte stream, or an iterator the test never used")
        record["config"] = arguments.config(record["driver"])
        record["arguments"] = arguments.arguments(record)
    except Skip as e:
        record["skip"] = str(e)


class Known:
    """What does not repeat with Libcloud itself (unrepeatable.tsv): whole records, with the reason, and
    single `extra` keys, say of random passwords."""

    def __init__(self, path):
        self.path = Path(path)
        self.reasons, self.extra = {}, collections.defaultdict(list)
        for line in self.path.read_text("utf-8").splitlines()[1:] if self.path.exists() else []:
            key, what, value = line.split("\t")
            if what == "extra":
                self.extra[key].append(value)
            else:
                self.reasons[key] = value

    def write(self):
        rows = [(key, "record", why) for key, why in self.reasons.items()]
        rows += [(key, "extra", path) for key, paths in self.extra.items() for path in paths]
        lines = ["\t".join(row) for row in [("key", "what", "value")] + sorted(rows)]
        self.path.write_text("\n".join(lines) + "\n", "utf-8")
