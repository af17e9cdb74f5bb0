"""PxWeb, v1 and v2, over real HTTP: what is asked, in how few calls, and what is read from the answers."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from build_site.errors import SourceError
from build_site.model.request import Answer, Reading, Wanted
from build_site.model.table import COLUMNS, KEYS
from build_site.pull.ask import ask
from build_site.pull.client import open_publisher
from build_site.sources import pxweb
from build_site.sources.pxweb_v1 import CAREFUL
from tests.servers.drive import RefusedError, drive
from tests.servers.pxweb import PxWebServer, Variable, made_up
from tests.servers.pxweb_tables import (
    AREAS,
    FIVES,
    SURVEY,
    Json,
    monthly_ask,
    population,
    population_ask,
    survey,
    survey_ask,
    want,
)

POPULATION = "areas/population.csv"


def pull(wanted: Wanted) -> Reading:
    return pxweb.read(wanted, drive(pxweb.requests(wanted)))


def rows(frame: pd.DataFrame) -> dict[tuple[str, str, str], list[float]]:
    """Return value, lower, upper and denominator by area, period and sex."""
    numbers = frame[["value", "lower", "upper", "denominator"]].to_numpy().tolist()
    return dict(zip(frame[list(KEYS)].astype(str).itertuples(index=False, name=None), numbers, strict=True))


def notices(reading: Reading, kind: str) -> list[str]:
    return [notice.text for notice in reading.notices if notice.kind == kind]


def refusal(wanted: Wanted) -> str:
    with pytest.raises(SourceError) as caught:
        pull(wanted)
    assert caught.value.exit_code == 12
    return str(caught.value)


def test_v1_asks_for_limits_variables_and_figures():
    """Three calls; å and spaces escaped, every code named, the format always said: the default differs from host to host."""
    with PxWebServer([survey()]) as server:
        answers = drive(pxweb.requests(want(server.v1, [survey_ask()], "angslan")))
    address = "/Folkhalsodata/api/v1/sv/A_Folkhalsodata/B_HLV/dPsykhals/hlv1psyxreg.px"
    assert server.asked == ["GET /Folkhalsodata/api/v1/sv?config", f"GET {address}", f"POST {address}"]
    sent = json.loads(answers[-1].request.body or b"")
    assert sent["response"] == {"format": "json-stat2"}
    assert [(one["code"], one["selection"]["filter"]) for one in sent["query"]] == [
        ("Region", "item"),
        ("Psykisk hälsa", "item"),
        ("Andel och konfidensintervall", "item"),
        ("Kön", "item"),
        ("År", "item"),
    ]
    assert [one["selection"]["values"] for one in sent["query"]] == [
        ["00", "01", "03"],
        ["58"],
        ["01", "02", "03", "04"],
        ["00", "01", "02"],
        ["2015-2018", "2017-2020", "2021-2024"],
    ]


def test_v1_path_with_odd_letters_is_escaped():
    name = "Hälsa & vård/tabell 1.px"
    with PxWebServer([survey(name=name)]) as server:
        reading = pull(want(server.v1, [survey_ask(table=name)], "angslan"))
    assert server.asked[-1].endswith("/sv/H%C3%A4lsa%20%26%20v%C3%A5rd/tabell%201.px")
    assert len(reading.tables["angslan"]) == 27


def test_an_interval_table_becomes_columns():
    """Value, lower, upper and the number of answers lie in one variable; sexes and periods become ours."""
    with PxWebServer([survey()]) as server:
        reading = pull(want(server.v1, [survey_ask()], "angslan"))
    frame = reading.tables["angslan"]
    assert list(frame.columns) == list(COLUMNS)
    share = made_up(("01", "01")) % 300 / 10 + 1
    assert rows(frame)["01", "2021/2024", "women"] == [share, share - 0.5, share + 0.75, 1200]
    assert set(frame["kind"]) == {"final"}
    assert frame["numerator"].isna().all()
    assert set(frame["period"]) == {"2015/2018", "2017/2020", "2021/2024"}


def test_two_dots_are_missing_and_never_zero():
    with PxWebServer([survey()]) as server:
        reading = pull(want(server.v1, [survey_ask()], "angslan"))
    frame = reading.tables["angslan"]
    hidden = frame[(frame["area"] == "03") & (frame["sex"] == "men")]
    assert list(hidden["status"]) == ["missing"] * 3
    assert hidden[["value", "lower", "upper", "denominator"]].isna().all(axis=None)
    assert notices(reading, "suppressed_text") == [f"{SURVEY}: 12 figures are marked '..' and count as unknown"]


def test_an_unknown_value_hides_what_stands_beside_it():
    """A count without a share is not a figure: a row that is not known has no numbers at all."""
    table = survey(figure=lambda codes: ".." if codes[2] == "01" and codes[0] == "01" else 50)
    with PxWebServer([table]) as server:
        frame = pull(want(server.v1, [survey_ask()], "angslan")).tables["angslan"]
    hidden = frame[frame["area"] == "01"]
    assert set(hidden["status"]) == {"missing"}
    assert hidden["denominator"].isna().all()


def test_a_number_beside_a_mark_is_not_believed():
    """Some hosts write 0 where the mark says that nothing is known (and SCB 0 for places that did not exist)."""

    def unmask(_address: str, body: bytes) -> bytes:
        content = json.loads(body)
        if content.get("value"):
            content["value"] = [0 if one is None else one for one in content["value"]]
        return json.dumps(content).encode()

    with PxWebServer([survey()]) as server:
        server.tamper = unmask
        frame = pull(want(server.v1, [survey_ask()], "angslan")).tables["angslan"]
    assert set(frame.loc[(frame["area"] == "03") & (frame["sex"] == "men"), "status"]) == {"missing"}


def test_a_place_we_do_not_know_is_left_out_and_named():
    with PxWebServer([survey()]) as server:
        reading = pull(want(server.v1, [survey_ask()], "angslan"))
    assert notices(reading, "unknown_area") == [f"{SURVEY}: 1 places that are not in areas.csv were left out: 99"]
    assert "99" not in set(reading.tables["angslan"]["area"])


def test_levels_that_the_source_does_not_allow_are_not_asked_for():
    with PxWebServer([population()]) as server:
        wanted = want(server.v2, [monthly_ask()], "folkmangd", allowed_levels=["country", "region"])
        assert set(pull(wanted).tables["folkmangd"]["area"]) == {"00", "01", "03"}
        wanted = want(server.v2, [monthly_ask(area={"dimension": "Region", "levels": ["municipality"]})], "folkmangd")
        assert set(pull(wanted).tables["folkmangd"]["area"]) == {"0114"}


def test_v2_asks_by_get_with_everything_escaped():
    with PxWebServer([population()]) as server:
        pull(want(server.v2, [population_ask()]))
    assert server.asked[:2] == ["GET /api/v2/config?lang=sv", "GET /api/v2/tables/TAB6471/metadata?lang=sv"]
    assert len(server.asked) == 3
    figures = server.asked[2]
    assert figures.startswith(
        "GET /api/v2/tables/TAB6471/data?lang=sv&outputFormat=json-stat2&valueCodes%5BRegion%5D=00,01,03,0114"
    )
    assert figures.endswith(
        "95-99,100%2B5&valueCodes%5BKon%5D=TotSa,2,1&valueCodes%5BContentsCode%5D=000007SF&valueCodes%5BTid%5D=2024M12,2025M12"
    )


@pytest.mark.parametrize("code", ["a,b", "19*", "?", "top(3)", "RANGE(1,2)"])
def test_v2_posts_codes_that_mean_something_else_in_an_address(code: str):
    """A comma would part it, an expression would be worked out; in a POST at least the commas are safe."""
    variables = [*population().variables[:-2], Variable("ContentsCode", {code: "Folkmängd"}), population().variables[-1]]
    ask = monthly_ask(fixed={"ContentsCode": code, "Alder": "TotSA"})
    with PxWebServer([population(variables=variables)]) as server:
        pull(want(server.v2, [ask], "folkmangd"))
    assert server.asked[-1] == "POST /api/v2/tables/TAB6471/data?lang=sv&outputFormat=json-stat2"


def test_v2_posts_when_the_address_would_be_too_long():
    areas = AREAS | {f"{number}": AREAS["0114"].model_copy(update={"code": f"{number}"}) for number in range(1000, 1600)}
    variables = [Variable("Region", {code: code for code in areas}), *population().variables[1:]]
    with PxWebServer([population(variables=variables, figure=made_up)]) as server:
        reading = pull(want(server.v2, [monthly_ask(time={"dimension": "Tid", "latest": 1})], "folkmangd", areas=areas))
    assert server.asked[-1].startswith("POST ")
    assert len(reading.tables["folkmangd"]) == len(areas) * 3


def test_the_population_file():
    """December is the year; 65+ is added up from the groups as published; the sum of the parts is not made to fit the total."""
    with PxWebServer([population()]) as server:
        reading = pull(want(server.v2, [population_ask()]))
    lines = reading.files[POPULATION].decode().splitlines()
    assert lines[0] == "area,year,sex,age_group,population"
    assert lines[1:10] == [
        "00,2024,total,total,202000",
        "00,2024,total,0-4,10000",
        "00,2024,total,65+,80000",
        "00,2024,women,total,101000",
        "00,2024,women,0-4,5000",
        "00,2024,women,65+,40000",
        "00,2024,men,total,101000",
        "00,2024,men,0-4,5000",
        "00,2024,men,65+,40000",
    ]
    assert len(lines) == 1 + 4 * 2 * 3 * 3
    assert len(FIVES[13:]) == 8
    assert reading.tables == {}


def test_an_age_that_is_not_known_leaves_its_groups_out():
    """A sum without one of its parts would be too small and look right."""

    def figure(codes: tuple[str, ...]) -> float | str:
        return ".." if codes[:3] == ("01", "80-84", "1") else 5

    with PxWebServer([population(figure=figure)]) as server:
        reading = pull(want(server.v2, [population_ask()]))
    lines = reading.files[POPULATION].decode().splitlines()
    assert [line for line in lines if line.startswith("01,2024,men,")] == ["01,2024,men,total,5", "01,2024,men,0-4,5"]
    assert "01,2024,women,65+,40" in lines
    assert notices(reading, "missing") == ["population: 2 numbers are not known and were left out"]


def test_a_place_with_nobody_did_not_exist():
    """SCB answers 0, not two dots, for years in which a place was not there."""
    with PxWebServer([population(figure=lambda codes: 0 if codes[0] == "0114" and codes[4] < "2025" else 5)]) as server:
        reading = pull(want(server.v2, [population_ask()]))
    lines = reading.files[POPULATION].decode().splitlines()
    assert not [line for line in lines if line.startswith("0114,2024")]
    assert [line for line in lines if line.startswith("0114,2025")]
    assert notices(reading, "empty_area") == ["population: 1 places with nobody in a year were left out: 0114 2024"]


@pytest.mark.parametrize("value", [5.5, -1])
def test_people_are_whole_and_not_fewer_than_none(value: float):
    with PxWebServer([population(figure=lambda _: value)]) as server:
        assert "not a whole number from 0 up" in refusal(want(server.v2, [population_ask()]))


def test_the_population_needs_years():
    with PxWebServer([population()]) as server:
        assert "write year_end" in refusal(want(server.v2, [population_ask(time={"dimension": "Tid"})]))


def test_two_tables_make_one_series():
    """An older table and a newer one; where both have a figure nobody could know which is meant."""
    old = population(name="TAB5444", figure=lambda _: 7)
    asks = [
        population_ask(time={"dimension": "Tid", "year_end": True, "first": "2025"}),
        population_ask(table="TAB5444", time={"dimension": "Tid", "year_end": True, "latest": 2}),
    ]
    with PxWebServer([population(), old]) as server:
        assert "has the population of a place, a year and a sex that another table has too" in refusal(want(server.v2, asks))
        variables = [*old.variables[:-1], Variable("Tid", {"2024M12": "2024M12"})]
        server.tables["TAB5444"] = replace(old, variables=variables)
        lines = pull(want(server.v2, asks)).files[POPULATION].decode().splitlines()
    assert "00,2024,women,0-4,7" in lines
    assert "00,2025,women,0-4,5000" in lines


def test_two_tables_with_the_same_figure_are_refused():
    with PxWebServer([population()]) as server:
        both = [monthly_ask(), monthly_ask(time={"dimension": "Tid", "latest": 1})]
        assert "another table has too" in refusal(want(server.v2, both, "folkmangd"))


def test_two_measures_from_one_table_ask_for_its_variables_once():
    """Asking the same thing twice would look like a circle to the client."""
    stressed = survey_ask(indicator="stressad", fixed={"Psykisk hälsa": "46"})
    with PxWebServer([survey()]) as server:
        reading = pull(want(server.v1, [survey_ask(), stressed], "angslan", "stressad"))
    assert set(reading.tables) == {"angslan", "stressad"}
    assert len(server.asked) == 4


def test_only_what_is_wanted_is_asked_for():
    with PxWebServer([population(), survey()]) as server:
        asks = [
            monthly_ask(),
            monthly_ask(indicator="annat", fixed={"ContentsCode": "000007SF", "Alder": "-4"}),
            population_ask(),
        ]
        reading = pull(want(server.v2, asks, "annat"))
        assert (set(reading.tables), reading.files) == ({"annat"}, {})
        reading = pull(want(server.v2, asks, "annat", "folkmangd"))
        assert (set(reading.tables), set(reading.files)) == ({"annat", "folkmangd"}, {POPULATION})


def test_an_indicator_that_no_table_gives_is_kept_and_named():
    with PxWebServer([population()]) as server:
        asks = {"api": "v2", "tables": [population_ask()], "keeps": ["historia"]}
        reading = pull(want(server.v2, asks, "historia"))
        assert [(one.kind, one.indicator) for one in reading.notices] == [("kept", "historia")]
        assert set(reading.files) == {POPULATION}
        reading = pull(want(server.v2, asks, "historia", "ny"))
        assert [(one.kind, one.indicator) for one in reading.notices] == [("kept", "historia"), ("not_asked", "ny")]
        assert "no table that is enabled in asks, in sources/scb.yml, gives other" in refusal(want(server.v2, asks, "other"))


def test_a_disabled_table_is_never_asked_for():
    with PxWebServer([survey()]) as server:
        assert "gives angslan" in refusal(want(server.v1, [survey_ask(enabled=False)], "angslan"))
    assert server.asked == []


def test_reading_needs_the_answers_to_its_questions():
    with PxWebServer([survey()]) as server:
        wanted = want(server.v1, [survey_ask()], "angslan")
        answers = drive(pxweb.requests(wanted))
    assert pxweb.read(wanted, answers).tables["angslan"].equals(pxweb.read(wanted, answers).tables["angslan"])
    wrongs: list[list[Answer]] = [[], answers[:-1], [*answers, answers[-1]], [answers[1], answers[0], answers[2]]]
    for wrong in wrongs:
        with pytest.raises(SourceError, match="are not those to the questions"):
            pxweb.read(wanted, wrong)


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_the_real_client_asks_the_same(version: str, tmp_path: Path):
    """GET and POST pass the client's checks of host, type and size, and the figures are those of the plain driver."""
    ask_for = survey_ask() if version == "v1" else monthly_ask()
    name = str(ask_for["indicator"])
    with PxWebServer([survey(), population()]) as server:
        wanted = want(getattr(server, version), [ask_for], name)
        with open_publisher("scb", wanted.base_url, cache=tmp_path) as publisher:
            answers = ask(pxweb.requests(wanted), publisher)
        assert pxweb.read(wanted, answers).tables[name].equals(pull(wanted).tables[name])


