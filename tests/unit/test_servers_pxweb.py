"""Is the PxWeb test server faithful? SCB's own answers through it, queries of public clients, and a client library for v2."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pxweb import PxApi

from build_site.sources import pxweb
from build_site.sources.jsonstat import read_cube, read_sides
from build_site.sources.pxweb_v1 import read_table as read_v1_table
from build_site.sources.pxweb_v2 import read_code_list, read_config, read_table
from build_site.validate.reading import Reader
from build_site.validate.things import read_catalogue
from tests.conftest import PROJECT
from tests.servers.drive import drive
from tests.servers.pxweb import PxWebServer, Table, Variable, made_up
from tests.servers.pxweb_tables import AREAS, SURVEY, monthly_ask, population, survey, want

SAMPLES = PROJECT.parent / "shared" / "wire" / "samples"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def samples() -> Path:
    """Return the folder of SCB's real answers; they lie beside the project, so a clone may be without them."""
    if not SAMPLES.is_dir():
        pytest.skip("the samples of the publishers' answers are not beside this clone")
    return SAMPLES


def load(path: Path) -> Json:
    content: Json = json.loads(path.read_text(encoding="utf-8"))
    return content


def real_table(folder: Path) -> Table:
    """Return SCB's table as it described it, with the figures it gave, and made-up ones for the rest."""
    metadata, data = load(folder / "TAB6471_metadata.jsonstat2.json"), load(folder / "TAB6471_data.jsonstat2.json")
    cube = read_cube(json.dumps(data).encode()).series()
    known = dict(zip(cube.index, cube.tolist(), strict=True))
    regions = list(data["dimension"]["Region"]["category"]["index"])
    variables = [
        Variable(
            code,
            side["category"]["label"],
            side["label"],
            side["extension"]["elimination"],
            "TotSa" if code == "Kon" else None,
            time=code == "Tid",
            lists={"vs_CKM02Län": {region: [region] for region in regions}} if code == "Region" else {},
        )
        for code, side in metadata["dimension"].items()
    ]
    return Table("TAB6471", variables, metadata["label"], lambda codes: int(known.get(codes, made_up(codes))))


@pytest.fixture(scope="module")
def real(samples: Path) -> Iterator[PxWebServer]:
    with PxWebServer([real_table(samples / "pxweb2_scb")]) as server:
        yield server


