"""A region's report, from figures to sentences: flip a figure and the sentence flips, both ways (mission M75, M78).

Every report here is of Region Norr (01). What is said comes from the tables alone.
"""

import datetime as dt
import html
import re
from collections.abc import Mapping
from typing import Any

import pytest

from build_site.compare.country import compare
from build_site.model.address import addresses
from build_site.model.area import Area
from build_site.model.catalogue import Catalogue
from build_site.model.device import DeviceFacts
from build_site.model.edition import Edition, Release
from build_site.model.register import Register, Source
from build_site.publish.pages import report
from tests.spec.conftest import MakeIndicator, MakeTable

BOTH = {"sv": "Register", "en": "Register"}
REGISTER = Register.model_validate(
    {"id": "register", "name": BOTH, "holder": None, "url": None, "covers": BOTH, "coverage": 80.0, "coverage_floor": 50}
)
SOURCE = Source(
    id="source", publisher="Källan", url="https://example.org/", licence="https://example.org/l", attribution="Källan"
)
RELEASE = Release(dt.datetime(2026, 11, 22, tzinfo=dt.UTC), None, "https://example.org/", "https://example.org/repo")
TARGET = {"value": 70, "set_by": "Ingen myndighet", "source_url": "https://example.org/mal", "source_date": "2024-03-01"}

Measure = tuple[str, str, dict[str, Any]]
"""A title, a drawn table, and what is special of the measure."""

Told = Mapping[str, str]
"""The text of a report by the heading it stands under; the lead under `lead`."""


class Report:
    """Makes the report of one place out of drawn tables, one a measure."""

    def __init__(self, areas: Mapping[str, Area], make_indicator: MakeIndicator, make_table: MakeTable) -> None:
        self.areas, self.make_indicator, self.make_table = areas, make_indicator, make_table

    def __call__(self, *measures: Measure, place: str = "01") -> Told:
        """Return what the report says, given a title, a table and what is special of each measure."""
        indicators, comparisons = {}, {}
        for number, (title, given, fields) in enumerate(measures):
            name = f"m{number}"
            named = {"unit": "percent", **fields, "id": name, "title": {"sv": title, "en": title}}
            indicators[name] = self.make_indicator(**named)
            comparisons[name] = compare(indicators[name], self.make_table(given, name=name), self.areas, register=REGISTER)
        catalogue = Catalogue(dict(self.areas), indicators, {"register": REGISTER}, {"source": SOURCE}, {}, DeviceFacts())
        found = addresses(catalogue)
        edition = Edition(catalogue, {}, comparisons, {}, found, RELEASE)
        return sections(report.pages(edition)[f"{found[f'report:{place}']}index.md"].decode())


def sections(page: str) -> Told:
    """Return the text of each part of a page by its heading, without markup, spaces as one."""
    first, *rest = re.split(r"<h2>(.*?)</h2>", page.split("---\n", 2)[2])
    found = {"lead": plain(first)}
    for heading, text in zip(rest[::2], rest[1::2], strict=True):
        found[plain(heading)] = plain(text)
    return found


