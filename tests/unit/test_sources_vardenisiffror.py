"""Vården i siffror's back end: optional, undocumented, and read so strictly that a change is noticed."""

import datetime as dt
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pandas as pd
import pytest

from build_site.errors import SourceError
from build_site.model.area import Area
from build_site.model.indicator import Indicator
from build_site.model.register import Source
from build_site.model.request import Asking, Notice, Reading, Request, Wanted
from build_site.sources import vardenisiffror
from tests.servers.drive import RefusedError, ask, drive
from tests.servers.vardenisiffror import EMPTY, SURGERY, VardenISiffrorServer, measurement

AREAS = {
    "00": Area(code="00", name="Riket", type="country"),
    "01": Area(code="01", name="Region Stockholm", type="region", parent="00"),
    "25": Area(code="25", name="Region Norrbotten", type="region", parent="00"),
    "0180": Area(code="0180", name="Stockholms kommun", type="municipality", parent="01"),
}


def make_wanted(base_url: str, asks: Any = None, *, only: tuple[str, ...] = ("operation", "tomt")) -> Wanted:  # noqa: ANN401
    source = Source(
        id="vardenisiffror",
        publisher="Inera och SKR",
        url="https://vardenisiffror.se/",
        licence="https://vardenisiffror.se/",
        attribution="Vården i siffror",
        asks=asks or {"measures": {"operation": SURGERY, "tomt": EMPTY}},
    )
    indicators = {name: Indicator.model_construct(None, id=name) for name in only}  # type: ignore[call-arg]
    return Wanted(source, base_url, indicators, AREAS, dt.date(2026, 11, 22))


def pull(server: VardenISiffrorServer, **more: Any) -> Reading:  # noqa: ANN401
    wanted = make_wanted(server.base_url, **more)
    return vardenisiffror.read(wanted, drive(vardenisiffror.requests(wanted)))


@pytest.fixture
def server() -> Iterator[VardenISiffrorServer]:
    with VardenISiffrorServer() as running:
        yield running


def test_counts_and_intervals_come_into_their_columns(server: VardenISiffrorServer):
    frame = pull(server).tables["operation"]
    cells = {(area, period) for area in ("00", "01", "25") for period in ("2023", "2024")}
    assert cells == set(zip(frame["area"], frame["period"], strict=True))
    (row,) = frame[(frame["area"] == "00") & (frame["period"] == "2024")].to_dict("records")
    given = measurement("SE", 2024)
    assert row["value"] == given["value"]
    assert (row["numerator"], row["denominator"]) == (given["numerator"], given["denominator"])
    assert {"low": row["lower"], "high": row["upper"]} == given["confidenceInterval"]
    assert (row["sex"], row["status"], row["kind"]) == ("total", "ok", "final")


def test_a_measure_without_figures_is_left_out(server: VardenISiffrorServer):
    assert list(pull(server).tables) == ["operation"]


def test_the_country_is_called_se_and_municipalities_are_not_asked_for(server: VardenISiffrorServer):
    pull(server)
    first = server.asked[0]
    assert first["units"] == ["01", "25", "SE"]
    assert (first["dateFrom"], first["dateTo"], first["periodType"]) == ("2010-01-01", "2026-12-31", "Year")


def test_only_the_wanted_are_asked_for(server: VardenISiffrorServer):
    reading = pull(server, only=("tomt", "annat"))
    assert [guid for question in server.asked for guid in question["measureIds"]] == [EMPTY]
    assert list(reading.notices) == [Notice("not_asked", "no measure in asks makes it", "annat")]


def test_a_question_without_period_type_is_answered_with_500(server: VardenISiffrorServer):
    """The one trap that is known; the connector never sets it off, since it always sends one."""
    with pytest.raises(RefusedError, match="500"):
        ask(Request(server.base_url + vardenisiffror.PATH, "", body=orjson.dumps({"measureIds": [SURGERY], "units": ["SE"]})))


def test_the_server_lists_sources_and_measures(server: VardenISiffrorServer):
    """The other two addresses of the client, so that the server is as whole as what is known."""
    with urllib.request.urlopen(f"{server.base_url}/api/informationsource", timeout=5) as response:  # noqa: S310
        (register,) = orjson.loads(response.read())
    answer = ask(Request(f"{server.base_url}/api/measures/measures", "", body=orjson.dumps(register["measureIds"])))
    assert [one["measureId"] for one in orjson.loads(answer.body)] == [SURGERY, EMPTY]


