"""Rates as if every place had the same ages, as a statistician reads it: the page "Standardisering"."""

import math

import numpy as np
import pytest

from build_site.compare.intervals import rate
from build_site.summarise.standardise import direct, indirect
from tests.method_page import MethodPage, Section, number, rows
from tests.printed import printed_as, series

STANDARD = [70_000, 30_000]
REFERENCE = [1_500, 6_000], [1_000_000, 500_000]

DIRECT = Section(
    heading="Direkt: samma åldrar överallt",
    text="""
Vi frågar: hur många händelser hade det blivit om alla platser hade haft samma åldrar? Varje åldersgrupp får väga lika mycket
överallt, så mycket som den väger i en bestämd befolkning.

    w = gruppens vikt, x = händelser, n = invånare, O = alla händelser på platsen
    v = Σ w · x/n / Σ w
    Var = Σ w² · x/n² / (Σ w)²
    lägst, högst = v + √(Var / O) · (Byars gräns för O − O)

I tabellen finns två åldersgrupper, under 65 år och 65 år eller äldre. Den bestämda befolkningen har 70 000 i den yngre och 30
000 i den äldre.
""",
    table="""
| Plats | Händelser, yngre; äldre | Invånare, yngre; äldre | Rakt av, per 100 000 | Samma åldrar, per 100 000 | Lägst | Högst |
| --- | --- | --- | --- | --- | --- | --- |
| Ungestad | 20; 80 | 20 000; 8 000 | 357,1 | 370,0 | 301,0 | 450,1 |
| Gammelby | 6; 120 | 6 000; 12 000 | 700,0 | 370,0 | 295,8 | 454,7 |
| Mellanköping | 30; 80 | 20 000; 8 000 | 392,9 | 405,0 | 332,8 | 488,2 |
| Lillvik | 2; 7 | 2 000; 700 | 333,3 | – | – | – |
| Tomtorp | 12; 0 | 4 000; 0 | 300,0 | – | – | – |
| Okända | 12; – | 4 000; 900 | – | – | – | – |
""",
    note="""
Ungestad och Gammelby har precis samma risk i varje ålder. Rakt av ser Gammelby dubbelt så farligt ut, för där bor fler äldre.
Med samma åldrar är de lika. Lillvik har under tio händelser: då räcker de inte till en siffra. I Tomtorp bor ingen äldre, så
där vet ingen hur det hade gått för dem. Ett okänt antal är inte noll.
""",
)
REPEATED = Section(
    heading="När samma person räknas flera gånger",
    text="""
Ett besök till följer ofta på ett besök. Händelserna är då inte oberoende och intervallet blir bredare. Vet vi hur många
personer som hade en, två eller tre händelser räknar vi:

    Var = Σ f² · Var(personer med f händelser)

Här är det Ungestad igen, 20 och 80 händelser. Talen är personer med en; två; tre händelser.
""",
    table="""
| Yngre, personer | Äldre, personer | Per 100 000 | Lägst | Högst |
| --- | --- | --- | --- | --- |
| 20; 0; 0 | 80; 0; 0 | 370,0 | 301,0 | 450,1 |
| 10; 5; 0 | 30; 10; 10 | 370,0 | 274,6 | 480,7 |
""",
)
INDIRECT = Section(
    heading="Indirekt: mot vad man väntar sig",
    text="""
För små platser är åldersgrupperna ofta för små. Då vänder vi på frågan: hur många händelser väntar man sig på platsen, om
varje ålder hade samma risk som i hela riket? Vi delar det som hände med det som väntades. 1 betyder precis som väntat.

    E = Σ n · X/N, med X händelser och N invånare i riket
    kvot = O / E
    intervall = Poissongränserna för O, delade med E

Riket har i tabellen 1 500 händelser på 1 000 000 yngre och 6 000 på 500 000 äldre.
""",
    table="""
| Plats | Händelser, yngre; äldre | Invånare, yngre; äldre | Väntat | Kvot | Lägst | Högst |
| --- | --- | --- | --- | --- | --- | --- |
| Ungestad | 20; 80 | 20 000; 8 000 | 126,0 | 0,7937 | 0,6457 | 0,9653 |
| Gammelby | 6; 120 | 6 000; 12 000 | 153,0 | 0,8235 | 0,6860 | 0,9805 |
| Lillvik | 2; 7 | 2 000; 700 | 11,4 | 0,7895 | 0,3610 | 1,4987 |
| Stilla | 0; 0 | 2 000; 700 | 11,4 | 0 | 0 | 0,3236 |
| Tomtorp | 12; 0 | 4 000; 0 | 6,0 | 2,0 | 1,0323 | 3,4938 |
| Ingenstans | 0; 0 | 0; 0 | 0 | – | – | – |
""",
    note="""
Jämför kvoten med 1, aldrig två platsers kvoter med varandra: de väger åldrarna olika. Ungestad och Gammelby har samma risk i
varje ålder och ändå olika kvot.
""",
)
PUBLISHED = Section(
    heading="Mot publicerade värden",
    text="Tre av de värden som PHEindicatormethods prövas med: observerade och väntade händelser, och kvoten.",
    table="""
| Observerat | Väntat | Kvot | Lägst | Högst |
| --- | --- | --- | --- | --- |
| 895 | 835,883561231174 | 1,07072329390203 | 1,0017147712554 | 1,14323328724989 |
| 91 | 835,883561231174 | 0,108866837704005 | 0,087650401018294 | 0,133665763284189 |
| 9 | 835,883561231174 | 0,0107670498828137 | 0,00492338082509578 | 0,0204392145554997 |
""",
)
PAGE = MethodPage(
    slug="standardisering",
    title="Standardisering",
    description="Så jämför vi platser där människor är olika gamla: direkt och indirekt standardisering, med intervall.",
    lead="""
Där många är gamla händer mer i vården. Det säger inget om hur bra vården är. Därför räknar vi, när uppgifterna räcker, som om
alla platser hade samma åldrar. Ofta har källan redan gjort det. Då står det vid måttet, och vi ändrar ingenting.

En standardiserad siffra är till för att jämföra. Den är inte hur många det faktiskt var.
""",
    sections=(DIRECT, REPEATED, INDIRECT, PUBLISHED),
    sources=(
        "Dobson A. J. m.fl. (1991). Statistics in Medicine 10:457. doi:10.1002/sim.4780100317",
        "PHEindicatormethods 2.1.0: minst tio händelser, Byars gränser, och händelser som kommer flera på en person.",
        "Breslow N. E., Day N. E. (1987). Statistical Methods in Cancer Research II. IARC 82 (indirekt standardisering)",
    ),
)


