"""What is missing and what looks wrong: a gap is a fact too, and an invitation."""

from collections import defaultdict

from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.model.register import Register
from build_site.publish import views
from build_site.publish.render import render
from build_site.publish.words import alphabetical, texts

PATH = "saknas/index.md"


def pages(edition: Edition) -> Files:
    """Return the page."""
    said = texts()["missing_page"]
    indicators = sorted(edition.catalogue.indicators.values(), key=lambda one: alphabetical(one.title.sv))
    told = {fee.area for fee in edition.catalogue.devices.fees}
    page = render(
        "missing.jinja",
        path=PATH,
        title=said["title"],
        description=said["description"],
        edition=edition,
        diagnoses=sorted(views.diagnoses_without_figures(edition), key=lambda one: alphabetical(one.name_sv)),
        regions=[region for region in views.regions(edition) if region.code not in told],
        gaps=_gaps(edition),
        waiting=_waiting(edition),
        findings=[(one, found) for one in indicators if (found := views.comparison_of(edition, one).findings)],
    )
    return {PATH: page}


def _waiting(edition: Edition) -> list[tuple[Register, list[str]]]:
    """Return each register with the titles of its measures that have no figures yet, both by the alphabet."""
    titles: dict[str, list[str]] = defaultdict(list)
    for one in edition.catalogue.waiting.values():
        titles[one.register_id].append(one.title.sv)
    registers = sorted((edition.catalogue.registers[key] for key in titles), key=lambda one: alphabetical(one.name.sv))
    return [(register, sorted(titles[register.id], key=alphabetical)) for register in registers]


def _gaps(edition: Edition) -> list[tuple[str, str, list[str], int]]:
    """Return the measures for regions where some region has no figure for the newest period, the widest gap first."""
    regions = views.regions(edition)
    gaps = []
    for indicator in edition.catalogue.indicators.values():
        comparison = views.comparison_of(edition, indicator)
        latest = comparison.latest
        if not any(region.code in latest for region in regions):
            continue
        absent = [
            region.short
            for region in regions
            if region.code not in latest
            or latest[region.code].status == "missing"
            or latest[region.code].period != comparison.period
        ]
        if absent:
            gaps.append((indicator.id, indicator.title.sv, absent, len(regions)))
    return sorted(gaps, key=lambda gap: (-len(gap[2]), alphabetical(gap[1])))