# Limits


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_questions_stay_within_the_limit(version: str):
    """Each answer is within the host's cells, and together they are the whole, each figure once."""
    table = population(figure=made_up)
    with PxWebServer([table], most_cells=100) as server:
        reading = pull(want(getattr(server, version), [monthly_ask()], "folkmangd"))
    with PxWebServer([table]) as roomy:
        whole = pull(want(getattr(roomy, version), [monthly_ask()], "folkmangd"))
    assert max(server.cells) <= 100
    assert sum(server.cells) == 4 * 3 * 28
    assert len(server.cells) == 4
    assert reading.tables["folkmangd"].equals(whole.tables["folkmangd"])


def test_v1_values_limit():
    """No question names more values of one variable than the host lists."""
    with PxWebServer([population()], most_values=30) as server:
        answers = drive(pxweb.requests(want(server.v1, [monthly_ask()], "folkmangd")))
    sent = [json.loads(answer.request.body) for answer in answers if answer.request.body]
    assert max(len(one["selection"]["values"]) for question in sent for one in question["query"]) <= 30


@pytest.mark.parametrize("answer", [b"", b'[{"dbid": "ssd", "text": "SSD"}]'])
def test_v1_without_config_is_careful(answer: bytes):
    """`?config` may be missing, or not be understood: the answer is then the list of databases."""
    with PxWebServer([survey()], has_config=bool(answer)) as server:
        if answer:
            server.tamper = lambda address, body: answer if address.endswith("?config") else body
        answers = drive(pxweb.requests(want(server.v1, [survey_ask()], "angslan")))
    assert len(answers) == 3
    assert CAREFUL.cells == 1000
    assert max(server.cells) <= CAREFUL.cells


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_pace_above_the_window_is_refused_before_more_is_asked(version: str):
    with PxWebServer([survey(), population()], most_calls=10, window=10) as server:
        ask = survey_ask() if version == "v1" else monthly_ask()
        name = str(ask["indicator"])
        message = refusal(want(getattr(server, version), [ask], name, rate_per_second=1.5))
        assert message.splitlines() == [
            "scb: the publisher allows 10 calls in 10 s, and sources/scb.yml says 1.5 a second",
            "  Write rate_per_second: 1 or less there, and pull again.",
        ]
        assert len(server.asked) == 1
        assert name in pull(want(getattr(server, version), [ask], name, rate_per_second=1)).tables


