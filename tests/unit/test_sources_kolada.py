"""Kolada: what is asked, in how few calls, and what is read from the answers, its traps one by one."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from build_site.errors import SourceError
from build_site.model.request import Notice, Reading, Surveyor, Wanted
from build_site.sources import kolada
from tests.conftest import PROJECT
from tests.pulled import answer, wanted, write_data
from tests.servers.drive import drive
from tests.servers.kolada import KoladaServer, Series

URL = "https://api.kolada.se/v3/data/kpi/U70495/year/2024"
Thing = dict[str, Any]


@pytest.fixture
def want(tmp_path: Path) -> Wanted:
    """Return what is wanted of one measure."""
    return wanted(write_data(tmp_path / "data", waiting=["U70495"]))


def cell(gender: str = "T", value: object = 21.88749, **more: object) -> Thing:
    return {"gender": gender, "count": 1, "status": "", "value": value, "isdeleted": False} | more


def thing(*cells: Thing, **more: object) -> Thing:
    return {"values": list(cells), "kpi": "U70495", "period": 2024, "municipality": "0001"} | more


def page(*things: Thing, **more: object) -> bytes:
    return orjson.dumps({"values": list(things), "count": len(things), "next_url": None} | more)


def read(want: Wanted, *bodies: bytes) -> Reading:
    return kolada.read(want, [answer(URL, body) for body in bodies])


def rows(reading: Reading, name: str = "U70495") -> list[tuple[str, str, str, float, str]]:
    """Return area, period, sex, value and status of each row, in a fixed order."""
    frame = reading.tables[name]
    columns = [frame[column].tolist() for column in ("area", "period", "sex", "value", "status")]
    return sorted(zip(*columns, strict=True), key=lambda row: row[:3])


def texts(reading: Reading, kind: str) -> list[str]:
    return [notice.text for notice in reading.notices if notice.kind == kind]


def refusal(want: Wanted, *bodies: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read(want, *bodies)
    assert caught.value.exit_code == 12
    return str(caught.value)


# What is asked


def names(number: int) -> list[str]:
    return [f"N{one:05}" for one in range(number)]


@pytest.mark.parametrize(
    ("number", "calls", "whole_list"), [(1, 1, False), (25, 1, False), (26, 2, False), (50, 2, False), (51, 2, True)]
)
def test_the_measures_themselves_are_asked_for_in_the_fewest_calls(tmp_path: Path, number: int, calls: int, *, whole_list: bool):
    """One call for each 25, or the whole list of 6 100 in its two pages, whichever is less."""
    data = write_data(tmp_path / "data", waiting=names(number))
    with KoladaServer([Series(name) for name in names(number)], others=6000) as server:
        answers = drive(kolada.survey(wanted(data, base_url=server.url)))
    assert len(answers) == calls
    assert ("/kpi?" in answers[0].request.url) is whole_list


def test_figures_are_asked_for_in_two_spans_of_25_years(tmp_path: Path):
    data = write_data(tmp_path / "data", waiting=names(25))
    with KoladaServer([]) as server:
        answers = drive(kolada.requests(wanted(data, base_url=server.url)))
    paths = [one.request.url.partition("/data/kpi/")[2].split("?")[0] for one in answers]
    spans = [[int(year) for year in path.rpartition("/")[2].split(",")] for path in paths]
    assert spans == [list(range(2002, 2027)), list(range(1977, 2002))]
    assert {path.partition("/")[0] for path in paths} == {",".join(names(25))}
    assert answers[0].request.what == "N00000 and 24 more, 2002-2026"


@pytest.mark.parametrize("last_page", ["null", "empty", "absent"])
@pytest.mark.parametrize("relative", [False, True])
def test_every_page_is_read_however_the_last_one_is_told(tmp_path: Path, last_page: Any, *, relative: bool):  # noqa: ANN401
    data = write_data(tmp_path / "data", waiting=["U70495"])
    with KoladaServer([Series("U70495")], last_page=last_page, relative=relative, largest_page=8) as server:
        want = wanted(data, base_url=server.url)
        answers = drive(kolada.requests(want))
    assert len(answers) == 9 + 1
    assert len(kolada.read(want, answers).tables["U70495"]) == 10 * 7 * 3
    assert "page 9" in answers[8].request.what


@pytest.mark.parametrize(
    "pages",
    [
        [page(thing(), next_url="?page=2"), page(next_url="?page=3")],
        [page(thing(), next_url="?page=2"), page(thing(period=2023), next_url="?page=3"), page(thing(), next_url="?page=4")],
    ],
    ids=["empty pages", "the same pages under new addresses"],
)
def test_pages_that_bring_nothing_new_are_not_followed_for_ever(want: Wanted, pages: list[bytes]):
    asking = kolada.requests(want)
    next(asking)
    *good, bad = pages
    addresses = [asking.send(answer(URL, body)).url for body in good]
    assert [address.rpartition("?")[2] for address in addresses] == [f"page={number}" for number in range(2, 2 + len(good))]
    with pytest.raises(SourceError, match="brings nothing new and still has a next_url"):
        asking.send(answer(addresses[-1], bad))


def test_an_odd_id_can_not_change_the_question(tmp_path: Path):
    """A comma, a slash or a question mark can't stand in an id; if one did it would be coded."""
    want = wanted(write_data(tmp_path / "data", waiting=["U70495"]))
    odd = Wanted(want.source, want.base_url, {"a/b?c,d": want.indicators["U70495"]}, want.areas, want.today)
    assert "/data/kpi/a%2Fb%3Fc%2Cd/year/" in next(kolada.requests(odd)).url


