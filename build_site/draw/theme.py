"""Colours, type and number format of every chart. Charts are files: each carries its own dark mode and source line."""

import re
import textwrap
from collections.abc import Sequence
from html import escape
from typing import Any

from build_site.model.unit import MINUS, NBSP, unit_of

WIDTH = 360
"""Pixels: drawn for a phone, so that text stays readable without zooming; shown larger on a desktop."""

INK, MUTED, LINE, ACCENT = "#1c2b2d", "#5b6b6d", "#c9d3d4", "#0b5a62"
BETTER, WORSE, SIMILAR, PAPER = "#0b6e78", "#b4540a", "#6f7c7e", "#ffffff"
SHADES = ("#d5e8e9", "#a5cccf", "#6ba9ae", "#35808a", "#0b4f5a")
"""Five classes of one hue, light to dark, for maps."""

DARK = {
    INK: "#eef3f3",
    MUTED: "#a9b8ba",
    LINE: "#3c4a4c",
    ACCENT: "#7fd3da",
    BETTER: "#5cc8d2",
    WORSE: "#f0a05a",
    SIMILAR: "#9fadaf",
    PAPER: "#121a1b",
    SHADES[0]: "#1f3436",
    SHADES[1]: "#2c565a",
    SHADES[2]: "#3f858b",
    SHADES[3]: "#66b5bb",
    SHADES[4]: "#b5e6e9",
}
"""What each colour becomes on a dark page; the classes of a map keep their order from background to strong."""

DECIMALS = re.compile(r"-?\d+\.\d+(?!e)")

LOCALE = {
    "decimal": ",",
    "thousands": NBSP,
    "grouping": [3],
    "currency": ["", f"{NBSP}kr"],
    "percent": f"{NBSP}%",
    "minus": MINUS,
}
"""Swedish numbers; the built-in sv-SE prints 25% without its space."""

VERDICT_COLOURS = {"better": BETTER, "worse": WORSE}
VERDICT_SHAPES = {"better": "triangle-up", "worse": "triangle-down", "higher": "diamond", "lower": "diamond"}
HOLLOW = "not_assessed"
"""This verdict is a ring in the colour of the similar ones."""

HATCHED = "#fedcba"
"""Stands for the hatching of what may not be shown; never seen: `finish` puts the pattern in its place."""
HATCHING = (
    f'<defs><pattern id="h" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="5" height="5" fill="{PAPER}"/><rect width="1.6" height="5" fill="{MUTED}"/></pattern></defs>'
)


def config() -> dict[str, Any]:
    """Return the Vega-Lite configuration shared by all charts."""
    text = {"labelColor": INK, "titleColor": MUTED, "labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal"}
    return {
        "aria": False,
        "background": None,
        "font": "sans-serif",
        "view": {"stroke": None},
        "axis": text | {"gridColor": LINE, "domainColor": LINE, "tickColor": LINE, "labelLimit": 150},
        "legend": text | {"orient": "bottom", "symbolStrokeWidth": 1},
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "color": INK,
            "fontSize": 15,
            "subtitleColor": MUTED,
            "subtitleFontSize": 12.5,
            "offset": 12,
        },
    }


def heading(finding: str, what: str) -> dict[str, Any]:
    """Return a chart title: the finding first, then what it is, both wrapped for a narrow picture."""
    return {"text": textwrap.wrap(finding, 44), "subtitle": textwrap.wrap(what, 58)}


def starts_at_zero(values: Sequence[float]) -> bool:
    """Tell whether an axis may as well begin at zero: the lowest value is not far above it, or below."""
    return min(values) <= max(values) / 4


def axis_title(unit: str, values: Sequence[float]) -> str:
    """Return the unit, and that the axis does not begin at zero where it doesn't: position is compared there, not length."""
    words = unit_of(unit).sv or "antal"
    return words if starts_at_zero(values) else f"{words} (skalan börjar inte på noll)"


def number_format(values: Sequence[float]) -> str:
    """Return the axis format: decimals only where the values lie close together."""
    spread = max(values) - min(values) if values else 0
    return ",.0f" if spread >= 4 else ",.1f"  # noqa: PLR2004


def finish(svg: str, *, title: str, alt: str, source: Sequence[str]) -> bytes:
    """Return the SVG as a file of its own: named for screen readers, with its source inside and colours for dark pages."""
    svg = _lighter(re.sub(r'\s(?:role|aria-[a-z]+)="[^"]*"', "", svg))
    head = re.match(r"<svg([^>]*)>", svg)
    if head is None:
        message = "the renderer returned something that is not SVG"
        raise ValueError(message)
    width, height = _size(head[1])
    lines = [line for text in source for line in textwrap.wrap(text, 62)]
    footer = "".join(
        f'<text x="5" y="{height + 14 + 14 * index}" font-family="sans-serif" font-size="11" fill="{MUTED}">{escape(line)}</text>'
        for index, line in enumerate(lines)
    )
    full = height + 8 + 14 * len(lines) + 6 if lines else height
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{full}" viewBox="0 0 {width} {full}" role="img" '
        f'aria-labelledby="t d"><title id="t">{escape(title)}</title><desc id="d">{escape(alt)}</desc>'
        f"<style>{_dark_style(svg)}</style>{HATCHING if HATCHED in svg else ''}"
    )
    body = svg[head.end() :].rsplit("</svg>", 1)[0].replace(f'"{HATCHED}"', '"url(#h)"')
    return f"{opening}{body}{footer}</svg>\n".encode()


def _lighter(svg: str) -> str:
    """Return the SVG with coordinates to a tenth of a pixel: half the weight, and no eye sees the difference."""
    return re.sub(r'\b(d|transform|points)="([^"]*)"', lambda found: f'{found[1]}="{re.sub(DECIMALS, _tenth, found[2])}"', svg)


def _tenth(found: re.Match[str]) -> str:
    return f"{round(float(found[0]), 1):g}"


def size(svg: bytes) -> tuple[int, int]:
    """Return the width and height that a finished SVG states."""
    return _size(svg[:200].decode(errors="ignore"))


def _size(attributes: str) -> tuple[int, int]:
    found = [re.search(rf'\b{name}="([\d.]+)"', attributes) for name in ("width", "height")]
    return tuple(round(float(match[1])) for match in found if match)  # type: ignore[return-value]


def _dark_style(svg: str) -> str:
    rules = [
        f'[{attribute}="{light}"]{{{attribute}:{dark}}}'
        for light, dark in DARK.items()
        for attribute in ("fill", "stroke")
        if f'{attribute}="{light}"' in svg or light == MUTED or (light == PAPER and HATCHED in svg)
    ]
    return f"@media (prefers-color-scheme:dark){{{''.join(rules)}}}"
