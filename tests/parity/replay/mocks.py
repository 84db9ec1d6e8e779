"""Libcloud's mock classes (libcloud.test, imported at run time): finding, preparing and asking them."""

import copy
import importlib
import importlib.machinery
import importlib.util
import json
import os
import pkgutil
import re
import sys
import threading
import types
import unittest
import warnings
from urllib.parse import parse_qs, urlparse
from xml.etree import ElementTree

PLAIN = (type(None), bool, int, float, str, list, dict, tuple)
role = threading.local()  # role.call is set while a mock runs on the server's side


class UnknownRoute(Exception):
    """No method of the mock class has the name of this route."""


def load_libcloud(src):
    """Make libcloud and libcloud.test of an unpacked source distribution importable."""
    warnings.simplefilter("ignore")
    sys.path.insert(0, os.path.abspath(src))
    import libcloud.test as tests

    name = "libcloud.test.secrets"
    here = os.path.dirname(tests.__file__)
    if name not in sys.modules and not os.path.exists(os.path.join(here, "secrets.py")):
        # The distribution carries only the template of its credentials module.
        loader = importlib.machinery.SourceFileLoader(name, os.path.join(here, "secrets.py-dist"))
        module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
        loader.exec_module(module)
        sys.modules[name] = tests.secrets = module
    serve_from_server(tests.MockHttp)


def serve_from_server(mock_http):
    """Have requests that mocks get on the server's side answered by `answer`."""
    if getattr(mock_http, "_replay_patched", False):
        return
    mock_http._replay_patched = True
    for name in ("request", "prepared_request"):
        original = getattr(mock_http, name)

        def wrapper(self, method, url, body=None, headers=None, *a, _original=original, **kw):
            call = getattr(role, "call", None)
            if call is None:
                return _original(self, method, url, body, headers, *a, **kw)
            call["result"] = answer(self, call, method, url, body, headers)

        setattr(mock_http, name, wrapper)


def answer(mock, call, method, url, body, headers):
    """What MockHttp._get_request does, but telling an unknown route from a failing one."""
    # Colons in the query's keys may be encoded or not; mocks look for them as they are.
    url = re.sub(r"(?<=[?&])[^=&]+", lambda key: key[0].replace("%3A", ":"), url)
    parts = urlparse(url)  # as MockHttp does: drops ";params"
    path = parts.path[:-1] if parts.path.endswith("/") else parts.path
    query = parse_qs(parts.query)
    name = mock._get_method_name(type=mock.type, use_param=mock.use_param, qs=query, path=path)
    name = name.replace("%", "_")
    qualified = "%s.%s" % (type(mock).__name__, name)
    call["tried"].append(qualified)
    try:
        handler = getattr(mock, name)
    except AttributeError:
        raise UnknownRoute(name) from None
    call["handler"] = qualified
    if hasattr(mock.test, "_add_visited_url"):
        mock.test._add_visited_url(url=url)
        mock.test._add_executed_mock_method(method_name=name)
    return handler(method, url, as_python_writes(body), headers)


def as_python_writes(body):
    """JSON with spaces in it: mocks look for parts of a body as Libcloud sends it."""
    try:
        return json.dumps(json.loads(body)) if body[:1] in ("{", "[") else body
    except (TypeError, ValueError):
        return body


def as_answer(e):
    """The HTTP answer a mock stands for when it raises what the driver would have raised."""
    if hasattr(e, "code") and hasattr(e, "message"):
        text = str(e.message)
        if text[:1] not in "{[<":
            text = json.dumps({"error": {"code": str(e.code), "message": text}})
        return (e.code, text, dict(getattr(e, "headers", None) or {}), "")
    first = e.args[0] if e.args else None
    if hasattr(first, "tag") and hasattr(first, "attrib"):
        code = str(first.attrib.get("majorErrorCode", "400"))
        text = ElementTree.tostring(first, encoding="unicode")
        return (int(code) if code.isdigit() else 400, text, {"Content-Type": "application/xml"}, "")
    return None


