"""A data folder with small counts, large enough for every kind of chart: what a build has to hide, and nothing of it may show."""

import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from build_site.build import make_files
from tests.conftest import RELEASE

Cell = tuple[str, str, str, str]
"""(indicator, area, period, sex)."""

REGIONS = ("01", "03", "04", "05", "06", "07", "08", "09", "10", "12", "13", "14")
NAMES = ("Almby", "Berga", "Dala", "Ekeby", "Fors", "Grums", "Holm", "Ivar", "Järna", "Kumla", "Lerum", "Motala")
TOWNS = ("0101", "0102", "0301", "0302", "0401", "0402", "1401")
TOWN_NAMES = ("Nora", "Orsa", "Piteå", "Roma", "Säter", "Torsby", "Motala")
"""The last has its region's name."""
YEARS = tuple(str(year) for year in range(2015, 2025))
NEWEST = YEARS[-1]
HEAD = "area,period,sex,value,lower,upper,numerator,denominator,status,kind"

SMALL = (1, 27)
"""One of 27 is 3.7037 per cent: a figure that stands nowhere else."""
SHARE = "3.7037"

REGISTER = """\
id: reg
name: {sv: Registret, en: The register}
holder: Ingen
url: https://example.org/
covers: {sv: Påhittat., en: Made up.}
"""
SOURCE = """\
id: kallan
publisher: Källan
url: https://example.org/
licence: http://creativecommons.org/publicdomain/zero/1.0/
attribution: Källan, påhittade tal
collected_at: 2026-01-15
"""
META = """\
id: {id}
title: {{sv: {title}, en: x}}
description: {{sv: Påhittade tal., en: Made up.}}
unit: {unit}
better: {better}
better_reason: Påhittat.
register: reg
source: kallan
adjustment: none
smallest_denominator: 10
additive_over: [{additive}]
steward: Redaktionen
next_review: 2027-06-30
topics: [{topics}]
targets:
  - {{value: 60, set_by: Registret, source_url: "https://example.org/mal", source_date: 2020-01-01}}
"""
CORNERSTONES = ("kommunikation", "teamarbete", "symtomkontroll", "närstående")


def write_traced(out: Path) -> Path:
    """Write the data folder and return it."""
    _write(out / "registers" / "reg.yml", REGISTER)
    _write(out / "sources" / "kallan.yml", SOURCE)
    _write(out / "areas" / "areas.csv", "\n".join(["code,name,type,parent,short_name,population", *_areas(), ""]))
    _write(out / "areas" / "regions.geojson", json.dumps(_borders(REGIONS)))
    _write(out / "areas" / "municipalities.geojson", json.dumps(_borders(TOWNS)))
    diagnoses = "diagnosis_id,name_sv,name_en,icd10_codes,lay_terms_sv,indicator_ids,device_iso_codes,note"
    _write(out / "diagnoses.csv", f"{diagnoses}\nvark,Värk,Ache,R52,ont,andel;vanta;kommunal;ont-0,,\n")
    _indicator(out, "andel", "Andel som väntat 65 dagar", "percent", "higher", _shares(), additive="sex")
    _indicator(out, "fall", "Fall på boende", "per_1_000", "lower", _rates())
    _indicator(out, "vanta", "Väntetid", "days", "lower", _days())
    _indicator(out, "kommunal", "Plats på boende", "days", "neither", _towns())
    for number, cornerstone in enumerate(CORNERSTONES):
        lines = _days(withheld={1: ("07", NEWEST), 3: ("05", YEARS[-2])}.get(number))
        _indicator(
            out, f"ont-{number}", f"Lindring {number}", "percent", "higher", lines, topics=f'"Palliativ vård: {cornerstone}"'
        )
    return out


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _indicator(
    out: Path, name: str, title: str, unit: str, better: str, lines: Iterator[str], *, additive: str = "", topics: str = ""
) -> None:
    folder = out / "indicators" / name
    words = {"id": name, "title": title, "unit": unit, "better": better, "additive": additive, "topics": topics}
    _write(folder / "indicator.yml", META.format(**words))
    _write(folder / "values.csv", "\n".join([HEAD, *lines, ""]))


def _areas() -> Iterator[str]:
    yield "00,Riket,country,,Riket,1000000"
    for code, name in zip(REGIONS, NAMES, strict=True):
        yield f"{code},Region {name},region,00,{name},80000"
    for code, name in zip(TOWNS, TOWN_NAMES, strict=True):
        yield f"{code},{name} kommun,municipality,{code[:2]},{name},9000"


