"""A recorded call's constructor and arguments as the C API takes them."""

import functools
import inspect
import os
import re

from replay import drivers
from replay.canonical import class_named

from .shapes import VALUELESS, Skip, identity, kind_of, short_kind, word

API_VERSIONS = "0.8 1 1.0 1.1 1.4 1.5 2 2.0 v2 3.0 3.2 3.6 3.8 4.0 5.1 5.5".split()

# Record types whose name is their id.
NAMED = ("libcloud.compute.base:KeyPair", "libcloud.storage.base:Container")


class Arguments:
    """`whole_records`: objects are passed as the records that calls return, else as their ids."""

    def __init__(self, src, whole_records):
        self.src, self.whole_records = src, whole_records

    def config(self, driver):
        """The configuration of the driver, as the C API takes it."""
        given = self.constructor(driver)
        return {k: self.value(v) for k, v in given.items() if k != "secure" or isinstance(v, bool)}

    def constructor(self, driver):
        """The recorded arguments of Libcloud's constructor by name."""
        cls = class_named(driver["module"], driver["class"])
        owner, version = factory(cls)
        names = positional_names(owner, "__new__") if owner else positional_names(cls, "__init__")
        return dict({"api_version": version} if owner else {}, **named(names, driver))

    def arguments(self, record):
        cls = class_named(record["driver"]["module"], record["driver"]["class"])
        out = {}
        for name, x in named(positional_names(cls, record["call"]), record).items():
            kind = short_kind(x)
            if kind == "Object":
                out["container"], out["object"] = identity(x.get("container") or {}), x["name"]
            elif kind == "Record":
                out["zone"], out["record"] = identity(x.get("zone") or {}), identity(x)
            else:
                name = "container" if kind == "Container" else name
                out[name] = self.value(x, record["call"], name)
        return out

    def value(self, x, call="", name=None):
        if isinstance(x, list):
            return [self.value(v, call, name) for v in x]
        if isinstance(x, str):
            return self.unmask(x)
        if not isinstance(x, dict):
            return word(name, x)
        if "__bytes__" in x or "__seconds__" in x:
            return x.get("__bytes__", x.get("__seconds__"))
        if any(mark in x for mark in VALUELESS):
            raise Skip(why_valueless(x))
        return self.object(x, call)

    def object(self, x, call):
        kind, name = kind_of(x).split(":")[-1], x.get("__type__")
        if name == "NodeAuthSSHKey":
            return {"ssh_key": x["pubkey"]}
        if name == "NodeAuthPassword":
            return {"password": x["password"]}
        if kind == "Member" and re.search("attach|create|update", call):
            x = {k: x[k] for k in ("id", "ip", "port", "extra") if x.get(k) not in (None, {})}
        elif not self.whole_records and kind_of(x) in NAMED:
            return x["name"]
        elif "__ref__" in x or self.by_identity(name, x, call):
            return identity(x)
        return {
            k: self.value(v, call, k)
            for k, v in x.items()
            if not name or not k.startswith("__") and v is not None
        }

    def by_identity(self, name, x, call):
        # That call makes a member of the node's addresses: its id says too little.
        whole = self.whole_records or call == "balancer_attach_compute_node"
        return name and identity(x) and not whole

    def unmask(self, text):
        if re.search("<(tmp|cwd|home)>", text):
            raise Skip("local file of the test")
        return text.replace("<libcloud>", os.path.abspath(self.src))


def why_valueless(x):
    if "__iterator__" in x:
        return "stream argument"
    return "callable argument" if "__callable__" in x or "__mock__" in x else "argument not recorded"


def positional_names(cls, method):
    """The parameters of a method, looking behind *args at what it overrides."""
    names = []
    for c in cls.__mro__:
        fn = getattr(vars(c).get(method), "__func__", vars(c).get(method))
        if callable(fn):
            params = list(inspect.signature(fn).parameters.values())[1:]
            names += [p.name for p in params if p.kind == p.POSITIONAL_OR_KEYWORD][len(names) :]
            if not any(p.kind == p.VAR_POSITIONAL for p in params):
                break
    return names


def named(names, call):
    if len(call["args"]) > len(names):
        raise Skip("positional arguments without a name")
    return dict(zip(names, call["args"]), **call["kwargs"])


@functools.cache
def factory(cls):
    """The registered class whose __new__ chooses cls by api_version, and that version; or None twice."""
    return next(versions(cls), (None, None))


def versions(cls):
    registered = drivers.providers()
    if (cls.__module__, cls.__name__) in registered:
        return
    for owner in cls.__mro__[1:]:
        if (owner.__module__, owner.__name__) in registered and "__new__" in vars(owner):
            matching = [v for v in API_VERSIONS if chooses(owner, v, cls)]
            if matching:
                yield owner, matching[-1]


def chooses(owner, version, cls):
    try:
        made = type(owner.__new__(owner, "k", None, api_version=version))
    except Exception:
        return False
    return made is not owner and issubclass(cls, made)