def plain(text: str) -> str:
    """Return the text without markup, every run of spaces as one."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text))).replace(" :", ":").replace(" .", ".").strip()


@pytest.fixture
def read(areas: Mapping[str, Area], make_indicator: MakeIndicator, make_table: MakeTable) -> Report:
    """Return what makes reports."""
    return Report(areas, make_indicator, make_table)


def shares(country: str, *, north: str, south: str = "50/100", **fields: Any) -> Measure:  # noqa: ANN401
    """Return a measure with counts for one year."""
    given = f"| area | 2025 |\n| 00 | {country} |\n| 01 | {north} |\n| 03 | {south} |\n| 04 | 50/100 |"
    return "Vård i tid", given, fields


STANDS_OUT, CHANGED, TARGETS, SEXES = "Bättre och sämre än riket", "Det här har ändrats", "Mål", "Kvinnor och män"
MISSING, SURE = "Det här saknas", "Hur säkert är det?"


@pytest.mark.parametrize(
    ("north", "better", "lead", "stands_out"),
    [
        ("60/100", "higher", "är bättre än riket på 1 mått och inte säkert sämre på något.", "Bättre än riket (säkerställt)"),
        ("40/100", "higher", "är sämre än riket på 1 mått och inte säkert bättre på något.", "Sämre än riket (säkerställt)"),
        ("60/100", "lower", "är sämre än riket på 1 mått och inte säkert bättre på något.", "Sämre än riket (säkerställt)"),
        ("40/100", "lower", "är bättre än riket på 1 mått och inte säkert sämre på något.", "Bättre än riket (säkerställt)"),
        ("59/100", "higher", "På 1 mått går det inte att skilja Region Norr från riket. Det betyder inte att de är lika.", None),
        ("41/100", "higher", "På 1 mått går det inte att skilja Region Norr från riket. Det betyder inte att de är lika.", None),
        ("60/100", "neither", "På 1 mått är Region Norr högre eller lägre än riket", "Högre än riket (säkerställt)"),
        ("40/100", "neither", "På 1 mått är Region Norr högre eller lägre än riket", "Lägre än riket (säkerställt)"),
    ],
)
def test_one_person_more_and_the_sentence_flips(read: Report, north: str, better: str, lead: str, stands_out: str | None):
    """The country is 50 %. By Wilson 60 of 100 leaves it out, 59 does not; and the same downwards."""
    told = read(shares("50000/100000", north=north, better=better))
    assert lead in told["lead"]
    verdicts = {"Bättre", "Sämre", "Högre", "Lägre"}
    if stands_out is None:
        assert told[STANDS_OUT] == "Inget mått går säkert att skilja från riket."
        assert not any(f"{word} än riket" in told["lead"].replace("högre eller lägre än riket", "") for word in verdicts)
    else:
        assert stands_out in told[STANDS_OUT]
        assert not any(f"{word} än riket (" in told[STANDS_OUT] for word in verdicts - {stands_out.split()[0]})


def test_each_finding_carries_its_certainty(read: Report):
    """The figure, the verdict, the limits, how seldom chance would do it, the year and the country's figure."""
    told = read(shares("50000/100000", north="60/100"))
    assert (
        "Vård i tid: 60,0 % Bättre än riket (säkerställt) · osäkerhet 50,2–69,1 % · slumpen ger det högst en gång av 20"
        in (told[STANDS_OUT])
    )
    assert "· 2025 · Riket: 50,0 %" in told[STANDS_OUT]
    surer = read(shares("50000/100000", north="80/100"))
    assert "slumpen ger det högst en gång av 500" in surer[STANDS_OUT]


def test_the_countrys_year_is_told_when_it_is_another(read: Report):
    """The region is judged by 2024, when both had a figure; the country's newest is of 2025."""
    given = "| area | 2024 | 2025 |\n| 00 | 50000/100000 | 52000/100000 |\n| 01 | 61/100 | - |\n| 03 | 50/100 | 50/100 |"
    assert "· 2024 · Riket: 52,0 % (2025)" in read(("Vård i tid", given, {}))[STANDS_OUT]


YEARS = "| area | 2016 | 2017 | 2018 | 2019 | 2020 | 2021 | 2022 | 2023 | 2024 | 2025 |\n| 00 |" + " 50 |" * 10


def by_years(title: str, values: str, **fields: Any) -> Measure:  # noqa: ANN401
    """Return a measure of ten years without counts, the country at 50."""
    return title, f"{YEARS}\n| 01 | {' | '.join(values.split())} |", fields


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ("51 51 51 51 51 51 51 51 51 51", "Konsekvent bättre än riket, 10 av 10 år"),
        ("49 51 51 51 51 51 51 51 51 51", "Konsekvent bättre än riket, 9 av 10 år"),
        ("49 49 51 51 51 51 51 51 51 51", None),
        ("51 51 51 51 51 51 51 51 51 49", None),
        ("51 49 49 49 49 49 49 49 49 49", "Konsekvent sämre än riket, 9 av 10 år"),
    ],
)
def test_without_counts_the_years_decide(read: Report, values: str, words: str | None):
    """Nine of ten do, eight of ten do not, and the latest year must agree."""
    told = read(by_years("Väntan", values))
    if words is None:
        assert told[STANDS_OUT] == "Inget mått går säkert att skilja från riket."
        assert "Det betyder inte att de är lika." in told["lead"]
    else:
        assert f"Väntan: {values.rsplit(maxsplit=1)[-1]},0 % {words} · 2025 · Riket: 50,0 %" in told[STANDS_OUT]
        assert "säkerställt" not in told[STANDS_OUT]