def test_a_source_without_a_pace_is_told_which():
    with PxWebServer([population()], most_calls=30, window=10) as server:
        reading = pull(want(server.v2, [monthly_ask()], "folkmangd", rate_per_second=None))
    assert notices(reading, "no_rate") == ["scb allows 30 calls in 10 s; write rate_per_second: 3 in sources/scb.yml"]


# Code lists, variables left out


def test_v2_code_list_gives_the_codes():
    ask = monthly_ask(code_lists={"Region": "vs_Län"})
    with PxWebServer([population()]) as server:
        reading = pull(want(server.v2, [ask], "folkmangd"))
    assert server.asked[2] == "GET /api/v2/codelists/vs_L%C3%A4n?lang=sv"
    assert "&codelist%5BRegion%5D=vs_L%C3%A4n" in server.asked[3]
    assert set(reading.tables["folkmangd"]["area"]) == {"01", "03"}


@pytest.mark.parametrize(("version", "code_list"), [("v1", "agg:agg_Stora"), ("v2", "agg_Stora")])
def test_an_aggregation_is_added_up_by_the_publisher(version: str, code_list: str):
    ask = monthly_ask(fixed={"ContentsCode": "000007SF", "Alder": "0-9"}, code_lists={"Alder": code_list})
    with PxWebServer([population()]) as server:
        frame = pull(want(getattr(server, version), [ask], "folkmangd")).tables["folkmangd"]
    assert rows(frame)["0114", "2024-01", "women"][0] == 10


