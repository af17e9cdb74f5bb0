"""Sentences follow from verdicts: turn the verdict and the sentence turns, take it away and nothing is said (mission M34)."""

from dataclasses import replace

import pytest

from build_site.model.comparison import Chance, Change, Comparison, Interval, Latest, SexGap, TargetStatus, Verdict
from build_site.model.edition import Edition
from build_site.model.indicator import Indicator, Target
from build_site.publish import certainty
from build_site.publish.pages import area, indicator
from build_site.publish.words import reason, verdict_short, verdict_words
from build_site.search.answers import describe_verdict
from tests.unit.conftest import latest

SURE = Verdict("better", method="interval", sure=0.95)
SIMILAR = Verdict("similar", method="interval")
LIMITS = Interval(76.14, 79.86, "wilson")
TARGET = Target.model_validate(
    {"value": 80, "set_by": "Socialstyrelsen", "source_url": "https://example.org/mal", "source_date": "2017-09-01"}
)


def page(edition: Edition, key: str = "m1") -> str:
    return indicator.pages(edition)[f"{edition.addresses[f'indicator:{key}']}index.md"].decode()


def with_latest(edition: Edition, key: str = "m1", /, **areas: Latest) -> Edition:
    """Return the edition with other latest figures, by area code with a leading a."""
    comparison = edition.comparisons[key]
    changed = replace(comparison, latest=comparison.latest | {code[1:]: one for code, one in areas.items()})
    return replace(edition, comparisons={**edition.comparisons, key: changed})


def with_comparison(edition: Edition, **fields: object) -> Edition:
    changed = replace(edition.comparisons["m1"], **fields)  # type: ignore[arg-type]
    return replace(edition, comparisons={**edition.comparisons, "m1": changed})


@pytest.mark.parametrize(
    ("verdict", "sentence", "short"),
    [
        (SURE, "Bättre än riket (säkerställt)", "Bättre (säkerställt)"),
        (replace(SURE, verdict="worse"), "Sämre än riket (säkerställt)", "Sämre (säkerställt)"),
        (replace(SURE, verdict="higher"), "Högre än riket (säkerställt)", "Högre (säkerställt)"),
        (replace(SURE, verdict="lower"), "Lägre än riket (säkerställt)", "Lägre (säkerställt)"),
        (SIMILAR, "Går inte att skilja från riket", "Går inte att skilja från riket"),
        (Verdict("better", 9, 10), "Konsekvent bättre än riket, 9 av 10 år", "Konsekvent bättre, 9 av 10 år"),
        (Verdict("worse", 1, 10), "Konsekvent sämre än riket, 9 av 10 år", "Konsekvent sämre, 9 av 10 år"),
    ],
)
def test_page_and_search_say_the_same_of_a_verdict(verdict: Verdict, sentence: str, short: str):
    one = latest("01", 78.0, verdict)
    assert (verdict_words(one), verdict_short(one), describe_verdict(verdict)) == (sentence, short, sentence)


def test_why_a_low_coverage_is_not_judged():
    one = latest("01", 78.0, Verdict("not_assessed", reason="low_coverage", method="none"))
    assert verdict_words(one) == f"Bedöms inte: {reason(one)}"
    assert "registrets egen gräns" in reason(one)


def test_how_a_verdict_by_interval_was_reached():
    first, second = certainty.how_words(latest("01", 78.0, SURE, interval=LIMITS), "percent")
    assert first == "Osäkerheten är räknad ur hur många siffran bygger på: 76,1\u201379,9\u00a0%."
    assert "högst en gång av 20." in second
    strict = latest("0180", 78.0, replace(SURE, level=0.998), interval=replace(LIMITS, method="given"))
    first, second = certainty.how_words(strict, "percent")
    assert first.startswith("Källan anger osäkerheten: 76,1")
    assert "högst en gång av 500." in second


def test_similar_is_not_equal():
    assert certainty.how_words(latest("01", 78.0, SIMILAR, interval=LIMITS), "percent")[-1] == (
        "Går inte att skilja betyder inte att de är lika."
    )
    assert "lika" not in " ".join(certainty.how_words(latest("01", 78.0, SURE, interval=LIMITS), "percent"))


def test_nothing_is_said_of_intervals_where_the_years_decided():
    assert certainty.how_words(latest("01", 78.0, Verdict("better", 9, 10), interval=LIMITS), "percent") == []
    assert certainty.how_words(latest("01", 78.0, SURE), "percent") == []


