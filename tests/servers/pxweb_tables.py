"""Tables in the shapes that SCB and Folkhälsomyndigheten use, and what would be asked of them; every figure is made up."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from build_site.model.area import Area
from build_site.model.indicator import Indicator
from build_site.model.register import Source
from build_site.model.request import Wanted
from tests.servers.pxweb import Codes, Table, Variable, made_up

Json = dict[str, Any]
SURVEY = "A_Folkhalsodata/B_HLV/dPsykhals/hlv1psyxreg.px"
AREAS = {
    "00": Area(code="00", name="Riket", type="country"),
    "01": Area(code="01", name="Plats 01", type="region"),
    "03": Area(code="03", name="Plats 03", type="region"),
    "0114": Area(code="0114", name="Plats 0114", type="municipality"),
}
FIVES = ["-4", *(f"{age}-{age + 4}" for age in range(5, 100, 5)), "100+5"]


def survey_figure(codes: Codes) -> float | str | None:
    """Return a share with its interval and the number of answers; unknown for men in region 03."""
    region, _, measure, sex, _ = codes
    if (region, sex) == ("03", "02"):
        return ".."
    share = made_up((region, sex)) % 300 / 10 + 1
    return {"01": share, "02": share - 0.5, "03": share + 0.75, "04": 1200}[measure]


def survey(**changes: Any) -> Table:  # noqa: ANN401  (the fields of a table)
    """Return a table like Folkhälsomyndigheten's health survey."""
    variables = [
        Variable("Region", {"00": "00 Riket", "01": "01 Stockholms län", "03": "03 Uppsala län", "99": "99 Annan plats"}),
        Variable("Psykisk hälsa", {"46": "Mycket stressad", "58": "Svår ängslan, oro eller ångest"}),
        Variable(
            "Andel och konfidensintervall",
            {"01": "Andel", "02": "Konfidensintervall nedre gräns", "03": "Konfidensintervall övre gräns", "04": "Antal svar"},
        ),
        Variable("Kön", {"00": "Totalt", "01": "Kvinnor", "02": "Män"}),
        Variable("År", {"2015-2018": "2015-2018", "2017-2020": "2017-2020", "2021-2024": "2021-2024"}, time=True),
    ]
    given: Json = {"name": SURVEY, "variables": variables, "title": "Psykisk hälsa efter region", "figure": survey_figure}
    return Table(**(given | changes))


def survey_ask(**changes: object) -> Json:
    """Return what is asked of the survey."""
    return {
        "table": SURVEY,
        "indicator": "angslan",
        "area": {"dimension": "Region"},
        "sex": {"dimension": "Kön", "codes": {"00": "total", "01": "women", "02": "men"}},
        "time": {"dimension": "År"},
        "measures": {
            "dimension": "Andel och konfidensintervall",
            "value": "01",
            "lower": "02",
            "upper": "03",
            "denominator": "04",
        },
        "fixed": {"Psykisk hälsa": "58"},
    } | changes


def people(codes: Codes) -> float | str | None:
    """Return a number of people that is easy to check: 1 for each year of age in a group, times the place's own number."""
    region, age, sex, _, _ = codes
    return {"00": 1000, "01": 100, "03": 10, "0114": 1}[region] * (2 if sex == "TotSa" else 1) * (101 if age == "TotSA" else 5)


def population(**changes: Any) -> Table:  # noqa: ANN401  (the fields of a table)
    """Return a table like SCB's population by month."""
    labels = {age: f"{age} år" for age in FIVES} | {"TotSA": "totalt, samtliga åldrar"}
    months = [f"{year}M{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)][:28]
    variables = [
        Variable(
            "Region", {code: area.name for code, area in AREAS.items()}, "region", lists={"vs_Län": {"01": ["01"], "03": ["03"]}}
        ),
        Variable("Alder", labels, "ålder", lists={"agg_Stora": {"0-9": ["-4", "5-9"], "10-19": ["10-14", "15-19"]}}),
        Variable(
            "Kon",
            {"TotSa": "totalt, samtliga män och kvinnor", "1": "män", "2": "kvinnor"},
            "kön",
            eliminable=True,
            total="TotSa",
        ),
        Variable("ContentsCode", {"000007SF": "Folkmängden per månad"}, "tabellinnehåll"),
        Variable("Tid", {month: month for month in months}, "månad", time=True),
    ]
    given: Json = {"name": "TAB6471", "variables": variables, "title": "Folkmängden per månad", "figure": people}
    return Table(**(given | changes))


def population_ask(**changes: object) -> Json:
    """Return what is asked for areas/population.csv."""
    return {
        "table": "TAB6471",
        "file": "areas/population.csv",
        "area": {"dimension": "Region"},
        "sex": {"dimension": "Kon", "codes": {"TotSa": "total", "2": "women", "1": "men"}},
        "time": {"dimension": "Tid", "year_end": True},
        "fixed": {"ContentsCode": "000007SF"},
        "ages": {"dimension": "Alder", "groups": {"total": ["TotSA"], "0-4": ["-4"], "65+": FIVES[13:]}},
    } | changes


def monthly_ask(**changes: object) -> Json:
    """Return what is asked for a measure from the population table."""
    return {
        "table": "TAB6471",
        "indicator": "folkmangd",
        "area": {"dimension": "Region"},
        "sex": {"dimension": "Kon", "codes": {"TotSa": "total", "2": "women", "1": "men"}},
        "time": {"dimension": "Tid"},
        "fixed": {"ContentsCode": "000007SF", "Alder": "TotSA"},
    } | changes


def want(
    base_url: str,
    asks: Sequence[Json] | Json,
    *indicators: str,
    areas: Mapping[str, Area] = AREAS,
    **source: Any,  # noqa: ANN401  (the fields of a source)
) -> Wanted:
    """Return what is wanted of a host: the tables, in v1 or v2 by its address; or everything that asks says."""
    api = "v1" if base_url.endswith("v1") else "v2"
    given: Json = {
        "id": "scb",
        "publisher": "SCB",
        "url": "https://www.scb.se/",
        "licence": "https://www.scb.se/",
        "attribution": "SCB",
        "rate_per_second": 1,
        "asks": asks if isinstance(asks, dict) else {"api": api, "tables": list(asks)},
    }
    known = {name: Indicator.model_construct(None, id=name) for name in indicators}  # type: ignore[call-arg]
    return Wanted(Source.model_validate(given | source), base_url, known, areas, dt.date(2026, 11, 22))