def test_a_code_list_in_a_post_is_spelt_in_lower_case():
    areas = {code: area for code, area in AREAS.items() if code in {"01", "03"}}
    months = {f"{year}M{month:02}": "" for year in range(1990, 2026) for month in range(1, 13)}
    variables = [*population().variables[:-1], Variable("Tid", {month: month for month in months}, time=True)]
    with PxWebServer([population(variables=variables)]) as server:
        wanted = want(server.v2, [monthly_ask(code_lists={"Region": "vs_Län"})], "folkmangd", areas=areas)
        answers = drive(pxweb.requests(wanted))
    sent = json.loads(answers[-1].request.body or b"")
    assert sent["selection"][0] == {"variableCode": "Region", "valueCodes": ["01", "03"], "codelist": "vs_Län"}


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_variable_can_be_left_out_when_the_publisher_adds_it_up(version: str):
    ask = monthly_ask(sex=None, eliminate=["Kon"])
    with PxWebServer([population()]) as server:
        frame = pull(want(getattr(server, version), [ask], "folkmangd")).tables["folkmangd"]
        assert set(frame["sex"]) == {"total"}
        assert rows(frame)["0114", "2024-01", "total"][0] == 202
        message = refusal(
            want(getattr(server, version), [monthly_ask(fixed={"Alder": "-4"}, eliminate=["ContentsCode"])], "folkmangd")
        )
    assert "'ContentsCode' that can't be left out" in message