def test_a_rank_says_what_its_margins_are():
    one = latest("01", 78.0, rank=3, rank_low=1, rank_high=7, of=21)
    assert certainty.rank_words(replace(one, rank_method="band")) == (
        "Plats 3 av 21. Med osäkerheten inräknad kan det vara plats 1 till 7."
    )
    assert certainty.rank_words(replace(one, rank_method="span")) == "Plats 3 av 21. De senaste åren mellan plats 1 och 7."
    assert certainty.rank_words(one) == certainty.rank_words(latest("01", 78.0)) == ""


@pytest.mark.parametrize(
    ("assessment", "words"),
    [
        ("better", "(säkerställt bättre)"),
        ("worse", "(säkerställt sämre)"),
        ("higher", "(säkerställt högre)"),
        ("lower", "(säkerställt lägre)"),
        ("similar", "(ingen säkerställd ändring)"),
        ("not_assessed", ""),
    ],
)
def test_a_change_says_how_sure_it_is(edition: Edition, assessment: str, words: str):
    one = latest("00", 80.0, Verdict("not_assessed", reason="is_country"), change=Change("2024", 1.5, assessment))  # type: ignore[arg-type]
    assert certainty.change_sure(one) == words
    text = page(with_latest(edition, a00=one))
    assert "upp 1,5\u00a0procentenheter sedan 2024" in text
    assert ("säkerställ" in text.partition("figure__when")[2].partition("</p>")[0]) == bool(words)


def test_why_there_is_no_change_is_said(edition: Edition):
    one = latest("00", 80.0, Verdict("not_assessed", reason="is_country"), change_reason="new_definition")
    assert "måttet räknas på ett nytt sätt" in page(with_latest(edition, a00=one))
    assert "delar år" in page(with_latest(edition, a00=replace(one, change_reason="overlapping")))
    assert "jämföra bakåt" not in page(with_latest(edition, a00=replace(one, change_reason=None)))


def test_a_trend_is_told_only_when_it_is_one(edition: Edition):
    for trend, words in (("increasing", "har stigit de senaste fem åren"), ("decreasing", "har sjunkit")):
        assert words in page(with_latest(edition, a00=latest("00", 80.0, trend=trend)))
    for trend in ("no_change", "not_assessed"):
        text = page(with_latest(edition, a00=latest("00", 80.0, trend=trend)))
        assert "har stigit" not in text
        assert "har sjunkit" not in text


def test_the_uncertainty_stands_beside_the_figure_and_in_the_table(edition: Edition):
    text = page(with_latest(edition, a00=latest("00", 78.0, interval=LIMITS), a01=latest("01", 78.0, SURE, interval=LIMITS)))
    assert "osäkerhet 76,1\u201379,9\u00a0%" in text
    assert text.count("76,1\u201379,9\u00a0%") == 3  # beside the figure, and in the rows of Riket and Norr
    assert "76,1" not in page(edition)


def test_the_lead_and_the_certainty_follow_the_verdicts(edition: Edition):
    sure = with_latest(edition, a01=latest("01", 90.0, SURE, interval=LIMITS), a02=latest("02", 60.0, SIMILAR, interval=LIMITS))
    assert "Bättre än riket (säkerställt): Norr." in page(sure)
    assert "Jämförelsen tar hänsyn till hur osäker varje siffra är." in page(sure)
    alike = with_latest(
        edition, a01=latest("01", 90.0, SIMILAR, interval=LIMITS), a02=latest("02", 60.0, SIMILAR, interval=LIMITS)
    )
    text = page(alike)
    assert "Ingen region går säkert att skilja från riket. Det betyder inte att de är lika." in text
    assert "säkerställt)" not in text


def test_the_measures_of_a_place_follow_them_too(edition: Edition):
    def text(verdict: Verdict) -> str:
        changed = with_latest(edition, a01=latest("01", 90.0, verdict, interval=LIMITS))
        return area.pages(changed)[f"{edition.addresses['area:01']}index.md"].decode()

    assert "Bättre (säkerställt)" in text(SURE)
    assert "Sämre (säkerställt)" in text(replace(SURE, verdict="worse"))
    assert "säkerställt)" not in text(SIMILAR)