@pytest.mark.parametrize("row", rows(DIRECT.table), ids=lambda row: row["Plats"])
def test_direct(row: dict[str, str]):
    events, people = series(row["Händelser, yngre; äldre"]), series(row["Invånare, yngre; äldre"])
    value, lower, upper = direct(events, people, STANDARD)
    assert printed_as(row["Rakt av, per 100 000"], rate(sum(events), sum(people))[0])
    assert printed_as(row["Samma åldrar, per 100 000"], value)
    assert printed_as(row["Lägst"], lower)
    assert printed_as(row["Högst"], upper)


def test_direct_by_hand():
    """Dobson's limits for Ungestad, written out."""
    value, lower, _ = direct([20, 80], [20_000, 8_000], STANDARD)
    by_hand = 0.7 * 20 / 20_000 + 0.3 * 80 / 8_000
    variance = 0.7**2 * 20 / 20_000**2 + 0.3**2 * 80 / 8_000**2
    z = 1.959963984540054
    byar = 100 * (1 - 1 / 900 - z / 30) ** 3
    assert value == pytest.approx(1e5 * by_hand, rel=1e-12)
    assert lower == pytest.approx(1e5 * (by_hand + math.sqrt(variance / 100) * (byar - 100)), rel=1e-12)


def test_ten_events_are_enough_and_fewer_are_not():
    assert np.isnan(direct([2, 7], [200, 70], STANDARD)).all()
    assert np.isnan(direct([2, 7.99], [200, 70], STANDARD)).all()
    assert not np.isnan(direct([2, 8], [200, 70], STANDARD)).any()


def test_a_stratum_without_weight_may_be_empty():
    whole = direct([20, 80], [20_000, 8_000], STANDARD)
    np.testing.assert_allclose(direct([20, 80, 0], [20_000, 8_000, 0], [*STANDARD, 0]), whole, rtol=1e-12)
    assert np.isnan(direct([20, 80, 0], [20_000, 8_000, 0], [*STANDARD, 1])).all()
    assert np.isnan(direct([20, 80], [20_000, 8_000], [0, 0])).all()
    assert np.isnan(direct([20, 80], [20_000, 8_000], [1, math.nan])).all()


