"""What each chart says: its finding, and the text for those who can't see it. Knows nothing of how it is drawn."""

from collections.abc import Callable, Sequence
from typing import Any

from build_site.draw.classes import class_limits, class_of
from build_site.draw.cornerstones import Cornerstones
from build_site.draw.device_fees import bars_told, map_told
from build_site.draw.figures import COUNTRY_NAME, Dot, Figures
from build_site.draw.standing import Standing
from build_site.model.period import in_words
from build_site.model.unit import difference, number, quantity, shown, unit_of

VERDICTS = {
    ("better", "consistency"): "Konsekvent bättre än riket",
    ("worse", "consistency"): "Konsekvent sämre än riket",
    ("higher", "consistency"): "Konsekvent högre än riket",
    ("lower", "consistency"): "Konsekvent lägre än riket",
    ("better", "interval"): "Bättre än riket (säkerställt)",
    ("worse", "interval"): "Sämre än riket (säkerställt)",
    ("higher", "interval"): "Högre än riket (säkerställt)",
    ("lower", "interval"): "Lägre än riket (säkerställt)",
}
"""The fixed phrases, by verdict and how it was reached."""
SIMILAR = "Går inte att skilja från riket"
NOT_ASSESSED = "Bedöms inte"
MOST_NAMES = 6
"""More names than this are too many for a title."""
WIDE = 5
"""Places in a ranking: who has moved so far has not kept its rank."""
DOUBLE = 2.0
"""Regions that differ at least so many times more than chance would make them are said to."""
SHORT = 2
"""Letters in a unit that may stand twice in a title: %, kr, år."""
FEWEST_TO_COMPARE = 2

Told = tuple[str, str]
"""A finding and an alternative text."""


def verdict_words(dot: Dot) -> str:
    """Return what is said of a dot, in the fixed phrases."""
    return VERDICTS.get((dot.verdict, dot.method)) or (SIMILAR if dot.verdict == "similar" else NOT_ASSESSED)


def listed(names: Sequence[str]) -> str:
    """Return the names as running text: A, B och C."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} och {names[-1]}"


def span(dots: Sequence[Dot], unit: str) -> str:
    """Return the span in words: from the lowest to the highest place."""
    low, high = dots[0], dots[-1]
    if low.value == high.value:
        return f"Alla ligger på {quantity(low.value, unit)}"
    return f"Från {quantity(low.value, unit)} i {low.name} till {quantity(high.value, unit)} i {high.name}"


def ranked(figures: Figures) -> Told:
    """Return the span, and to those who can't see it also who is better and worse."""
    finding = span(figures.dots, figures.unit)
    groups = [
        f"{words}: {listed(names)}."
        for words in VERDICTS.values()
        if (names := [dot.name for dot in figures.dots if verdict_words(dot) == words])
    ]
    spread = " Tunna streck visar osäkerheten." if has_intervals(figures) else ""
    alt = f"Prickdiagram över {len(figures.dots)} regioner. {finding}. {figures.country_text}.{spread}"
    return finding, " ".join([alt, *groups])


def has_intervals(figures: Figures) -> bool:
    """Tell whether any region's figure has a known uncertainty."""
    return any(dot.lower is not None for dot in figures.dots)


def timeline(figures: Figures) -> Told:
    """Return how the country has moved under today's definition."""
    line = dict(figures.series).get(COUNTRY_NAME, ())
    today = figures.segment(figures.periods[-1]) if figures.periods else 0
    comparable = [point for point in line if figures.segment(point[0]) == today]
    new = [f"Ny definition från {in_words(start)}." for start in figures.breaks]
    if len(comparable) < FEWEST_TO_COMPARE:
        finding = "Regionerna år för år"
    else:
        (first, before), (last, now) = comparable[0], comparable[-1]
        then = quantity(before, figures.unit) if len(unit_of(figures.unit).sv) <= SHORT else shown(before, figures.unit)
        finding = f"Riket: från {then} ({in_words(first)}) till {quantity(now, figures.unit)} ({in_words(last)})"
    band = " Ett ljust band visar osäkerheten i rikets siffra." if figures.band else ""
    return finding, " ".join([f"Linjediagram. {finding}.{band}", *new])


def region_map(figures: Figures) -> Told:
    """Return which regions are in the highest and in the lowest class."""
    dots = figures.dots
    limits = class_limits([dot.value for dot in dots])
    if not limits:
        return span(dots, figures.unit), f"Karta över regionerna. {span(dots, figures.unit)}."
    high = [dot.name for dot in reversed(dots) if class_of(dot.value, limits) == len(limits)]
    low = [dot.name for dot in dots if class_of(dot.value, limits) == 0]
    if len(high) <= MOST_NAMES:
        finding = f"Högst i {listed(high)}"
    elif len(low) <= MOST_NAMES:
        finding = f"Lägst i {listed(low)}"
    else:
        finding = f"Högst i {dots[-1].name}, lägst i {dots[0].name}"
    return finding, f"Karta över regionerna. Högst i {listed(high)}. Lägst i {listed(low)}."


def town_map(figures: Figures) -> Told:
    """Return the highest and the lowest municipality."""
    finding = span(figures.towns, figures.unit)
    return finding, f"Karta över {len(figures.towns)} kommuner. {finding}."