def test_a_table_about_the_country_alone():
    variables = [variable for variable in population().variables if variable.code != "Region"]
    with PxWebServer([population(variables=variables, figure=made_up)]) as server:
        frame = pull(want(server.v2, [monthly_ask(area=None)], "folkmangd")).tables["folkmangd"]
    assert set(frame["area"]) == {"00"}


def test_v1_hidden_values_are_asked_for_by_our_codes():
    """A variable with more values than the host lists: ours are asked for, and it refuses those it doesn't have."""
    regions = {code: code for code in AREAS} | {f"D{number}": "Deso" for number in range(60)}
    table = survey(variables=[Variable("Region", regions), *survey().variables[1:]], figure=lambda _: 50)
    with PxWebServer([table], most_values=50) as server:
        reading = pull(want(server.v1, [survey_ask()], "angslan"))
        assert set(reading.tables["angslan"]["area"]) == set(AREAS)
        with pytest.raises(RefusedError, match=r"^400 "):
            pull(want(server.v1, [survey_ask()], "angslan", areas=AREAS | {"99": AREAS["03"]}))


def test_v1_hidden_periods_are_refused():
    years = {str(year): str(year) for year in range(1900, 2025)}
    table = survey(variables=[*survey().variables[:-1], Variable("År", years, time=True)])
    with PxWebServer([table], most_values=50) as server:
        assert "does not list the periods in 'År'" in refusal(want(server.v1, [survey_ask()], "angslan"))


