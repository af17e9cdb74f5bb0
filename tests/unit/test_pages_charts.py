"""Where charts stand on a page, and the tables beneath them."""

import re
from dataclasses import replace

import pytest

from build_site.draw.render import KINDS
from build_site.model.chart import Chart, ChartTable
from build_site.model.edition import Edition
from build_site.publish.pages import area, indicator
from build_site.publish.words import texts

TABLE = ChartTable("År för år, %", ("Plats", "2023", "2024"), (("Riket", "1,0", "2,0"), ("<b>Norr</b>", "–", "4,5")))


def picture(kind: str, table: ChartTable | None = None) -> Chart:
    return Chart(f"diagram/m1/{kind}.svg", b"<svg/>", f"Det här säger {kind}", 360, 200, f"Titel {kind}", b"{}", table)


def measure_page(edition: Edition, *charts: Chart) -> str:
    """Return the page of the first measure with these charts."""
    kinds = {chart.path.split("/")[-1].removesuffix(".svg"): chart for chart in charts}
    pages = indicator.pages(replace(edition, charts={"m1": kinds}))
    return pages[f"{edition.addresses['indicator:m1']}index.md"].decode()


def pictures(text: str) -> list[str]:
    return re.findall(r'<img src="[^"]*/(\w+)\.svg"', text)


def test_the_order_is_dots_years_table_and_then_the_rest(edition: Edition):
    """Finding, ranked dots, change over time, table; more pictures in a section with a name."""
    text = measure_page(edition, *map(picture, ("funnel", "rank_span", "multiples", "towns", "map", "timeline", "ranked")))
    assert pictures(text) == ["ranked", "timeline", "map", "multiples", "rank_span", "funnel", "towns"]
    at = [
        text.index(mark)
        for mark in ("ranked.svg", "timeline.svg", '<table class="comparison"', "<h2>Fler bilder</h2>", "map.svg")
    ]
    assert at == sorted(at)


def test_without_more_pictures_there_is_no_such_heading(edition: Edition):
    """An empty section promises something."""
    text = measure_page(edition, picture("ranked"), picture("timeline"))
    assert pictures(text) == ["ranked", "timeline"]
    assert "Fler bilder" not in text
    assert "charts" not in measure_page(edition)


def test_a_measure_of_municipalities_alone_begins_with_their_map(edition: Edition):
    """And does not show it twice."""
    text = measure_page(edition, picture("towns"))
    assert pictures(text) == ["towns"]
    assert "Fler bilder" not in text


def test_every_picture_has_a_size_waits_to_be_seen_and_can_be_downloaded(edition: Edition):
    """No jump while reading, and nothing is fetched that nobody scrolls to."""
    text = measure_page(edition, *map(picture, KINDS_OF_MEASURE))
    images = re.findall(r"<img [^>]*>", text)
    assert len(images) == len(KINDS_OF_MEASURE)
    assert all('width="360" height="200"' in image and 'loading="lazy"' in image for image in images)
    assert all(f'alt="Det här säger {kind}"' in text for kind in KINDS_OF_MEASURE)
    assert text.count("download>Ladda ner bilden (SVG)") == len(images)


KINDS_OF_MEASURE = next(iter(KINDS.values()))


@pytest.mark.parametrize("kind", [kind for own in KINDS.values() for kind in own])
def test_every_kind_has_a_name_on_the_page(kind: str):
    """It stands under the picture, with a full stop after it."""
    assert texts()["chart"][kind]
    assert texts()["chart"][kind][-1].isalpha()


def test_the_numbers_of_a_picture_open_beneath_it(edition: Edition):
    """A table with a caption, named rows and columns; what data says is text."""
    text = measure_page(edition, picture("ranked"), picture("timeline", TABLE))
    (table,) = re.findall(r'<details class="chart__table">.*?</details>', text, re.DOTALL)
    assert "<summary>Siffrorna i bilden" in table
    assert '<caption id="siffror-timeline">År för år, %</caption>' in table
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', table) == ["Plats", "2023", "2024"]
    assert re.findall(r'<th scope="row">(.*?)</th>', table) == ["Riket", "&lt;b&gt;Norr&lt;/b&gt;"]
    assert re.findall(r'<td class="is-number">([^<]*)</td>', table) == ["1,0", "2,0", "–", "4,5"]
    assert 'aria-labelledby="siffror-timeline"' in table


def test_a_region_shows_where_it_lies_among_all(edition: Edition):
    """Beside what stands out, and on no other place's page."""
    drawn = {"abacus": replace(picture("abacus"), path="diagram/area/01/abacus.svg")}
    pages = area.pages(replace(edition, charts={"area:01": drawn}))
    own = pages[f"{edition.addresses['area:01']}index.md"].decode()
    other = pages[f"{edition.addresses['area:02']}index.md"].decode()
    assert pictures(own) == ["abacus"]
    assert own.index("Det här sticker ut") < own.index("abacus.svg") < own.index("Hjälpmedel här")
    assert pictures(other) == []


def live(kind: str) -> Chart:
    """Return a chart that can be explored, with words that must be escaped."""
    return replace(picture(kind), spec=b"{}", alt='Det här <b>säger</b> "allt"')


def still(kind: str) -> Chart:
    return replace(picture(kind), spec=None)


def test_the_button_to_explore_is_there_for_a_script_alone(edition: Edition):
    """In a template, which no browser shows by itself; the script is fetched only where there is something to explore."""
    text = measure_page(edition, live("ranked"), still("rank_span"))
    (template,) = re.findall(r"<template .*?</template>", text, re.DOTALL)
    assert "<button" not in text.replace(template, "")
    assert re.search(r'<template data-explore="\.\./\.\./diagram/m1/ranked\.json">', template)
    assert text.index("ranked.svg") < text.index(template) < text.index("<figcaption>")
    assert text.count('<script type="module" src="../../assets/charts/explore.js"></script>') == 1
    without = measure_page(edition, still("ranked"), still("rank_span"))
    assert "<template" not in without
    assert "explore" not in without


def test_the_button_has_a_name_of_its_own_and_every_text_is_ours(edition: Edition):
    """Several on a page must be told apart; what the script says stands on the page, and what data says is text."""
    said = texts()["explore"]
    text = measure_page(edition, live("ranked"), live("timeline"))
    names = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<button[^>]*>(.*?)</button>", text)]
    assert names == ["Utforska: Så ligger regionerna till", "Utforska: Så har det ändrats"]
    for key in ("open", "back", "wait", "ready", "failed"):
        assert text.count(f'data-{key}="{said[key]}"') == 2
    assert 'aria-label="Diagram att utforska: Det här &lt;b&gt;säger&lt;/b&gt; &#34;allt&#34;"' in text
    assert " id=" not in "".join(re.findall(r"<template .*?</template>", text, re.DOTALL))
