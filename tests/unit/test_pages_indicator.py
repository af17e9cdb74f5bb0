"""The finding, the table and what is never shown."""

import re
from dataclasses import replace

from build_site.model.comparison import Verdict
from build_site.model.edition import Edition
from build_site.publish.pages import indicator
from build_site.publish.words import verdict_kind, verdict_words


def page(edition: Edition, key: str) -> str:
    return indicator.pages(edition)[f"{edition.addresses[f'indicator:{key}']}index.md"].decode()


def row(text: str, code: str) -> str:
    found = re.search(rf'<tr data-area="{code}".*?</tr>', text, re.DOTALL)
    assert found
    return found.group()


def test_lead_names_who_is_better_and_worse(edition: Edition):
    text = page(edition, "m1")
    assert "Konsekvent bättre än riket: Norr." in text
    assert "Konsekvent sämre än riket: Ö." in text
    assert "En region till går inte att skilja från riket eller bedöms inte." in text


def test_lead_says_when_nobody_can_be_told_from_the_country(edition: Edition):
    latest = edition.comparisons["m1"].latest
    for code in ("01", "02"):
        latest[code] = replace(latest[code], verdict=Verdict("similar", 5, 10, 1.0))
    assert "Ingen region går säkert att skilja från riket." in page(edition, "m1")


def test_country_figure_and_change_in_words(edition: Edition):
    text = page(edition, "m1")
    assert "80,0" in text
    assert "ned 1,5\u00a0procentenheter sedan 2024" in text
    assert "1 månad gammal" in text


def test_worse_counts_the_years_on_the_worse_side(edition: Edition):
    assert verdict_words(edition.comparisons["m1"].latest["02"]) == "Konsekvent sämre än riket, 8 av 9 år"


def test_places_without_a_figure_are_listed(edition: Edition):
    text = page(edition, "m1")
    assert "Uppgift saknas" in row(text, "03")
    assert "Uppgift saknas: Ängen." in text


def test_suppressed_says_so_and_shows_no_bar(edition: Edition):
    hidden = row(page(edition, "m2"), "01")
    assert "För få fall för att visas" in hidden
    assert "<svg" not in hidden
    assert "data-value" not in hidden


def test_suspicious_value_is_shown_and_never_judged(edition: Edition):
    odd = edition.comparisons["m2"].latest["02"]
    assert verdict_kind(odd) == "not_assessed"
    text = page(edition, "m2")
    assert "146,1" in row(text, "02")
    assert "Orimligt värde i källan" in row(text, "02")
    assert "<svg" not in row(text, "02")
    assert "Det här ser konstigt ut i källan" in text


def test_table_is_by_name_with_the_country_first(edition: Edition):
    text = page(edition, "m1")
    assert re.findall(r'<tr data-area="(\d+)"', text) == ["00", "01", "03", "02"]
    assert 'class="is-country"' in row(text, "00")


def test_chart_comes_with_its_finding(edition: Edition):
    assert (
        '<img src="../../diagram/m1/ranked.svg" width="400" height="300" alt="Norr är bättre" loading="lazy" decoding="async">'
        in page(edition, "m1")
    )


def test_sources_files_and_edit_links(edition: Edition):
    text = page(edition, "m1")
    assert 'href="../../api/v1/indicators/m1.csv"' in text
    assert 'href="../../api/v1/indicators/m1.json"' in text
    assert "https://example.org/repo/edit/main/data/indicators/m1/values.csv" in text
    assert "Via Kolada. Får vård i tid, 2025. Via Jämförbart, https://example.org/site/indikatorer/far-vard-i-tid/" in text


def test_municipal_figures_are_grouped_by_region(edition: Edition):
    text = page(edition, "m3")
    assert "Siffran finns bara för Norrby: 12,0\u00a0%." in text
    assert "Siffrorna är från 2011 och uppdateras inte längre." in text
    assert re.search(r"<details class=\"group\"><summary>Norr ", text)


def test_measure_without_figures_gets_a_missing_card(edition: Edition):
    text = page(replace(edition, comparisons={}), "m1")
    assert 'class="missing-card"' in text
    assert "https://example.org/repo/issues/new?title=Saknas%3A%20F%C3%A5r%20v%C3%A5rd%20i%20tid" in text
