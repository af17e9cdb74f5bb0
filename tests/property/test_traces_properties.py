"""Whatever is hidden, the site says nothing of it; and whatever is shown would be found if it were hidden."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build_site.audit.traces.check import check_traces
from build_site.audit.traces.published import read_published
from build_site.build import make_files
from tests.conftest import RELEASE
from tests.traced import NEWEST, REGIONS, TOWNS, YEARS, build_traced, hide, shown_cells, write_traced

NUMBER = "51,7"
STORE = tempfile.TemporaryDirectory()
"""Charts of measures that an example leaves alone are drawn once."""

places = st.tuples(
    st.sampled_from(("andel", "vanta", "kommunal", "ont-2")),
    st.sampled_from(("00", *REGIONS, *TOWNS)),
    st.sampled_from((NEWEST, NEWEST, *YEARS[-4:])),
)


def withhold(data: Path, cells: set[tuple[str, str, str]]) -> None:
    """Let the source withhold some totals."""
    for indicator in {one for one, _, _ in cells}:
        path = data / "indicators" / indicator / "values.csv"
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        for row in rows[1:]:
            if (indicator, row[0], row[1]) in cells and row[2] == "total":
                row[3:9] = ["", "", "", "", "", "suppressed"]
        path.write_text("\n".join(map(",".join, [*rows, []])), encoding="utf-8")


@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(places, min_size=1, max_size=40))
def test_no_build_leaves_a_trace(cells: set[tuple[str, str, str]]):
    """Of a country, a region or a town, in one year or several: every page, picture and file of the build is silent."""
    with tempfile.TemporaryDirectory() as folder:
        data = write_traced(Path(folder) / "data")
        withhold(data, cells)
        files = make_files(data, release=RELEASE, store=Path(STORE.name), jobs=2)
    there = {(indicator, area, period) for indicator, area, period, _ in shown_cells(build_traced())}
    assert {(*cell, "total") for cell in cells & there} <= read_published(files).hidden
    assert check_traces(files) == []


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.data())
def test_each_shown_figure_is_seen_where_it_stands(data: st.DataObject):
    """Only called hidden in the API, a figure is found in the table beside it, and a newest total in its place's files too."""
    cell = data.draw(st.sampled_from(shown_cells(build_traced())))
    files = hide(build_traced(), cell)
    indicator, area, period, sex = cell
    found = {one.partition(" ")[0] for one in check_traces(files)}
    assert f"api/v1/indicators/{indicator}.csv" in found
    if (period, sex) == (NEWEST, "total"):
        assert {f"api/v1/areas/{area}.json", f"search/areas/{area}.json"} <= found
        assert any(one.startswith("indikatorer/") for one in found)
        assert any(one.startswith(("regioner/", "kommuner/")) for one in found)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.data())
def test_a_leak_is_found_wherever_it_is_planted(data: st.DataObject):
    """Any hidden total, told on any page by its title, its place and its year; the message tells where but not what."""
    files = build_traced()
    published = read_published(files)
    indicator, area, period, _ = data.draw(st.sampled_from(sorted(cell for cell in published.hidden if cell[3] == "total")))
    path = data.draw(
        st.sampled_from(sorted(path for path in files if path.endswith(".md") and b'<div class="page ' in files[path]))
    )
    text = f"{published.titles[indicator]}, {published.places[area].names[-1]} {period}: {NUMBER}"
    form = data.draw(st.sampled_from(("<p>{}</p>", "<ul><li>{}</li></ul>", "<h2>{}</h2>", '<img alt="{}" src="x">')))
    own = f'<div data-measure="{indicator}">{form.format(text)}</div>'
    files[path] = files[path].removesuffix(b"</div>\n") + f"{own}\n</div>\n".encode()
    problems = check_traces(
        {name: content for name, content in files.items() if name == path or name.startswith("api/v1/") or "granser" in name}
    )
    assert [
        one for one in problems if one.startswith(f"{path} tells of a hidden figure: {indicator}, area {area}, period {period}, ")
    ]
    assert not any(NUMBER in one for one in problems)