def test_it_is_a_connector_with_a_survey():
    assert isinstance(kolada, Surveyor)
    assert (kolada.NAME, kolada.AT_ONCE) == ("kolada", 25)


# What is read


def test_a_real_answer_gives_kolada_s_own_decimals(tmp_path: Path):
    """The recorded answer of five municipalities; two of them are places of the tiny folder's kind."""
    data = write_data(tmp_path / "data", waiting=["N21704"])
    areas = data / "areas" / "areas.csv"
    areas.write_text(
        areas.read_text(encoding="utf-8") + "12,Region Skåne,region,00\n1280,Malmö,municipality,12\n", encoding="utf-8"
    )
    recorded = PROJECT / "tests" / "recorded" / "kolada" / "hemtjanst"
    reading = kolada.read(
        wanted(data),
        [
            answer("https://api.kolada.se/v3/kpi/N21704", (recorded / "measure.json").read_bytes()),
            answer("https://api.kolada.se/v3/data/kpi/N21704/year/2023", (recorded / "figures.json").read_bytes()),
        ],
    )
    assert rows(reading, "N21704")[:3] == [
        ("0180", "2023", "men", 15.778849, "ok"),
        ("0180", "2023", "total", 21.88749, "ok"),
        ("0180", "2023", "women", 25.688929, "ok"),
    ]
    assert {row[0] for row in rows(reading, "N21704")} == {"0180", "1280"}
    assert texts(reading, "unknown_area") == ["3 places that are not in areas.csv were left out: 0580, 1480, 2480"]
    assert not texts(reading, "unknown_field")


def test_regions_and_the_country_get_our_codes_and_groups_are_left_out_in_silence(want: Wanted):
    places = ("0000", "0001", "0021", "2180", "G114418")
    reading = read(want, page(*(thing(cell(), municipality=place) for place in places)))
    assert [row[0] for row in rows(reading)] == ["00", "01", "21", "2180"]
    assert not texts(reading, "unknown_area")


def test_only_levels_that_the_source_allows_are_kept(want: Wanted):
    source = want.source.model_copy(update={"allowed_levels": ("country", "region")})
    narrow = Wanted(source, want.base_url, want.indicators, want.areas, want.today)
    reading = kolada.read(narrow, [answer(URL, page(*(thing(cell(), municipality=place) for place in ("0000", "0001", "2180"))))])
    assert [row[0] for row in rows(reading)] == ["00", "01"]
    assert not reading.notices


@pytest.mark.parametrize(("gender", "sex"), [("T", "total"), ("K", "women"), ("F", "women"), ("M", "men")])
def test_sexes_have_our_words(want: Wanted, gender: str, sex: str):
    assert rows(read(want, page(thing(cell(gender)))))[0][2] == sex


@pytest.mark.parametrize("period", [2024, "2024"])
def test_a_year_is_a_number_or_its_text(want: Wanted, period: object):
    assert rows(read(want, page(thing(cell(), period=period))))[0][1] == "2024"


def test_zero_is_a_value_and_a_whole_number_is_a_number(want: Wanted):
    reading = read(want, page(thing(cell("K", 0.0), cell("M", 7), cell("T", -1.5))))
    assert [row[3:] for row in rows(reading)] == [(7.0, "ok"), (-1.5, "ok"), (0.0, "ok")]


