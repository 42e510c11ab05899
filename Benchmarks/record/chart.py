"""Grouped bars as SVG, readable on light and on dark."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

#: Ours in one colour, rivals in shades beside it.
COLOURS = ("#b3261e", "#5b7c99", "#8fa9bf", "#c3d0da", "#7d7d7d")
BAR, GAP, LABEL, ROOM, HEAD = 13, 14, 110, 480, 62


@dataclass(frozen=True)
class Chart:
    """One group of bars for each row, one bar for each series; None leaves a place empty."""

    title: str
    unit: str
    series: list[str]
    rows: list[tuple[str, list[float | None]]]

    def svg(self) -> str:
        most = max(value for _, values in self.rows for value in values if value is not None)
        group = BAR * len(self.series) + GAP
        height = HEAD + group * len(self.rows) + 6
        width = LABEL + ROOM + 70
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'font-family="system-ui, sans-serif" font-size="11" role="img" aria-label="{escape(self.title)}">',
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            f'<text x="8" y="20" font-size="14" font-weight="600" fill="#1c1c1c">{escape(self.title)}</text>',
        ]
        at = 8.0
        for colour, name in zip(COLOURS, self.series):
            parts.append(f'<rect x="{at:.0f}" y="32" width="10" height="10" fill="{colour}"/>')
            parts.append(f'<text x="{at + 14:.0f}" y="41" fill="#1c1c1c">{escape(name)}</text>')
            at += 30 + 6.3 * len(name)
        for row, (label, values) in enumerate(self.rows):
            top = HEAD + row * group
            middle = top + BAR * len(self.series) / 2 + 4
            parts.append(f'<text x="{LABEL - 8}" y="{middle:.0f}" text-anchor="end" fill="#1c1c1c">{escape(label)}</text>')
            for index, (colour, value) in enumerate(zip(COLOURS, values)):
                if value is None:
                    continue
                length = ROOM * value / most
                y = top + index * BAR
                parts.append(f'<rect x="{LABEL}" y="{y}" width="{length:.1f}" height="{BAR - 2}" fill="{colour}"/>')
                parts.append(
                    f'<text x="{LABEL + length + 4:.1f}" y="{y + BAR - 3}" fill="#1c1c1c">{_short(value)} {self.unit}'
                    "</text>")
        return "\n".join([*parts, "</svg>", ""])


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 99.5 else f"{value:.1f}" if value >= 9.95 else f"{value:.2f}"
