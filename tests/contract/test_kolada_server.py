"""Is our Kolada on this machine like the real one? A client library that others wrote for the real one finds what it expects."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from koladapy.api import KoladaAPI, KoladaAPIError  # type: ignore[import-untyped]

from build_site.sources import kolada
from tests.pulled import wanted, write_data
from tests.servers.drive import drive
from tests.servers.kolada import AREAS, KoladaServer, Series


@pytest.fixture(scope="module")
def server() -> Iterator[KoladaServer]:
    """Return a server with two measures of 420 values together, in pages of 100 things."""
    with KoladaServer([Series("U70495"), Series("N79189", title="Diabetes")], largest_page=100) as running:
        yield running


@pytest.fixture
def client(server: KoladaServer) -> KoladaAPI:
    """Return koladapy, pointed at the server."""
    return KoladaAPI(base_url=f"{server.url}/", max_requests_per_second=10_000, timeout=10)


def test_the_client_finds_measures(client: KoladaAPI):
    assert {one["id"] for one in client.search_kpis()} == {"U70495", "N79189"}
    assert [one["id"] for one in client.search_kpis("diab")] == ["N79189"]
    assert client.get_kpi("N79189")["title"] == "Diabetes"
    assert [one["id"] for one in client.get_kpis(["N79189", "U70495"])] == ["N79189", "U70495"]


def test_the_client_is_told_that_a_measure_does_not_exist(client: KoladaAPI):
    with pytest.raises(KoladaAPIError, match="not found"):
        client.get_kpi("N00000")


def test_the_client_finds_places(client: KoladaAPI):
    assert [one["id"] for one in client.get_municipalities()] == list(AREAS)


def test_the_client_reads_every_page(client: KoladaAPI, server: KoladaServer):
    """140 things of two measures, a hundred on a page."""
    server.asked.clear()
    frame = client.get_data_as_dataframe(kpi_id=["U70495", "N79189"], years=list(range(2016, 2026)))
    assert len(server.asked) == 2
    assert len(frame) == 2 * 7 * 10 * 3
    assert set(frame.columns) == {"kpi", "period", "municipality", "gender", "count", "status", "value", "isdeleted"}


def test_the_client_and_our_connector_read_the_same_numbers(client: KoladaAPI, server: KoladaServer, tmp_path: Path):
    want = wanted(write_data(tmp_path / "data", waiting=["U70495"]), base_url=server.url)
    ours = kolada.read(want, drive(kolada.requests(want))).tables["U70495"]
    theirs = client.get_data_as_dataframe(kpi_id="U70495", years=list(range(2002, 2027)))
    sexes = theirs["gender"].map({"T": "total", "K": "women", "M": "men"})
    areas = theirs["municipality"].str.removeprefix("00")
    told = dict(zip(zip(areas, theirs["period"].astype(str), sexes, strict=True), theirs["value"], strict=True))
    assert len(told) == 210
    assert told == dict(zip(zip(ours["area"], ours["period"], ours["sex"], strict=True), ours["value"], strict=True))


def test_the_client_splits_what_is_too_much_for_one_address(client: KoladaAPI, server: KoladaServer):
    """More than 25 years: refused by the server in one part of an address, so the client asks twice."""
    server.asked.clear()
    assert len(client.get_values(kpi_id="U70495", years=list(range(1990, 2027)))) == 70
    assert len(server.asked) == 2
    assert server.answer(f"/v3/data/kpi/U70495/year/{','.join(map(str, range(1990, 2027)))}")[0] == 400


def test_one_municipality_is_all_a_client_gets_when_it_asks_for_one(client: KoladaAPI):
    things = client.get_values(kpi_id="U70495", municipality_id="0180", years=2024)
    assert [(one["municipality"], one["period"]) for one in things] == [("0180", 2024)]


def test_the_word_that_is_not_a_parameter_gives_nothing_as_at_kolada(server: KoladaServer):
    status, content = server.answer("/v3/data/?kpi_id=U70495&municipality=0180&year=2024")
    assert (status, content["values"], content["count"]) == (200, [], 0)


@pytest.mark.parametrize("path", ["/v3/unknown", "/v3/data/kpi/U70495", "/v3/kpi/a/b/c"])
def test_an_unknown_address_is_404(server: KoladaServer, path: str):
    assert server.answer(path)[0] == 404