@pytest.mark.parametrize("row", rows(REPEATED.table), ids=str)
def test_repeated_events(row: dict[str, str]):
    persons = [series(row["Yngre, personer"]), series(row["Äldre, personer"])]
    value, lower, upper = direct([20, 80], [20_000, 8_000], STANDARD, persons=persons)
    assert printed_as(row["Per 100 000"], value)
    assert printed_as(row["Lägst"], lower)
    assert printed_as(row["Högst"], upper)


def test_persons_must_be_those_of_the_events():
    with pytest.raises(ValueError, match="persons times their events must be the events of each stratum"):
        direct([20, 80], [20_000, 8_000], STANDARD, persons=[[20, 1], [80, 0]])
    with pytest.raises(ValueError, match="persons must have the shape of events"):
        direct([20, 80], [20_000, 8_000], STANDARD, persons=[20, 80])


@pytest.mark.parametrize("row", rows(INDIRECT.table), ids=lambda row: row["Plats"])
def test_indirect(row: dict[str, str]):
    events, people = series(row["Händelser, yngre; äldre"]), series(row["Invånare, yngre; äldre"])
    value, lower, upper = indirect(events, people, *REFERENCE)
    assert printed_as(row["Väntat"], people[0] * 0.0015 + people[1] * 0.012)
    assert printed_as(row["Kvot"], value)
    assert printed_as(row["Lägst"], lower)
    assert printed_as(row["Högst"], upper)
    np.testing.assert_array_equal(indirect(sum(events), people, *REFERENCE), (value, lower, upper))


@pytest.mark.parametrize("row", rows(PUBLISHED.table), ids=str)
def test_published(row: dict[str, str]):
    """One stratum in which the expected count is given."""
    ours = indirect(number(row["Observerat"]), [1.0], [number(row["Väntat"])], [1.0])
    assert ours == pytest.approx([number(row[name]) for name in ("Kvot", "Lägst", "Högst")], rel=1e-12)


def test_many_areas_by_total_or_by_stratum():
    events = np.array([[20, 80], [6, 120]])
    people = np.array([[20_000, 8_000], [6_000, 12_000]])
    by_stratum = indirect(events, people, *REFERENCE)
    np.testing.assert_array_equal(indirect(events.sum(axis=1), people, *REFERENCE), by_stratum)
    assert by_stratum[0].shape == (2,)
    one_people = indirect(events, people[0], *REFERENCE)
    np.testing.assert_array_equal(one_people[0], events.sum(axis=1) / 126)


@pytest.mark.parametrize("unknown", ["events", "population", "reference_events", "reference_population"])
def test_what_is_unknown_makes_the_ratio_unknown(unknown: str):
    names = ["events", "population", "reference_events", "reference_population"]
    given: list[list[float]] = [[20, 80], [20_000, 8_000], [1_500, 6_000], [1_000_000, 500_000]]
    assert not np.isnan(indirect(*given)).any()
    given[names.index(unknown)] = [1, math.nan]
    assert np.isnan(indirect(*given)).all()


def test_a_reference_without_people_gives_no_ratio():
    assert np.isnan(indirect([20, 80], [20_000, 8_000], [1_500, 6_000], [1_000_000, 0])).all()
    assert np.isnan(indirect([20, 80], [20_000, 8_000], [1_500, 0], [1_000_000, 0])).all()


def test_what_cannot_be_is_an_error():
    with pytest.raises(ValueError, match=r"^events must be zero or more"):
        direct([-1, 80], [20_000, 8_000], STANDARD)
    with pytest.raises(ValueError, match=r"^events must be zero or more"):
        indirect([-1, 80], [20_000, 8_000], *REFERENCE)
    with pytest.raises(ValueError, match=r"^reference_events must be zero or more"):
        indirect([1, 80], [20_000, 8_000], [-1, 1], [1, 1])
    with pytest.raises(ValueError, match="do not fit each other"):
        direct([1, 2, 3], [20_000, 8_000], STANDARD)
    with pytest.raises(ValueError, match="strata on the last axis"):
        direct(20, 1_000, 100)
    with pytest.raises(ValueError, match="strata on the last axis"):
        indirect(20, 1_000, 100, 100)
    with pytest.raises(ValueError, match="per must be above 0"):
        direct([20, 80], [20_000, 8_000], STANDARD, per=-1)
    for wrong in (0, 1, 95):
        with pytest.raises(ValueError, match="level must be between 0 and 1"):
            direct([20, 80], [20_000, 8_000], STANDARD, level=wrong)
        with pytest.raises(ValueError, match="level must be between 0 and 1"):
            indirect([20, 80], [20_000, 8_000], *REFERENCE, level=wrong)
