"""One page a diagnosis: three figures first, then the rest, devices, registers, codes and what is missing."""

from build_site.model.area import COUNTRY
from build_site.model.diagnosis import Diagnosis
from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.model.period import in_words
from build_site.publish import views
from build_site.publish.render import render
from build_site.publish.words import alphabetical, figure, fill, texts

FIRST = 3


def pages(edition: Edition) -> Files:
    """Return the page of every diagnosis."""
    devices = views.devices_of(edition)
    regions = {region.code for region in views.regions(edition)}
    return {
        f"{edition.addresses[f'diagnosis:{diagnosis.diagnosis_id}']}index.md": _page(edition, diagnosis, devices, regions)
        for diagnosis in edition.catalogue.diagnoses.values()
    }


def _page(edition: Edition, diagnosis: Diagnosis, devices: views.Devices, regions: set[str]) -> bytes:
    catalogue = edition.catalogue
    figures = [one for key in diagnosis.indicator_ids if (one := _measured(edition, key))]
    registers = dict.fromkeys(one.indicator.register_id for one in figures)
    return render(
        "diagnosis.jinja",
        path=f"{edition.addresses[f'diagnosis:{diagnosis.diagnosis_id}']}index.md",
        title=diagnosis.name_sv,
        description=fill(texts()["diagnosis"]["description"], name=diagnosis.name_sv),
        edition=edition,
        diagnosis=diagnosis,
        first=[(one, spread(edition, one, regions)) for one in figures[:FIRST]],
        rest=sorted(figures[FIRST:], key=lambda one: alphabetical(one.indicator.title.sv)),
        sources=views.sources_of(edition, figures),
        devices=[devices.categories[code] for code in diagnosis.device_iso_codes if code in devices.categories],
        registers=[catalogue.registers[key] for key in registers if key in catalogue.registers],
    )


def _measured(edition: Edition, key: str) -> views.Measured | None:
    """Return the measure with the country's figure as its own, or without any figure."""
    indicator = edition.catalogue.indicators.get(key)
    if indicator is None:
        return None
    comparison = views.comparison_of(edition, indicator)
    country = comparison.latest.get(COUNTRY)
    latest = country or next(iter(comparison.latest.values()), None)
    return views.Measured(indicator, comparison, latest, country) if latest else None


def spread(edition: Edition, one: views.Measured, regions: set[str]) -> str:
    """Return how far apart the regions are, in words, and when if the country's figure is of another time.

    Nothing when fewer than two have a figure.
    """
    known = [
        (latest.value, edition.catalogue.areas[code].short, latest)
        for code, latest in one.comparison.latest.items()
        if code in regions and latest.value is not None and not latest.suspicious and latest.period == one.comparison.period
    ]
    if len(known) < 2:  # noqa: PLR2004 - a spread needs two
        return ""
    low, high = min(known, key=lambda row: row[:2]), max(known, key=lambda row: row[:2])
    unit = one.indicator.unit
    is_same = one.country is not None and one.country.period == one.comparison.period
    return fill(
        texts()["diagnosis"]["spread" if is_same else "spread_other"],
        period=in_words(one.comparison.period),
        low=figure(low[2], unit),
        lowest=low[1],
        high=figure(high[2], unit),
        highest=high[1],
    )