def test_the_surest_comes_first_whatever_its_size(read: Report):
    """By interval before by years; ten years of ten before nine; the larger difference only between equally sure ones."""
    told = read(
        by_years("Nio år, stor skillnad", "49 90 90 90 90 90 90 90 90 90"),
        by_years("Tio år, liten skillnad", "51 51 51 51 51 51 51 51 51 51"),
        by_years("Tio år, stor skillnad", "60 60 60 60 60 60 60 60 60 60"),
        ("Med antal", shares("50000/100000", north="61/100")[1], {}),
        ("Med många antal", shares("50000/100000", north="5400/10000")[1], {}),
    )
    places = [
        told[STANDS_OUT].index(title)
        for title in ("Med många antal", "Med antal", "Tio år, stor", "Tio år, liten", "Nio år, stor")
    ]
    assert places == sorted(places)
    assert "Säkrast bättre: Med många antal." in told["lead"]
    assert "De vars osäkerhet är känd står före" in told[STANDS_OUT]


def test_similar_is_counted_and_not_listed(read: Report):
    """Sixty measures that say nothing would bury the one that does."""
    told = read(by_years("Sticker ut", "51 " * 10), *(by_years(f"Lika {n}", "51 49 " * 5) for n in range(3)))
    assert "På 3 mått går det inte att skilja Region Norr från riket." in told["lead"]
    assert "Lika 1" not in told[STANDS_OUT] + told["lead"]


# What changed


def change(first: str, second: str, **fields: Any) -> Measure:  # noqa: ANN401
    """Return a measure of two years; never mind the country."""
    given = f"| area | 2024 | 2025 |\n| 00 | 50 | 50 |\n| 01 | {first} | {second} |\n| 03 | 40 | 40 |\n| 04 | 70 | 70 |"
    return "Vård i tid", given, fields


@pytest.mark.parametrize(
    ("first", "second", "better", "words"),
    [
        ("480/800", "560/800", "higher", "upp 10,0 procentenheter sedan 2024 (säkerställt bättre)"),
        ("560/800", "480/800", "higher", "ned 10,0 procentenheter sedan 2024 (säkerställt sämre)"),
        ("480/800", "560/800", "lower", "upp 10,0 procentenheter sedan 2024 (säkerställt sämre)"),
        ("480/800", "560/800", "neither", "upp 10,0 procentenheter sedan 2024 (säkerställt högre)"),
        ("480/800", "500/800", "higher", None),
    ],
)
def test_an_improvement_is_claimed_only_when_it_is_sure(read: Report, first: str, second: str, better: str, words: str | None):
    """Mission M78. 480 to 560 of 800 is more than chance, 480 to 500 is not: then it is counted as nothing more."""
    told = read(change(first, second, better=better))[CHANGED]
    if words:
        assert words in told
        assert "Säkerställda ändringar" in told
        assert "kan ändringen vara slump" not in told
    else:
        assert told == "På 1 mått kan ändringen vara slump."


def test_the_largest_sure_change_comes_first_of_those_that_got_better(read: Report):
    """By its share of the figure before: 20 to 40 is more than 60 to 80. What got worse comes after."""

    def measure(title: str, first: str, second: str) -> Measure:
        return title, change(first, second)[1], {}

    told = read(measure("Sämre", "600/800", "160/800"), measure("A", "480/800", "640/800"), measure("B", "160/800", "320/800"))
    assert [told[CHANGED].index(f"{title}:") for title in "BA"] == sorted(told[CHANGED].index(f"{title}:") for title in "BA")
    assert told[CHANGED].index("A:") < told[CHANGED].index("Sämre:")


