"""What the repository's own data says of devices: descriptions, who answers, contradictions, and what can be compared."""

import datetime as dt
from collections.abc import Mapping

import pytest

from build_site.compare.device_costs import device_costs
from build_site.compare.fees import cost, rules_for
from build_site.compare.responsibility import answers, rows_of, who_answers
from build_site.model.catalogue import Catalogue
from build_site.model.device_cost import DeviceCosts
from build_site.model.responsibility import Answered, Responsible
from build_site.publish import device_views
from build_site.search.fees import answer_devices
from build_site.validate.folder import read_data
from tests.conftest import PROJECT

TODAY = dt.date(2026, 11, 22)
AGES = (0, 7, 8, 17, 18, 19, 20, 21, 65, 85, 86, 100)
MAP_WORDS: set[Responsible] = {"region", "municipality", "shared", "agreement", "unknown"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_data(PROJECT / "data")[0]


@pytest.fixture(scope="module")
def answered(catalogue: Catalogue) -> Mapping[str, tuple[Answered, ...]]:
    parents = {one.code: one.parent_code for one in catalogue.devices.categories}
    return answers(catalogue.responsibility, catalogue.areas, parents)


@pytest.fixture(scope="module")
def costs(catalogue: Catalogue) -> Mapping[str, DeviceCosts]:
    return device_costs(catalogue.devices, catalogue.areas, today=TODAY)


# Who answers


def test_every_municipality_group_and_age_has_an_answer_or_an_explicit_unknown(
    catalogue: Catalogue, answered: Mapping[str, tuple[Answered, ...]]
):
    """Capability M63: 290 places, groups of two and four digits, twelve ages; exactly one answer each, as the resolver says."""
    towns = [code for code, area in catalogue.areas.items() if area.type == "municipality"]
    groups = [one.code for one in catalogue.devices.categories if len(one.code) <= 4]
    assert (len(towns), len(groups) > 50) == (290, True)
    told: dict[Responsible, int] = dict.fromkeys(sorted(MAP_WORDS), 0)
    checked = set()
    for town in towns:
        levels = rows_of(catalogue.responsibility, catalogue.areas, town)
        key = tuple(id(row) for level in levels for row in level)
        if key in checked:
            continue
        checked.add(key)
        for group in groups:
            spans = device_views.answers_for(answered[town], group)
            for age in AGES:
                found = [one for one in spans if (one.min_age or 0) <= age and (one.max_age is None or age <= one.max_age)]
                assert [one.answer for one in found] == [who_answers(levels, group, age)], (town, group, age)
                told[found[0].answer.responsible] += 1
    assert all(told.values()), told


def test_every_answer_has_a_source_that_a_reader_can_open(catalogue: Catalogue):
    assert len(catalogue.responsibility) > 100
    assert all(row.source_url and row.text_sv.endswith(".") for row in catalogue.responsibility)
    assert {row.area[:2] for row in catalogue.responsibility} >= {"00", "01", "03", "04", "12", "17", "18", "19", "22"}


@pytest.mark.parametrize(
    ("area", "iso", "age", "expected"),
    [
        ("0480", "09", 30, "municipality"),  # Sörmland's own table: simple devices are the municipality's
        ("0480", "09", 19, "region"),  # and the region's until the year one turns 19
        ("0480", "22", 30, "region"),
        ("0480", "24", 30, "shared"),
        ("0380", "12", 21, "municipality"),  # Uppsala: from 21
        ("0380", "12", 20, "region"),
        ("0380", "2206", 80, "region"),
        ("1280", "0930", 80, "shared"),  # Skåne: whether one can come to the nurse
        ("2284", "120606", 70, "municipality"),  # Västernorrland, all municipalities alike
        ("2284", "120606", 10, "unknown"),
        ("1980", "1206", 70, "shared"),  # Västmanland: by how one lives
        ("0880", "120606", 70, "unknown"),  # Kalmar has told nothing
        ("0880", "220306", 10, "region"),  # but the law has
        ("0880", "220306", 7, "unknown"),
    ],
)
def test_what_the_sources_say_is_what_is_answered(catalogue: Catalogue, area: str, iso: str, age: int, expected: str):
    levels = rows_of(catalogue.responsibility, catalogue.areas, area)
    assert who_answers(levels, iso, age).responsible == expected


# Sources that disagree


@pytest.mark.parametrize(
    ("area", "amounts"),
    [("20", {1400, 1300}), ("19", {1400, 600, 2200}), ("17", {1200, 1150})],
)
def test_both_amounts_are_kept(catalogue: Catalogue, area: str, amounts: set[int]):
    """Västmanland's 2 000 kr is the sum of two rows, 1 400 and 600, and the text says so."""
    (found,) = (one for one in catalogue.contradictions if one.area == area)
    fees = {(fee.area, fee.fee_id): fee for fee in catalogue.devices.fees}
    said = {fees[key].amount_sek or fees[key].max_sek for key in found.rows()}
    assert said == amounts
    for amount in {2000, 2200} if area == "19" else amounts:
        assert f"{amount // 1000}\u00a0{amount % 1000:03}\u00a0kr" in found.text_sv


def test_a_disputed_fee_is_always_explained(catalogue: Catalogue):
    """A row that says that sources disagree is in a contradiction that names the others."""
    explained = {key for one in catalogue.contradictions for key in one.rows()}
    disputed = {(fee.area, fee.fee_id) for fee in catalogue.devices.fees if fee.status == "disputed"}
    assert disputed
    assert disputed <= explained


# Descriptions


def test_what_people_look_for_is_described(catalogue: Catalogue):
    """Every class of the lowest level that anybody has a fee, a price or a rule for, in a sentence of its own."""
    devices = catalogue.devices
    told = {fact.iso for facts in (devices.fees, devices.prices, devices.rules) for fact in facts if fact.iso}
    wanted = {code for code in told if len(code) == 6} - {"120724"}
    described = {code for code, about in catalogue.about_devices.items() if about.description_sv}
    assert len(described) >= 60
    assert wanted <= described
    texts = [about.description_sv or "" for about in catalogue.about_devices.values()]
    assert all(text.endswith(".") and len(text) < 200 for text in texts)
    assert len(set(texts)) == len(texts)


def test_every_figure_of_how_many_belongs_to_a_device(catalogue: Catalogue):
    """They are in the data and wait for their first pull, or have come."""
    named = {name for about in catalogue.about_devices.values() for name in about.indicator_ids}
    assert len(named) > 25
    assert named <= catalogue.indicators.keys() | catalogue.waiting.keys()


# What can be compared


@pytest.mark.parametrize(("area", "sek"), [("18", 4200), ("19", 1400), ("01", 600), ("14", 0), ("03", 450), ("20", 250)])
def test_two_hearing_aids_over_five_years(costs: Mapping[str, DeviceCosts], area: str, sek: float):
    """The worked example of the mission, to the krona."""
    found = costs["2206"]
    assert (found.count, found.years) == (2, 5)
    assert dict(found.sek)[area] == sek


def test_a_place_stands_once_and_no_sum_is_below_zero(catalogue: Catalogue, costs: Mapping[str, DeviceCosts]):
    assert costs.keys() == {one.code for one in catalogue.devices.categories}
    compared = [one for one in costs.values() if one.sek]
    assert len(compared) > 50
    for one in compared:
        amounts = [sek for _, sek in one.sek]
        assert amounts == sorted(amounts)
        assert amounts[0] >= 0
        assert len({area for area, _ in one.sek}) == len(one.sek)
        assert one.dispersion.areas_known == len(one.sek)
        assert one.dispersion.enough == (len(one.sek) >= 5)


def test_the_search_row_knows_every_fee_that_the_calculator_counts_with(catalogue: Catalogue):
    """Also a row for many classes at once. A subsidy (wigs) leaves the rest of a price that nobody knows: no fee to tell."""
    rules = rules_for(catalogue.devices, catalogue.areas)
    told = answer_devices(catalogue.devices, today=TODAY)
    devices = [one.code for one in catalogue.devices.categories if len(one.code) >= 4]
    counted = 0
    for area, place in rules.items():
        for iso in devices:
            found = cost(place, [{"iso": iso, "count": 2}], years=5, age=50, start=TODAY)
            own = {line.area for line in found.lines if line.in_total and line.kind != "subsidy"} - {"00"}
            counted += len(own)
            assert all(iso in told[one] for one in own), (area, iso)
    assert counted > 1000


@pytest.mark.parametrize(
    ("area", "text"),
    [
        ("14", "0 kr per hjälpmedel"),
        ("17", "20 % av hjälpmedlets värde; lägst 200 kr, högst taket i högkostnadsskyddet, högst 1 200 kr"),
        ("22", "79 kr per månad oavsett antal hjälpmedel"),
        ("2062", "250 kr per utprovning"),
    ],
)
def test_the_search_row_of_a_rollator(catalogue: Catalogue, area: str, text: str):
    answer = answer_devices(catalogue.devices, today=TODAY)[area]["120606"]
    assert str(answer["text"]).replace("\u00a0", " ") == text


def test_an_orthosis_without_a_fee_makes_no_wig_free(catalogue: Catalogue):
    """Kalix: orthoses that cost at most 195 kr are free. The class above them has wigs, prostheses and shoes in it too."""
    (fee,) = (one for one in catalogue.devices.fees if (one.area, one.fee_id) == ("2514", "fee-210"))
    assert fee.speaks_of("061206")
    assert not any(fee.speaks_of(iso) for iso in ("063003", "0618", "0624", "0633"))
