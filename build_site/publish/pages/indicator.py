"""One page a measure: the finding in words, the charts, the table, how sure it is, and where it comes from."""

from build_site.model import unit as units
from build_site.model.area import COUNTRY, Area
from build_site.model.comparison import Comparison, Latest
from build_site.model.diagnosis import Diagnosis
from build_site.model.edition import Edition
from build_site.model.indicator import Indicator
from build_site.model.output import Files
from build_site.model.period import in_words
from build_site.publish import certainty, views
from build_site.publish.render import render
from build_site.publish.words import alphabetical, counted, figure, fill, listed, reason, texts, verdict_kind

KINDS = ("better", "worse", "higher", "lower")
EXTREMES = 10
"""So many of the highest and of the lowest stand first when only municipalities have figures."""


def pages(edition: Edition) -> Files:
    """Return the page of every measure."""
    related = views.diagnoses_by_indicator(edition)
    children = views.municipalities(edition)
    regions = views.regions(edition)
    return {
        f"{edition.addresses[f'indicator:{indicator.id}']}index.md": _page(
            edition, indicator, regions, children, related.get(indicator.id, [])
        )
        for indicator in edition.catalogue.indicators.values()
    }


def _page(
    edition: Edition,
    indicator: Indicator,
    regions: list[Area],
    children: dict[str, list[Area]],
    related: list[Diagnosis],
) -> bytes:
    comparison = views.comparison_of(edition, indicator)
    latest = comparison.latest
    country = latest.get(COUNTRY)
    regional = any(region.code in latest for region in regions)
    rows = [(region, latest.get(region.code)) for region in regions] if regional else []
    towns = [(area, latest[area.code]) for region in regions for area in children.get(region.code, []) if area.code in latest]
    ordered = _by_value(towns)
    head = [(edition.catalogue.areas[COUNTRY], country)] if country and COUNTRY in edition.catalogue.areas else []
    return render(
        "indicator.jinja",
        path=f"{edition.addresses[f'indicator:{indicator.id}']}index.md",
        title=indicator.title.sv,
        description=_description(indicator, country),
        edition=edition,
        indicator=indicator,
        comparison=comparison,
        country=country,
        rows=head + rows if rows else [],
        top=views.bar_top(one for _, one in head + rows),
        towns=towns,
        highest=ordered[:EXTREMES],
        lowest=ordered[-EXTREMES:][::-1],
        groups=[(region, own) for region in regions if (own := [row for row in towns if row[0].parent == region.code])],
        lead=finding(indicator, country, rows, towns),
        certainty=_certainty(indicator, comparison, rows),
        reached=[certainty.target_words(target, country, [one for _, one in rows if one]) for target in indicator.targets],
        suspicious=[(area.short, figure(one, indicator.unit)) for area, one in rows + towns if one and one.suspicious],
        old=_is_old(edition, indicator, comparison),
        charts=edition.charts.get(indicator.id, {}),
        source=views.source_of(edition, indicator),
        register=edition.catalogue.registers.get(indicator.register_id),
        related=sorted(related, key=lambda one: alphabetical(one.name_sv)),
        empty=not any(one.status == "ok" for one in latest.values()),
    )


def finding(indicator: Indicator, country: Latest | None, rows: list[views.Row], towns: list[tuple[Area, Latest]]) -> list[str]:
    """Return what the figures say, as sentences: who is better or worse than the country, or that nobody can be told."""
    said = texts()["finding"]
    if any(one and one.status == "ok" for _, one in rows):
        return _regional(rows)
    if towns:
        return [_municipal(indicator, towns)]
    return [said["country_only"] if country and country.status == "ok" else said["nothing"]]


def _regional(rows: list[views.Row]) -> list[str]:
    said = texts()["finding"]
    sentences = []
    for kind in KINDS:
        own = [(area.short, one) for area, one in rows if one and verdict_kind(one) == kind]
        for form, consistent in (("{}_few", True), ("sure_{}", False)):
            places = [name for name, one in own if (one.verdict.method == "consistency") == consistent]
            if places:
                sentences.append(fill(said[form.format(kind)], places=listed(places)))
    if sentences:
        told = sum(verdict_kind(one) in KINDS for _, one in rows)
        rest = len(rows) - told
        others = said["rest_one"] if rest == 1 else fill(said["rest"], regions=counted(rest, "region"))
        return [*sentences, others] if rest else sentences
    if any(verdict_kind(one) == "similar" for _, one in rows):
        return [said["none"]]
    shown = [one for _, one in rows if one and one.status == "ok" and not one.suspicious]
    return [fill(said["not_judged"], reason=reason(shown[0] if shown else None))]


def _municipal(indicator: Indicator, towns: list[tuple[Area, Latest]]) -> str:
    said = texts()["finding"]
    known = [(one.value, area.short) for area, one in towns if one.value is not None and not one.suspicious]
    if not known:
        return str(said["nothing"])
    (low, lowest), (high, highest) = min(known), max(known)
    if len(known) == 1:
        return fill(said["municipal_one"], place=lowest, low=units.quantity(low, indicator.unit))
    return fill(
        said["municipal"],
        places=counted(len(known), "municipality"),
        low=units.quantity(low, indicator.unit),
        lowest=lowest,
        high=units.quantity(high, indicator.unit),
        highest=highest,
    )


def _certainty(indicator: Indicator, comparison: Comparison, rows: list[views.Row]) -> list[str]:
    said = texts()["indicator"]
    judged = [one for _, one in rows if one]
    years = [one.verdict.years_compared for one in judged if one.verdict.years_compared]
    sentences = []
    if years:
        sentences.append(fill(said["sure_years"], years=counted(max(years), "year")))
    if any(one.verdict.method == "interval" for one in judged):
        sentences.append(said["sure_interval"])
    elif rows and not years:
        sentences.append(said["sure_no_years"])
    sentences += certainty.chance_words(comparison)
    sentences += certainty.spread_words(comparison)
    sentences += certainty.sexes_words(comparison.sexes, indicator.unit)
    if comparison.method == "consistency" or not comparison.latest:
        sentences.append(said["sure_unknown"])
    known = sum(one.status == "ok" and one.period == comparison.period for one in judged)
    if rows:
        sentences.append(fill(said["sure_all"], known=known, all=len(rows)))
    hidden = [area.short for area, one in rows if one and one.status == "suppressed"]
    unknown = [area.short for area, one in rows if not one or one.status == "missing"]
    sentences += [fill(said["sure_hidden"], places=listed(hidden))] if hidden else []
    sentences += [fill(said["sure_unknown_places"], places=listed(unknown))] if unknown else []
    return sentences


def _description(indicator: Indicator, country: Latest | None) -> str:
    said = texts()["indicator"]
    if country is None or country.status != "ok":
        return fill(said["description_short"], title=indicator.title.sv)
    shown = figure(country, indicator.unit)
    return fill(said["description"], title=indicator.title.sv, figure=shown, period=in_words(country.period))


def _by_value(towns: list[tuple[Area, Latest]]) -> list[tuple[Area, Latest]]:
    """Return the municipalities from the highest to the lowest, or none when a short list needs no such order."""
    known = [(area, one) for area, one in towns if one.value is not None and not one.suspicious]
    if len(known) <= 2 * EXTREMES:
        return []
    return sorted(known, key=lambda row: (-(row[1].value or 0.0), row[0].code))


def _is_old(edition: Edition, indicator: Indicator, comparison: Comparison) -> bool:
    if comparison.period is None:
        return False
    return indicator.discontinued_after is not None or views.is_old(comparison.period, edition.release.today)
