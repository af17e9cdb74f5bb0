"""A tiny data folder whose figures come from Kolada, for tests of the pull."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from build_site.model.request import Answer, Request, Wanted
from build_site.refresh import read_known
from tests.servers.kolada import Series

NOW = dt.datetime(2026, 11, 22, 4, 30, tzinfo=dt.UTC)

AREAS = """\
code,name,type,parent
00,Riket,country,
01,Region Stockholm,region,00
03,Region Uppsala,region,00
21,Region Gävleborg,region,00
0114,Upplands Väsby,municipality,01
0180,Stockholm,municipality,01
2180,Gävle,municipality,21
"""
HEAD = "area,period,sex,value,lower,upper,numerator,denominator,status,kind\n"
REGISTER = """\
id: riks
name: {sv: Riksregistret, en: The register}
holder: null
url: null
covers: {sv: Allt, en: All}
"""
SOURCE = """\
id: kolada
publisher: Kolada
url: https://www.kolada.se/
licence: https://www.kolada.se/om-oss/api/
attribution: Egen bearbetning av data hämtad via Kolada
attribution_raw: Kolada
connector: kolada
base_url: https://api.kolada.se/v3
rate_per_second: 3
"""
INDICATOR = """\
id: {name}
title: {{sv: Måttet {name}, en: Measure {name}}}
description: {{sv: Om måttet, en: About it}}
unit: percent
better: higher
better_reason: Fler får vård.
register: riks
source: kolada
adjustment: none
smallest_denominator: 10
additive_over: []
steward: Redaktionen
next_review: 2027-06-30
source_title: Patienter som får vård i tid, andel (%)
retrieved_at: 2026-01-31
"""
OUR_SEX = {"T": "total", "K": "women", "M": "men"}


def write_data(folder: Path, *, stored: Iterable[Series] = (), waiting: Iterable[str] = ()) -> Path:
    """Write a data folder with what Kolada said of `stored` the last time, and indicators that are `waiting` for figures."""
    series = {one.kpi: one for one in stored}
    for name in ("areas", "registers", "sources", "indicators"):
        (folder / name).mkdir(parents=True)
    (folder / "areas" / "areas.csv").write_text(AREAS, encoding="utf-8")
    (folder / "registers" / "riks.yml").write_text(REGISTER, encoding="utf-8")
    (folder / "sources" / "kolada.yml").write_text(SOURCE, encoding="utf-8")
    for name in (*series, *waiting):
        own = folder / "indicators" / name
        own.mkdir()
        (own / "indicator.yml").write_text(INDICATOR.format(name=name), encoding="utf-8")
        if name in series:
            (own / "values.csv").write_text(HEAD + "".join(sorted(_rows(series[name]))), encoding="utf-8")
    return folder


def _rows(series: Series) -> Iterable[str]:
    for thing in series.things(series.years):
        area = thing["municipality"]
        for cell in thing["values"]:
            code = area.removeprefix("00")
            yield f"{code},{thing['period']},{OUR_SEX[cell['gender']]},{cell['value']},,,,,ok,final\n"


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file, hidden ones too, byte for byte."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    assert "areas/areas.csv" in found
    return found


def ages(folder: Path) -> dict[str, int]:
    """Return when each file was last written, in nanoseconds."""
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in sorted(folder.rglob("*"))}


def wanted(folder: Path, *names: str, base_url: str = "https://api.kolada.se/v3") -> Wanted:
    """Return what a pull would want of Kolada for this folder."""
    catalogue = read_known(folder)
    indicators = {name: catalogue.indicators[name] for name in names or catalogue.indicators}
    return Wanted(catalogue.sources["kolada"], base_url, indicators, catalogue.areas, NOW.date())


def answer(url: str, body: bytes) -> Answer:
    """Return what a publisher said."""
    return Answer(Request(url, "some figures"), 200, body, NOW)
