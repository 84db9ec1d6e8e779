"""What canonical objects are: their kind, their identity, and the fields that are compared."""

import functools

from replay.canonical import class_named

# The fields of every record type, as docs of the API name them.
FIELDS = {
    "libcloud.%s.base:%s" % tuple(row.split()[:2]): row.split()[2:]
    for row in """
    compute Node id uuid name state public_ips private_ips size image created_at
    compute NodeSize id uuid name ram disk bandwidth price
    compute NodeImage id uuid name
    compute NodeLocation id name country
    compute StorageVolume id uuid name size state
    compute VolumeSnapshot id name size state created
    compute KeyPair name public_key private_key fingerprint
    storage Container name
    storage Object name size hash container meta_data
    loadbalancer LoadBalancer id name state ip port
    loadbalancer Member id ip port
    container Container id name image state ip_addresses created_at
    container ContainerImage id name path version
    container ContainerCluster id name
    container ClusterLocation id name country
    dns Zone id domain type ttl
    dns Record id name type data ttl zone
    """.strip().splitlines()
}
# Marks of canonical values that stand for something with no value of its own.
VALUELESS = ("__callable__", "__mock__", "__object__", "__iterator__", "__class__", "__driver__",
             "__connection__", "__response__", "__xml__")  # fmt: skip


class Skip(Exception):
    """The record cannot be run again; the text says why."""


@functools.cache
def kind_of_class(module, name):
    try:
        mro = class_named(module, name).__mro__
    except Exception:
        return ""
    names = ("%s:%s" % (c.__module__, c.__name__) for c in mro)
    return next((n for n in names if n in FIELDS), "")


def kind_of(x):
    """The key of FIELDS that a canonical object belongs to, or ""."""
    return kind_of_class(x.get("__module__"), x.get("__type__"))


def short_kind(x):
    return kind_of(x).split(":")[-1] if isinstance(x, dict) else ""


def identity(x):
    """The id of a canonical object, else its name, else None."""
    return next((x[k] for k in ("id", "name") if isinstance(x.get(k), (str, int))), None)


@functools.cache
def constants(module, cls):
    """Names, in lower case, of something that load balancers have numbers for."""
    numbered = vars(class_named("libcloud.loadbalancer." + module, cls))
    return {v: k.lower() for k, v in numbered.items() if isinstance(v, int)}


# Arguments, and keys of load balancers' `extra`, that are numbers in Libcloud and words in the C API.
NUMBERED = {"algorithm": ("base", "Algorithm"), "condition": ("types", "MemberCondition")}


def word(key, x):
    """The word for a number, where the key stands for one."""
    return constants(*NUMBERED[key]).get(x, x) if key in NUMBERED and type(x) is int else x


def state_name(x):
    return constants("types", "State").get(x, x)


def plain(x):
    """A canonical result as the C API would return it."""
    if isinstance(x, list):
        return [plain(v) for v in x]
    if not isinstance(x, dict):
        return x
    if "__bytes__" in x or "__seconds__" in x or "__ref__" in x:
        return x.get("__bytes__", x.get("__seconds__", identity(x)))
    balancer = short_kind(x) == "LoadBalancer"
    return {
        k: state_name(v) if balancer and k == "state" else plain(v)
        for k, v in x.items()
        if not k.startswith("__")
    }
