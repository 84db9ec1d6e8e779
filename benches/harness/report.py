"""From results to tables."""

import platform
import statistics
import subprocess
from pathlib import Path

from harness import build
from harness.work import BASE, LATENCY_MS, WORKS, rounds_of_w4


def median(values):
    return statistics.median(values) if values else None


class Row:
    """What the runs of one peer at one work come to."""

    def __init__(self, work, peer, runs, base):
        self.work, self.peer = work, peer
        good = [run for run in runs if "error" not in run]
        self.error = next((run["error"] for run in runs if "error" in run), None)
        wall, cpu = ("process_wall", "process_cpu") if work.process else ("wall", "cpu")
        self.runs = len(good)
        self.wall, self.cpu = median([run[wall] for run in good]), median([run[cpu] for run in good])
        self.rss = max((run["rss_kb"] for run in good), default=0) / 1024
        self.kept = median([run.get("kept", 0) for run in good])
        self.inside = median([run["wall"] for run in good])
        by_round = {run["round"]: run for run in base if "error" not in run}
        pairs = [(run, by_round[run["round"]]) for run in good if run["round"] in by_round]
        self.ratios = [run[cpu] / other[cpu] for run, other in pairs if other[cpu] > 0]
        self.walls = [run[wall] / other[wall] for run, other in pairs]
        self.more = {key: median([run[key] for run in good]) for key in ("accessor_ns", "call_us", "typed_us")
                     if good and key in good[0]}

    @property
    def ratio(self):
        """Median, least and largest of the pairs' ratios of CPU."""
        return (median(self.ratios), min(self.ratios), max(self.ratios)) if self.ratios else None


def rows(results, peers):
    """By work, in the order of the peers."""
    table = {}
    for work in WORKS:
        of_work = [result for result in results if result["work"] == work.id]
        base = [result for result in of_work if result["peer"] == BASE]
        for peer in peers:
            runs = [result for result in of_work if result["peer"] == peer.id]
            if runs:
                table.setdefault(work, []).append(Row(work, peer, runs, base))
    return table


def short(number, digits=3):
    return "-" if number is None else f"{number:.{digits}f}"


def cells(row, size):
    """Wall, CPU, RSS, ratio of CPU, ratio of wall, remarks."""
    if row.runs == 0:
        return ["-", "-", "-", "-", "-", f"failed: {row.error.splitlines()[-1][:100]}"]
    ratio = "-" if row.ratio is None else "{:.2f} ({:.2f}–{:.2f})".format(*row.ratio)
    remarks = [row.peer.apart] if row.peer.apart else []
    if row.work.items and row.kept:
        remarks.append(f"{row.kept / getattr(size, row.work.items):.0f} B kept per item")
    if row.work.program == "W4":
        remarks.append(f"{row.wall / (rounds_of_w4(size) * LATENCY_MS / 1000):.2f} × the ideal wall")
    if row.work.process:
        remarks.append(f"first answer after {row.inside * 1000:.1f} ms")
    if row.peer.id == "ours" and row.work.reach and row.ratio:
        met = "met" if row.ratio[0] <= row.work.reach else "missed"
        remarks.append(f"reach {row.work.reach:.2f}: {met}")
    if row.more:
        remarks.append("{accessor_ns:.1f} ns an accessor, {call_us:.1f} µs a call by name, {typed_us:.2f} µs a typed one"
                       .format(**row.more))
    if row.error:
        remarks.append("some runs failed")
    return [f"{row.wall * 1000:.1f} ms", f"{row.cpu * 1000:.1f} ms", f"{row.rss:.1f}", ratio, short(median(row.walls), 2),
            "; ".join(remarks)]


HEAD = ["peer", "wall", "CPU", "RSS MB", "CPU ÷ curl (min–max)", "wall ÷ curl", ""]


def text(table, size):
    """For a terminal."""
    lines = []
    for work, group in table.items():
        lines += ["", f"{work.id}: {work.title}"]
        filled = [HEAD, *([row.peer.id, *cells(row, size)] for row in group)]
        widths = [max(len(line[column]) for line in filled) for column in range(len(HEAD))]
        for line in filled:
            lines.append("  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths)).rstrip())
    return "\n".join(lines)


def first_line(*command):
    try:
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return (output.splitlines() or [""])[0].strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def machine():
    names = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line]
    kernel = platform.release().split("-")[0]
    return f"{len(names)} × {names[0] if names else platform.machine()}, Linux {kernel}, loopback"


def library_sizes():
    """Bytes of the library as shipped, and of its code, read-only data and the rest, as `size` counts."""
    shipped = build.LIBRARY.stat().st_size
    sections = first_line("sh", "-c", f"size -A '{build.LIBRARY}' | awk '/^\\.(text|rodata|eh_frame|gcc_except_table|"
                          "data.rel.ro|rela.dyn)/ {printf \"%s %.2f MB, \", $1, $2 / 1e6}'")
    return f"libcloud.so, stripped: {shipped / 1e6:.2f} MB ({sections.strip(', ')})"


def memory(table):
    """W8: the peaks of the transfers side by side. The library's reach is 7 MB, with TLS 9, eight parts, and 12 from a file."""
    works = [work for work in table if work.program in ("W1", "W2", "W7", "W7f")]
    if not works:
        return []
    peaks = {}
    for work in works:
        for row in table[work]:
            peaks.setdefault(row.peer.id, {})[work] = f"{row.rss:.1f}" if row.runs else "-"
    lines = ["## W8: peak RSS of transfers, MB", "", f"| peer | {' | '.join(work.id for work in works)} |",
             f"|---|{'---|' * len(works)}"]
    lines += [f"| {peer} | {' | '.join(of_peer.get(work, '') for work in works)} |" for peer, of_peer in peaks.items()]
    return [*lines, ""]


def markdown(table, size, rounds, growth, chosen):
    shown = {row.peer.id for group in table.values() for row in group}
    lines = [
        "# Side by side", "",
        "Written by `make bench`; [README.md](README.md) says what is measured and how.", "",
        f"- Machine: {machine()}. {rounds} rounds; medians. Other work may run on it: CPU counts, wall is indicative.",
        f"- {first_line('curl-config', '--version')}, OpenSSL "
        f"{first_line('sh', '-c', 'openssl version').removeprefix('OpenSSL ').split(' ')[0]}, {first_line('rustc', '--version')}",
        f"- {library_sizes()}", "",
    ]
    lines += [f"- `{peer.id}`: {peer.title}" for peer in chosen if peer.id in shown]
    lines += ["", "![Ratios of CPU to libcurl's](results.svg)", ""]
    for work, group in table.items():
        lines += [f"## {work.id}: {work.title}", "", f"| {' | '.join(HEAD)} |", "|---|---|---|---|---|---|---|"]
        lines += [f"| {row.peer.id} | {' | '.join(cells(row, size))} |" for row in group]
        lines.append("")
    lines += memory(table)
    if growth:
        lines += ["## Growth", "", "![CPU and memory against the number of items](growth.svg)", "",
                  "| work | peer | items | CPU ms | CPU µs an item | RSS MB |", "|---|---|---|---|---|---|"]
        lines += [f"| {g['work']} | {g['peer']} | {g['items']:,} | {g['cpu'] * 1000:.1f} | {g['cpu'] / g['items'] * 1e6:.2f} "
                  f"| {g['rss_kb'] / 1024:.1f} |" for g in growth]
        lines.append("")
    return "\n".join(lines)