def first_of(edit: Callable[[dict[str, Any]], None]) -> Callable[[Any], Any]:
    """Return a change of the first figure."""

    def change(content: Any) -> Any:  # noqa: ANN401
        if content[0]["measurements"]:
            edit(content[0]["measurements"][0])
        return content

    return change


def test_a_figure_without_value_is_missing(server: VardenISiffrorServer):
    server.change = first_of(lambda one: one.update(value=None))
    frame = pull(server).tables["operation"]
    (row,) = frame[frame["status"] == "missing"].to_dict("records")
    assert all(pd.isna(row[column]) for column in ("value", "lower", "upper", "numerator", "denominator"))


def test_a_figure_without_interval_and_counts_is_shown(server: VardenISiffrorServer):
    def bare(one: dict[str, Any]) -> None:
        del one["numerator"], one["denominator"]
        one["confidenceInterval"] = None

    server.change = first_of(bare)
    frame = pull(server).tables["operation"]
    assert len(frame[frame["lower"].isna() & frame["numerator"].isna() & (frame["status"] == "ok")]) == 1


def test_new_fields_are_named(server: VardenISiffrorServer):
    server.change = first_of(lambda one: one.update(quality="A"))
    assert Notice("unknown_field", "new fields: quality", "operation") in pull(server).notices


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda one: one.update(value="78,0"), "0.measurements.0.value: input should be a valid number"),
        (lambda one: one.update(value=True), "value: input should be a valid number"),
        (lambda one: one.pop("value"), "value: field required"),
        (lambda one: one.pop("periodType"), "periodtype: field required"),
        (lambda one: one.update(period={"start": "2023-01-01"}), "period.end: field required"),
        (lambda one: one.update(periodType="Month"), "not for a whole calendar year"),
        (lambda one: one["period"].update(end="2024-06-30T00:00:00"), "not for a whole calendar year"),
        (lambda one: one["period"].update(start="2023-02-01"), "not for a whole calendar year"),
        (lambda one: one.update(period=measurement("SE", 2024)["period"]), "two figures for one year"),
    ],
)
def test_what_is_not_as_seen_is_refused(server: VardenISiffrorServer, edit: Callable[[dict[str, Any]], None], said: str):
    server.change = first_of(edit)
    with pytest.raises(SourceError) as caught:
        pull(server)
    assert said in str(caught.value).lower()
    assert str(caught.value).startswith("vardenisiffror: operation: ")


@pytest.mark.parametrize("change", [{"measureId": EMPTY}, {"organizationId": "0180"}, {"organizationId": "99"}])
def test_what_was_not_asked_for_is_refused(server: VardenISiffrorServer, change: dict[str, str]):
    server.change = lambda content: [content[0] | change, *content[1:]] if content[0]["measureId"] == SURGERY else content
    with pytest.raises(SourceError, match="a measure or a place that was not asked for"):
        pull(server)


def test_a_byte_order_mark_is_no_fault():
    wanted = make_wanted("http://127.0.0.1:9")
    with VardenISiffrorServer() as running:
        answers = drive(vardenisiffror.requests(make_wanted(running.base_url)))
    marked = [type(one)(one.request, 200, b"\xef\xbb\xbf" + one.body, one.retrieved_at) for one in answers]
    assert list(vardenisiffror.read(wanted, marked).tables) == ["operation"]


def test_an_answer_that_is_no_json_is_refused():
    wanted = make_wanted("http://127.0.0.1:9")
    asking: Asking = vardenisiffror.requests(wanted)
    with VardenISiffrorServer() as running:
        answer = drive(vardenisiffror.requests(make_wanted(running.base_url)))[0]
    broken = type(answer)(next(asking), 200, b'[{"value": NaN}]', answer.retrieved_at)
    with pytest.raises(SourceError, match="the answer is not JSON"):
        vardenisiffror.read(wanted, [broken])


@pytest.mark.parametrize(
    "asks", [{"measures": {"operation": "../x"}}, {"measures": {}, "periods": ["Month"]}, {"first_year": 2010}]
)
def test_asks_are_read_strictly(asks: dict[str, Any]):
    with pytest.raises(SourceError, match=r"sources/vardenisiffror\.yml asks for what can't be asked"):
        next(vardenisiffror.requests(make_wanted("http://127.0.0.1:9", asks)))
