"""Canonical JSON of whatever Libcloud takes and returns, and the way back.

Dates are ISO 8601 UTC, bytes `{"__bytes__": base64}`, durations `{"__seconds__": number}`, objects
`{"__type__", "__module__", public fields}` without their driver, exceptions `{"error", "module", "bases",
"message", attributes}`, what was met before on the way `{"__ref__"}`; what has no value of its own
(streams, callables, mocks) is only named."""

import base64
import datetime
import enum
import importlib
import json
import os
import re
import tempfile
import types
from xml.etree import ElementTree

ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")
DEEPEST = 12


def mask(text):
    """Text without what differs between machines and runs: folders and addresses of objects."""
    import libcloud

    folders = {
        os.path.dirname(os.path.dirname(libcloud.__file__)): "<libcloud>",
        tempfile.gettempdir(): "<tmp>",
        os.getcwd(): "<cwd>",
        os.path.expanduser("~"): "<home>",
    }
    for path, name in folders.items():
        if len(path) > 1 and path in text:
            text = re.sub(re.escape(path) + r"(/tmp[a-z0-9_]{8})?", name, text)
    return ADDRESS.sub("", text)


def canon(x, seen=()):
    if isinstance(x, enum.Enum):
        return canon(x.value, seen)
    if x is None or isinstance(x, (bool, int)):
        return x
    if isinstance(x, float):
        return x if x == x and abs(x) != float("inf") else repr(x)
    if isinstance(x, str):
        return mask(str(x))
    if isinstance(x, (bytes, bytearray)):
        return {"__bytes__": base64.b64encode(bytes(x)).decode()}
    if isinstance(x, datetime.datetime):
        return instant(x)
    if isinstance(x, (datetime.date, datetime.time)):
        return x.isoformat()
    if isinstance(x, datetime.timedelta):
        return {"__seconds__": x.total_seconds()}
    if id(x) in seen or len(seen) > DEEPEST:
        names = {k: getattr(x, k, None) for k in ("id", "name")}
        return {"__ref__": type(x).__name__, **{k: v for k, v in names.items() if isinstance(v, (str, int))}}
    return composite(x, seen + (id(x),))


def instant(d):
    if d.tzinfo is not None:
        d = d.astimezone(datetime.timezone.utc).replace(tzinfo=None)
    return d.isoformat() + "Z"


def composite(x, seen):
    kind, module = type(x).__name__, type(x).__module__
    if isinstance(x, dict) or kind == "CaseInsensitiveDict":
        return {str(canon(k, seen)): canon(v, seen) for k, v in x.items()}
    if isinstance(x, (list, tuple)) or kind == "LazyList":
        return [canon(v, seen) for v in x]
    if isinstance(x, (set, frozenset)):
        return sorted((canon(v, seen) for v in x), key=lambda v: json.dumps(v, sort_keys=True))
    if isinstance(x, types.GeneratorType):
        return {"__iterator__": kind}
    if isinstance(x, BaseException):
        return error(x, seen)
    if isinstance(x, type):
        return {"__class__": x.__name__}
    if callable(x) and not hasattr(x, "__dict__") or isinstance(x, (types.FunctionType, types.MethodType)):
        return {"__callable__": getattr(x, "__name__", kind)}
    if module.startswith("unittest.mock") or module == "mock.mock":
        return {"__mock__": kind}
    if module.startswith(("xml.", "lxml.")) and hasattr(x, "tag"):
        try:
            return {"__xml__": ElementTree.tostring(x, encoding="unicode")}
        except Exception:
            return {"__xml__": str(x.tag)}
    if module.startswith("libcloud."):
        return libcloud_object(x, seen)
    if hasattr(x, "read") or hasattr(x, "__next__"):
        return {"__iterator__": kind}
    if hasattr(x, "__iter__"):
        try:
            return [canon(v, seen) for v in x]
        except Exception:
            pass
    return {"__object__": kind}


def libcloud_object(x, seen):
    from libcloud.common.base import BaseDriver, Connection, Response

    kind = type(x).__name__
    if isinstance(x, BaseDriver):
        return {"__driver__": kind}
    if isinstance(x, Connection):
        return {"__connection__": kind}
    if isinstance(x, Response):
        return {"__response__": kind, "status": canon(x.status, seen)}
    fields = {}
    for cls in type(x).__mro__:
        for slot in getattr(cls, "__slots__", ()):
            if hasattr(x, slot):
                fields[slot] = getattr(x, slot)
    fields.update(getattr(x, "__dict__", {}))
    out = {"__type__": kind, "__module__": type(x).__module__}
    for key, value in fields.items():
        if not key.startswith("_") and key not in ("driver", "connection"):
            out[key] = canon(value, seen)
    if hasattr(type(x), "uuid"):
        had = vars(x).get("_uuid")
        try:
            out["uuid"] = x.uuid
        except Exception:
            pass
        x._uuid = had  # leave the object as it was
    return out


def error(e, seen=()):
    try:
        text = str(e)
    except Exception:  # a class whose __str__ fails
        text = repr(e.args)
    out = {
        "error": type(e).__name__,
        "module": type(e).__module__,
        "bases": [c.__name__ for c in type(e).__mro__[1:] if c not in (object, BaseException)],
        "message": mask(text),
    }
    for key, value in vars(e).items():
        if not key.startswith("_") and key not in ("driver", "request", "response", "connection"):
            out[key] = canon(value, seen + (id(e),))
    return out


def class_named(module, name):
    return getattr(importlib.import_module(module), name)


def dump(doc, path):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(doc, file, indent=1, sort_keys=True, ensure_ascii=False)
        file.write("\n")
