"""What must hold of every chart, whatever the figures are."""

import math
import re
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from build_site.draw import words
from build_site.draw.borders import area, simplify
from build_site.draw.classes import class_labels, class_limits, class_of
from build_site.draw.cornerstones import vertex
from build_site.draw.figures import Figures, alphabetical
from build_site.draw.funnel import INNER, OUTER, limits
from build_site.draw.standing import FURTHEST, positions
from build_site.draw.tables import TABLES
from build_site.draw.theme import finish, starts_at_zero
from tests.charts import dot, many

quick = settings(deadline=None, max_examples=60, derandomize=True)
values = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))
shares = st.floats(0.5, 99.5)
sizes = st.lists(st.floats(10, 1e6), min_size=2, max_size=6, unique=True).map(sorted)
units = st.sampled_from(["percent", "fraction", "per_1_000", "per_100_000"])


def figures(drawn: list[float], **more: Any) -> Figures:  # noqa: ANN401
    """Return figures of regions with these values, from lowest to highest."""
    dots = tuple(dot(f"{at:02}", value) for at, value in enumerate(sorted(drawn), 1))
    return many(dots=dots, **more)


@given(sizes, shares, units)
@quick
def test_a_funnel_holds_its_country_and_narrows(n: list[float], country: float, unit: str):
    """The inner limits lie within the outer, both round the country's figure, and more people never make them wider."""
    country = country / 100 if unit == "fraction" else country
    found = limits(np.array(n), country, unit)
    inner = [row for row in found if row["level"] == INNER]
    outer = [row for row in found if row["level"] == OUTER]
    assert len(inner) == len(outer) == len(n)
    for near, far in zip(inner, outer, strict=True):
        assert far["lower"] <= near["lower"] <= country + 1e-6
        assert country - 1e-6 <= near["upper"] <= far["upper"]
        assert far["lower"] >= 0
    for rows in (inner, outer):
        widths = [row["upper"] - row["lower"] for row in rows]
        assert all(wide >= narrow - 1e-5 for wide, narrow in pairwise(widths))


@given(st.lists(values, min_size=1, max_size=60))
@quick
def test_every_value_has_one_class_and_higher_is_never_lower(drawn: list[float]):
    """Equal values are never split, no class is empty, and each has a name."""
    found = class_limits(drawn)
    classes = {value: class_of(value, found) for value in drawn}
    ordered = [classes[value] for value in sorted(classes)]
    assert ordered == sorted(ordered)
    assert set(ordered) == set(range(len(found) + 1))
    assert len(class_labels(found, "percent")) == len(found) + 1


@given(st.floats(0, 100), st.integers(3, 12), st.data())
@quick
def test_a_corner_is_as_far_out_as_its_value(value: float, spokes: int, data: st.DataObject):
    """The distance is the value, also when the spokes change; the next corner is a turn to the right."""
    spoke = data.draw(st.integers(0, spokes - 1))
    x, y = vertex(value, spoke, spokes)
    assert math.isclose(math.hypot(x, y), value / 100, abs_tol=1e-8)
    assume(value > 1)
    following = vertex(value, spoke + 1, spokes)
    assert x * following[1] - y * following[0] < 0


@given(st.lists(values, min_size=10, max_size=30), values)
@quick
def test_positions_keep_the_order_and_the_side_of_the_country(drawn: list[float], country: float):
    """Better than the country is to the right of it, further is never nearer, and nothing leaves the scale."""
    made = figures(drawn, country=country)
    placed = positions(made)
    assert len(placed) in {0, len(drawn)}
    assert list(placed) == sorted(placed)
    assert all(abs(one) <= FURTHEST for one in placed)
    assert all((one > 0) <= (own.value > country) for one, own in zip(placed, made.dots, strict=False))
    assert positions(figures(drawn, country=country, better="lower")) == tuple(-one + 0.0 for one in placed)


@given(st.lists(values, min_size=10, max_size=21))
@quick
def test_every_chart_can_say_what_it_shows(drawn: list[float]):
    """No figures make the words fail, a title is never empty, and the text for those who can't see repeats it."""
    made = figures(drawn)
    for kind in ("ranked", "timeline", "map", "multiples"):
        finding, alt = words.WORDS[kind](made)
        assert finding
        assert finding in alt
    table = TABLES["timeline"](made)
    assert table is not None
    assert {len(row) for row in table.rows} == {len(table.head)}


rings = st.lists(
    st.tuples(st.floats(11, 24, allow_nan=False), st.floats(55, 69, allow_nan=False)), min_size=3, max_size=12, unique=True
).map(lambda points: [[x, y] for x, y in (*points, points[0])])


@given(st.lists(rings, min_size=1, max_size=4))
@quick
def test_simplified_borders_are_still_borders(drawn: list[list[list[float]]]):
    """Every area keeps a ring, each is closed, and none turns inside out: that would be drawn as the rest of the world."""
    shape = {"type": "MultiPolygon", "coordinates": [[ring] for ring in drawn]}
    (feature,) = simplify({"features": [{"properties": {"code": "01"}, "geometry": shape}]})["features"]
    kept = [polygon[0] for polygon in feature["geometry"]["coordinates"]]
    assert kept
    assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in kept)
    signs = {area(ring) > 0 for ring in drawn}
    assert {area(ring) > 0 for ring in kept} <= signs


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40), st.floats(-1e4, 1e4, allow_nan=False))
@quick
def test_a_finished_picture_is_text_and_short_numbers(title: str, at: float):
    """Whatever the title says is escaped, and no coordinate has more than one decimal."""
    svg = finish(f'<svg width="9" height="9"><path d="M{at:.6f},{at:.3f}" /></svg>', title=title, alt=title, source=[]).decode()
    inside = re.search(r"<title id=\"t\">(.*?)</title>", svg, re.DOTALL)
    assert inside is not None
    assert "<" not in inside[1]
    (path,) = re.findall(r' d="M([^"]*)"', svg)
    assert all(abs(float(one) - at) <= 0.0501 for one in path.split(","))
    assert not re.search(r"\.\d\d", path)


@given(st.lists(values, min_size=1, max_size=8))
@quick
def test_an_axis_that_does_not_begin_at_zero_has_no_value_near_it(drawn: list[float]):
    """Below zero, or within a quarter of the largest: then zero is on it."""
    assert starts_at_zero(drawn) == (min(drawn) <= max(drawn) / 4)
    assert starts_at_zero([*drawn, 0.0])


@given(
    st.lists(
        st.sampled_from(["Åre", "Ängelholm", "Örebro", "Arvika", "Zinkgruvan", "Alvesta"]), min_size=2, max_size=6, unique=True
    )
)
@quick
def test_names_stand_in_swedish_order(names: list[str]):
    """Å, ä and ö come after z, in that order."""
    order = ["Alvesta", "Arvika", "Zinkgruvan", "Åre", "Ängelholm", "Örebro"]
    assert sorted(names, key=alphabetical) == [name for name in order if name in names]