# Periods, sexes and places


def test_periods_are_chosen_in_order_of_time():
    """A table may list its periods backwards."""
    months = population().variables[-1]
    backwards = {code: code for code in reversed(list(months.values))}
    table = population(variables=[*population().variables[:-1], Variable("Tid", backwards, time=True)])
    with PxWebServer([table]) as server:
        frame = pull(want(server.v2, [monthly_ask(time={"dimension": "Tid", "latest": 2})], "folkmangd")).tables["folkmangd"]
        assert set(frame["period"]) == {"2026-03", "2026-04"}
        frame = pull(want(server.v2, [monthly_ask(time={"dimension": "Tid", "first": "2026-02"})], "folkmangd")).tables[
            "folkmangd"
        ]
        assert set(frame["period"]) == {"2026-02", "2026-03", "2026-04"}


@pytest.mark.parametrize(
    ("years", "by", "found"),
    [
        ({"0": "2021", "1": "2022"}, "text", {"2021", "2022"}),
        ({"2021": "2018-2021", "2022": "2019-2022"}, "text", {"2018/2021", "2019/2022"}),
        ({"2024K1": "2024 kvartal 1"}, "code", {"2024-Q1"}),
    ],
)
def test_periods_by_code_or_text(years: dict[str, str], by: str, found: set[str]):
    table = survey(variables=[*survey().variables[:-1], Variable("År", years, time=True)], figure=lambda _: 50)
    with PxWebServer([table]) as server:
        reading = pull(want(server.v1, [survey_ask(time={"dimension": "År", "by": by})], "angslan"))
    assert set(reading.tables["angslan"]["period"]) == found


@pytest.mark.parametrize(
    ("years", "message"),
    [
        ({"0": "första", "1": "andra"}, "a period that can't be read in 'År': '0' (första); is it time.by text?"),
        ({"2021": "2018-2021"}, "calls the period '2021' '2018-2021'; say in time.by which is meant"),
        ({"2021-03": "2021-03"}, "a period that can't be read"),
        ({"2021": "2021", "2021 ": "2021"}, "has two codes for one period in 'År'"),
    ],
)
def test_periods_that_can_be_misread_are_refused(years: dict[str, str], message: str):
    table = survey(variables=[*survey().variables[:-1], Variable("År", years, time=True)])
    with PxWebServer([table]) as server:
        assert message in refusal(want(server.v1, [survey_ask()], "angslan"))


def test_a_period_without_a_single_figure_says_nothing():
    table = survey(figure=lambda codes: ".." if codes[4] == "2015-2018" else 50)
    with PxWebServer([table]) as server:
        frame = pull(want(server.v1, [survey_ask()], "angslan")).tables["angslan"]
    assert set(frame["period"]) == {"2017/2020", "2021/2024"}
    assert (frame["status"] == "ok").all()


def test_a_measure_without_a_single_figure_is_no_table():
    with PxWebServer([survey(figure=lambda _: "..")]) as server:
        assert pull(want(server.v1, [survey_ask()], "angslan")).tables == {}


@pytest.mark.parametrize("codes", [{"00": "total", "02": "women", "01": "men"}, {"01": "total"}, {"02": "women"}])
def test_sexes_that_the_texts_contradict_are_refused(codes: dict[str, str]):
    """1 is men at SCB, 01 is women at Folkhälsomyndigheten: the texts tell when asks has them the wrong way round."""
    with PxWebServer([survey()]) as server:
        message = refusal(want(server.v1, [survey_ask(sex={"dimension": "Kön", "codes": codes})], "angslan"))
    assert "in 'Kön'" in message
    assert "and asks calls it" in message


