"""The rules as files: in the build, named in the OpenAPI document, and held to their schema by the audit."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest

from build_site.audit.schemas import check_schemas
from build_site.compare.fees import counted_rows, own_rules, rules_for
from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.publish.endpoints import fee_rules, openapi

PLACE = "fees/rules/0180.json"


@pytest.fixture
def files(edition: Edition) -> Files:
    """Return the rules of the tiny edition as files, and the document that describes them."""
    devices, areas = edition.catalogue.devices, edition.catalogue.areas
    rows = counted_rows(rule for rules in own_rules(devices).values() for rule in rules)
    whole = replace(edition, fee_rules=rules_for(devices, areas), fee_rows=rows)
    return fee_rules.files(whole) | openapi.files(whole)


def test_there_is_one_for_every_place_and_one_for_all(files: Files):
    """With the places' own rules; places that have told nothing are not in the one for all."""
    codes = ("00", "01", "02", "03", "0180")
    assert files.keys() - {"api/v1/openapi.json"} == {"fees/rules.json", *(f"fees/rules/{code}.json" for code in codes)}
    everything = orjson.loads(files["fees/rules.json"])
    assert {one["area"]: [rule["fee_id"] for rule in one["rules"]] for one in everything["areas"]} == {
        "01": ["fee-1", "fee-4"],
        "02": ["fee-2", "fee-5"],
        "0180": ["fee-3"],
    }
    assert everything["counts"] == {"rows": 5, "in_sum": 2, "apart": 0, "told": 3}


def test_a_place_meets_its_regions_rules(files: Files):
    """Own ones first; what the source did not say is left out, and 0 is not."""
    place = orjson.loads(files[PLACE])
    assert (place["area"], place["parents"]) == ("0180", ["01", "00"])
    own, region, _ = place["rules"]
    assert (own["fee_id"], own["kind"], own["told"]) == ("fee-3", "told", "källan säger inte vad beloppet gäller")
    assert "amount_sek" not in own
    assert (region["amount_sek"], region["every"], region["text"]) == (0, "year", "0\u00a0kr per år.")
    assert None not in region.values()


BROKEN: dict[str, tuple[Callable[[Any], Any], str]] = {
    "an unknown kind": (lambda one: one["rules"][0].update(kind="gift"), "rules/0/kind does not follow its schema"),
    "an amount as text": (
        lambda one: one["rules"][0].update(amount_sek="70 kr"),
        "rules/0/amount_sek does not follow its schema",
    ),
    "a key too many": (lambda one: one["rules"][0].update(price=1), "rules/0 does not follow its schema"),
    "no text": (lambda one: one["rules"][0].pop("text"), "rules/0 does not follow its schema"),
    "no area": (lambda one: one.pop("area"), "the file does not follow its schema"),
}


@pytest.mark.parametrize(("break_it", "fault"), BROKEN.values(), ids=BROKEN)
def test_the_audit_reads_them(files: Files, break_it: Callable[[Any], Any], fault: str):
    """They stand outside the API's folder, and are held to the published schema all the same."""
    place = orjson.loads(files[PLACE])
    break_it(place)
    assert check_schemas(files) == []
    (found,) = check_schemas(files | {PLACE: orjson.dumps(place)})
    assert found.startswith(f"{PLACE}: {fault}")


def test_a_file_that_is_not_json_is_a_fault(files: Files):
    assert check_schemas(files | {PLACE: b"{"}) == [f"{PLACE} is not JSON"]


def test_they_are_named_where_they_stand(files: Files):
    """At the site's own root, not under the API's."""
    paths = orjson.loads(files["api/v1/openapi.json"])["paths"]
    server = [{"url": "https://example.org/site"}]
    assert {path: item["servers"] for path, item in paths.items() if path.startswith("/fees/")} == {
        "/fees/rules.json": server,
        "/fees/rules/{area}.json": server,
    }
