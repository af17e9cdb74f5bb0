"""What the row of a device says of the country, and of who answers: in words, and never more than is known."""

import datetime as dt

import pytest

from build_site.model.area import Area
from build_site.model.catalogue import Catalogue
from build_site.model.device import DeviceCategory, DeviceFacts, Fee
from build_site.model.device_cost import DeviceCosts, Dispersion
from build_site.model.responsibility import Answer, Answered, Responsible
from build_site.search.answers import make_answers
from build_site.search.fees import answer_devices, count_known
from build_site.search.spans import describe_spans, describe_who, who_says

TODAY = dt.date(2025, 11, 30)
NAMES = (("12", "Förflyttning"), ("1206", "Gånghjälpmedel"), ("120606", "Rollatorer"), ("120612", "Gåbord"))
CATEGORIES = tuple(DeviceCategory(code=code, edition="2016", level=len(code) // 2, name_sv=name) for code, name in NAMES)


def costs(known: int, low: float | None = None, high: float | None = None, *, years: int = 5, count: int = 1) -> DeviceCosts:
    return DeviceCosts("120606", count=count, years=years, age=70, dispersion=Dispersion(known, low, low, high))


def fee(area: str, iso: str = "120606", responsible: str | None = None, number: int = 1) -> Fee:
    return Fee.model_validate(
        {
            "fee_id": f"f{number}",
            "area": area,
            "iso": iso,
            "fee_type": "user_fee",
            "amount_sek": 300,
            "responsible": responsible,
            "source_url": "https://example.se/",
            "status": "last_known",
        }
    )


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (costs(9, 0.0, 1400.0), "0–1 400 kr på fem år, 9 kända platser"),
        (costs(6, 300.0, 300.0, years=1), "300 kr på ett år, 6 kända platser"),
        (costs(6, 0.4, 299.6, years=7), "0–300 kr på 7 år, 6 kända platser"),
        (costs(9, 0.0, 2000.0, count=2), "0–2 000 kr för 2 st på fem år, 9 kända platser"),
        (costs(4), "avgift känd på 12 platser"),
        (None, "avgift känd på 12 platser"),
    ],
)
def test_span_is_lowest_to_highest_or_only_how_many_are_known(one: DeviceCosts | None, text: str):
    given = {"120606": one} if one else {}
    assert describe_spans(given, {"120606": 12})["120606"].replace("\u00a0", " ") == text


def test_one_place_is_no_places_and_none_is_nothing():
    assert describe_spans({}, {"120606": 1, "120612": 0}) == {"120606": "avgift känd på 1\u00a0plats"}


def test_class_that_says_what_the_one_above_says_is_left_out():
    spans = describe_spans({}, {"12": 3, "1206": 3, "120606": 9, "120612": 3, "22": 3})
    assert sorted(spans) == ["12", "120606", "22"]


def test_span_of_a_device_is_left_out_beside_its_nearest_class_only():
    spans = describe_spans({}, {"12": 3, "1206": 9, "120612": 3})
    assert sorted(spans) == ["12", "1206", "120612"], "as the top class says, but not as the nearer one does"


def answered(iso: str, responsible: Responsible, low: int | None = None, high: int | None = None) -> Answered:
    return Answered(iso, low, high, Answer(responsible))


def test_who_answers_is_for_an_adult_and_empty_where_nobody_says():
    answers = (
        answered("12", "municipality", None, 19),
        answered("12", "region", 20, None),
        answered("1206", "unknown"),
        answered("120606", "unknown"),
        answered("1222", "region"),
        answered("18", "unknown"),
        answered("22", "agreement", 65, 70),
        answered("24", "shared", 71, None),
    )
    assert describe_who(answers) == {
        "12": "Regionen ansvarar",
        "1206": "",
        "22": "Regionen och kommunen ansvarar tillsammans",
    }


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (["region", None], "Regionen ansvarar"),
        (["kommun"], "Kommunen ansvarar"),
        (["region och kommun (gemensamt)"], "Regionen och kommunen ansvarar tillsammans"),
        (["region", "kommun"], None),
        (["stat"], None),
        ([None], None),
        ([], None),
    ],
)
def test_what_fees_say_of_who_answers(said: list[str | None], text: str | None):
    fees = [fee("21", responsible=one, number=i) for i, one in enumerate(said)]
    assert who_says(fees) == text


def test_answer_of_a_device_carries_who_its_fee_says():
    facts = DeviceFacts(categories=CATEGORIES, fees=(fee("21", responsible="kommun"),))
    found = answer_devices(facts, today=TODAY)
    assert found["21"]["120606"]["who"] == "Kommunen ansvarar"
    assert "who" not in found["00"]["120606"]


def test_country_itself_is_no_known_place():
    facts = DeviceFacts(categories=CATEGORIES, fees=(fee("00"), fee("21", "12", number=2), fee("18", number=3)))
    assert count_known(facts, today=TODAY) == {"12": 1, "1206": 1, "120612": 1, "120606": 2}


def test_every_area_has_the_spans_and_its_own_answers_on_who():
    areas = {
        "00": Area(code="00", name="Riket", type="country"),
        "21": Area(code="21", name="Region Gävleborg", type="region", parent="00"),
        "2180": Area(code="2180", name="Gävle kommun", type="municipality", parent="21"),
    }
    facts = DeviceFacts(categories=CATEGORIES, fees=(fee("21"),))
    catalogue = Catalogue(areas, {}, {}, {}, {}, facts)
    who = {"2180": (answered("12", "municipality"),)}
    found = make_answers(catalogue, {}, today=TODAY, costs={}, responsibility=who)
    assert {code: one["spans"] for code, one in found.items()} == {
        code: {"120606": "avgift känd på 1\u00a0plats"} for code in areas
    }
    assert {code: one["who"] for code, one in found.items()} == {"00": {}, "21": {}, "2180": {"12": "Kommunen ansvarar"}}