def test_codes_of_places_can_be_translated():
    regions = {"SE": "Riket", "01": "Stockholm"}
    table = survey(variables=[Variable("Region", regions), *survey().variables[1:]], figure=lambda _: 50)
    with PxWebServer([table]) as server:
        reading = pull(want(server.v1, [survey_ask(area={"dimension": "Region", "codes": {"SE": "00"}})], "angslan"))
        assert set(reading.tables["angslan"]["area"]) == {"00", "01"}
        message = refusal(want(server.v1, [survey_ask(area={"dimension": "Region", "codes": {"SE": "01"}})], "angslan"))
    assert "has two codes for one place in 'Region'" in message


# Tables that are not as asks says


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"fixed": {}},
            "has a variable 'Psykisk hälsa' that asks does not name; choose one of its values in fixed: 46 (Mycket stressad)",
        ),
        ({"fixed": {"Psykisk hälsa": "58", "Ålder": "16-84"}}, "has no variable 'Ålder'; it has Region, Psykisk hälsa, Andel"),
        ({"fixed": {"Psykisk hälsa": "77"}}, "has no 77 in 'Psykisk hälsa'; it has 46 (Mycket stressad), 58 (Svår"),
        ({"time": {"dimension": "År", "first": "2030"}}, "has nothing that is asked for in 'År'; it has 2015-2018, 2017-2020"),
        ({"eliminate": ["Region"], "area": None}, "has a variable 'Region' that can't be left out"),
    ],
)
def test_a_table_that_is_not_as_asked(change: Json, message: str):
    with PxWebServer([survey()]) as server:
        text = refusal(want(server.v1, [survey_ask(**change)], "angslan"))
    assert message in text
    assert text.startswith(f"scb: the answer about the variables of {SURVEY} has ")
    assert "  asked: /Folkhalsodata/api/v1/sv/A_Folkhalsodata/B_HLV/dPsykhals/hlv1psyxreg.px\n" in text
    assert "mend asks in sources/scb.yml" in text


def test_a_code_list_that_is_not_there():
    with PxWebServer([population()]) as server:
        message = refusal(want(server.v2, [monthly_ask(code_lists={"Region": "vs_Kommun"})], "folkmangd"))
    assert "has no code list 'vs_Kommun' for 'Region'; it has vs_Län" in message


@pytest.mark.parametrize("wrong", [{"lower": "03"}, {"upper": "02"}])
def test_measures_the_wrong_way_round_are_refused(wrong: dict[str, str]):
    """An interval that does not lie around its value tells that two codes were mixed up."""
    measures = {"dimension": "Andel och konfidensintervall", "value": "01"} | wrong
    with PxWebServer([survey()]) as server:
        assert "intervals that don't lie around their values" in refusal(
            want(server.v1, [survey_ask(measures=measures)], "angslan")
        )


# Answers that are not as they should be


def spoil(change: Callable[[Json], None], *, only: str = '"value"') -> Callable[[str, bytes], bytes]:
    """Return what changes the answers with figures."""

    def tamper(_address: str, body: bytes) -> bytes:
        content = json.loads(body)
        if only in body.decode() and content.get("value"):
            change(content)
        return json.dumps(content).encode()

    return tamper


def fewer_values(content: Json) -> None:
    content["value"].pop()


def other_code(content: Json) -> None:
    index = content["dimension"]["Region"]["category"]["index"]
    index["04"] = index.pop("03")
    content["dimension"]["Region"]["category"]["label"].pop("03")


def extra_side(content: Json) -> None:
    content["id"].append("Ålder")
    content["size"].append(1)
    content["dimension"]["Ålder"] = {"category": {"label": {"0": "alla"}}}


def text_number(content: Json) -> None:
    content["value"][0] = "21.9"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (fewer_values, "has 107 figures where its dimensions make 108; it may have been cut"),
        (other_code, "has other values in 'Region' than were asked for (3, not 3)"),
        (extra_side, "has the variables Region, Psykisk hälsa, Andel och konfidensintervall, Kön, År, Ålder, and Region"),
        (text_number, "has figures that are not numbers but str"),
    ],
)
def test_figures_that_are_not_what_was_asked_for(change: Callable[[Json], None], message: str):
    with PxWebServer([survey()]) as server:
        server.tamper = spoil(change)
        assert message in refusal(want(server.v1, [survey_ask()], "angslan"))


