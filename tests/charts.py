"""Small figures to draw charts of, and ways to look into a Vega-Lite spec."""

from typing import Any

from build_site.draw.cornerstones import Cornerstones, Spoke
from build_site.draw.device_fees import Bar, DeviceFees
from build_site.draw.figures import Dot, Figures, figures
from build_site.model.area import Area
from build_site.model.comparison import Comparison, Latest, Verdict
from build_site.model.indicator import Indicator

HOSTILE = '</title><script>alert("1")</script> & <b>ålder</b>'
AREAS = {"00": Area(code="00", name="Riket", type="country")} | {
    f"0{number}": Area(code=f"0{number}", name=f"Region {name}", type="region", parent="00", short_name=name)
    for number, name in enumerate(("Norr", "Söder", "Öster", "Väster", "Mitt", "Ö"), 1)
}
VALUES = {"01": 71.0, "02": 64.5, "03": 80.2, "04": 64.5, "05": 77.7, "06": 69.9}
VERDICTS = {"01": "similar", "02": "worse", "03": "better", "04": "worse", "05": "not_assessed", "06": "similar"}
INDICATOR = Indicator.model_validate(
    {
        "id": "test",
        "title": {"sv": "Opererade i tid", "en": "Operated in time"},
        "description": {"sv": "Påhittat", "en": "Made up"},
        "unit": "percent",
        "better": "higher",
        "better_reason": "Så är det.",
        "register": "register",
        "source": "source",
        "adjustment": "none",
        "smallest_denominator": 10,
        "additive_over": [],
        "steward": "Ingen",
        "next_review": "2099-12-31",
    }
)
BORDERS: dict[str, Any] = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": f"0{number}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[15, 60 + number], [15, 61 + number], [17, 61 + number], [17, 60 + number], [15, 60 + number]]],
            },
        }
        for number in range(1, 7)
    ],
}


def latest(area: str, value: float, *, period: str = "2024", verdict: str = "similar", suspicious: bool = False) -> Latest:
    series = (("2022", value - 2), ("2023", None), (period, value))
    return Latest(area, period, value, "ok", "final", Verdict(verdict), series=series, suspicious=suspicious)  # type: ignore[arg-type]


def comparison(**changed: Latest) -> Comparison:
    """Return six regions and the country, with some areas changed: `c03=` is area 03."""
    rows = {"00": latest("00", 70.0)} | {code: latest(code, value, verdict=VERDICTS[code]) for code, value in VALUES.items()}
    return Comparison("test", "consistency", "00", "2024", rows | {key[1:]: one for key, one in changed.items()})


def shown(**changed: Latest) -> Figures:
    made = figures(INDICATOR, comparison(**changed), AREAS, "Registret")
    assert made is not None
    return made


def layers(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [
        layer for layer in spec["layer"] if (layer["mark"] if isinstance(layer["mark"], str) else layer["mark"]["type"]) == kind
    ]


def rows(spec: dict[str, Any], layer: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = spec["datasets"][(layer.get("data") or spec["data"])["name"]]
    assert found
    return found


def dot(area: str, value: float, **more: Any) -> Dot:  # noqa: ANN401
    """Return a dot named after its area."""
    return Dot(area, more.pop("name", f"Region {area}"), value, more.pop("verdict", "similar"), **more)


def many(count: int = 12, years: int = 6, **more: Any) -> Figures:  # noqa: ANN401
    """Return figures of so many regions over so many years, each a little above the one before; the country at 60."""
    periods = [str(2025 - years + at) for at in range(years)]
    codes = [f"{number:02}" for number in range(1, count + 1)]
    dots = tuple(
        dot(code, 50.0 + at, rank=(count - at, max(1, count - at - 6), count - at), name=f"Plats {code}")
        for at, code in enumerate(codes)
    )
    lines = tuple((one.name, tuple((period, one.value - years + 1 + at) for at, period in enumerate(periods))) for one in dots)
    country = ("Riket", tuple((period, 60.0) for period in periods))
    made: dict[str, Any] = {
        "indicator": "many",
        "title": "Många",
        "unit": "percent",
        "period": periods[-1],
        "dots": dots,
        "country": 60.0,
        "series": (country, *lines),
        "source": "Källa: Ingen.",
        "better": "higher",
    }
    return Figures(**(made | more))


def counted(unit: str = "percent", **more: Any) -> Figures:  # noqa: ANN401
    """Return figures with counts: two regions far outside what chance gives, one of them on each side."""
    classes = ["low_998", "low_95", "within", "within", "high_95", "high_998"]
    dots = tuple(
        dot(f"{at + 1:02}", value, n=n, events=n * value / 100, funnel=kind, lower=value - 3, upper=value + 3, method="interval")
        for at, (value, n, kind) in enumerate(
            zip([30.0, 44.0, 49.0, 51.0, 56.0, 70.0], [400, 500, 900, 2500, 700, 300], classes, strict=True)
        )
    )
    return many(dots=dots, country=50.0, unit=unit, **more)


def spider_of(*values: float, target: float = 90.0) -> Cornerstones:
    """Return spokes with these results, all with one target."""
    names = ("kommunikation", "teamarbete", "symtomkontroll", "närstående")
    spokes = tuple(Spoke(f"Mått {at}", names[(at - 1) % 4], value, target) for at, value in enumerate(values, 1))
    return Cornerstones("01", "Norr", "2024", spokes)


def borders_of(*codes: str) -> dict[str, Any]:
    """Return a square for each code, side by side."""
    squares = [
        [[x, 60.0], [x, 61.0], [x + 0.9, 61.0], [x + 0.9, 60.0], [x, 60.0]] for x in (12.0 + place for place in range(len(codes)))
    ]
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [square]}}
        for code, square in zip(codes, squares, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def drawn_fees(*sek: float) -> DeviceFees:
    """Return a device's costs in places called A, B, C …: regions, and a municipality last."""
    codes = [*(f"{number:02}" for number in range(1, len(sek))), "0101"]
    bars = tuple(Bar(code, chr(65 + at), amount) for at, (code, amount) in enumerate(zip(codes, sek, strict=True)))
    return DeviceFees("120606", "Rollatorer", 1, 5, bars, tuple(borders_of("0101")["features"]), unknown=20)
