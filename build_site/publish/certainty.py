"""How sure the figures are, in sentences. Each is made from a verdict or an assessment and from nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any

from build_site.model import unit as units
from build_site.model.comparison import Chance, Comparison, Interval, Latest, SexGap, TargetStatus
from build_site.model.indicator import Target
from build_site.model.period import in_words
from build_site.publish.words import counted, fill, texts

FEW, ONE = 0.5, 1.5
"""Expected by chance: below the first it is fewer than one, below the second about one."""


def interval_words(interval: Interval, unit: str) -> str:
    """Return the uncertainty with its unit: 76,1–79,8 %."""
    return f"{units.shown(interval.lower, unit)}\u2013{units.quantity(interval.upper, unit)}"


def how_words(latest: Latest, unit: str) -> list[str]:
    """Return how a verdict by interval was reached, as sentences; nothing for other verdicts."""
    if latest.verdict.method != "interval" or latest.interval is None:
        return []
    said = texts()["how"]
    limits = interval_words(latest.interval, unit)
    times = units.number(1 / (1 - latest.verdict.level), 0)
    origin = said["given" if latest.interval.method == "given" else "computed"]
    sentences = [fill(origin, limits=limits), fill(said["interval"], times=times)]
    return [*sentences, said["not_equal"]] if latest.verdict.verdict == "similar" else sentences


def rank_words(latest: Latest) -> str:
    """Return the rank with how sure it is, as a sentence; nothing where there is no rank."""
    if latest.rank is None or latest.rank_method is None:
        return ""
    said = texts()["how"]["ranks"][latest.rank_method]
    return fill(said, rank=latest.rank, of=latest.of, low=latest.rank_low, high=latest.rank_high)


def change_sure(latest: Latest) -> str:
    """Return how sure the change is, or why there is none, as the end of a phrase; nothing where nothing is known."""
    said = texts()["change"]
    if latest.change is None:
        return str(said["reasons"][latest.change_reason]) if latest.change_reason else ""
    return str(said["assessed"].get(latest.change.assessment, ""))


def chance_words(comparison: Comparison) -> list[str]:
    """Return, for each type of area, how many were judged, how many stand out and how many chance alone would single out."""
    return [_chance(kind, chance) for kind, chance in comparison.chance.items()]


def _chance(kind: str, chance: Chance) -> str:
    said = texts()["indicator"]["chance"]
    flagged = units.number(chance.flagged, 0)
    return fill(said["sentence"], places=counted(chance.judged, kind), about=about(chance.expected, said), flagged=flagged)


def about(expected: float, said: Mapping[str, Any]) -> str:
    """Return how many chance would single out, in the words that fit what is counted: `few`, `one` or `some`."""
    if expected < FEW:
        return str(said["few"])
    return str(said["one"]) if expected < ONE else fill(said["some"], n=units.number(expected, 0))


def sure_words(latest: Latest) -> str:
    """Return how seldom chance would give a verdict by interval, as one more part of a line; nothing for other verdicts."""
    verdict = latest.verdict
    if verdict.method != "interval" or verdict.sure is None:
        return ""
    return fill(texts()["how"]["seldom"], times=units.number(1 / (1 - verdict.sure), 0))


def spread_words(comparison: Comparison) -> list[str]:
    """Return whether the regions vary more than chance alone would make them, as a sentence; nothing without counts."""
    if comparison.overdispersion is None:
        return []
    said, phi = texts()["indicator"], comparison.overdispersion[0]
    return [fill(said["spread_more"], phi=units.number(phi, 1)) if phi > 1 else said["spread_chance"]]


def sexes_words(gap: SexGap | None, unit: str) -> list[str]:
    """Return how women's figure stands against men's, as a sentence; nothing where nobody can tell."""
    said = texts()["indicator"]["sexes"]
    if gap is None or gap.assessment not in said:
        return []
    women, men = units.quantity(gap.women, unit), units.quantity(gap.men, unit)
    return [fill(said[gap.assessment], women=women, men=men, period=in_words(gap.period))]


def target_words(target: Target, country: Latest | None, areas: Iterable[Latest]) -> str:
    """Return how the country stands against a target and how many of the regions reach it, as sentences."""
    said = texts()["indicator"]["target_status"]
    own = [one.status for latest in areas for one in latest.targets if one.target == target and one.status != "not_assessed"]
    sentences = [said[one.status] for one in _of(target, country)]
    if own:
        sentences.append(fill(said["regions"], met=own.count("met"), regions=counted(len(own), "region")))
    return " ".join(sentences)


def _of(target: Target, latest: Latest | None) -> list[TargetStatus]:
    return [one for one in (latest.targets if latest else ()) if one.target == target and one.status != "not_assessed"]
