"""What the pages about devices look up: how old a fact is, which fees speak of a device, who answers, where sources disagree."""

import datetime as dt
from dataclasses import replace

import pytest

from build_site.compare.responsibility import answers
from build_site.model.device import Fee
from build_site.model.device_notes import Contradiction
from build_site.model.edition import Edition
from build_site.model.fact_age import FactAge
from build_site.model.fee_rule import AreaRules, FeeRule
from build_site.model.responsibility import Responsibility
from build_site.publish import device_views, views
from build_site.publish.device_views import (
    age_words,
    ages_words,
    answers_for,
    disagree_about_device,
    disagree_in_place,
    disagreements,
    fact_age,
    fee_lines,
    place_answers,
    rule_lines,
    who_by_answer,
)

TODAY = dt.date(2026, 1, 31)


def fee(**more: object) -> Fee:
    plain = {
        "fee_id": "fee-9",
        "area": "01",
        "fee_type": "user_fee",
        "source_url": "https://example.org/",
        "status": "last_known",
    }
    return Fee.model_validate(plain | more)


def row(area: str = "01", responsible: str = "region", **more: object) -> Responsibility:
    plain = {"area": area, "responsible": responsible, "text_sv": "Så säger källan.", "source_url": "https://example.org/"}
    return Responsibility.model_validate(plain | more)


def answered(edition: Edition, *rows: Responsibility) -> Edition:
    parents = {one.code: one.parent_code for one in edition.catalogue.devices.categories}
    return replace(edition, answers=answers(rows, edition.catalogue.areas, parents))


# How old


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"source_date": "2025-01-31"}, "fresh"),  # twelve months to the day
        ({"source_date": "2025-01-30"}, "old"),
        ({"source_date": "2025"}, "fresh"),  # a year counts to its end, a month to its last day
        ({"source_date": "2024"}, "old"),
        ({"source_date": "2025-01"}, "fresh"),
        ({"source_date": "2024-12"}, "old"),
        ({"source_date": "2026-01-31"}, "fresh"),
        ({}, "undated"),
        ({"source_date": "hösten 2024"}, "undated"),
        ({"source_date": "2024-13"}, "undated"),
        ({"source_date": "2025-02-30"}, "undated"),
        ({"source_date": "2018-02", "verified_at": "2025-06-01"}, "fresh"),  # somebody looked: that is what counts
        ({"source_date": "2025", "verified_at": "2024-06-01"}, "old"),
        ({"verified_at": "2025-12-01"}, "fresh"),
    ],
)
def test_a_fact_is_as_old_as_the_last_look_at_it(dates: dict[str, str], expected: FactAge):
    assert fact_age(fee(**dates), TODAY) == expected


@pytest.mark.parametrize(
    ("today", "first_fresh"),
    [
        (dt.date(2026, 3, 31), "2025-03-31"),
        (dt.date(2028, 2, 29), "2027-02-28"),
        (dt.date(2025, 2, 28), "2024-02-28"),
        (dt.date(2026, 12, 31), "2025-12-31"),
        (dt.date(2026, 1, 1), "2025-01-01"),
    ],
)
def test_twelve_months_are_twelve_months_in_every_calendar(today: dt.date, first_fresh: str):
    before = dt.date.fromisoformat(first_fresh) - dt.timedelta(days=1)
    assert fact_age(fee(source_date=first_fresh), today) == "fresh"
    assert fact_age(fee(source_date=before.isoformat()), today) == "old"


def test_ages_are_counted_in_words():
    assert age_words(["fresh", "old", "old", "undated"]) == (
        "Uppgifter som är högst ett år gamla: 1 av 4. Uppgifter som är äldre än ett år, i grått: 2 av 4. "
        "Uppgifter utan datum hos källan, i grått: 1 av 4."
    )
    assert age_words(["fresh"]) == "Uppgifter som är högst ett år gamla: 1 av 1."
    assert age_words([]) == ""


# Which fees


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"iso": "120606"}, True),
        ({"iso": "1206"}, True),
        ({"iso": "12"}, True),
        ({"iso": "1203"}, False),
        ({"iso": "12060601"[:6]}, True),
        ({}, False),
        ({"covers": "12;2206"}, True),
        ({"covers": "2206;2203"}, False),
        ({"covers": "12", "except": "120606"}, False),
        ({"covers": "12", "except": "1206"}, False),
        ({"covers": "12", "except": "120603"}, True),
        ({"iso": "2206", "covers": "1206"}, True),
    ],
)
def test_a_fee_speaks_of_what_it_covers(more: dict[str, str], expected: bool):  # noqa: FBT001
    """Örebro's subscription has no code of its own: it stands on the page of every device that it covers."""
    assert fee(**more).speaks_of("120606") is expected


def test_a_fee_for_a_device_says_nothing_of_its_group():
    assert not fee(iso="120606").speaks_of("1206")


def test_a_fee_that_has_ended_held_before(edition: Edition):
    """By its own dates, whatever its status says; today is its last day."""
    devices = views.devices_of(edition)
    for last, status in (("2026-01-31", "last_known"), ("2026-01-30", "historical")):
        (line,) = fee_lines(edition, [fee(valid_to=last)], devices)
        assert line.fee.status == status
    (line,) = fee_lines(edition, [fee(valid_to="2020-01-01", status="superseded")], devices)
    assert line.fee.status == "superseded"