@pytest.mark.parametrize(("second", "words"), [("60", "upp 5,0 procentenheter"), ("50", "ned 5,0 procentenheter")])
def test_a_change_that_nobody_can_judge_is_never_called_better(read: Report, second: str, words: str):
    """It is named as one of the largest, with the reason why it is not judged."""
    told = read(change("55", second))[CHANGED]
    assert "Ändrades mest, men bedöms inte" in told
    assert words in told
    assert "säkerställt" not in told
    assert "bättre än riket" not in told


def test_the_largest_changes_are_measured_against_the_spread(read: Report):
    """Five points where regions lie within one is more than ten where they lie within a hundred. Five are named."""

    def measure(title: str, before: int, after: int, spread: int) -> Measure:
        rows = f"| 01 | {before} | {after} |\n| 03 | 50 | {after + spread} |\n| 04 | 50 | {after - spread} |"
        return title, f"| area | 2024 | 2025 |\n| 00 | 50 | 50 |\n{rows}", {"unit": "days"}

    told = read(
        measure("Vid spridning", 50, 60, 50),
        measure("Trång spridning", 50, 55, 1),
        measure("Oförändrat", 50, 50, 1),
        *(measure(f"Fyllnad {n}", 50, 51, 1) for n in range(4)),
        ("Invånare", measure("", 50, 90, 1)[1], {"additive_over": ["area"]}),
    )[CHANGED]
    assert told.index("Trång spridning") < told.index("Fyllnad 0")
    assert "Vid spridning" not in told
    assert "Oförändrat" not in told
    assert "Invånare" not in told


def test_old_changes_are_no_news(read: Report):
    """From 2021 it is old in 2026, from 2022 it is not."""
    for year, named in (("2021", False), ("2022", True)):
        rows = "| 00 | 5 | 5 |\n| 01 | 5 | 9 |\n| 03 | 5 | 4 |\n| 04 | 5 | 7 |"
        told = read(("Vård", f"| area | 2015 | {year} |\n{rows}", {}))
        assert ("upp 4,0" in told[CHANGED]) is named
        assert ("Gamla siffror Vård" in told[MISSING]) is not named


@pytest.mark.parametrize(
    ("values", "words"),
    [("500 550 600 650 700", "har stigit"), ("700 650 600 550 500", "har sjunkit"), ("600 600 600 600 600", None)],
)
def test_a_trend_is_told_only_when_it_is_sure(read: Report, values: str, words: str | None):
    """Five years of 1,000 each."""
    cells = " | ".join(f"{value}/1000" for value in values.split())
    given = f"| area | 2021 | 2022 | 2023 | 2024 | 2025 |\n| 00 | 60 | 60 | 60 | 60 | 60 |\n| 01 | {cells} |"
    told = read(("Vård i tid", given, {}))[CHANGED]
    expected = f"Vård i tid: {words} de senaste fem åren (säkerställt) · högre är bättre" if words else "Stigit eller sjunkit"
    assert (expected in told) is (words is not None)


# Targets, women and men


@pytest.mark.parametrize(
    ("north", "better", "words"),
    [
        ("80/100", "higher", "Målet är nått. Mål: minst 70,0 %"),
        ("60/100", "higher", "Målet är inte nått. Mål: minst 70,0 %"),
        ("70/100", "higher", "Om målet är nått går inte att säga, för osäkerheten är för stor. Mål: minst 70,0 %"),
        ("60/100", "lower", "Målet är nått. Mål: högst 70,0 %"),
        ("80/100", "lower", "Målet är inte nått. Mål: högst 70,0 %"),
        ("80/100", "neither", "Om målet är nått bedöms inte. Mål: 70,0 %"),
    ],
)
def test_a_target_stands_with_its_source_and_date(read: Report, north: str, better: str, words: str):
    """70 %, set by somebody on a day."""
    told = read(shares("50000/100000", north=north, better=better, targets=[TARGET]))
    assert f"{words}, satt av Ingen myndighet 1 mars 2024 · 2025" in told[TARGETS].replace("\N{NO-BREAK SPACE}", " ")


