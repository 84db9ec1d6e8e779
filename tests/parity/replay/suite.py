"""Runs Libcloud's tests over real HTTP and records every outermost call of a driver.

    python -m replay.suite SRC OUT MODULE

writes OUT/SERVICE/DRIVER_MODULE.CLASS.json, the calls of one driver class, beside what other modules gave
it, and at last OUT/tests-MODULE.json, the outcomes of the tests."""

import collections
import io
import json
import os
import sys
import time
import types
import unittest

import pytest

from . import drivers, mocks, transport
from .canonical import dump, mask
from .recorder import Recorder
from .server import Server
from .site import Site

SECONDS_FOR_A_TEST = 60


def done_file(out, module):
    return os.path.join(out, "tests-%s.json" % module)


def record(src, out, module):
    mocks.load_libcloud(src)
    drivers.import_all()
    site = Site(rewrite="none")
    Server(site).start()

    def register(cls):
        site.registry[str(id(cls))] = cls
        return str(id(cls))

    transport.install(lambda host: site.base, register)
    sleep = time.sleep
    time.sleep = lambda seconds: sleep(min(seconds, 0.005))
    recorder = Recorder(lambda: site.serial, lambda mark: [e for e in site.log if e["n"] > mark])
    recorder.wrap_all()
    plugin = Plugin(site, recorder)
    run_tests(module, plugin)
    write_calls(out, module, recorder.calls)
    dump(plugin.outcomes, done_file(out, module))
    count = collections.Counter(o["outcome"] for o in plugin.outcomes.values())
    said = ", ".join("%s %d" % item for item in sorted(count.items()))
    print("%s: %d calls of drivers in %d tests (%s)" % (
        module, len(recorder.calls), len(plugin.outcomes), said))  # fmt: skip


def run_tests(module, plugin):
    argv = ["-q", "--noconftest", "-p", "no:cacheprovider", "-o", "python_classes=",
            "--timeout", str(SECONDS_FOR_A_TEST), "--pyargs", "libcloud.test." + module]  # fmt: skip
    stdout, sys.stdout = sys.stdout, io.StringIO()
    try:
        code = pytest.main(argv, plugins=[plugin])
    finally:
        report, sys.stdout = sys.stdout.getvalue(), stdout
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise SystemExit("the tests of %s did not run: pytest ended with %s\n%s" % (module, code, report))


class Plugin:
    def __init__(self, site, recorder):
        self.site, self.recorder, self.outcomes = site, recorder, {}

    def pytest_collection_modifyitems(self, items):
        items[:] = [item for item in items if not only_region_differs(item)]

    def pytest_collection_finish(self):
        self.recorder.wrap_all()  # the classes that test modules define

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item, nextitem):
        self.site.log.clear()
        self.site.instances.clear()
        names = ([item.cls.__name__] if item.cls else []) + [item.name]
        module = item.module.__name__.replace("libcloud.test.", "", 1)
        self.recorder.test = module + ":" + ".".join(names)
        start = len(self.recorder.calls)
        yield
        for call in self.recorder.calls[start:]:
            call.pop("_mark", None)
            call["driver"] = drivers.describe(call.pop("_driver"))

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.outcome != "passed":
            why = ""
            if report.failed:
                crash = getattr(report.longrepr, "reprcrash", None)
                why = mask(str(getattr(crash, "message", report.longrepr)))[:400]
            self.outcomes[self.recorder.test] = {"outcome": report.outcome, "why": why}


def only_region_differs(item):
    """Is this an inherited test in a TestCase that only names another region than its parent?"""
    cls = item.cls
    if cls is None or item.originalname in vars(cls) or "setUp" in vars(cls):
        return False
    parents = [c for c in cls.__mro__[1:] if issubclass(c, unittest.TestCase)]
    parent = next((c for c in parents if hasattr(c, item.originalname)), None)
    if parent is None or parent.__module__ != cls.__module__:
        return False
    differing = ("region", "pytestmark", "expected_endpoint")
    own = {k: v for k, v in vars(cls).items() if not k.startswith("__") and k not in differing}
    if any(isinstance(v, types.FunctionType) for v in own.values()):
        return False
    return all(k in ("driver_kwargs", "conn_class") or getattr(parent, k, cls) == v for k, v in own.items())


def write_calls(out, module, calls):
    files = collections.defaultdict(list)
    for call in calls:
        driver = call["driver"]
        if driver["service"]:
            for request in call.get("requests", []):  # which records may share
                request.pop("n", None)
                request.pop("params", None)
            name = "%s.%s" % (driver["module"].rsplit(".", 1)[1], driver["class"])
            files[(driver["service"], name)].append(call)
    for (service, name), own in sorted(files.items()):
        path = os.path.join(out, service, name + ".json")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                kept = json.load(file)["calls"]
            own = [c for c in kept if c["test"].split(":")[0] != module] + own
        dump({"service": service, "driver": name, "calls": own}, path)


if __name__ == "__main__":
    status = 1
    try:
        record(*sys.argv[1:])
        status = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        if status == 0:
            os._exit(0)  # threads of drivers' pools would keep the process
