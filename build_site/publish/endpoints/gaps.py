"""gaps.json: what nobody has published, what looks wrong, and where help is wanted."""

from build_site.model.area import COUNTRY
from build_site.model.comparison import Comparison
from build_site.model.coverage import STATES
from build_site.model.edition import Edition
from build_site.model.indicator import Indicator
from build_site.model.output import Files, json_bytes
from build_site.publish import views
from build_site.publish.endpoints.common import ROOT, Json, finding_row

KINDS = (("regions", "region"), ("municipalities", "municipality"))


def files(edition: Edition) -> Files:
    """Return the list of gaps."""
    catalogue = edition.catalogue
    with_fees = {fee.area for fee in catalogue.devices.fees}
    gaps = {
        "waiting": [_waiting(one) for one in catalogue.waiting.values()],
        "indicators": [row for name in catalogue.indicators if (row := _missing(edition, name))],
        "findings": [finding_row(one) for comparison in edition.comparisons.values() for one in comparison.findings],
        "diagnoses_without_figures": [one.diagnosis_id for one in views.diagnoses_without_figures(edition)],
        "devices_without_fees": [code for code, known in edition.fee_statistics.items() if not known.areas_known],
        "areas_without_fees": [code for code in catalogue.areas if code not in with_fees and code != COUNTRY],
        "devices": [_device(edition, group) for group in edition.coverage.groups],
        "devices_same_everywhere": list(edition.coverage.everywhere),
    }
    return {f"{ROOT}/gaps.json": json_bytes(gaps)}


def _waiting(indicator: Indicator) -> Json:
    """Return an indicator that nobody has fetched figures for yet. It has no file of its own, so it says here what it is."""
    return {
        "id": indicator.id,
        "title": indicator.title.model_dump(mode="json"),
        "register": indicator.register_id,
        "source": indicator.source,
        "reason": "waiting_for_first_pull",
    }


def _has_value(comparison: Comparison, code: str) -> bool:
    """Tell whether an area has a figure in the newest period; one that is hidden is not missing."""
    one = comparison.latest.get(code)
    return one is not None and one.period == comparison.period and one.status != "missing"


def _missing(edition: Edition, name: str) -> Json | None:
    """Return the areas of the indicator's own kinds that have no value in its newest period."""
    comparison = edition.comparisons[name]
    areas = edition.catalogue.areas
    kinds = {areas[code].type for code in comparison.latest}
    missing = [code for code, area in areas.items() if area.type in kinds and not _has_value(comparison, code)]
    return {"id": name, "period": comparison.period, "missing_areas": missing} if missing else None


def _device(edition: Edition, group: str) -> Json:
    """
    Return what is known of the fees for a group of devices, place by place.

    A place stands in one list. A municipality that stands in none has its region's fee, and its state.
    """
    known, areas = edition.coverage, edition.catalogue.areas
    cells = {area: row[group] for area, row in known.cells.items()}
    listed = {area: cell for area, cell in cells.items() if not cell.known or cell.area == area}
    kinds = ((name, [area for area in cells if areas[area].type == kind]) for name, kind in KINDS)
    counts = {f"{name}_known": known.known(group, codes) for name, codes in kinds}
    places = {state: [area for area, cell in listed.items() if cell.state == state] for state in STATES}
    return {"iso": group, **counts, "areas": places}