def test_no_target_is_said(read: Report):
    """Silence would look like everything being as it should."""
    assert read(shares("50/100", north="50/100"))[TARGETS] == "Vi känner inte till något mål för måtten här."


@pytest.mark.parametrize(
    ("women", "men", "words"),
    [
        ("80/100", "60/100", "Bättre för kvinnor än för män (säkerställt): 80,0 % mot 60,0 %."),
        ("60/100", "80/100", "Sämre för kvinnor än för män (säkerställt): 60,0 % mot 80,0 %."),
        (
            "62/100",
            "60/100",
            "På 1 mått finns ingen säkerställd skillnad mellan kvinnor och män. Det betyder inte att de är lika.",
        ),
        ("80", "60", "På 1 mått finns en siffra för kvinnor och en för män, men skillnaden går inte att bedöma."),
        ("80/100", "", "Källorna redovisar inga siffror för kvinnor och män var för sig här."),
    ],
)
def test_women_and_men_in_the_region(read: Report, women: str, men: str, words: str):
    """The region's own figures, not the country's: there the two are equal."""
    given = f"""
        | area | sex   | 2025    |
        | 00   | total | 60      |
        | 00   | women | 600/1000 |
        | 00   | men   | 600/1000 |
        | 01   | total | 140/200 |
        | 01   | women | {women} |
        | 01   | men   | {men}   |"""
    assert words in read(("Vård i tid", given, {}))[SEXES]


def test_a_municipality_needs_more_to_tell_women_from_men(read: Report):
    """75 against 60 of 100 is sure at 95 %, which would do for a region; a municipality is asked for 99.8 %."""
    heads = "| area | sex | 2025 |\n| 00 | total | 60 |"
    rows = "\n".join(
        f"| {area} | {sex} | {cell} |" for area in ("01", "0101") for sex, cell in (("women", "75/100"), ("men", "60/100"))
    )
    totals = "| 01 | total | 135/200 |\n| 0101 | total | 135/200 |"
    measure: Measure = ("Vård i tid", f"{heads}\n{totals}\n{rows}", {})
    assert "Bättre för kvinnor" in read(measure)[SEXES]
    assert "ingen säkerställd skillnad" in read(measure, place="0101")[SEXES]


def test_too_low_a_coverage_tells_nothing_of_women_and_men(read: Report):
    """Half of the patients are missing: the figures are there, and nobody can judge the difference."""
    given = "| area | sex | 2025 |\n| 00 | total | 60 |\n| 01 | total | 70 |\n| 01 | women | 80/100 |\n| 01 | men | 60/100 |"
    told = read(("Vård i tid", given, {"coverage_by_area": {"01": 40}}))[SEXES]
    assert "går inte att bedöma" in told
    assert "säkerställt" not in told


# What is missing, and how sure it all is


def test_what_others_have_is_missing_here(read: Report):
    """Absent, without a value, hidden, behind the others, old, impossible: each under its own heading, once."""
    told = read(
        ("Bara andra", "| area | 2025 |\n| 03 | 50 |", {}),
        ("Tomt här", "| area | 2025 |\n| 01 | |\n| 03 | 50 |", {}),
        ("Dolt här", "| area | 2025 |\n| 01 | hidden |\n| 03 | 50 |", {}),
        ("Efter de andra", "| area | 2024 | 2025 |\n| 01 | 50 | - |\n| 03 | 50 | 50 |", {}),
        ("Gammal här", "| area | 2012 | 2025 |\n| 01 | 50 | - |\n| 03 | 50 | 50 |", {}),
        ("Omöjlig", "| area | 2025 |\n| 01 | 146 |\n| 03 | 50 |", {}),
        ("Ingen har den", "| area | 2025 |\n| 00 | 50 |", {}),
    )[MISSING]
    assert told.startswith(
        "Andra regioner har en siffra, men inte Region Norr Bara andra Tomt här "
        "För få fall för att visas Dolt här 2025 Varför står det för få fall? "
        "Andra har en nyare siffra Efter de andra 2024 "
        "Gamla siffror Gammal här 2012 "
        "Orimliga värden i källan Omöjlig 2025 "
        "Uppgift saknas: Avgiftslista från Region Norr."
    )
    assert "Ingen har den" not in told


