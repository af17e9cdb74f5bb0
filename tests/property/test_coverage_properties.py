"""What holds of the gap map whatever has been told."""

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from build_site.compare.coverage import coverage
from build_site.compare.responsibility import answers
from build_site.model.area import Area
from build_site.model.coverage import Coverage
from build_site.model.device import DeviceCategory, DeviceFacts, Fee
from build_site.model.responsibility import Responsibility

quick = settings(deadline=None, max_examples=150, derandomize=True)
TODAY = dt.date(2026, 1, 31)
URL = "https://example.org/"
PARENTS = {"12": None, "1206": "12", "120606": "1206", "22": None, "2206": "22"}
PLACES = {"00": None, "01": "00", "02": "00", "0101": "01", "0102": "01", "0201": "02"}
AREAS = {
    code: Area(
        code=code,
        name=code,
        type="municipality" if len(code) > 2 else "region" if parent else "country",
        parent=parent,
        population=int(code) + 1,
    )
    for code, parent in PLACES.items()
}
CATEGORIES = tuple(DeviceCategory(code=code, edition="2016", level=len(code) // 2, name_sv=code) for code in PARENTS)
statuses = st.sampled_from(["last_known", "disputed", "proposed", "historical", "superseded"])
dates = st.sampled_from([None, "2025", "2019", "2026-01-01", "nyligen"])


@st.composite
def fee(draw: st.DrawFn) -> dict[str, Any]:
    """Return a fee of some place for some class."""
    return {
        "area": draw(st.sampled_from(list(PLACES))),
        "iso": draw(st.sampled_from(list(PARENTS))),
        "fee_type": draw(st.sampled_from(["one_off_fee", "rent", "visit_fee", "subsidy"])),
        "unit": draw(st.sampled_from(["per hjälpmedel", "per månad"])),
        "amount_sek": draw(st.sampled_from([None, 0, 100])),
        "status": draw(statuses),
        "source_date": draw(dates),
        "source_url": URL,
    }


rows_of_fees = st.lists(fee(), max_size=12)
responsible = st.lists(
    st.builds(
        lambda area, iso, who: Responsibility(area=area, iso=iso, responsible=who, text_sv="Så.", source_url=URL),
        st.sampled_from(list(PLACES)),
        st.sampled_from(list(PARENTS)),
        st.sampled_from(["region", "municipality", "shared"]),
    ),
    max_size=5,
)


def known(rows: list[dict[str, Any]], who: list[Responsibility]) -> Coverage:
    fees = tuple(Fee.model_validate(row | {"fee_id": f"fee-{number}"}) for number, row in enumerate(rows))
    facts = DeviceFacts(categories=CATEGORIES, fees=fees)
    return coverage(facts, AREAS, answers(who, AREAS, PARENTS), (), today=TODAY)


@given(rows_of_fees, responsible)
@quick
def test_every_place_and_group_has_one_answer(rows: list[dict[str, Any]], who: list[Responsibility]):
    found = known(rows, who)
    assert set(found.cells) == set(PLACES) - {"00"}
    assert all(tuple(row) == found.groups for row in found.cells.values())
    for area, row in found.cells.items():
        for cell in row.values():
            assert cell.known == (cell.area is not None)
            assert cell.area in (None, area, PLACES[area])
    assert not set(found.groups) & set(found.everywhere)


@given(rows_of_fees, responsible)
@quick
def test_the_wanted_are_the_regions_unknown_cells_each_once(rows: list[dict[str, Any]], who: list[Responsibility]):
    found = known(rows, who)
    unknown = {(code, group) for code in ("01", "02") for group in found.groups if found.cells[code][group].state == "unknown"}
    assert set(found.wanted) == unknown
    assert len(found.wanted) == len(unknown)


@given(rows_of_fees, responsible, fee())
@quick
def test_one_more_fee_never_makes_a_known_one_unknown(
    rows: list[dict[str, Any]], who: list[Responsibility], more: dict[str, Any]
):
    """It can bring new groups, and split a first-level group; what was known of a group that still stands stays known."""
    before, after = known(rows, who), known([*rows, more], who)
    for group in set(before.groups) & set(after.groups):
        for area, row in before.cells.items():
            assert after.cells[area][group].known >= row[group].known


@given(rows_of_fees)
@quick
def test_no_fee_no_knowledge(rows: list[dict[str, Any]]):
    """A place is known only if it, or the region it lies in, has a row with an amount that holds today."""
    found = known(rows, [])
    holds = {row["area"] for row in rows if row["status"] in {"last_known", "disputed"} and row["amount_sek"] is not None}
    for area, row in found.cells.items():
        if any(cell.known for cell in row.values()):
            assert holds & {area, PLACES[area]}


@given(st.permutations(range(6)), st.lists(fee(), min_size=6, max_size=6))
@quick
def test_the_order_of_the_rows_does_not_matter(order: list[int], rows: list[dict[str, Any]]):
    assert known([rows[place] for place in order], []) == known(rows, [])
