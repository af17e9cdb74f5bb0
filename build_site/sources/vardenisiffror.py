"""Vården i siffror, the site's own back end: numerators, denominators and intervals. UNDOCUMENTED, and off unless it is named.

Nobody has promised that these addresses stay, and no licence for them is known: ask the publisher before showing anything from
here. The shapes are those that one public client used in August 2026. Quirks: ids are GUIDs; the country is SE; a question
without periodType is answered with 500; a measure without figures has an empty list; `type` has no known meaning.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Any

import orjson
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from build_site.errors import SourceError
from build_site.model.area import COUNTRY
from build_site.model.base import Identifier, Model
from build_site.model.request import Answer, Asking, Notice, Reading, Request, Wanted
from build_site.model.table import COLUMNS, NUMBERS
from build_site.sources.asks import read_asks

NAME = "vardenisiffror"
AT_ONCE = 20

PATH = "/api/measurements/measurementswithmetadata"
ABROAD = "SE"
"""Their name for the whole country."""
YEAR = re.compile(r"([0-9]{4})-01-01")

Guid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$")]


class Asks(Model):
    """What sources/<id>.yml asks for."""

    measures: dict[Identifier, Guid]
    """Their id by ours."""
    first_year: Annotated[int, Field(ge=1990, le=2100)] = 2010


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True, allow_inf_nan=False)


class Interval(_Lenient):
    """A confidence interval."""

    low: float | None
    high: float | None


class Period(_Lenient):
    """From the first moment to the last."""

    start: str
    end: str


class Measurement(_Lenient):
    """One figure."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    confidence_interval: Interval | None = Field(default=None, alias="confidenceInterval")
    period: Period
    period_type: str = Field(alias="periodType")
    type: Any = None


class Series(_Lenient):
    """One measure's figures in one place."""

    organization_id: str = Field(alias="organizationId")
    measure_id: str = Field(alias="measureId")
    measurements: list[Measurement]


SERIES = TypeAdapter(list[Series])


def requests(wanted: Wanted) -> Asking:
    """Ask for every year of each measure, in the country and the regions."""
    asks = read_asks(Asks, wanted)
    for name, guid in asks.measures.items():
        if name not in wanted.indicators:
            continue
        question = {
            "measureIds": [guid],
            "units": sorted(_units(wanted)),
            "periodType": "Year",
            "dateFrom": f"{asks.first_year}-01-01",
            "dateTo": f"{wanted.today.year}-12-31",
        }
        yield Request(f"{wanted.base_url}{PATH}", f"{name}, {asks.first_year}-{wanted.today.year}", body=orjson.dumps(question))


def read(wanted: Wanted, answers: Sequence[Answer]) -> Reading:
    """Return the figures with counts and intervals; raise SourceError naming every surprise."""
    names = {guid: name for name, guid in read_asks(Asks, wanted).measures.items()}
    tables: dict[str, pd.DataFrame] = {}
    notices = [Notice("not_asked", "no measure in asks makes it", one) for one in wanted.indicators if one not in names.values()]
    surprises: list[str] = []
    for answer in answers:
        guid = orjson.loads(answer.request.body or b"")["measureIds"][0]
        try:
            series = _parse(answer)
            rows = [row for one in series for row in _rows(one, guid, _units(wanted))]
            _check_unique(rows)
        except SourceError as error:
            surprises.append(f"{names[guid]}: {error}")
            continue
        notices += _unknown(series, names[guid])
        if rows:
            tables[names[guid]] = pd.DataFrame(rows, columns=[*COLUMNS]).astype(dict.fromkeys(NUMBERS, "float64"))
    if surprises:
        raise SourceError("\n".join(f"{NAME}: {one}" for one in surprises))
    return Reading(tables, notices=tuple(dict.fromkeys(notices)))


def _units(wanted: Wanted) -> dict[str, str]:
    """Return our area codes by their unit codes."""
    places = (code for code, area in wanted.areas.items() if area.type in ("country", "region"))
    return {ABROAD if code == COUNTRY else code: code for code in places}


def _parse(answer: Answer) -> list[Series]:
    try:
        return SERIES.validate_python(orjson.loads(answer.body.removeprefix(b"\xef\xbb\xbf")))
    except orjson.JSONDecodeError as error:
        raise SourceError(f"the answer is not JSON: {error.msg}; try again later") from None
    except ValidationError as error:
        raise SourceError(
            f"the answer has another shape than seen in 2026; read it and mend the connector\n{_said(error)}"
        ) from None


def _said(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    return "\n".join(f"  - {'.'.join(map(str, one['loc'])) or 'the answer'}: {one['msg'].lower()}" for one in faults[:5])


def _rows(series: Series, guid: str, units: dict[str, str]) -> list[dict[str, object]]:
    if series.measure_id != guid or series.organization_id not in units:
        raise SourceError("it answers for a measure or a place that was not asked for")
    area = units[series.organization_id]
    return [{"area": area, "period": _year(one), "sex": "total", "kind": "final"} | _numbers(one) for one in series.measurements]


def _year(one: Measurement) -> str:
    first = YEAR.match(one.period.start)
    if one.period_type != "Year" or first is None or not one.period.end.startswith(f"{first[1]}-12-31"):
        raise SourceError("a figure is not for a whole calendar year; only those are known here")
    return first[1]


def _numbers(one: Measurement) -> dict[str, object]:
    if one.value is None:
        return {"status": "missing"}
    interval = one.confidence_interval or Interval(low=None, high=None)
    counts = {"numerator": one.numerator, "denominator": one.denominator}
    return {"status": "ok", "value": one.value, "lower": interval.low, "upper": interval.high} | counts


def _check_unique(rows: Sequence[dict[str, object]]) -> None:
    keys = [(row["area"], row["period"]) for row in rows]
    if len(set(keys)) < len(keys):
        raise SourceError("a place has two figures for one year; they may differ by the field type, whose meaning is not known")


def _unknown(series: Sequence[Series], name: str) -> list[Notice]:
    measurements = [one for many in series for one in many.measurements]
    periods = [one.period for one in measurements]
    intervals = [one.confidence_interval for one in measurements if one.confidence_interval]
    things: Sequence[BaseModel] = [*series, *measurements, *periods, *intervals]
    new = sorted({field for thing in things for field in thing.model_extra or ()})
    return [Notice("unknown_field", f"new fields: {', '.join(new)}", name)] if new else []