def get(url: str, sent: object = None) -> tuple[int, str, bytes, Mapping[str, str]]:
    """Return status, content type, body and headers, whatever the status."""
    body = None if sent is None else json.dumps(sent).encode()
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            return response.status, response.headers["Content-Type"], response.read(), dict(response.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read(), dict(error.headers)


# SCB's own answers


def test_the_reader_takes_every_real_answer(samples: Path):
    """Nothing that SCB sends is unknown to us, and nothing is refused."""
    folder = samples / "pxweb2_scb"
    data = read_cube((folder / "TAB6471_data.jsonstat2.json").read_bytes())
    assert data.series().loc[("01", "0-9", "TotSa", "000007SF", "2026M01")] == 245284
    assert len(data.values) == 2772
    assert list(data.dataset.unknown()) == []
    variables, unknown = read_table((folder / "TAB6471_metadata.jsonstat2.json").read_bytes())
    assert [len(variable.labels or ()) for variable in variables] == [312, 134, 3, 1, 16]
    assert [variable.eliminable for variable in variables] == [True, False, True, False, False]
    assert "vs_CKM02Län" in (variables[0].code_lists or ())
    assert unknown == ()
    limits, unknown = read_config((folder / "config.json").read_bytes())
    assert (limits.cells, limits.calls, limits.seconds, unknown) == (150_000, 3, 1, ())
    codes, unknown = read_code_list((folder / "codelist_agg_Alder10arJ.json").read_bytes())
    assert (next(iter(codes)), len(codes), unknown) == ("-9", 11, ())


def test_the_server_describes_a_table_as_scb_does(real: PxWebServer, samples: Path):
    """Same keys, same sides, same codes; it may leave out what we don't read."""
    ours = json.loads(get(f"{real.v2}/tables/TAB6471/metadata?lang=sv")[2])
    theirs = load(samples / "pxweb2_scb" / "TAB6471_metadata.jsonstat2.json")
    assert ours.keys() <= theirs.keys()
    assert (ours["id"], ours["size"], ours["value"]) == (theirs["id"], theirs["size"], [])
    for name, side in ours["dimension"].items():
        assert side.keys() <= theirs["dimension"][name].keys() | {"extension"}
        assert side["extension"].keys() <= theirs["dimension"][name]["extension"].keys()
        assert set(side["category"]["index"]) == set(theirs["dimension"][name]["category"]["index"])
    assert read_sides(json.dumps(ours).encode())[0].kind == "dataset"


def test_our_own_asks_fit_scbs_description(real: PxWebServer):
    """What data/sources/scb.yml asks for, against the table as SCB described it: three calls, one with figures."""
    catalogue = read_catalogue(Reader(PROJECT / "data"))
    source = catalogue.sources["scb"]
    wanted = want(real.v2, source.asks, areas=catalogue.areas)  # type: ignore[arg-type]
    began, asked = time.process_time(), len(real.asked)
    reading = pxweb.read(wanted, drive(pxweb.requests(wanted)))
    assert time.process_time() - began < 10
    lines = reading.files["areas/population.csv"].decode().splitlines()
    groups = 21
    assert len(lines) == 1 + 312 * 1 * 3 * groups
    assert len(real.asked) - asked == 3
    assert {line.split(",")[1] for line in lines[1:]} == {"2025"}
    assert [notice.kind for notice in reading.notices] == []


# Public clients' queries and our own library


def test_the_queries_of_a_public_client(samples: Path):
    """Examples of rOpenGov for v1: `agg:` and `item`, and another format than ours."""
    ages = {age: [age] for age in ("-4", "5-9", "10-14", "15-19")}
    variables = [
        Variable("Region", {"0114": "Upplands Väsby"}, lists={"RegionA-region_2": {"A-04": ["0114"]}}),
        Variable("Alder", {age: age for age in ages}, lists={"Ålder5år": ages}),
        Variable("Kon", {"1": "män", "2": "kvinnor"}, eliminable=True),
        Variable("ContentsCode", {"BE0101N1": "Folkmängd", "BE0101N2": "Folkökning"}),
        Variable("Tid", {str(year): str(year) for year in range(2010, 2017)}, time=True),
    ]
    with PxWebServer([Table("ssd/BefolkningNy", variables)]) as server:
        for name in ("query_scb_agg", "query_scb_item"):
            query = load(samples / "pxweb1" / f"{name}.json")
            status, kind, body, _ = get(f"{server.v1}/sv/ssd/BefolkningNy", query)
            assert (status, kind) == (200, "text/plain")
            assert body.startswith(b"CHARSET=")
            query["response"]["format"] = "json-stat2"
            cube = read_cube(get(f"{server.v1}/sv/ssd/BefolkningNy", query)[2])
            assert all(set(one["selection"]["values"]) == set(cube.sides[one["code"]]) for one in query["query"])


@pytest.fixture
def client(real: PxWebServer) -> Iterator[Any]:
    """Return SCB's v2 API as pxwebpy sees it."""
    api = PxApi(real.v2, language="sv", max_workers=1)
    yield api
    api._client.session.close()


def test_pxwebpy_reads_what_scb_answered(client: Any, samples: Path):  # noqa: ANN401
    """The library's own recorded answer comes back through our server, cell by cell."""
    got = client.get_table_data(
        "TAB6471",
        value_codes={"Region": ["*"], "Alder": ["0-9"], "Kon": ["TotSa"], "ContentsCode": ["000007SF"], "Tid": ["2026M0*"]},
        code_list={"Region": "vs_CKM02Län"},
        show="code",
    )
    cube = read_cube((samples / "pxweb2_scb" / "TAB6471_data.jsonstat2.json").read_bytes()).series()
    expected = cube[cube.index.get_level_values("Alder") == "0-9"]
    expected = expected[expected.index.get_level_values("Kon") == "TotSa"]
    assert [row["value"] for row in got] == expected.tolist()
    assert len(got) == 21 * 4


def test_pxwebpy_and_we_read_the_same(client: Any, real: PxWebServer):  # noqa: ANN401
    wanted = want(real.v2, [monthly_ask(time={"dimension": "Tid", "latest": 2})], "folkmangd")
    frame = pxweb.read(wanted, drive(pxweb.requests(wanted))).tables["folkmangd"]
    got = client.get_table_data(
        "TAB6471",
        value_codes={
            "Region": list(AREAS),
            "Alder": ["TotSA"],
            "Kon": ["TotSa", "1", "2"],
            "ContentsCode": ["000007SF"],
            "Tid": ["2026M03", "2026M04"],
        },
        show="code",
    )
    sexes = {"TotSa": "total", "1": "men", "2": "women"}
    theirs = {(row["region"], row["månad"].replace("M", "-"), sexes[row["kön"]]): row["value"] for row in got}
    ours = {(row.area, row.period, row.sex): row.value for row in frame.itertuples()}
    assert ours == theirs
    assert len(ours) == 4 * 3 * 2


def test_pxwebpy_splits_by_our_limit(samples: Path):
    with PxWebServer([real_table(samples / "pxweb2_scb")], most_cells=100) as server:
        api = PxApi(server.v2, language="sv", max_workers=1)
        codes: dict[str, list[str] | str] = {
            "Region": ["*"],
            "Alder": ["TotSA"],
            "Kon": ["1"],
            "ContentsCode": ["*"],
            "Tid": ["2026M04"],
        }
        assert len(api.get_table_data("TAB6471", value_codes=codes)) == 312
        api._client.session.close()
    assert server.cells == [100, 100, 100, 12]


# The rules that the servers keep


@pytest.fixture
def both() -> Iterator[PxWebServer]:
    with PxWebServer([survey(), population()], most_cells=50) as server:
        yield server


def question(**values: list[str]) -> Json:
    chosen = [{"code": code, "selection": {"filter": "item", "values": codes}} for code, codes in values.items()]
    return {"query": chosen, "response": {"format": "json-stat2"}}


def test_v1_refuses_as_the_real_one(both: PxWebServer):
    table = f"{both.v1}/sv/{SURVEY}"
    assert get(table, question())[::2] == (403, b'{"error": "Too many values selected"}')
    assert get(table, question(Region=["77"]))[0] == 400
    assert get(table, question(Nothing=["77"]))[0] == 400
    assert get(table, {"fel": 1})[::2] == (400, b'{"error": "Parameter error"}')
    assert get(f"{both.v1}/sv/inget.px")[0] == 400
    assert get(f"{both.v1}/no/{SURVEY}")[0] == 404
    both.plain_errors = True
    assert get(table, {"fel": 1})[:3] == (400, "text/plain", b"Bad Request")


def test_v1_folders_filters_and_tables(both: PxWebServer):
    assert {one["dbid"] for one in json.loads(get(f"{both.v1}/sv")[2])} == {"A_Folkhalsodata", "TAB6471"}
    assert [one["type"] for one in json.loads(get(f"{both.v1}/sv/A_Folkhalsodata/B_HLV")[2])] == ["l"]
    variables, unknown = read_v1_table(get(f"{both.v1}/sv/{SURVEY}")[2])
    assert ([variable.code for variable in variables][-1], unknown) == ("År", ())
    sent = question(Region=["00"], Kön=["00"])
    sent["query"] += [
        {"code": "År", "selection": {"filter": "top", "values": ["2"]}},
        {"code": "Andel och konfidensintervall", "selection": {"filter": "all", "values": ["0*"]}},
    ]
    cube = read_cube(get(f"{both.v1}/sv/{SURVEY}", sent)[2])
    assert [len(codes) for codes in cube.sides.values()] == [1, 2, 4, 1, 2]
    assert list(cube.sides["År"]) == ["2017-2020", "2021-2024"]


@pytest.mark.parametrize(
    ("query", "status", "title"),
    [
        ("valueCodes%5BRegion%5D=*", 400, "Missing selection for mandantory variable"),
        ("valueCodes%5BRegion%5D=77", 400, "Non-existent value"),
        ("valueCodes%5BNothing%5D=1", 400, "Non-existent variable"),
        ("valueCodes%5BRegion%5D=01&codelist%5BRegion%5D=vs_x", 400, "Non-existent codelist"),
        (
            "valueCodes%5BRegion%5D=*&valueCodes%5BAlder%5D=*&valueCodes%5BContentsCode%5D=*&valueCodes%5BTid%5D=*",
            400,
            "Too many cells",
        ),
    ],
)
def test_v2_refuses_as_the_real_one(both: PxWebServer, query: str, status: int, title: str):
    got, kind, body, _ = get(f"{both.v2}/tables/TAB6471/data?lang=sv&{query}")
    assert (got, kind) == (status, "application/problem+json")
    assert json.loads(body)["title"].startswith(title)
    assert get(f"{both.v2}/tables/TAB0/metadata")[0] == 404
    assert get(f"{both.v2}/codelists/vs_x")[0] == 404


@pytest.mark.parametrize(
    ("expression", "months"),
    [
        ("TOP(2)", ["2026M03", "2026M04"]),
        ("bottom(1)", ["2024M01"]),
        ("FROM(2026M03)", ["2026M03", "2026M04"]),
        ("to(2024M01)", ["2024M01"]),
        ("2024M0?,*M12", [f"2024M0{month}" for month in range(1, 10)] + ["2024M12", "2025M12"]),
    ],
)
def test_v2_expressions(both: PxWebServer, expression: str, months: list[str]):
    query = "&".join(
        f"valueCodes%5B{name}%5D={code}" for name, code in {"region": "00", "Alder": "-4", "ContentsCode": "*"}.items()
    )
    cube = read_cube(get(f"{both.v2}/tables/TAB6471/data?lang=sv&{query}&valuecodes%5BTid%5D={expression}")[2])
    assert list(cube.sides["Tid"]) == months
    assert "Kon" not in cube.sides


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_the_window_is_kept(version: str):
    with PxWebServer([population()], most_calls=2, window=7) as server:
        address = f"{server.v1}/sv?config" if version == "v1" else f"{server.v2}/config"
        answers = [get(address) for _ in range(3)]
    assert [answer[0] for answer in answers] == [200, 200, 429]
    assert answers[2][3]["Retry-After"] == "7"
