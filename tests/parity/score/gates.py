"""The tables beside this program: providers' test modules, planned calls, and the thresholds."""

import csv
from pathlib import Path

from .report import percent

HERE = Path(__file__).resolve().parent.parent


def table(name):
    with open(HERE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def modules():
    """(service, provider) -> test modules that cover it."""
    return {(row["service"], row["provider"]): row["modules"].split() for row in table("modules.tsv")}


def gated():
    """The providers that have thresholds."""
    return {(row["service"], row["provider"]) for row in table("gates.tsv")}


def check(mode, counts):
    """How many conditions there are, and in plain lines those not met: thresholds, and planned calls."""
    conditions, unmet = 0, []
    for row in table("gates.tsv"):
        key = (row["service"], row["provider"])
        for kind in ("base", "ex", "extra") if row["mode"] == mode and key in counts else ():
            least, share = row[kind + "_min"], percent(counts[key], kind)
            if least == "-":
                continue
            conditions += 1
            if share is None or share < float(least):
                got = "nothing was compared" if share is None else "%.1f %%" % share
                unmet.append("%s:%s %s %s: %s, at least %s %% wanted" % (*key, mode, kind, got, least))
    for row in table("plan.tsv"):
        key = (row["service"], row["provider"])
        for kind in ("base", "ex") if key in counts else ():
            planned, scored = int(row[kind + "_calls"]), counts[key][kind]
            conditions += 1
            if scored < planned:
                line = "%s:%s %s %s: %d of %d planned calls were scored"
                unmet.append(line % (*key, mode, kind, scored, planned))
    return conditions, unmet


def write_plan(rows):
    """plan.tsv: how many calls, and of how many methods, a full baseline scores."""
    plan = {}
    for row in rows:
        if "skip" not in row:
            calls = plan.setdefault((row["driver"]["service"], row["provider"]), {"base": [], "ex": []})
            calls["base" if row["base"] else "ex"].append(row["call"])
    lines = ["service\tprovider\tbase_calls\tex_calls\tbase_methods\tex_methods"]
    for key, calls in sorted(plan.items()):
        base, ex = calls["base"], calls["ex"]
        numbers = (len(base), len(ex), len(set(base)), len(set(ex)))
        lines.append("\t".join(map(str, key + numbers)))
    (HERE / "plan.tsv").write_text("\n".join(lines) + "\n", "utf-8")
