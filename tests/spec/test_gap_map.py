"""Which fees are known where: a table of what has been told, and a table of what is then known in each place."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from build_site.compare.coverage import coverage
from build_site.compare.responsibility import answers
from build_site.model.area import Area
from build_site.model.coverage import Coverage
from build_site.model.device import DeviceCategory, DeviceFacts, Fee
from build_site.model.device_notes import Contradiction
from build_site.model.responsibility import Responsibility

title = "The gap map"

ReadTable = Callable[[str], list[dict[str, str]]]
TODAY = dt.date(2026, 1, 31)
PARENTS = {"04": None, "0427": "04", "12": None, "1206": "12", "120606": "1206", "1222": "12", "22": None, "2206": "22"}
CATEGORIES = tuple(
    DeviceCategory(code=code, edition="2016", level=len(code) // 2, parent_code=parent, name_sv=code)
    for code, parent in PARENTS.items()
)
URL = "https://example.org/avgift"


def fees(rows: list[dict[str, str]]) -> tuple[Fee, ...]:
    """Return drawn fees: 100 kr a device, once, if nothing else is drawn; an empty cell is not said, `none` is no amount."""
    plain: dict[str, Any] = {
        "fee_type": "one_off_fee",
        "amount_sek": 100,
        "unit": "per hjälpmedel",
        "status": "last_known",
        "source_url": URL,
    }
    return tuple(
        Fee.model_validate(
            plain | {"fee_id": f"fee-{number}"} | {key: None if cell == "none" else cell for key, cell in row.items() if cell}
        )
        for number, row in enumerate(rows)
    )


def responsibilities(rows: list[dict[str, str]]) -> list[Responsibility]:
    """Return drawn rows of who answers."""
    plain: dict[str, Any] = {"text_sv": "Så säger källan.", "source_url": URL}
    return [Responsibility.model_validate(plain | {key: cell for key, cell in row.items() if cell}) for row in rows]


Know = Callable[..., Coverage]


@pytest.fixture(scope="module")
def know(read_rows: ReadTable, areas: Mapping[str, Area]) -> Know:
    """Return what is known where, out of drawn fees, who answers, and contradictions."""

    def known(told: str, who: str = "", disputes: tuple[Contradiction, ...] = ()) -> Coverage:
        asked = responsibilities(read_rows(who)) if who else []
        facts = DeviceFacts(categories=CATEGORIES, fees=fees(read_rows(told)))
        return coverage(facts, areas, answers(asked, areas, PARENTS), disputes, today=TODAY)

    return known


@pytest.fixture(scope="module")
def spec(know: Know, read_rows: ReadTable) -> Callable[..., None]:
    """Return the check: given these fees, this is known. A dash in the second table is unknown."""

    def check(told: str, then: str, **more: Any) -> None:  # noqa: ANN401
        found = know(told, **more)
        expected = read_rows(then)
        actual = [
            {"area": row["area"]} | {group: found.cells[row["area"]][group].state for group in row if group != "area"}
            for row in expected
        ]
        assert [{key: "unknown" if cell == "-" else cell for key, cell in row.items()} for row in expected] == actual

    return check


Spec = Callable[..., None]


def test_a_fee_is_as_sure_as_it_is_new(spec: Spec):
    """Somebody's look goes before the source's own date; a year counts to its end; the newest of several tells."""
    spec(
        """
        | area | iso    | verified_at | source_date |
        | 01   | 120606 | 2025-01-31  | 2019        |
        | 03   | 120606 |             | 2025        |
        | 04   | 120606 | 2025-01-30  |             |
        | 05   | 120606 |             | sommaren    |
        | 01   | 2206   |             |             |
        | 01   | 2206   |             | 2020-05     |
        | 03   | 2206   |             | 2020-05     |
        | 03   | 2206   | 2026-01-01  |             |""",
        """
        | area | 1206     | 2206     |
        | 01   | verified | older    |
        | 03   | verified | verified |
        | 04   | older    | -        |
        | 05   | undated  | -        |""",
    )


def test_zero_kronor_is_known_and_an_empty_amount_is_not(spec: Spec):
    spec(
        """
        | area | iso    | amount_sek |
        | 01   | 120606 | 0          |
        | 03   | 120606 | none       |""",
        """
        | area | 1206    |
        | 01   | undated |
        | 03   | -       |""",
    )


def test_only_what_holds_today_for_an_adult_counts(spec: Spec):
    """An ended, coming, proposed or superseded fee is none, nor one for children; neither is a visit, a loss or a ceiling."""
    spec(
        """
        | area | iso    | status     | valid_from | valid_to   | min_age | max_age | fee_type           |
        | 01   | 120606 |            | 2026-01-31 | 2026-01-31 |         |         |                    |
        | 03   | 120606 |            |            | 2026-01-30 |         |         |                    |
        | 04   | 120606 |            | 2026-02-01 |            |         |         |                    |
        | 05   | 120606 | proposed   |            |            |         |         |                    |
        | 01   | 2206   | superseded |            |            |         |         |                    |
        | 03   | 2206   |            |            |            |         | 49      |                    |
        | 04   | 2206   |            |            |            | 51      |         |                    |
        | 05   | 2206   |            |            |            | 50      | 50      |                    |
        | 01   | 1222   |            |            |            |         |         | visit_fee          |
        | 03   | 1222   |            |            |            |         |         | replacement_charge |
        | 04   | 1222   |            |            |            |         |         | extra_fee          |
        | 05   | 1222   |            |            |            |         |         | user_fee           |""",
        """
        | area | 1206    | 2206    | 1222    |
        | 01   | undated | -       | -       |
        | 03   | -       | -       | -       |
        | 04   | -       | -       | -       |
        | 05   | -       | undated | undated |""",
    )


def test_what_one_pays_may_be_told_as_a_subsidy_a_purchase_or_in_words(spec: Spec):
    """All of them say what it costs an adult. What is for children says nothing of adults."""
    spec(
        """
        | area | iso    | fee_type          | unit           | counted | told       | applies_to |
        | 01   | 120606 | subsidy           | per person     |         |            |            |
        | 03   | 120606 | purchase_own_cost | per par        |         |            |            |
        | 04   | 120606 | user_fee          | per hjälpmedel | no      | inte säkert |            |
        | 05   | 120606 | user_fee          | per hjälpmedel |         |            | barn       |
        | 05   | 2206   | user_fee          | per hjälpmedel |         |            | vuxna      |""",
        """
        | area | 1206    | 2206    |
        | 01   | undated | -       |
        | 03   | undated | -       |
        | 04   | undated | -       |
        | 05   | -       | undated |""",
    )


def test_a_fee_for_a_class_tells_of_the_group_above_it_and_of_the_groups_below(spec: Spec):
    """120606 tells of 1206; 12 tells of 1206 and 1222, save what it leaves out."""
    spec(
        """
        | area | iso    | except |
        | 01   | 120606 |        |
        | 03   | 12     |        |
        | 04   | 12     | 1222   |
        | 05   | 12     | 120606 |
        | 05   | 1222   |        |""",
        """
        | area | 1206    | 1222    |
        | 01   | undated | -       |
        | 03   | undated | undated |
        | 04   | undated | -       |
        | 05   | undated | undated |""",
    )


def test_a_municipality_has_its_own_fee_or_its_regions(know: Know):
    """Its own goes first, also when it is older; a municipality's fee says nothing of its region or of its neighbours."""
    found = know("""
        | area | iso    | verified_at |
        | 01   | 120606 | 2026-01-01  |
        | 0101 | 120606 | 2020-01-01  |
        | 0102 | 2206   | 2020-01-01  |""")
    assert [(found.cells[area]["1206"].state, found.cells[area]["1206"].area) for area in ("01", "0101", "0102", "03")] == [
        ("verified", "01"),
        ("older", "0101"),
        ("verified", "01"),
        ("unknown", None),
    ]
    assert [found.cells[area]["2206"].state for area in ("01", "0101", "0102")] == ["unknown", "unknown", "older"]
    towns = ("0101", "0102", "0103")
    assert (found.known("1206", towns), found.told("1206", towns)) == (3, 1)
    assert (found.known("2206", towns), found.told("2206", towns)) == (1, 1)


