"""Prints scores and mismatches."""

import collections
import json

from replay.drivers import SERVICES

KINDS = ("base", "ex", "extra")


def count(rows):
    """Per (service, provider): calls and matched calls of each kind, `extra` keys, records left out."""
    table = collections.defaultdict(collections.Counter)
    for row in rows:
        own = table[(row["driver"]["service"], row["provider"])]
        if "skip" in row:
            own["left"] += 1
            continue
        kind = "base" if row["base"] else "ex"
        equal = sum(status[0] == "equal" for status in row["extra"].values())
        own.update({kind: 1, kind + " ok": row["matched"], "extra": len(row["extra"]), "extra ok": equal})
    return table


def percent(counts, kind):
    """Matched in percent; None where there is nothing to match."""
    return 100.0 * counts[kind + " ok"] / counts[kind] if counts[kind] else None


def totals(table):
    return sum(table.values(), collections.Counter())


def print_table(rows, mode):
    table = count(rows)
    heading = "".join("%7s %6s %6s  " % (kind, "ok", "%") for kind in KINDS)
    print("\n%-32s%s left out" % (mode, heading))
    for service in SERVICES:
        own = {key: table[key] for key in sorted(table) if key[0] == service}
        for key, counts in own.items():
            print_line("%s:%s" % key, counts)
        if len(own) > 1:
            print_line("= " + service, totals(own))
    reasons = collections.Counter(row["skip"] for row in rows if "skip" in row)
    for why, n in reasons.most_common():
        print("# left out: %4d %s" % (n, why))
    calls = collections.Counter(row["call"] for row in rows if row.get("put_right"))
    if calls:
        shares = ", ".join("%d %s" % (n, call) for call, n in calls.most_common())
        print("# put right first: %d results (%s): docs/differences.md says what and why" % (calls.total(), shares))


def print_line(name, counts):
    cells = ""
    for kind in KINDS:
        share = percent(counts, kind)
        shown = "-" if share is None else "%.1f" % share
        cells += "%7d %6d %6s  " % (counts[kind], counts[kind + " ok"], shown)
    print("%-32s%s%9d" % (name, cells, counts["left"]))


def differs(record):
    return not record["matched"] or any(status[0] != "equal" for status in record["extra"].values())


def show(record):
    """What was called, every difference (- recorded, + got), and the requests of both."""
    print("\n--- %s:%s %s" % (record["driver"]["service"], record["provider"], record["key"]))
    print("    config %s" % short(record["config"], 300))
    print("    call   %s(%s)" % (record["call"], short(record["arguments"], 400)))
    extra = [[path, want, got] for path, (status, want, got) in record["extra"].items() if status != "equal"]
    for path, want, got in record["diffs"][:12] + extra[:12]:
        print("    %s\n      - %s\n      + %s" % (path, short(want), short(got)))
    for sign, log in (("-", record["requests"]), ("+", record["sent"])):
        for request in log[:12]:
            target = request["path"] + ("?" + request["query"] if request["query"] else "")
            answer = "%s %s" % (request.get("status"), request.get("replay_error", ""))
            body = short(request.get("body") or "", 120)
            print("    %s %s %s %s -> %s" % (sign, request["method"], short(target, 400), body, answer))


def short(x, n=160):
    text = x if isinstance(x, str) else json.dumps(x, sort_keys=True, ensure_ascii=False)
    return text if len(text) <= n else text[:n] + "..."