def test_how_many_chance_would_flag(read: Report):
    """One in twenty of the regions' intervals: of 9 measures less than half of one, of 11 about one, of 40 two."""
    one: Measure = ("Mått", shares("50000/100000", north="60/100")[1], {})
    words = "Av {n} mått som bedöms skiljer sig {n} från riket. Av ren slump skulle {about} göra det, även om Region Norr"
    for n, about in ((9, "knappt något"), (11, "ungefär ett"), (40, "ungefär 2")):
        assert words.format(n=n, about=about) in read(*[one] * n)[SURE]


def test_a_sign_test_flags_more_than_it_says(read: Report):
    """Years hang together, so chance may flag more: said only where years were the evidence."""
    words = "ett år liknar ofta året före"
    assert words in read(by_years("Väntan", "51 " * 10))[SURE]
    assert words not in read(shares("50000/100000", north="60/100"))[SURE]


def test_why_the_rest_is_not_judged(read: Report):
    """The commonest reason first, each with how many."""
    few: list[Measure] = [(f"Få år {n}", "| area | 2025 |\n| 00 | 50 |\n| 01 | 50 |", {}) for n in range(2)]
    hidden: Measure = ("Dolt", "| area | 2025 |\n| 00 | 50 |\n| 01 | hidden |", {})
    told = read(*few, ("Ensam", "| area | 2025 |\n| 01 | 50 |", {}))
    assert "3 mått bedöms inte:" in read(*few, ("Ensam", "| area | 2025 |\n| 01 | 50 |", {}), hidden)[SURE]
    assert "3 mått bedöms inte: för få jämförbara år (2); rikets värde saknas (1)." in told[SURE]
    assert told["lead"].startswith(
        "Regioner och kommuner · Region Norr Rapport: Region Norr Det finns siffror för Region Norr på 3 mått"
    )


@pytest.mark.parametrize(
    ("years", "words"),
    [
        (("2021", "2008"), "Alla siffror är från 2021 eller tidigare."),
        (("2021", "2022"), "1 av siffrorna är från 2021 eller tidigare."),
        (("2022", "2025"), None),
    ],
)
def test_a_place_with_only_old_figures_says_how_old(read: Report, years: tuple[str, str], words: str | None):
    """In 2026 a figure of 2021 is old: more than four years."""
    told = read(*(("Mått", f"| area | {year} |\n| 01 | 50 |", {}) for year in years))["lead"]
    assert words in told if words else "tidigare" not in told


def test_a_place_without_figures_says_so(read: Report):
    """Nothing is made up, and the page is there all the same."""
    told = read(("Bara andra", "| area | 2025 |\n| 03 | 50 |", {}))
    assert "Vi har inga egna siffror för Region Norr." in told["lead"]
    assert STANDS_OUT not in told


def test_a_municipality_tells_its_regions_results_as_the_regions(read: Report):
    """Its own come first; three of the region's better follow, and the rest is in the region's report."""
    own: Measure = ("Hemtjänst", "| area | 2025 |\n| 0101 | 50 |", {})
    told = read(own, *(by_years(f"Sjukhus {n}", "51 " * 10) for n in range(5)), place="0101")
    assert "Det finns siffror för Nordby kommun på 1 mått, men ingen går att bedöma mot riket." in told["lead"]
    beside = told["Så går det för Region Norr"]
    assert beside.startswith("De här siffrorna gäller hela Region Norr, inte bara Nordby kommun.")
    assert "Region Norr är bättre än riket på 5 mått" in beside
    assert [n for n in range(5) if f"Sjukhus {n}:" in beside] == [0, 1, 2]
    assert "Läs rapporten om Region Norr" in beside