def test_a_gap_is_that_of_the_body_who_answers(spec: Spec):
    """Where another body answers for adults, nobody here can publish the fee. A fee that is known stands all the same."""
    spec(
        """
        | area | iso    |
        | 03   | 2206   |
        | 03   | 120606 |
        | 01   | 0427   |
        | 01   | 1222   |""",
        """
        | area | 2206      | 1206      | 0427    | 1222    |
        | 01   | -         | elsewhere | undated | undated |
        | 0101 | elsewhere | -         | undated | undated |
        | 0102 | -         | -         | undated | undated |
        | 04   | -         | -         | -       | -       |
        | 05   | -         | -         | -       | elsewhere |""",
        who="""
        | area | iso  | min_age | max_age | responsible  |
        | 01   | 12   |         | 19      | region       |
        | 01   | 12   | 20      |         | municipality |
        | 01   | 04   |         |         | municipality |
        | 0101 | 22   |         |         | region       |
        | 0101 | 0427 |         |         | region       |
        | 0102 | 22   |         |         | shared       |
        | 04   | 12   | 51      |         | municipality |
        | 05   | 12   |         |         | municipality |
        | 05   | 1206 |         |         | region       |""",
    )


def test_sources_that_disagree_are_neither_known_nor_unknown(spec: Spec):
    """By a row's own status, or by what is written about the place; about another place or another device it says nothing."""
    about = Contradiction(contradiction_id="a", area="01", iso="220612", text_sv="Olika.", fee_ids=("fee-0",))
    all_devices = about.model_copy(update={"area": "03", "iso": None})
    spec(
        """
        | area | iso    | verified_at | status     |
        | 01   | 220612 | 2026-01-01  |            |
        | 01   | 120606 | 2026-01-01  | last_known |
        | 01   | 120606 |             | disputed   |
        | 03   | 120606 | 2026-01-01  |            |
        | 03   | 2206   | 2026-01-01  |            |""",
        """
        | area | 1206         | 2206         |
        | 01   | contradicted | contradicted |
        | 0101 | contradicted | contradicted |
        | 03   | verified     | verified     |
        | 04   | -            | -            |""",
        disputes=(about, all_devices),
    )