def test_a_fee_says_why_it_can_not_be_counted(edition: Edition):
    rule = FeeRule.model_validate(
        {
            "fee_id": "fee-9",
            "area": "01",
            "kind": "told",
            "told": "källan säger inte för vilka",
            "status": "last_known",
            "text": "Något.",
            "source_url": "https://example.org/",
        }
    )
    known = replace(edition, fee_rules={"01": AreaRules(area="01", rules=(rule,))})
    lines = fee_lines(known, [fee(), fee(fee_id="fee-8"), fee(area="02")], views.devices_of(edition))
    assert [line.told for line in lines] == ["källan säger inte för vilka", None, None]
    assert fee_lines(edition, [fee()], views.devices_of(edition))[0].told is None


def test_rules_stand_with_the_countrys_first(edition: Edition):
    (rule,) = edition.catalogue.devices.rules
    rules = [rule.model_copy(update={"area": area, "rule_id": f"r-{area}"}) for area in ("02", "03", "00", "01")]
    assert [line.rule.area for line in rule_lines(edition, rules)] == ["00", "01", "03", "02"]


# Sources that disagree


def contradiction(area: str, iso: str | None = None, *ids: str) -> Contradiction:
    return Contradiction(contradiction_id=f"c-{area}", area=area, iso=iso, text_sv="Olika.", fee_ids=ids)


@pytest.fixture
def disputed(edition: Edition) -> Edition:
    """Return the edition with three places where sources disagree: about all devices, one device, and another."""
    said = (contradiction("01", None, "fee-1", "02/fee-2"), contradiction("02", "120606", "fee-5"), contradiction("03", "2206"))
    return replace(edition, catalogue=replace(edition.catalogue, contradictions=said))


def test_every_row_that_disagrees_is_found(disputed: Edition):
    """Also one in another place's list."""
    first = disagreements(disputed)[0]
    assert [(one.area, one.fee_id) for one in first.fees] == [("01", "fee-1"), ("02", "fee-2")]
    assert first.area.name == "Region Norr"


def test_a_device_shows_what_is_about_it_and_what_is_about_all_devices_where_it_costs_something(disputed: Edition):
    found = disagreements(disputed)

    def shown(code: str, *fees: Fee) -> list[str]:
        return [one.area.code for one in disagree_about_device(found, code, fees)]

    assert shown("120606", fee(area="01")) == ["01", "02"]
    assert shown("120606", fee(area="0180")) == ["01", "02"]  # the municipality's ceiling is its region's
    assert shown("120606", fee(area="03")) == ["02"]
    assert shown("120606", fee(area="01", status="historical")) == ["02"]
    assert shown("220615") == ["03"]
    assert shown("1206") == []


def test_a_place_shows_its_own_and_its_regions(disputed: Edition):
    found, areas = disagreements(disputed), disputed.catalogue.areas
    assert [one.area.code for one in disagree_in_place(found, areas["0180"])] == ["01"]
    assert [one.area.code for one in disagree_in_place(found, areas["02"])] == ["02"]
    assert disagree_in_place(found, areas["00"]) == []


def test_what_the_country_s_sources_disagree_about_is_not_every_regions(edition: Edition):
    catalogue = replace(edition.catalogue, contradictions=(contradiction("00"),))
    found = disagreements(replace(edition, catalogue=catalogue))
    assert disagree_in_place(found, catalogue.areas["01"]) == []


# Who answers


def test_ages_are_said_as_in_the_fees():
    assert [ages_words(*ages) for ages in ((None, None), (20, None), (None, 19), (8, 19), (0, 7))] == [
        "alla åldrar",
        "från 20 år",
        "till och med 19 år",
        "8–19 år",
        "0–7 år",
    ]


def test_the_answer_is_that_of_the_nearest_class(edition: Edition):
    known = answered(edition, row(iso="1206", responsible="municipality")).answers["01"]
    assert [one.answer.responsible for one in answers_for(known, "120606")] == ["municipality"]
    assert answers_for(known, "2206") == []
    assert answers_for((), "120606") == []


def test_places_with_one_answer_stand_together_and_unknown_last(edition: Edition):
    known = answered(
        edition, row("01", iso="1206"), row("03", iso="1206", max_age=19), row("03", iso="1206", responsible="shared")
    )
    found = who_by_answer(known, "120606", views.regions(known))
    assert [(one.responsible, one.ages, [area.code for area in one.areas]) for one in found] == [
        ("region", "alla åldrar", ["01"]),
        ("shared", "från 20 år", ["03"]),
        ("shared", "till och med 19 år", ["03"]),
        ("unknown", "alla åldrar", ["02"]),
    ]
    assert [len(one.rows) for one in found] == [1, 1, 2, 0]


def test_a_place_lists_what_is_known_and_names_the_groups_that_are_not(edition: Edition):
    names = {"1206": "Gånghjälpmedel", "120606": "Rollatorer", "12": "Förflyttning", "22": "Kommunikation"}
    parents = {"12": None, "22": None, "1206": "12", "120606": "1206"}
    rows = [row(iso="1206", min_age=20, responsible="municipality"), row(iso="120606", responsible="shared")]
    known = replace(edition, answers=answers(rows, edition.catalogue.areas, parents))
    lines, unknown = place_answers(known, "0180", names)
    assert [(line.name, line.ages, line.answered.answer.responsible) for line in lines] == [
        ("Gånghjälpmedel", "från 20 år", "municipality"),
        ("Rollatorer", "alla åldrar", "shared"),
    ]
    assert unknown == ["Förflyttning", "Kommunikation"]
    assert place_answers(known, "02", names) == ([], ["Förflyttning", "Kommunikation"])


def test_a_place_that_nobody_asked_about_has_no_lines(edition: Edition):
    assert device_views.place_answers(edition, "01", {}) == ([], [])