@pytest.mark.parametrize(
    ("kind", "chance", "sentence"),
    [
        ("municipality", Chance(290, 12, 0.998, 0.58), "Av 290 kommuner skulle ungefär en pekas ut av ren slump"),
        ("region", Chance(21, 5, 0.95, 1.05), "Av 21 regioner skulle ungefär en pekas ut av ren slump"),
        ("region", Chance(21, 5, 0.95, 0.41), "Av 21 regioner skulle knappt någon pekas ut av ren slump"),
        ("municipality", Chance(290, 12, 0.95, 14.5), "Av 290 kommuner skulle ungefär 15 pekas ut av ren slump"),
    ],
)
def test_how_many_chance_would_single_out(edition: Edition, kind: str, chance: Chance, sentence: str):
    text = page(with_comparison(edition, chance={kind: chance}))
    assert sentence in text
    assert f"Här pekas {chance.flagged} ut." in text
    assert "ren slump" not in page(edition)


def test_towns_show_their_verdicts_only_when_some_are_judged(edition: Edition):
    town = {"0180": latest("0180", 12.0, SURE, interval=LIMITS)}
    comparison = Comparison("m3", "interval", "00", "2025", town)

    def row(one: Comparison) -> str:
        text = page(replace(edition, comparisons={**edition.comparisons, "m3": one}), "m3")
        return text.partition('<tr data-area="0180"')[2].partition("</tr>")[0]

    assert "Bättre (säkerställt)" in row(replace(comparison, chance={"municipality": Chance(1, 1, 0.998, 0.002)}))
    assert "säkerställt" not in row(comparison)


def test_the_spread_of_the_regions(edition: Edition):
    assert "Regionerna sprider sig 3,4 gånger så mycket" in page(with_comparison(edition, overdispersion=(3.4, 0.01)))
    assert "inte mer än slumpen" in page(with_comparison(edition, overdispersion=(0.9, 0.0)))
    assert "sprider sig" not in page(edition)


@pytest.mark.parametrize(
    ("assessment", "words"),
    [
        ("similar", "I riket är det ingen säkerställd skillnad mellan kvinnor och män 2024: 80,0\u00a0% mot 60,0\u00a0%."),
        ("better", "bättre för kvinnor än för män 2024 (säkerställt)"),
        ("worse", "sämre för kvinnor än för män 2024 (säkerställt)"),
        ("higher", "högre för kvinnor än för män 2024 (säkerställt)"),
        ("lower", "lägre för kvinnor än för män 2024 (säkerställt)"),
    ],
)
def test_women_and_men(edition: Edition, assessment: str, words: str):
    gap = SexGap("2024", 80.0, 60.0, 20.0, assessment)  # type: ignore[arg-type]
    assert words in page(with_comparison(edition, sexes=gap))
    assert ("ingen säkerställd skillnad mellan" in page(with_comparison(edition, sexes=gap))) == (assessment == "similar")


def test_nothing_is_said_of_women_and_men_without_intervals(edition: Edition):
    for gap in (None, SexGap("2024", 80.0, 60.0, 20.0)):
        assert "kvinnor och män" not in page(with_comparison(edition, sexes=gap))


@pytest.mark.parametrize(
    ("status", "words"),
    [("met", "Riket når målet."), ("not_met", "Riket når inte målet."), ("uncertain", "osäkerheten är för stor")],
)
def test_targets_say_whether_they_are_reached(edition: Edition, status: str, words: str):
    measure = edition.catalogue.indicators["m1"].model_copy(update={"targets": (TARGET,)})
    edition.catalogue.indicators["m1"] = measure
    told = (TargetStatus(TARGET, status, 0.0),)  # type: ignore[arg-type]
    missed = (TargetStatus(TARGET, "not_met", -1.0),)
    text = page(
        with_latest(
            edition,
            a00=latest("00", 80.0, targets=told),
            a01=latest("01", 90.0, targets=told),
            a02=latest("02", 60.0, targets=missed),
        )
    )
    assert "satt av Socialstyrelsen 1\u00a0september 2017" in text
    assert words in text
    assert f"{1 if status == 'met' else 0} av 2 regioner når det." in text
    assert "når" not in page(edition).partition("80,0\u00a0%, satt av")[2].partition("</dd>")[0]


def test_the_definitions_stand_on_the_page(edition: Edition):
    """Their own text is filled into a text: the two must not be taken for one."""
    definitions = [
        {"id": "old", "valid_from": "2010", "valid_to": "2019", "text": {"sv": "Döda som var 65 år eller äldre"}},
        {"id": "new", "valid_from": "2020", "text": {"sv": "Alla som har dött"}},
    ]
    measure = edition.catalogue.indicators["m1"]
    fields = measure.model_dump(by_alias=True) | {"definitions": definitions}
    edition.catalogue.indicators["m1"] = Indicator.model_validate(fields)
    text = page(edition)
    assert "2010 till 2019: Döda som var 65 år eller äldre" in text
    assert "Från 2020: Alla som har dött" in text