def test_a_contradiction_without_a_fee_that_holds_is_no_knowledge(spec: Spec):
    """What two old sources said differently leaves today's fee unknown."""
    about = Contradiction(contradiction_id="a", area="01", iso="2206", text_sv="Olika.", fee_ids=("fee-0",))
    spec(
        """
        | area | iso  | status     |
        | 01   | 2206 | historical |
        | 03   | 2206 |            |""",
        """
        | area | 2206    |
        | 01   | -       |
        | 03   | undated |""",
        disputes=(about,),
    )


def test_the_groups_are_those_that_some_place_has_told_of(know: Know):
    """A first-level group stands only where none below it is told; what only the country tells is the same everywhere."""
    found = know("""
        | area | iso    |
        | 00   | 0427   |
        | 00   | 2206   |
        | 01   | 12     |
        | 03   | 120606 |
        | 03   | 22     |
        | 03   | 30     |""")
    assert found.groups == ("1206", "22")  # 30 is no class that the site has
    assert found.everywhere == ("0427", "2206")
    assert set(found.cells) == {"01", "03", "04", "05", "0101", "0102", "0103"}


def test_no_fees_no_map(know: Know):
    """A country whose fees all ended has no groups, and nothing wanted; it doesn't fall."""
    found = know("""
        | area | iso    | status     |
        | 01   | 120606 | historical |""")
    assert (found.groups, found.everywhere, found.wanted) == ((), (), ())


def test_the_most_wanted_helps_most_people_to_compare(read_rows: ReadTable, areas: Mapping[str, Area]):
    """Each region's foremost gap, the one most others know, before any region's second; then inhabitants × others who know."""
    people = {"01": 100, "03": 60, "04": 150, "05": None}
    counted = {code: area.model_copy(update={"population": people.get(code)}) for code, area in areas.items()}
    rows = read_rows("""
        | area | iso    |
        | 01   | 2206   |
        | 03   | 0427   |
        | 04   | 120606 |
        | 04   | 2206   |
        | 05   | 2206   |""")
    found = coverage(DeviceFacts(categories=CATEGORIES, fees=fees(rows)), counted, {}, (), today=TODAY)
    assert found.wanted == (
        ("03", "2206"),  # 60 × 3
        ("04", "0427"),  # 150 × 1
        ("01", "0427"),  # 100 × 1; 1206 is as widely known but stands second
        ("05", "0427"),  # nobody has counted its people
        ("01", "1206"),
        ("03", "1206"),
        ("05", "1206"),
    )