def test_the_order_of_variables_and_values_is_the_publishers():
    """The cube is read by its own index, whatever order the question had."""

    def turn(content: Json) -> None:
        count = content["size"][0]
        rest = len(content["value"]) // count
        rows = [content["value"][place * rest : (place + 1) * rest] for place in range(count)]
        content["value"] = [figure for row in reversed(rows) for figure in row]
        content.pop("status", None)
        index = content["dimension"]["Region"]["category"]["index"]
        content["dimension"]["Region"]["category"]["index"] = {code: count - 1 - place for code, place in index.items()}

    with PxWebServer([survey()]) as server:
        plain = pull(want(server.v1, [survey_ask()], "angslan")).tables["angslan"]
        server.tamper = spoil(turn)
        turned = pull(want(server.v1, [survey_ask()], "angslan")).tables["angslan"]
    assert plain.equals(turned)


@pytest.mark.parametrize("asked", [True, False])
def test_contents_that_px_web_has_done_away_with(*, asked: bool):
    """With one kind of figures PxWeb calls it EliminatedValue, whether the variable was asked for or not."""

    def rename(content: Json) -> None:
        if not asked:
            content["id"].append("ContentsCode")
            content["size"].append(1)
        content["dimension"]["ContentsCode"] = {
            "label": "ContentsCode",
            "category": {"index": {"EliminatedValue": 0}, "label": {"EliminatedValue": "Folkmängd"}},
        }

    table, ask, version = (population(), monthly_ask(), "v2") if asked else (survey(), survey_ask(), "v1")
    with PxWebServer([table]) as server:
        wanted = want(getattr(server, version), [ask], str(ask["indicator"]))
        plain = pull(wanted)
        server.tamper = spoil(rename)
        assert pull(wanted).tables[str(ask["indicator"])].equals(plain.tables[str(ask["indicator"])])


@pytest.mark.parametrize(("version", "ask"), [("v1", survey_ask()), ("v2", monthly_ask())])
def test_new_fields_are_named_and_nothing_stops(version: str, ask: Json):
    def add(_address: str, body: bytes) -> bytes:
        content = json.loads(body)
        return json.dumps(content | {"brandNew<b>": {"a": 1}}).encode()

    with PxWebServer([survey(), population()]) as server:
        server.tamper = add
        reading = pull(want(getattr(server, version), [ask], str(ask["indicator"])))
    assert len(notices(reading, "unknown_field")) == 3
    assert all(text.endswith("has fields that are not known here: brandNew b") for text in notices(reading, "unknown_field"))
    assert str(ask["indicator"]) in reading.tables


@pytest.mark.parametrize(
    ("version", "gone", "message"),
    [
        ("v1", "maxCells", "the limits has no field 'maxCells'"),
        ("v1", "variables", f"the variables of {SURVEY} has no field 'variables'"),
        ("v2", "maxDataCells", "the limits has no field 'maxDataCells'"),
        ("v2", "dimension", "the variables of TAB6471 has no field 'dimension'"),
    ],
)
def test_a_missing_field_is_refused(version: str, gone: str, message: str):
    def take(_address: str, body: bytes) -> bytes:
        content = json.loads(body)
        content.pop(gone, None)
        return json.dumps(content).encode()

    ask = survey_ask() if version == "v1" else monthly_ask()
    with PxWebServer([survey(), population()]) as server:
        server.tamper = take
        assert message in refusal(want(getattr(server, version), [ask], str(ask["indicator"])))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"apiVersion": "3.0.0"}, "is of version '3.0.0'; only 2 is known here"),
        ({"dataFormats": ["px", "csv"]}, "no longer offers json-stat2, only px, csv"),
        ({"maxDataCells": "150000"}, "has something wrong in 'maxDataCells'"),
        ({"maxDataCells": 0}, "has something wrong in 'maxDataCells'"),
        ({"timeWindow": True}, "has something wrong in 'timeWindow'"),
    ],
)
def test_v2_limits_that_can_not_be_used(change: Json, message: str):
    with PxWebServer([population()]) as server:
        server.tamper = lambda address, body: json.dumps(json.loads(body) | change).encode() if "config" in address else body
        assert message in refusal(want(server.v2, [monthly_ask()], "folkmangd"))


def test_v1_values_and_texts_must_agree():
    def cut(_address: str, body: bytes) -> bytes:
        content = json.loads(body)
        if "variables" in content:
            content["variables"][0]["valueTexts"].pop()
        return json.dumps(content).encode()

    with PxWebServer([survey()]) as server:
        server.tamper = cut
        assert "has 4 values and 3 texts in 'Region'" in refusal(want(server.v1, [survey_ask()], "angslan"))
