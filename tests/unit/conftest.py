"""A tiny edition made of model classes: three places, three measures, one device, and every awkward thing once."""

import datetime as dt
from dataclasses import replace

import pytest

from build_site.compare.fees import fee_statistics
from build_site.model.address import addresses
from build_site.model.area import Area, AreaType
from build_site.model.base import FullText
from build_site.model.catalogue import Catalogue
from build_site.model.chart import Chart
from build_site.model.comparison import Change, Comparison, Finding, Latest, Verdict
from build_site.model.device import DeviceCategory, DeviceFacts, Fee, Rule
from build_site.model.diagnosis import Diagnosis, IcdTitle
from build_site.model.edition import Edition, Release
from build_site.model.indicator import Indicator
from build_site.model.register import Register, Source

HOSTILE = 'Väntan < 90 dagar </div> & **fet** {{ 7 * 7 }} "x" [a](javascript:b)'
"""Passes as plain text where a closing tag is allowed; `model_construct` lets it in, as a future hole might."""

REPOSITORY = "https://example.org/repo"


def _area(code: str, name: str, kind: AreaType, parent: str | None = None, short: str | None = None) -> Area:
    return Area(code=code, name=name, type=kind, parent=parent, short_name=short, population=1000)


def _measure(key: str, title: str) -> Indicator:
    return Indicator.model_validate(
        {
            "id": key,
            "title": {"sv": title, "en": key},
            "description": {"sv": f"Om {key}.", "en": key},
            "unit": "percent",
            "better": "higher",
            "better_reason": "fler får hjälp",
            "register": "riks",
            "source": "kolada",
            "adjustment": "none",
            "smallest_denominator": 5,
            "additive_over": [],
            "steward": "Redaktionen",
            "next_review": "2026-12-31",
        }
    )


def latest(area: str, value: float | None, verdict: Verdict | None = None, **more: object) -> Latest:
    """Return an area's latest figure, with a short series behind it."""
    plain = Latest(
        area=area,
        period="2025",
        value=value,
        status="ok",
        kind="final",
        verdict=verdict or Verdict("not_assessed", reason="too_few_years"),
        series=(("2024", 70.0), ("2025", value)),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def _fee(number: int, area: str, **more: object) -> Fee:
    plain = {
        "fee_id": f"fee-{number}",
        "area": area,
        "iso": "120606",
        "edition": "2016",
        "fee_type": "user_fee",
        "source_url": "https://example.org/avgift",
        "status": "last_known",
    }
    return Fee.model_validate(plain | more)


def _catalogue() -> Catalogue:
    areas = [
        _area("00", "Riket", "country"),
        _area("01", "Region Norr", "region", "00", "Norr"),
        _area("02", "Region Ö", "region", "00", "Ö"),
        _area("03", "Region Ängen", "region", "00", "Ängen"),
        _area("0180", "Norrby kommun", "municipality", "01", "Norrby"),
    ]
    measures = [_measure("m1", "Får vård i tid"), _measure("m2", "Antal fall"), _measure("m3", "Historiska siffror")]
    devices = DeviceFacts(
        categories=(
            DeviceCategory(code="1206", edition="2016", level=2, name_sv="Gånghjälpmedel"),
            DeviceCategory(
                code="120606", edition="2016", level=3, parent_code="1206", name_sv="Rollatorer", lay_terms_sv=("gåvagn",)
            ),
        ),
        fees=(
            _fee(1, "01", amount_sek=0, unit="per år"),
            _fee(2, "02", amount_sek=350, unit="per år"),
            _fee(3, "0180"),
            _fee(4, "01", amount_sek=90, status="superseded"),
            _fee(5, "02", amount_sek=99, status="disputed"),
        ),
        rules=(
            Rule(
                rule_id="r1",
                area="01",
                iso="120606",
                rule_type="number",
                text_sv="En rollator per behov",
                source_url="https://example.org/r",
            ),
        ),
    )
    text = {"sv": "Riksregistret", "en": "The register"}
    return Catalogue(
        areas={area.code: area for area in areas},
        indicators={measure.id: measure for measure in measures},
        registers={
            "riks": Register.model_validate({"id": "riks", "name": text, "holder": None, "url": None, "covers": text}),
            "tomt": Register.model_validate(
                {"id": "tomt", "name": {"sv": "Tomt", "en": "Empty"}, "holder": None, "url": None, "covers": text}
            ),
        },
        sources={
            "kolada": Source(
                id="kolada",
                publisher="Kolada",
                url="https://example.org/k",
                licence="https://example.org/l",
                attribution="Via Kolada",
            )
        },
        diagnoses={
            "stroke": Diagnosis(
                diagnosis_id="stroke",
                name_sv="Stroke",
                lay_terms_sv=("strok",),
                indicator_ids=("m1",),
                device_iso_codes=("120606",),
            ),
            "tia": Diagnosis(diagnosis_id="tia", name_sv="TIA"),
        },
        devices=devices,
        icd10=(
            IcdTitle(code="B35", title_sv="Dermatofytos", source="kolada"),
            IcdTitle(code="I63.9", title_sv="Cerebral infarkt, ospecificerad", source="kolada"),
        ),
    )


def _comparisons() -> dict[str, Comparison]:
    better = Verdict("better", years_better=9, years_compared=10, p_value=0.0215)
    worse = Verdict("worse", years_better=1, years_compared=9, p_value=0.04)
    first = {
        "00": latest("00", 80.0, Verdict("not_assessed", reason="is_country"), change=Change("2024", -1.5)),
        "01": latest("01", 90.0, better, difference=10.0),
        "02": latest("02", 60.0, worse, difference=-20.0),
    }
    second = {
        "00": latest("00", 5.0),
        "01": latest("01", None, Verdict("not_assessed", reason="no_value"), status="suppressed"),
        "02": latest("02", 146.1, Verdict("not_assessed", reason="suspicious"), suspicious=True),
    }
    odd = Finding("outside_limits", "m2", "Region Ö 2025: källan anger 146,1 %.", ("02",), "2025")
    return {
        "m1": Comparison("m1", "consistency", "00", "2025", first),
        "m2": Comparison("m2", "consistency", "00", "2025", second, (odd,)),
        "m3": Comparison("m3", "consistency", "00", "2011", {"0180": replace(latest("0180", 12.0), period="2011")}),
    }


@pytest.fixture
def edition() -> Edition:
    """Return the tiny edition."""
    catalogue = _catalogue()
    return Edition(
        catalogue=catalogue,
        tables={},
        comparisons=_comparisons(),
        charts={"m1": {"ranked": Chart("diagram/m1/ranked.svg", b"<svg/>", "Norr är bättre", 400, 300)}},
        addresses=addresses(catalogue),
        release=Release(dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC), None, "https://example.org/site/", REPOSITORY),
        fee_statistics=fee_statistics(catalogue.devices, catalogue.areas),
    )


@pytest.fixture
def hostile(edition: Edition) -> Edition:
    """Return the edition with a title that would be markup in HTML, Markdown, YAML and Jinja alike."""
    measure = edition.catalogue.indicators["m1"]
    title = FullText.model_construct(None, sv=HOSTILE, en="x")
    edition.catalogue.indicators["m1"] = measure.model_copy(update={"title": title})
    return edition