def _borders(codes: tuple[str, ...]) -> dict[str, object]:
    """Return a small square for each place."""
    corners = ((0.0, 0.0), (0.0, 0.8), (0.8, 0.8), (0.8, 0.0), (0.0, 0.0))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": code, "name": code},
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": [[[[12.0 + index % 4 + x, 56.0 + index // 4 + y] for x, y in corners]]],
                },
            }
            for index, code in enumerate(codes)
        ],
    }


def _shares() -> Iterator[str]:
    """Yield shares by sex. Small: region 10 in the newest year, 12 in the middle, the women of 13, and one town."""
    small = {("10", NEWEST, "women"), ("12", "2020", "women"), ("13", NEWEST, "women"), ("0102", NEWEST, "women")}
    for at, area in enumerate((*REGIONS, *TOWNS)):
        for year, period in enumerate(YEARS):
            size = 900 if len(area) == 2 else 210
            counts = {
                sex: SMALL if (area, period, sex) in small else (size // 3 + 31 * at + 7 * year + side, size + 40 * at + side)
                for side, sex in enumerate(("women", "men"))
            }
            if (area, period) == ("10", NEWEST):
                counts["men"] = (0, 54)  # together they are few too
            yield from _counted(area, period, counts, 100)
    for year, period in enumerate(YEARS):
        yield from _counted("00", period, {"women": (7000 + year, 15000), "men": (7100 + year, 15100)}, 100)


def _counted(area: str, period: str, counts: dict[str, tuple[int, int]], factor: int) -> Iterator[str]:
    both = tuple(sum(one) for one in zip(*counts.values(), strict=True))
    for sex, (x, n) in {"total": both, **counts}.items():
        yield f"{area},{period},{sex},{factor * x / n:.6f},,,{x},{n},ok,final"


def _rates() -> Iterator[str]:
    """Yield rates with counts. Small: region 04 in the newest year and 05 the year before."""
    for at, area in enumerate(("00", *REGIONS)):
        for year, period in enumerate(YEARS):
            small = (area, period) in {("04", NEWEST), ("05", YEARS[-2])}
            usual = (9 * (at + 2) + (5 * year + 3 * at) % 11, 3000 + 100 * at + (29 * year * (at + 1)) % 97)
            x, n = (3, 811) if small else (1000 + 17 * year, 60000 + 311 * year) if area == "00" else usual
            yield f"{area},{period},total,{1000 * x / n:.6f},,,{x},{n},ok,final"


def _days(*, withheld: tuple[str, str] | None = ("06", NEWEST)) -> Iterator[str]:
    """Yield figures without counts; the source itself withholds one."""
    for at, area in enumerate(("00", *REGIONS)):
        for year, period in enumerate(YEARS):
            if (area, period) == withheld:
                yield f"{area},{period},total,,,,,,suppressed,final"
            else:
                yield f"{area},{period},total,{40 + 3 * at - 17 * (area == '00') + (year * at) % 4}.25,,,,,ok,final"


def _towns() -> Iterator[str]:
    """Yield figures of municipalities only; one is withheld in the newest year, one in all years."""
    for at, area in enumerate(TOWNS):
        for period in YEARS:
            gone = area == "0301" or (area, period) == ("0401", NEWEST)
            yield f"{area},{period},total,,,,,,suppressed,final" if gone else f"{area},{period},total,{50 + at}.5,,,,,ok,final"


@cache
def _built() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        data = write_traced(Path(folder) / "data")
        return make_files(data, release=RELEASE, store=Path(folder) / "store", jobs=2)


def build_traced() -> dict[str, bytes]:
    """Return the files of the site, built once in a run and free to be changed."""
    return dict(_built())


def hide(files: dict[str, bytes], cell: Cell) -> dict[str, bytes]:
    """Return the files with a cell that is shown called suppressed, and only that: everything else now leaks it."""
    indicator, *place = cell
    path = f"api/v1/indicators/{indicator}.json"
    whole = json.loads(files[path])
    (row,) = (row for row in whole["observations"] if [row["area"], row["period"], row["sex"]] == place)
    assert row["status"] == "ok"
    row |= dict.fromkeys(("value", "lower", "upper", "numerator", "denominator")) | {"status": "suppressed"}
    return {**files, path: json.dumps(whole).encode()}


def shown_cells(files: dict[str, bytes]) -> list[Cell]:
    """Return every cell that the site shows."""
    paths = [path for path in sorted(files) if path.startswith("api/v1/indicators/") and path.endswith(".json")]
    return [
        (whole["id"], row["area"], row["period"], row["sex"])
        for whole in (json.loads(files[path]) for path in paths)
        for row in whole["observations"]
        if row["status"] == "ok"
    ]