@pytest.mark.parametrize(
    "gone", [{"isdeleted": True}, {"isdeleted": 1}, {"is_deleted": 1}, {"is_deleted": True}, {"value": None}]
)
def test_a_deleted_or_empty_value_is_no_row(want: Wanted, gone: Thing):
    reading = read(want, page(thing(cell("T"), cell("K", **gone))))
    assert [row[2] for row in rows(reading)] == ["total"]
    assert not reading.notices


@pytest.mark.parametrize("there", [{"isdeleted": 0}, {"isdeleted": False}, {"is_deleted": 0}, {"isdeleted": None}])
def test_a_value_that_is_not_deleted_is_a_row(want: Wanted, there: Thing):
    assert rows(read(want, page(thing(cell(**there)))))[0][3] == 21.88749


def test_the_fields_that_older_answers_lack_may_be_missing(want: Wanted):
    bare = {"gender": "T", "value": 3.5}
    body = orjson.dumps({"values": [{"kpi": "U70495", "period": 2024, "municipality": "0001", "values": [bare]}]})
    assert rows(read(want, body)) == [("01", "2024", "total", 3.5, "ok")]


def test_a_status_in_words_means_no_value_and_the_words_are_told(want: Wanted):
    reading = read(want, page(thing(cell("T"), cell("K", None, status="Missing"), cell("M", 4.0, status="Missing"))))
    assert [(row[2], math.isnan(row[3]), row[4]) for row in rows(reading)] == [
        ("men", True, "missing"),
        ("total", False, "ok"),
        ("women", True, "missing"),
    ]
    assert reading.notices == [Notice("suppressed_text", "2 without a value, and the words: Missing", "U70495")]


def test_a_year_in_which_nothing_is_known_is_left_out(want: Wanted):
    reading = read(want, page(thing(cell()), thing(cell("T", None, status="Missing"), period=2025)))
    assert [row[1] for row in rows(reading)] == ["2024"]


def test_a_measure_without_figures_has_no_table(want: Wanted):
    assert read(want, page()).tables == {}


def test_the_same_figure_twice_is_one_and_two_different_ones_are_two(want: Wanted):
    """Two are refused later, with their line; one is no harm."""
    assert len(read(want, page(thing(cell()), thing(cell()))).tables["U70495"]) == 1
    assert len(read(want, page(thing(cell()), thing(cell("T", 5.0)))).tables["U70495"]) == 2


def test_new_fields_are_told_once_and_do_no_harm(want: Wanted):
    body = page(thing(cell(note="x"), cell("K", note="y"), ou="V1"), total=5)
    reading = read(want, body, body)
    assert texts(reading, "unknown_field") == [
        "a figure has fields that are not known here: ou",
        "a page has fields that are not known here: total",
        "a value has fields that are not known here: note",
    ]
    assert len(rows(reading)) == 2


def test_a_measure_that_was_not_asked_for_is_left_out_and_told(want: Wanted):
    reading = read(want, page(thing(cell()), thing(cell(), kpi="N00001")))
    assert list(reading.tables) == ["U70495"]
    assert texts(reading, "unasked") == ["N00001 was not asked for but answered, 1 times; left out"]


def test_a_byte_order_mark_is_no_harm(want: Wanted):
    assert len(rows(read(want, b"\xef\xbb\xbf" + page(thing(cell()))))) == 1


# What is refused

