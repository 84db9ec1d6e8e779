"""Compares what a call returned with what Libcloud returned, field by field."""

import base64
import datetime
import hashlib
import re

from .differences import error_put_right, put_right
from .shapes import FIELDS, VALUELESS, identity, kind_of, plain, state_name, word

# What differs from call to call in a signed URL.
SIGNED = re.compile(
    r"([?&](?:st|se|sig|Expires|Signature|temp_url_(?:sig|expires)|"
    r"X-Amz-(?:Date|Signature|Credential))=)[^&]*"
)
# Errors too general to ask for by name.
GENERIC = {"LibcloudError", "BaseHTTPError", "ProviderError"}
INTERNAL, NOT_SUPPORTED = 1, 3  # status numbers of the C API


def judge(record, got, strict, base=None):
    """Sets the record's `matched`, `diffs` (path, recorded, got) and `extra` (key -> status, recorded, got).

    `strict`: error classes must be the same in every case. `base`: the address of the replay server."""
    compare = Compare(record["provider"], base)
    right = put_right(record) if "result" in record and not strict else record.get("result")
    record["put_right"] = right != record.get("result")
    if "error" in record:
        judge_error(compare, record["error"] if strict else error_put_right(record), got, strict)
    elif "error" in got:
        compare.differ("error", None, said(got))
    else:
        want, have = right, got["result"]
        if record["call"] == "list_supported_algorithms":
            want, have = [[word("algorithm", v) for v in x or []] for x in (want, have)]
        if record.get("partial") and isinstance(have, list):
            have = have[: len(want)]
        if not is_success(want) or not is_success(have):
            compare.walk("", want, have)
    if "error" not in record:  # what the comparison did not get at is missing
        full = Compare(record["provider"])
        full.walk("", right, plain(right))
        for key, status in full.keys.items():
            compare.keys.setdefault(key, ["missing", status[1], None])
    record.update(matched=not compare.diffs, diffs=compare.diffs, extra=compare.keys)


def judge_error(compare, want, got, strict):
    text = "%(error)s: %(message)s" % want
    if "error" not in got:
        return compare.differ("result", text, got["result"])
    generic = want["error"] in GENERIC or not want["module"].startswith("libcloud.")
    any_will_do = generic and not strict and got.get("status") not in (INTERNAL, NOT_SUPPORTED)
    too_early = got.get("at") == "driver" and not want.get("at_once")
    if too_early or got["error"] != want["error"] and not any_will_do:
        compare.differ("error", text, said(got))


def said(got):
    return "%s: %s" % (got["error"], got.get("message"))


def is_success(x):
    """true and null are alike where a call only succeeds."""
    return x is True or x is None


class Compare:
    """Walks a recorded (canonical) result and the JSON of the implementation side by side."""

    def __init__(self, provider, base=None):
        self.provider, self.base = provider, base
        self.diffs, self.keys = [], {}

    def differ(self, path, want, got):
        self.diffs.append([path or "result", want, got])

    def walk(self, path, want, got):
        if isinstance(want, dict):
            if "__type__" in want:
                return self.record(path, want, got)
            if self.unknowable(want, got):
                return
            want = scalar(want, got)
        if isinstance(want, dict) and isinstance(got, dict):
            for key in sorted(set(want) | set(got)):
                self.walk("%s.%s" % (path, key), want.get(key), got.get(key))
        elif isinstance(want, list) and isinstance(got, list):
            if len(want) != len(got):
                self.differ(path + ".length", len(want), len(got))
            for i, (w, g) in enumerate(zip(want, got)):
                self.walk("%s[%d]" % (path, i), w, g)
        elif isinstance(want, str) and isinstance(got, str):
            if not self.same_text(want, got):
                self.differ(path, want, got)
        elif want is not got and (str in (type(want), type(got)) or not near(want, got)):
            self.differ(path, want, got)

    def unknowable(self, want, got):
        if any(mark in want for mark in VALUELESS):
            return True
        return "__ref__" in want and (
            isinstance(got, dict) or got is not None and str(got) == str(identity(want))
        )

    def same_text(self, want, got):
        if self.base and self.base in got:  # a link to the replay server: all but its host
            want, got = (re.sub(r"https?://[^/\"?]+", "", x) for x in (want, got))
        want, got = (SIGNED.sub(r"\1", x) for x in (want, got))
        return want == got or as_time(want) is not None and as_time(want) == as_time(got)

    def record(self, path, want, got):
        if path and str(got) in (str(want.get("id")), str(want.get("name"))):
            return  # a record inside another one: its id is enough
        if not isinstance(got, dict):
            return self.differ(path, want, got)
        kind = kind_of(want)
        for key in FIELDS.get(kind) or [k for k in want if not re.match("__|uuid$|extra$", k)]:
            w, g = want.get(key), got.get(key)
            if key == "state" and kind.endswith("LoadBalancer"):
                w = state_name(w)
            if not kind or not self.same_field(key, w, g, want):
                self.walk("%s.%s" % (path, key), w, g)
        if isinstance(want.get("extra"), dict):
            extra = got.get("extra")
            want, got = want["extra"], extra if isinstance(extra, dict) else {}
            if kind.startswith("libcloud.loadbalancer."):
                want, got = ({k: word(k, v) for k, v in x.items()} for x in (want, got))
            self.extras(path + ".extra", want, got)

    def same_field(self, key, want, got, record):
        """Is this field of a record type equal in one of the ways that only record types know?"""
        if want in (None, []) and got in (None, []) or near(want, got):
            return True
        if key == "uuid":
            own = "%s:%s" % (record.get("id"), self.provider)
            return got == hashlib.sha1(own.encode()).hexdigest()
        return key in ("id", "zone", "container") and isinstance(want, (str, int)) and str(want) == str(got)

    def extras(self, path, want, got):
        for key, value in want.items():
            inner, have = Compare(self.provider, self.base), got.get(key)
            inner.walk("x", value, have)
            status = "equal"
            if inner.diffs or any(s[0] != "equal" for s in inner.keys.values()):
                status = "missing" if have is None else "different"
            name = re.sub(r"\[\d+\]", "[]", path + "." + key)
            if self.keys.get(name, ["equal"])[0] == "equal":  # equal only if it is so in every element
                self.keys[name] = [status, value, have]


def scalar(want, got):
    if "__bytes__" in want:
        text = base64.b64decode(want["__bytes__"]).decode("utf-8", "replace")
        return text if got == text else want["__bytes__"]
    return want["__seconds__"] if "__seconds__" in want else want


def as_time(text):
    try:
        time = datetime.datetime.fromisoformat(re.sub("Z$", "+00:00", text))
    except ValueError:
        return None
    return time if time.tzinfo or len(text) < 11 else time.replace(tzinfo=datetime.timezone.utc)


def near(a, b):
    """Are these numbers, or numbers as text, equal to 1e-9; integers exactly?"""
    if bool in (type(a), type(b)):
        return False
    try:
        a_number, b_number = float(a), float(b)
    except (TypeError, ValueError):
        return False
    slack = 0 if type(a) is int and type(b) is int else 1e-9
    return abs(a_number - b_number) <= slack * max(1, abs(a_number))
