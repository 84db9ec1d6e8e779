"""Plots as SVG, with nothing but Python."""

import math
from html import escape

FONT = 'font-family="sans-serif" font-size="12"'
COLOURS = {"ours": "#1b6ca8", "curl": "#444444"}
OTHER, APART = "#b8860b", "#bbbbbb"
DASHES = ["none", "7 4", "2 3"]


def document(width, height, parts):
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f'<rect width="{width}" height="{height}" fill="white"/>', *parts, "</svg>", ""])


def label(x, y, words, anchor="start", colour="#222222", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" {FONT} font-weight="{weight}" text-anchor="{anchor}" fill="{colour}">'
            f"{escape(words)}</text>")


def line(x1, y1, x2, y2, colour="#dddddd", width=1.0):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"/>'


def ratios(table):
    """Bars of the ratio of CPU to libcurl's on a logarithmic scale, with a whisker from the least to the largest pair."""
    left, right, bar, gap, width = 170, 60, 14, 34, 900
    low, high = math.log10(0.05), math.log10(60)

    def x(ratio):
        return left + (min(max(math.log10(max(ratio, 1e-9)), low), high) - low) / (high - low) * (width - left - right)

    parts, y = [], 40
    for work, group in table.items():
        shown = [row for row in group if row.ratio]
        if not shown or work.id == "W10":
            continue
        parts.append(label(10, y, f"{work.id}: {work.title}", weight="bold"))
        y += 8
        for row in shown:
            middle, least, most = row.ratio
            colour = APART if row.peer.apart else COLOURS.get(row.peer.id, OTHER)
            start, end = sorted((x(1), x(middle)))
            parts.append(label(left - 8, y + bar - 3, row.peer.id, "end"))
            parts.append(f'<rect x="{start:.1f}" y="{y}" width="{max(end - start, 1):.1f}" height="{bar - 3}" fill="{colour}"/>')
            parts.append(line(x(least), y + bar / 2 - 1.5, x(most), y + bar / 2 - 1.5, "#222222"))
            parts.append(label(max(x(most), x(1)) + 6, y + bar - 3, f"{middle:.2f}"))
            y += bar
        if work.reach:
            parts.append(line(x(work.reach), y - bar * len(shown), x(work.reach), y, "#c03030", 1.5))
        y += gap - 8
    axis = [line(x(tick), 22, x(tick), y - 10) for tick in (0.1, 0.3, 1, 3, 10, 30)]
    axis += [label(x(tick), 16, f"{tick:g} ×", "middle") for tick in (0.1, 0.3, 1, 3, 10, 30)]
    axis.append(line(x(1), 22, x(1), y - 10, "#888888", 1.5))
    parts.append(label(10, y, "CPU of the client ÷ that of libcurl with default buffers; line: the reach; whisker: least and most "
                       "of the pairs; grey: shown apart"))
    return document(width, y + 14, [*axis, *parts])


def growth(points):
    """CPU and peak memory against the number of items, both scales logarithmic."""
    series = {}
    for point in points:
        series.setdefault((point["work"], point["peer"]), []).append(point)
    works = sorted({work for work, _ in series})

    def stroke(work, peer):
        return f'stroke="{COLOURS.get(peer, OTHER)}" stroke-width="2" stroke-dasharray="{DASHES[works.index(work) % len(DASHES)]}"'

    width, height, left, top, panel = 900, 380, 60, 30, 320
    parts = []
    for number, (title, value) in enumerate((("CPU, ms", lambda p: p["cpu"] * 1000), ("peak RSS, MB", lambda p: p["rss_kb"] / 1024))):
        origin = left + number * (panel + 70)
        items, values = [p["items"] for p in points], [max(value(p), 0.1) for p in points]
        x_low, x_high = math.log10(min(items)), math.log10(max(items) * 1.01)
        y_low, y_high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

        def x(count):
            return origin + (math.log10(count) - x_low) / max(x_high - x_low, 1e-9) * panel

        def y(amount):
            return top + 270 - (math.log10(max(amount, 0.1)) - y_low) / max(y_high - y_low, 1) * 270

        parts.append(label(origin, 18, title, weight="bold"))
        for power in range(y_low, y_high + 1):
            parts += [line(origin, y(10 ** power), origin + panel, y(10 ** power)),
                      label(origin - 6, y(10 ** power) + 4, f"{10 ** power:g}", "end")]
        for count in sorted(set(items)):
            parts += [line(x(count), top, x(count), top + 270), label(x(count), top + 286, f"{count:,}", "middle")]
        for (work, peer), group in series.items():
            path = " ".join(f"{x(p['items']):.1f},{y(value(p)):.1f}" for p in sorted(group, key=lambda p: p["items"]))
            parts.append(f'<polyline points="{path}" fill="none" {stroke(work, peer)}/>')
    for index, (work, peer) in enumerate(series):
        at, row = left + index % 4 * 200, height - 36 + index // 4 * 18
        parts.append(f'<line x1="{at}" y1="{row}" x2="{at + 28}" y2="{row}" {stroke(work, peer)}/>')
        parts.append(label(at + 34, row + 4, f"{work} {peer}"))
    return document(width, height, parts)