ODD: dict[str, tuple[Callable[[], bytes], str]] = {
    "a number as text": (lambda: page(thing(cell("T", "21.9"))), "a value that is not a number but str (U70495, 01, 2024)"),
    "truth as a number": (lambda: page(thing(cell("T", value=True))), "a value that is not a number but bool"),
    "a list as a number": (lambda: page(thing(cell("T", [1]))), "a value that is not a number but list"),
    "not a number": (lambda: page(thing(cell("T", 1.25))).replace(b"1.25", b"NaN"), "is not valid JSON"),
    "infinity": (lambda: page(thing(cell("T", 1.25))).replace(b"1.25", b"Infinity"), "is not valid JSON"),
    "endless": (lambda: page(thing(cell("T", 1.25))).replace(b"1.25", b"1e999"), "is not valid JSON"),
    "cut": (lambda: page(thing(cell()))[:-9], "is not valid JSON"),
    "a list": (lambda: b"[]", "is not a page"),
    "no values": (lambda: b'{"count": 0}', "has no list called values"),
    "values is an object": (lambda: b'{"values": {}}', "has no list called values"),
    "fewer than it says": (lambda: page(thing(cell()), count=2), "has 1 things and says that they are 2; it may have been cut"),
    "count as text": (lambda: page(thing(cell()), count="1"), "says that they are '1'"),
    "another sex": (lambda: page(thing(cell("X"))), "a gender that is not T, K or M: 'X' (U70495, 01, 2024)"),
    "a quarter": (lambda: page(thing(cell(), period="2024K1")), "a period that is not a year: '2024K1'"),
    "a part of a year": (lambda: page(thing(cell(), period=2024.5)), "a thing of another shape than agreed"),
    "maybe deleted": (lambda: page(thing(cell(isdeleted="false"))), "isdeleted that is neither true nor false"),
    "no sex": (lambda: page(thing({"value": 1.0})), "a thing without the field 'gender'"),
    "no value": (lambda: page(thing({"gender": "T"})), "a thing without the field 'value'"),
    "no place": (lambda: page({"kpi": "U70495", "period": 2024, "values": []}), "a thing without the field 'municipality'"),
    "a place that is a number": (lambda: page(thing(cell(), municipality=1)), "a thing of another shape than agreed"),
    "a place that is a list": (lambda: page(thing(cell(), municipality=["0001"])), "a thing of another shape than agreed"),
    "a text as a thing": (lambda: orjson.dumps({"values": ["x"]}), "a thing of another shape than agreed"),
    "a text as values": (lambda: page(thing() | {"values": "x"}), "a thing of another shape than agreed"),
    "values that are null": (lambda: page(thing() | {"values": None}), "a thing of another shape than agreed"),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_is_not_as_agreed_is_refused_with_what_was_asked(want: Wanted, odd: str):
    body, problem = ODD[odd]
    message = refusal(want, body())
    assert message.startswith("kolada: the answer about some figures ")
    assert problem in message
    assert "asked: /v3/data/kpi/U70495/year/2024" in message


def test_a_next_address_that_is_no_text_is_refused(want: Wanted):
    asking = kolada.requests(want)
    next(asking)
    with pytest.raises(SourceError, match="next_url that is not an address"):
        asking.send(answer(URL, page(next_url=7)))


# What Kolada says of the measures


def about(**more: object) -> Thing:
    return Series("U70495").about() | more


def survey(want: Wanted, *measures: Thing) -> list[Notice]:
    return list(kolada.read(want, [answer("https://api.kolada.se/v3/kpi", page(*measures))]).notices)


def test_nothing_is_said_of_a_measure_that_is_as_it_was(want: Wanted):
    assert survey(want, about(), about(id="N00001", title="Another")) == []


def test_a_measure_that_is_no_longer_listed_has_vanished(want: Wanted):
    assert survey(want) == [Notice("vanished", "Kolada no longer lists it; our figures are kept", "U70495")]


def test_without_a_survey_nothing_has_vanished(want: Wanted):
    assert not read(want, page()).notices


@pytest.mark.parametrize("mark", ["(-2023)", "(- 2023)", "(–2023)"])
def test_a_title_that_ends_a_series_is_told(want: Wanted, mark: str):
    notices = survey(want, about(title=f"Patienter som får vård i tid, andel (%) {mark}"))
    assert [one.kind for one in notices] == ["discontinued", "retitled"]
    assert "ends with 2023" in notices[0].text


def test_an_end_that_data_knows_is_not_told_again(want: Wanted):
    ended = want.indicators["U70495"].model_copy(update={"discontinued_after": "2023", "source_title": "Vård (-2023)"})
    known = Wanted(want.source, want.base_url, {"U70495": ended}, want.areas, want.today)
    assert survey(known, about(title="Vård (-2023)")) == []


def test_a_new_title_is_told_on_one_line(want: Wanted):
    notices = survey(want, about(title="Vård i\\ntid,\u00a0ny\n definition"))
    assert [one.kind for one in notices] == ["retitled"]
    assert notices[0].text == "Kolada now calls it: Vård i tid, ny definition (before: Patienter som får vård i tid, andel (%))"


def test_truth_as_a_number_and_the_year_as_one_is_no_harm(want: Wanted):
    assert survey(want, about(is_divided_by_gender=1, has_ou_data=0, publ_period=2026)) == []


def test_a_new_field_of_a_measure_is_told(want: Wanted):
    assert [one.text for one in survey(want, about(colour="red"))] == ["a measure has fields that are not known here: colour"]


@pytest.mark.parametrize(
    ("odd", "problem"), [({"id": 7}, "a measure without an id"), ({"title": None}, "has no title for U70495")]
)
def test_a_measure_without_id_or_title_is_refused(want: Wanted, odd: Thing, problem: str):
    with pytest.raises(SourceError, match=problem):
        survey(want, about(**odd))
