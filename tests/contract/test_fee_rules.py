"""The repository's own fees as rules: every row is one, what can't be worked out says why, and the worked examples hold."""

import gzip
from types import SimpleNamespace
from typing import Any, NamedTuple

import jsonschema_rs
import orjson
import pytest

from build_site.compare.fees import cost, counted_rows, own_rules, rules_for
from build_site.compare.fees.basket import Wish
from build_site.compare.fees.choose import candidates, first, holds
from build_site.compare.fees.phrases import UNITS, WHO
from build_site.model.area import Area
from build_site.model.device import DeviceFacts
from build_site.model.fee_rule import AreaRules, FeeRule
from build_site.model.output import Files
from build_site.publish.endpoints import fee_rules
from build_site.publish.endpoints.schemas import SCHEMAS
from build_site.validate.reading import Reader
from build_site.validate.things import read_areas, read_devices
from tests.conftest import PROJECT
from tests.fee_engine import ask

LARGEST = 40_000
"""Bytes of one place's file."""


class Known(NamedTuple):
    """The real rules, read once."""

    areas: dict[str, Area]
    devices: DeviceFacts
    own: dict[str, tuple[FeeRule, ...]]
    places: dict[str, AreaRules]
    files: Files

    def rule(self, area: str, fee_id: str) -> FeeRule:
        """Return one row's rule."""
        return next(one for one in self.own[area] if one.fee_id == fee_id)


@pytest.fixture(scope="module")
def known() -> Known:
    """Return the repository's fees."""
    reader = Reader(PROJECT / "data")
    areas = read_areas(reader)
    devices = read_devices(reader, areas, {})
    assert devices.fees
    own, places = own_rules(devices), rules_for(devices, areas)
    counts = counted_rows(rule for rules in own.values() for rule in rules)
    edition: Any = SimpleNamespace(fee_rules=places, fee_rows=counts)
    return Known(areas, devices, own, places, fee_rules.files(edition))


def test_every_row_is_a_rule_and_counted(known: Known):
    """239 rows: what a sum is made of, what stands apart, and what can only be told."""
    told = orjson.loads(known.files["fees/rules.json"])
    assert told["counts"] == {"rows": 239, "in_sum": 163, "apart": 61, "told": 15}
    assert {(fee.area, fee.fee_id) for fee in known.devices.fees} == {
        (rule.area, rule.fee_id) for rules in known.own.values() for rule in rules
    }


def test_every_told_row_says_why_in_the_data(known: Known):
    """Nothing is told for want of a word in our tables."""
    told = {rule.fee_id: rule.told for rules in known.own.values() for rule in rules if rule.kind == "told"}
    assert told == {fee.fee_id: fee.told for fee in known.devices.fees if fee.counted == "no"}
    assert all(told.values())


def test_every_phrase_of_the_data_is_in_the_tables(known: Known):
    """And the tables have no more than a few that the data does not use yet."""
    units = {fee.unit for fee in known.devices.fees if fee.unit and fee.counted != "no"}
    assert units <= UNITS.keys()
    assert len(units) > 45
    ready = {"per kvartal", "per år oavsett antal hjälpmedel", "av priset"}
    assert UNITS.keys() - {fee.unit for fee in known.devices.fees} == ready
    assert WHO.keys() <= {fee.applies_to for fee in known.devices.fees}


def asked_for(rule: FeeRule) -> list[tuple[Wish, int]]:
    """Return a question for each of the rule's device classes, that the rule itself should answer."""
    count = rule.count_from or 1
    age = rule.min_age or {"everyone": rule.max_age or 30, "adults": 30, "children": 10}[rule.who]
    return [(Wish(iso, rule.variant or "", -1, count), age) for iso in rule.iso]


def test_no_row_is_hidden_behind_another(known: Known):
    """Each row that a sum is made of answers for each class it names: two that both fit would be a guess."""
    questions = 0
    for area, rules in known.own.items():
        for rule in rules:
            if rule.kind not in ("device", "start", "subsidy") or rule.status != "last_known":
                continue
            kinds = {"start"} if rule.kind == "start" else {"device", "subsidy"}
            day = rule.valid_from or rule.valid_to or known.rule("22", "fee-238").valid_from
            assert day
            for wish, age in asked_for(rule):
                fitting = [one for one in candidates(known.places[area], wish, kinds) if holds(one, day)]
                best = first(fitting, wish.count, wish.count, age)
                assert best is not None, (area, rule.fee_id, wish.iso)
                assert fitting[best] == rule, (area, rule.fee_id, wish.iso, fitting[best].fee_id)
                questions += 1
    assert questions > 150


