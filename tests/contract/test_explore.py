"""Live charts on the real site: each number in a spec is the API's, and nothing is there that the API does not show."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from build_site.model.period import in_words
from build_site.model.unit import quantity

Row = dict[str, Any]


def read(path: Path) -> Any:  # noqa: ANN401
    return json.loads(path.read_bytes())


def specs(site: Path, kind: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each live chart of a kind and its measure in the API."""
    for path in sorted(site.glob(f"diagram/*/{kind}.json")):
        yield read(path), read(site / "api" / "v1" / "indicators" / f"{path.parent.name}.json")


@pytest.fixture(scope="module")
def names(real_site: Path) -> dict[str, str]:
    """Return the name that pages show, by code."""
    return {one["code"]: one["short_name"] for one in read(real_site / "api" / "v1" / "areas.json")["areas"]}


def shown(measure: dict[str, Any], names: dict[str, str], *, municipal: bool = False) -> dict[str, Row]:
    """Return the latest rows with a value, by name; the others are the ones that must not be seen."""
    rows = [row for row in measure["latest"] if (len(row["area"]) == 4) == municipal]
    return {names[row["area"]]: row for row in rows if row["status"] == "ok"}


def test_every_dot_is_the_latest_figure(real_site: Path, names: dict[str, str]):
    """Value, period and uncertainty; no place without a figure has a dot."""
    seen = 0
    for spec, measure in specs(real_site, "ranked"):
        known = shown(measure, names)
        for row in spec["datasets"]["regions"]:
            api = known[row["name"]]
            said = f"{in_words(api['period'])}: {quantity(api['value'], measure['unit'])}"
            assert (row["value"], row["tip"].split("\n")[:2]) == (api["value"], [row["name"], said]), measure["id"]
            seen += 1
    assert seen > 2000


def test_every_point_of_a_line_is_an_observation(real_site: Path, names: dict[str, str]):
    """Year by year; what is hidden or missing in the API has no point."""
    seen = 0
    for spec, measure in specs(real_site, "timeline"):
        known = {
            (names[one["area"]], in_words(one["period"])): one["value"]
            for one in measure["observations"]
            if one["sex"] == "total" and one["status"] == "ok"
        }
        for row in [*spec["datasets"].get("country", []), *spec["datasets"]["regions"]]:
            assert row["value"] == known[row["name"], row["period"]], measure["id"]
            told = row["tip"].split("\n")
            assert told[:2] == [row["name"], f"{row['period']}: {quantity(row['value'], measure['unit'])}"]
            seen += 1
    assert seen > 15_000


@pytest.mark.parametrize(("kind", "whose", "least"), [("map", "regions", 1500), ("towns", "municipalities", 2000)])
def test_every_place_on_a_map_is_the_latest_figure(real_site: Path, names: dict[str, str], kind: str, whose: str, least: int):
    """And every place has borders with its name in the file that the maps share."""
    borders = read(real_site / "diagram" / "granser" / f"{whose}.json")["features"]
    drawn = {one["properties"]["code"]: one["properties"]["name"] for one in borders}
    assert drawn == {code: name for code, name in names.items() if code in drawn}
    seen = 0
    for spec, measure in specs(real_site, kind):
        known = shown(measure, names, municipal=kind == "towns")
        for row in spec["datasets"]["places"]:
            if "value" not in row:
                assert drawn[row["code"]] not in known, measure["id"]
                continue
            api = known[drawn[row["code"]]]
            assert row["value"] == api["value"], measure["id"]
            assert row["said"] == f"{in_words(api['period'])}: {quantity(api['value'], measure['unit'])}"
            seen += 1
    assert seen > least


def test_a_button_is_where_there_is_a_spec_and_nowhere_else(real_site: Path):
    """Each address that a page gives its script is a file, and each spec has a page that gives it."""
    given = set()
    for path in sorted(real_site.glob("**/index.html")):
        text = path.read_text(encoding="utf-8")
        for part in text.split('<template data-explore="')[1:]:
            given.add((path.parent / part.partition('"')[0]).resolve())
        assert ("assets/charts/explore.js" in text) == ("<template data-explore=" in text)
    written = {path.resolve() for path in real_site.glob("diagram/*/*.json") if path.parent.name != "granser"}
    assert len(written) > 300
    assert given == written


def test_live_charts_are_a_small_part_of_the_site(real_site: Path):
    """Specs, borders and libraries together: six megabytes, of which one visitor fetches a third of one."""
    files = [*real_site.glob("diagram/**/*.json"), *real_site.glob("assets/charts/*")]
    assert sum(path.stat().st_size for path in files) < 6_500_000
    assert max(path.stat().st_size for path in real_site.glob("diagram/*/*.json")) < 200_000