def multiples(figures: Figures) -> Told:
    """Return in how many regions the figure is higher or lower than it was when the series begins. Says nothing of chance."""
    first, pairs = since(figures)
    up, down = sum(now > before for before, now in pairs), sum(now < before for before, now in pairs)
    count, way = (up, "högre") if up >= down else (down, "lägre")
    finding = f"I {count} av {len(pairs)} regioner är siffran {way} än {in_words(first)}" if pairs else "Regionerna var för sig"
    return (
        finding,
        f"Ett litet linjediagram för var och en av {len(figures.regions)} regioner, med rikets linje bakom. {finding}.",
    )


def since(figures: Figures) -> tuple[str, list[tuple[float, float]]]:
    """Return the first period under today's definition, and (then, now) of the regions that have both it and the newest."""
    last = figures.periods[-1]
    first = next(period for period in figures.periods if figures.segment(period) == figures.segment(last))
    lines = [dict(line) for _, line in figures.regions]
    pairs = [(line[first], line[last]) for line in lines if first in line and last in line]
    return first, pairs if first != last and len(pairs) >= FEWEST_TO_COMPARE else []


def rank_span(figures: Figures) -> Told:
    """Return how many regions have not kept their place, or can't be given one."""
    ranks = [dot.rank for dot in figures.dots if dot.rank]
    wide = sum(worst - best >= WIDE for _, best, worst in ranks)
    if figures.rank_method == "band":
        finding = (
            f"{wide} av {len(ranks)} regioner kan ligga på minst {WIDE + 1} olika platser"
            if wide
            else "De flesta regioners plats är ganska säker"
        )
        meaning = "Strecken visar vilka platser som osäkerheten tillåter."
    else:
        finding = (
            f"{wide} av {len(ranks)} regioner har flyttat sig minst {WIDE} platser på fem år"
            if wide
            else "Ordningen har varit ungefär densamma i fem år"
        )
        meaning = "Strecken går från bästa till sämsta plats de senaste fem åren."
    return finding, f"Diagram över regionernas plats i ordningen. {finding}. {meaning}"


def funnel(figures: Figures) -> Told:
    """Return how many regions lie further from the country than chance can explain."""
    dots = [dot for dot in figures.dots if dot.funnel]
    away = [dot.name for dot in dots if outside(dot)]
    finding = (
        f"{len(away)} av {len(dots)} regioner ligger längre från riket än slumpen kan förklara"
        if away
        else f"Ingen av {len(dots)} regioner ligger längre från riket än slumpen kan förklara"
    )
    names = f" Utanför gränserna: {listed(away)}." if away else ""
    return finding, f"Trattdiagram. {finding}.{names} {overdispersion_words(figures)}".strip()


def outside(dot: Dot) -> bool:
    """Tell whether a figure lies outside the outer limits."""
    return dot.funnel in {"low_998", "high_998"}


def overdispersion_words(figures: Figures) -> str:
    """Return a sentence when the regions differ more than chance alone would make them."""
    if figures.overdispersion is None or figures.overdispersion[0] < DOUBLE:
        return ""
    times = number(figures.overdispersion[0], 0)
    return f"Variationen är {times} gånger så stor som slumpen ger. Då säger det lite om en enda region att den ligger utanför."


def abacus(standing: Standing) -> Told:
    """Return how many measures the region is better and worse on, and which is furthest out either way."""
    better = [row for row in standing.rows if row.verdict == "better"]
    worse = [row for row in standing.rows if row.verdict == "worse"]
    finding = f"{standing.name}: {len(better)} av de här måtten är bättre än riket och {len(worse)} sämre"
    best = [f"Längst åt det bättre hållet: {better[0].title}."] if better else []
    worst = [f"Längst åt det sämre hållet: {worse[-1].title}."] if worse else []
    return finding, " ".join([f"En rad för varje mått, en prick för varje region. {finding}.", *best, *worst])


def spider(cornerstones: Cornerstones) -> Told:
    """Return the gaps to the targets, largest first."""
    gaps = sorted((spoke for spoke in cornerstones.spokes if spoke.gap > 0), key=lambda spoke: (-spoke.gap, spoke.title))
    if not gaps:
        return f"{cornerstones.name} når alla mål", f"Spindeldiagram. {cornerstones.name} når alla mål."
    finding = f"Längst till målet: {gaps[0].title}, {_points(gaps[0].gap)}"
    told = "; ".join(f"{spoke.title} {_points(spoke.gap)} från målet" for spoke in gaps)
    return finding, f"Spindeldiagram över {cornerstones.name}. {told}."


def _points(gap: float) -> str:
    return difference(gap, "percent").removeprefix("+")


WORDS: dict[str, Callable[[Any], Told]] = {
    "ranked": ranked,
    "timeline": timeline,
    "map": region_map,
    "towns": town_map,
    "multiples": multiples,
    "rank_span": rank_span,
    "funnel": funnel,
    "abacus": abacus,
    "spider": spider,
    "fee_bars": bars_told,
    "fee_map": map_told,
}
"""By kind of chart; `kinds.SPECS` has the same."""