def test_contradicting_sources_are_all_there(known: Known):
    """Both sums are in the files, and one of them is not counted."""
    assert (known.rule("20", "fee-179").max_sek, known.rule("20", "fee-179").status) == (1400, "last_known")
    assert (known.rule("2062", "fee-180").max_sek, known.rule("2062", "fee-180").status) == (1300, "superseded")
    assert (known.rule("19", "fee-170").amount_sek, known.rule("19", "fee-170").status) == (1400, "last_known")
    assert (known.rule("19", "fee-172").amount_sek, known.rule("19", "fee-172").status) == (2200, "disputed")
    assert (known.rule("17", "fee-126").max_sek, known.rule("17", "fee-126").status) == (1200, "last_known")
    assert (known.rule("17", "fee-136").max_sek, known.rule("17", "fee-136").status) == (1150, "historical")


WORKED = {
    "Örebro, two hearing aids over five years": ("18", "2206", 2, 5, "2026-01-01", None, 4200),
    "Västmanland": ("19", "2206", 2, 5, "2026-01-01", None, 1400),
    "Stockholm": ("01", "2206", 2, 5, "2026-01-01", None, 600),
    "Västra Götaland": ("14", "2206", 2, 5, "2026-01-01", None, 0),
    "Uppsala, one": ("03", "2206", 1, 1, "2026-01-01", None, 300),
    "Uppsala, two": ("03", "2206", 2, 1, "2026-01-01", None, 450),
    "Uppsala, three": ("03", "2206", 3, 1, "2026-01-01", None, 600),
    "Kumla, as its region": ("1881", "2206", 7, 1, "2026-01-01", None, 840),
    "Örebro, a rollator": ("1880", "120606", 1, 5, "2026-01-01", None, 280),
    "Värmland, the floor": ("17", "2206", 1, 1, "2026-01-01", 500, 200),
    "Värmland, 20 %": ("17", "2206", 1, 1, "2026-01-01", 3000, 600),
    "Värmland, the ceiling": ("17", "2206", 1, 1, "2026-01-01", 10_000, 1200),
    "Värmland, no price": ("17", "2206", 1, 1, "2026-01-01", None, None),
    "Dalarna, a pair": ("20", "2206", 2, 5, "2026-01-01", None, 250),
    "Stockholm, TENS": ("01", "042706", 1, 2, "2026-01-01", None, 600),
    "Heby, rollator nr 1 and nr 2": ("0331", "120606", 2, 1, "2026-01-01", None, 570),
} | {
    f"{area}, any number in {year}": (area, "120606", 3, 1, f"{year}-01-01", None, 12 * monthly)
    for area in ("2260", "2262", "2280", "2281", "2282", "2283", "2284")
    for year, monthly in ((2024, 76), (2025, 76), (2026, 79))
}


def test_worked_examples_to_the_krona(known: Known):
    """As the issue asks for them, from the files that a browser reads, in both calculators."""
    questions: list[tuple[str, Any, Any, Any]] = []
    for area, iso, count, years, start, price, _ in WORKED.values():
        wish = {"iso": iso, "count": count} | ({} if price is None else {"price_sek": price})
        rules = orjson.loads(known.files[f"fees/rules/{area}.json"])
        questions.append(("cost", rules, [wish], {"years": years, "age": 70, "start": start}))
    expected = {name: worked[-1] for name, worked in WORKED.items()}
    found = [cost(rules, basket, **options).as_json() for _, rules, basket, options in questions]
    assert {name: one["total_sek"] for name, one in zip(WORKED, found, strict=True)} == expected
    assert ask(questions) == found


def test_every_place_has_a_file_and_none_is_large(known: Known):
    """311 places and the country; one more with everything, small enough to fetch on a phone."""
    assert {f"fees/rules/{code}.json" for code in known.areas} | {"fees/rules.json"} == known.files.keys()
    assert len(known.files) == 313
    assert max(len(content) for path, content in known.files.items() if path != "fees/rules.json") < LARGEST
    assert len(gzip.compress(known.files["fees/rules.json"], mtime=0)) < LARGEST / 2


def test_every_file_follows_its_schema(known: Known):
    """The published one."""
    places, everything = (jsonschema_rs.Draft202012Validator(SCHEMAS[name]) for name in ("fee-rules", "all-fee-rules"))
    for path, content in known.files.items():
        validator = everything if path == "fees/rules.json" else places
        assert [error.message for error in validator.iter_errors(orjson.loads(content))] == [], path


def test_a_municipality_has_its_regions_rules_too(known: Known):
    """Own ones first."""
    listed = [rule["area"] for rule in orjson.loads(known.files["fees/rules/2260.json"])["rules"]]
    assert list(dict.fromkeys(listed)) == ["2260", "22", "00"]


def test_everything_at_once_is_what_the_files_say(known: Known):
    """fees/rules.json has every place's own rules, so a browser needs one file to compare them all."""
    basket = [{"iso": "2206", "count": 2}, {"iso": "120606", "count": 1}]
    options: dict[str, Any] = {"years": 5, "age": 70, "start": "2026-01-01"}
    (found,) = ask([("costs", orjson.loads(known.files["fees/rules.json"]), basket, options)])
    assert len(found) == len(known.own)
    expected = [{"area": area} | cost(known.places[area], basket, **options).as_json() for area in sorted(known.own)]
    assert sorted(found, key=lambda one: str(one["area"])) == expected
