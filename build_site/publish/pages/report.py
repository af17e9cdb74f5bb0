"""A report for every region and municipality, to read or to print: what stands out, what changed, targets, and what is missing.

The same for every place and chosen by rules (publish/summary.py), so nobody has picked what to tell.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from build_site.model.area import Area, AreaType
from build_site.model.comparison import Method, SexGap
from build_site.model.edition import Edition
from build_site.model.indicator import Indicator
from build_site.model.output import Files
from build_site.model.unit import number
from build_site.publish import certainty, summary, views
from build_site.publish.render import render
from build_site.publish.views import Measured
from build_site.publish.words import counted, fill, texts

BESIDE = 3
"""So many of its region's better and worse figures stand in a municipality's report; the region's own has them all."""


@dataclass(frozen=True)
class Account:
    """One place's figures and what stands out among them, the surest first."""

    area: Area
    figures: list[Measured]
    better: list[Measured]
    worse: list[Measured]
    sides: list[Measured]
    """Higher or lower than the country where neither is better."""
    similar: int

    @property
    def judged(self) -> int:
        """How many figures have a verdict."""
        return len(self.better) + len(self.worse) + len(self.sides) + self.similar


def pages(edition: Edition) -> Files:
    """Return the report of every region and municipality."""
    accounts = {code: account(edition, area) for code, area in edition.catalogue.areas.items() if area.type != "country"}
    usual, common = summary.spreads(edition), summary.measured_by_others(edition)
    with_fees = {fee.area for fee in edition.catalogue.devices.fees}
    return {
        f"{edition.addresses[f'report:{code}']}index.md": _page(
            edition,
            own,
            accounts.get(own.area.parent or ""),
            largest=summary.most_changed(own.figures, own.area.type, usual, edition.release.today),
            common=common,
            fees=code in with_fees,
        )
        for code, own in accounts.items()
    }


def account(edition: Edition, area: Area) -> Account:
    """Return what stands out in a place."""
    figures = views.measured(edition, area.code)
    better, worse, higher, lower = (summary.told(figures, kind) for kind in ("better", "worse", "higher", "lower"))
    sides = sorted([*higher, *lower], key=summary.doubt)
    return Account(area, figures, better, worse, sides, summary.count(figures, "similar"))


def _page(
    edition: Edition,
    own: Account,
    region: Account | None,
    *,
    largest: list[Measured],
    common: Mapping[AreaType, list[Indicator]],
    fees: bool,
) -> bytes:
    said = texts()["report"]
    area = own.area
    title = fill(said["title"], name=views.title_of(edition, area))
    methods = methods_of(own) | (methods_of(region) if region else set())
    sure_changes = [(kind, one) for kind in summary.SURE for one in summary.changed(own.figures, kind)]
    return render(
        "report.jinja",
        path=f"{edition.addresses[f'report:{area.code}']}index.md",
        title=title,
        description=fill(said["description"], name=area.name),
        edition=edition,
        area=area,
        own=own,
        region=region,
        lead=lead(own, edition.release.today),
        region_lead=lead(region, edition.release.today) if region else [],
        order="interval" if "interval" in methods else "years",
        methods=methods,
        beside=BESIDE,
        sure_changes=sure_changes,
        same=len(summary.changed(own.figures, "similar")),
        largest=largest,
        trends=summary.trends(own.figures),
        targets=summary.targets(own.figures),
        sexes=_sexes(own),
        gaps=summary.gaps(edition, area, own.figures, common),
        fees=fees,
        chance=chance_words(own),
        not_judged=_not_judged(own),
        twice=_twice(own),
        who=views.who_decides(area, region.area if region else None),
        sources=views.sources_of(edition, [*own.figures, *(region.figures if region else [])]),
    )


def methods_of(own: Account) -> set[Method]:
    """Return the methods that the place's verdicts rest on."""
    return {one.latest.verdict.method for one in own.figures if one.kind != "not_assessed"}


def lead(own: Account, today: dt.date) -> list[str]:
    """Return what the report comes to, as sentences; every one follows from verdicts."""
    said, name = texts()["report"]["lead"], own.area.name
    if not own.figures:
        return [fill(said["no_figures"], name=name)]
    if not own.judged:
        return [fill(said["nothing"], name=name, measures=counted(len(own.figures), "measure")), *_ages(own, today)]
    better, worse = counted(len(own.better), "measure"), counted(len(own.worse), "measure")
    key = ("both" if own.worse else "better") if own.better else ("worse" if own.worse else "neither")
    sentences = [fill(said[key], name=name, better=better, worse=worse, number=len(own.worse))]
    sentences += [fill(said["best"], title=one.indicator.title.sv) for one in own.better[:1]]
    sentences += [fill(said["worst"], title=one.indicator.title.sv) for one in own.worse[:1]]
    if own.similar:
        sentences.append(fill(said["similar"], name=name, measures=counted(own.similar, "measure")))
    if own.sides:
        sentences.append(fill(said["sides"], name=name, measures=counted(len(own.sides), "measure")))
    return sentences


def _ages(own: Account, today: dt.date) -> list[str]:
    """Return how many of the figures are old, as a sentence; nothing where none is."""
    said, old = texts()["report"]["lead"], sum(views.is_old(one.latest.period, today) for one in own.figures)
    year = today.year - views.OLD_AFTER_YEARS - 1
    return [fill(said["all_old" if old == len(own.figures) else "some_old"], old=old, year=year)] if old else []


def chance_words(own: Account) -> str:
    """Return how many figures were judged and how many chance alone would single out; nothing where none was."""
    said, found = texts()["report"]["chance"], summary.judged(own.figures, own.area.type)
    if not found.all:
        return ""
    sentence = fill(
        said["sentence"],
        name=own.area.name,
        judged=counted(found.all, "measure"),
        flagged=number(found.flagged, 0),
        about=certainty.about(found.by_chance, said),
    )
    return f"{sentence} {said['years']}" if "consistency" in methods_of(own) else sentence


def _not_judged(own: Account) -> str:
    """Return how many of the figures that are shown have no verdict, and why; nothing where all have one."""
    reasons = summary.not_judged(own.figures)
    if not reasons:
        return ""
    told = "; ".join(f"{why} ({number})" for why, number in reasons)
    return fill(texts()["report"]["not_judged"], measures=counted(sum(number for _, number in reasons), "measure"), reasons=told)


def _twice(own: Account) -> str:
    """Return which measures among those that stand out show the same figures as another; nothing where none do."""
    said = texts()["report"]
    found = summary.doubles([*own.better, *own.worse, *own.sides])
    pairs = [fill(said["pair"], one=one.indicator.title.sv, other=other.indicator.title.sv) for one, other in found]
    return fill(said["twice"], pairs="; ".join(pairs)) if pairs else ""


@dataclass(frozen=True)
class Sexes:
    """How women stand against men in a place: the differences that are sure, and how many are not or can't be judged."""

    sure: list[tuple[Measured, SexGap]]
    similar: int
    not_assessed: int


def _sexes(own: Account) -> Sexes:
    found = [(one, gap) for one in own.figures for gap in [one.comparison.sexes_by_area.get(own.area.code)] if gap]
    kinds = [gap.assessment for _, gap in found]
    sure = [(one, gap) for one, gap in found if gap.assessment in summary.SURE]
    return Sexes(sure, kinds.count("similar"), kinds.count("not_assessed"))
