"""Libcloud's driver classes: which there are and what they are called."""

import functools
import importlib
import re

from .canonical import canon

BASES = {
    "compute": "NodeDriver",
    "storage": "StorageDriver",
    "loadbalancer": "Driver",
    "dns": "DNSDriver",
    "container": "ContainerDriver",
    "backup": "BackupDriver",
}
SERVICES = tuple(BASES)


def service_of(cls):
    for c in cls.__mro__:
        m = re.match(r"libcloud\.(%s)\b" % "|".join(SERVICES), c.__module__)
        if m:
            return m.group(1)
    return None


def base_class(service):
    return getattr(importlib.import_module("libcloud.%s.base" % service), BASES[service])


@functools.cache
def providers():
    """Provider ids by module and class name of their drivers."""
    out = {}
    for service in SERVICES:
        drivers = importlib.import_module("libcloud.%s.providers" % service).DRIVERS
        for constant, name in drivers.items():
            out.setdefault(tuple(name), getattr(constant, "value", constant))
    return out


def import_all():
    for module, _ in providers():
        try:
            importlib.import_module(module)
        except Exception:  # a driver that needs a package that is not there
            pass


def provider_of(cls):
    for c in cls.__mro__:
        if (c.__module__, c.__name__) in providers():
            return providers()[(c.__module__, c.__name__)]
    return next((name for (module, _), name in providers().items() if module == cls.__module__), None)


def describe(driver):
    """What is needed to make such a driver again: its class and the constructor's arguments."""
    made = vars(driver).get("_replay_ctor") or (type(driver), (), {})
    return {
        "class": made[0].__name__,
        "module": made[0].__module__,
        "service": service_of(type(driver)),
        "provider": provider_of(type(driver)),
        "args": canon(list(made[1])),
        "kwargs": canon(made[2]),
    }