def mock_modules():
    """The full names of Libcloud's test modules."""
    import libcloud.test as tests

    for info in pkgutil.walk_packages(tests.__path__, "libcloud.test."):
        short = info.name.rsplit(".", 1)[1]
        if not info.ispkg and short.startswith(("test_", "base")) and ".benchmarks." not in info.name:
            yield info.name


def is_mock(obj):
    from libcloud.test import MockHttp

    return isinstance(obj, type) and issubclass(obj, MockHttp) and obj is not MockHttp


def is_case(obj):
    return isinstance(obj, type) and issubclass(obj, unittest.TestCase) and not is_mock(obj)


def is_route(name, value):
    return (
        isinstance(value, types.FunctionType)
        and len(value.__code__.co_varnames) >= 4
        and value.__code__.co_varnames[1:3] == ("method", "url")
        and name not in ("request", "prepared_request")
    )


def routes(cls):
    """The names of the methods of a mock class that answer requests."""
    own = [c for c in cls.__mro__ if c.__module__.startswith("libcloud.test.") or is_mock(c)]
    return sorted({name for c in own for name, value in vars(c).items() if is_route(name, value)})


def find(spec):
    """The class that is named, say, `compute.test_ec2:EC2MockHttp`."""
    module, _, name = spec.partition(":")
    if not name:
        raise SystemExit("bad name %r: want MODULE:Class" % spec)
    if not module.startswith("libcloud."):
        module = "libcloud.test." + module
    obj = getattr(importlib.import_module(module), name, None)
    if obj is None:
        raise SystemExit("%s has no %s" % (module, name))
    return obj


def all_subclasses(cls):
    seen, todo = [], [cls]
    while todo:
        for sub in todo.pop().__subclasses__():
            if sub not in seen:
                seen.append(sub)
                todo.append(sub)
    return seen


def fixture_function(obj):
    """The function behind a pytest fixture that takes no arguments, or None."""
    get = getattr(obj, "_get_wrapped_function", None)
    fn = get() if get else getattr(getattr(obj, "__pytest_wrapped__", None), "obj", None)
    return fn if fn is not None and not fn.__code__.co_argcount else None


def run_setup(target):
    """Run a TestCase's setUp, or a pytest fixture that makes a driver, and return the case and the
    mock classes that are installed then."""
    from libcloud.common.base import Connection

    before = {c: c.conn_class for c in [Connection] + all_subclasses(Connection)}
    if isinstance(target, type):
        names = unittest.TestLoader().getTestCaseNames(target) or ["setUp"]
        case = target(names[0])
        target.setUpClass()
        case.setUp()
    else:
        case = types.SimpleNamespace(driver=fixture_function(target)())
    found = []
    drivers = [getattr(case, "driver", None)] + list(getattr(case, "drivers", None) or [])
    order = [getattr(d, "connectionCls", None) for d in drivers if d is not None]
    for cls in order + sorted(all_subclasses(Connection), key=lambda c: c.__qualname__):
        conn = getattr(cls, "conn_class", None)
        if is_mock(conn) and conn not in found and (cls in order or before.get(cls) is not conn):
            found.append(conn)
    return case, found


def mock_spec(cls):
    return "%s:%s" % (cls.__module__.replace("libcloud.test.", "", 1), cls.__name__)


def mock_state(cls):
    """`type`, `use_param` and any further plain attribute a test has set on a mock class."""
    state = {"type": cls.type, "use_param": cls.use_param}
    for c in filter(is_mock, cls.__mro__):
        for key, value in vars(c).items():
            hidden = key.startswith("_") or key in ("test", "proxy_url")
            if not hidden and isinstance(value, (str, int)):
                state.setdefault(key, value)
    return state


def plain_attributes(cls):
    """The plain class attributes of a mock class and its mock bases, by class and name."""
    return {
        (c, key): copy.copy(value)
        for c in cls.__mro__
        if is_mock(c) or c.__name__ == "MockHttp"
        for key, value in vars(c).items()
        if not key.startswith("__") and isinstance(value, PLAIN)
    }
