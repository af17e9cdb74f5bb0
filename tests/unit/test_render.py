"""A page is front matter and one block of HTML that Markdown leaves alone."""

import html
from pathlib import Path

import markdown  # type: ignore[import-untyped]
import pytest
import yaml

from build_site.errors import BuildError
from build_site.model.edition import Edition
from build_site.publish import words
from build_site.publish.pages import indicator
from build_site.publish.render import quoted, render, root_of

PATH = "indikatorer/far-vard-i-tid/index.md"


def split(page: bytes) -> tuple[dict[str, object], str]:
    """Return the front matter as YAML reads it, and the body."""
    _, front, body = page.decode().split("---\n", 2)
    return yaml.safe_load(front), body


def test_root_is_relative_to_the_page():
    assert root_of("index.md") == "./"
    assert root_of("a-o/index.md") == "../"
    assert root_of("kommuner/gavle/index.md") == "../../"


@pytest.mark.parametrize("text", ['a "b" \\ c', "rad\nrad", "\x85\u2028\ufeff😀", "--- : # & * !", "åäö\u00a0%"])
def test_front_matter_says_what_it_was_given(text: str):
    assert yaml.safe_load(f"title: {quoted(text)}") == {"title": text}


def test_hostile_text_stays_text(hostile: Edition):
    page = indicator.pages(hostile)[f"{hostile.addresses['indicator:m1']}index.md"]
    front, body = split(page)
    title = hostile.catalogue.indicators["m1"].title.sv
    assert "</div>" in title
    assert front["title"] == title
    assert title not in body
    assert html.escape(title, quote=False).replace('"', "&#34;") in body


def test_markdown_leaves_the_page_untouched(hostile: Edition):
    for page in indicator.pages(hostile).values():
        _, body = split(page)
        assert markdown.markdown(body, extensions=["tables", "attr_list", "toc"]).strip() == body.strip()


def test_a_link_to_a_page_that_does_not_exist_stops_the_build(edition: Edition):
    del edition.addresses["register:riks"]
    with pytest.raises(BuildError, match="register:riks"):
        indicator.pages(edition)


def test_a_missing_variable_is_an_error_not_a_gap(edition: Edition):
    with pytest.raises(Exception, match="undefined"):
        render("indicator.jinja", path=PATH, title="t", description="d", edition=edition)


def test_texts_are_read_only():
    with pytest.raises(TypeError):
        words.texts()["unknown"] = "0 kr"  # type: ignore[index]


def test_fixed_phrases_are_the_agreed_ones():
    said = words.texts()
    assert said["unknown"] == "Uppgift saknas"
    assert said["statuses"]["suppressed"] == "För få fall för att visas"
    assert said["verdict"]["consistency"]["similar"] == "Går inte att skilja från riket"
    assert said["verdict"]["interval"]["better"] == "Bättre än riket (säkerställt)"
    assert said["indicator"]["sure_unknown"] == "Osäkerheten redovisas inte av källan."
    assert said["fee"]["statuses"]["last_known"] == "Senast kända avgift, kontrollera hos regionen"
    assert said["fee"]["statuses"]["disputed"] == "Källorna säger olika"
    assert said["findings"]["heading"] == "Det här ser konstigt ut i källan"


def test_every_reason_has_a_text():
    keys = ["too_few_years", "no_country", "overlapping", "is_country", "suspicious", "no_value", "neither", "old_period"]
    assert keys
    assert set(keys) <= set(words.texts()["reasons"])


def test_swedish_letters_come_last():
    assert sorted(["Örebro", "Älvdalen", "Åre", "Zeta", "Édith", "Abbe"], key=words.alphabetical) == [
        "Abbe",
        "Édith",
        "Zeta",
        "Åre",
        "Älvdalen",
        "Örebro",
    ]


def test_the_theme_links_a_style_sheet_that_material_ships():
    project = Path(__file__).resolve().parents[2]
    theme = (project / "docs" / "overrides" / "main.html").read_text(encoding="utf-8")
    name = theme.split("assets/stylesheets/")[1].split("'")[0]
    material = next((project / ".venv").glob("lib/*/site-packages/material/templates/assets/stylesheets"), None)
    if material is None:
        pytest.skip("Material is not in .venv")
    assert (material / name).is_file()
