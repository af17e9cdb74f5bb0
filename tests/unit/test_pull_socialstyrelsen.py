"""Socialstyrelsen and Vården i siffror the whole way: the real client, the checks, the files in data/."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
import yaml

from build_site.errors import SourceError
from build_site.refresh import Order, refresh
from build_site.validate.folder import read_data
from tests.pulled import AREAS, INDICATOR, REGISTER
from tests.servers.socialstyrelsen import DEATHS, TOPICS, Changed, SocialstyrelsenServer, Topic
from tests.servers.vardenisiffror import SURGERY, VardenISiffrorServer

TERMS: dict[str, object] = {
    "base_url": "https://example.org/api",
    "publisher": "x",
    "url": "https://example.org/",
    "licence": "https://example.org/",
    "attribution": "x",
}
SERIES = {
    "indicator": "doda",
    "topic": "dodsorsaker",
    "select": {"diagnos": ["I21"], "alder": ["80-84", "85-89"]},
    "measures": {"value": "Antal döda"},
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder with one measure of each source and no figures at all."""
    sources: dict[str, dict[str, object]] = {
        "socialstyrelsen": {"asks": {"icd10": {"topic": "diagnoserislutenoppenvard"}, "series": [SERIES]}},
        "vardenisiffror": {"enabled": False, "asks": {"measures": {"operation": SURGERY}}},
    }
    files = {"areas/areas.csv": AREAS, "registers/riks.yml": REGISTER}
    for name, more in sources.items():
        files[f"sources/{name}.yml"] = yaml.safe_dump(TERMS | {"id": name, "rate_per_second": 1000.0} | more)
    for name, source in (("doda", "socialstyrelsen"), ("operation", "vardenisiffror")):
        text = INDICATOR.format(name=name).replace("source: kolada", f"source: {source}")
        files[f"indicators/{name}/indicator.yml"] = text.replace("unit: percent", "unit: count") if name == "doda" else text
    for path, text in files.items():
        (tmp_path / "data" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / path).write_text(text, encoding="utf-8")
    return tmp_path / "data"


@pytest.fixture
def server() -> Iterator[SocialstyrelsenServer]:
    with SocialstyrelsenServer() as running:
        yield running


def order(data: Path, source: str, base_url: str) -> Order:
    return Order(data, (source,), base_urls={source: base_url}, cache=data.parent / "cache")


def files_of(data: Path) -> dict[str, bytes]:
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()}


def test_figures_and_codes_are_saved_and_read_again(data: Path, server: SocialstyrelsenServer):
    findings = refresh(order(data, "socialstyrelsen", server.base_url))
    assert {"doda", "icd10.csv"} == {one.name for one in findings.changes}
    catalogue, tables, _ = read_data(data)
    assert [one.code for one in catalogue.icd10] == ["B35", "F32", "I21", "I50"]
    frame = tables["doda"].frame
    (row,) = frame[(frame["area"] == "21") & (frame["period"] == "2023") & (frame["sex"] == "men")].to_dict("records")
    assert row["value"] == 17 + 18
    receipt = orjson.loads((data / "sources" / "socialstyrelsen.receipt.json").read_bytes())
    assert {"doda"} == set(receipt["indicators"])
    assert {"icd10.csv"} == set(receipt["files"])


def test_a_second_pull_touches_nothing(data: Path, server: SocialstyrelsenServer):
    refresh(order(data, "socialstyrelsen", server.base_url))
    before = files_of(data)
    findings = refresh(order(data, "socialstyrelsen", server.base_url))
    assert findings.changes == []
    assert before == files_of(data)


def test_an_empty_slice_is_no_failure_for_the_client(data: Path):
    """404 with a web page as body: so the database says that there are no rows. There were figures, so the pull is refused."""
    with SocialstyrelsenServer() as full:
        refresh(order(data, "socialstyrelsen", full.base_url))
    before = files_of(data)
    empty = TOPICS | {"dodsorsaker": Topic("Dödsorsaker", DEATHS.variables, varde=lambda _cell: None)}
    with (
        SocialstyrelsenServer(empty) as bare,
        pytest.raises(SourceError, match="no figures came at all, where there are 21 rows"),
    ):
        refresh(order(data, "socialstyrelsen", bare.base_url))
    assert before == files_of(data)


def test_a_web_page_in_place_of_a_list_leaves_data_alone(data: Path, server: SocialstyrelsenServer):
    before = files_of(data)

    def change(path: str, answer: Changed) -> Changed:
        return (200, "text/html", b"<html>Underh&aring;ll</html>") if path.endswith("/kon") else answer

    server.change = change
    with pytest.raises(SourceError, match="web page"):
        refresh(order(data, "socialstyrelsen", server.base_url))
    assert before == files_of(data)


def test_a_list_of_codes_that_shrinks_is_refused(data: Path, server: SocialstyrelsenServer):
    """Half of it gone is a fault at the publisher, not half of medicine."""
    refresh(order(data, "socialstyrelsen", server.base_url))
    before = files_of(data)

    def change(path: str, answer: Changed) -> Changed:
        status, kind, body = answer
        short = path.endswith("diagnoserislutenoppenvard/diagnos")
        return status, kind, orjson.dumps(orjson.loads(body)[:4]) if short else body

    server.change = change
    with pytest.raises(SourceError, match=r"icd10\.csv: has 1 row where there were 4"):
        refresh(order(data, "socialstyrelsen", server.base_url))
    assert before == files_of(data)


def test_the_undocumented_source_is_asked_only_when_it_is_named(data: Path, server: SocialstyrelsenServer):
    with VardenISiffrorServer() as hidden:
        urls = {"socialstyrelsen": server.base_url, "vardenisiffror": hidden.base_url}
        findings = refresh(Order(data, base_urls=urls, cache=data.parent / "cache"))
        assert {"socialstyrelsen"} == set(findings.asked)
        assert hidden.asked == []
        refresh(order(data, "vardenisiffror", hidden.base_url))
    frame = read_data(data)[1]["operation"].frame
    assert frame[["lower", "upper", "numerator", "denominator"]].notna().all(axis=None)
