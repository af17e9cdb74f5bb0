"""Change over time: the recent trend, the trend of proportions, and what a series usually swings between."""

import numpy as np
import pytest

from build_site.compare.trend import (
    BLOCK,
    SURE,
    close_to_limit,
    cochran_armitage,
    one_direction,
    one_side,
    process_limits,
    recent,
    whole_run,
)
from tests.method_page import MethodPage, Section, number, rows

NEEDED = f"{SURE:.4f}".replace(".", ",")
PAGE = MethodPage(
    slug="utveckling",
    title="Utveckling över tid",
    description="När vi säger att en siffra ökar eller minskar, och vad en serie brukar pendla mellan.",
    lead="""Ett värde är sällan precis lika två år i rad. Därför räcker det inte att det nya är högre än det gamla. Vi säger att
något ökar eller minskar bara när de fem senaste åren tillsammans visar det, och när inget enskilt år avgör saken.

”Ingen säkerställd förändring” betyder att siffrorna inte visar någon. Det betyder inte att allt är som förut.""",
    sections=(
        Section(
            heading="Ökar eller minskar det?",
            text=f"""En rät linje läggs genom de fem senaste värdena. Säkra värden väger tyngre: vikten är w = 1 / se², där
se = (högst − lägst) / 3,92 kommer från värdets osäkerhet på nivån 0,95. Med lutningen b är

    χ² = b² · D / Σw
    D = Σw · Σwt² − (Σwt)²
    t = 1, 2, 3 … för åren

Vi säger ökar eller minskar när χ² är större än {NEEDED} (nivån 0,998) **och** lutningen pekar åt samma håll när vilket som
helst av de fem åren tas bort. Värdena nedan är äldst först; ± är halva osäkerheten.""",
            table="""
                | värden | ± | svar |
                | 10; 11; 12; 13; 14 | 1 | ökar |
                | 14; 13; 12; 11; 10 | 1 | minskar |
                | 10; 11; 12; 13; 14 | 3 | ingen säkerställd förändring |
                | 10; 10; 10; 10; 10 | 1 | ingen säkerställd förändring |
                | 10; 10; 10; 10; 30 | 1 | ingen säkerställd förändring |
                | 10; 10,2; 10,4; 10,6; 30 | 1 | ökar |
                | 90; 10; 11; 12; 13; 14 | 1 | ökar |
                | 10; 11; –; 12; 13; 14 | 1 | ökar |
                | 10; 11; 12; 13; – | 1 | bedöms inte |
                | 10; 11; 12; 13; 14 | – | bedöms inte |
                | 10; 11; 12; 13; 14 | 0 | bedöms inte |""",
            note="""Rad 5: ett enda år har ändrat sig, och utan det finns ingen lutning alls. Rad 7: bara de fem senaste räknas.
Rad 8: ett år utan värde hoppas över, och linjen vet att det gått två år mellan 11 och 12. Utan känd osäkerhet bedömer vi inte.

Mått som slår ihop flera år till ett värde delar år med varandra. De får inte läggas i den här räkningen.""",
        ),
        Section(
            heading="När antalen är kända",
            text="""Vet man hur många av hur många kan trenden räknas direkt (Cochran och Armitage). Med x av n varje år,
N = Σn och R = Σx är

    χ² = N (N Σxt − R Σnt)² / (R (N − R)(N Σnt² − (Σnt)²))""",
            table="""
                | x | n | χ² |
                | 83; 90; 129; 70 | 86; 93; 136; 82 | 8,2249 |
                | 10; 20; 30 | 100; 100; 100 | 12,5000 |
                | 30; 20; 10 | 100; 100; 100 | 12,5000 |
                | 20; 20; 20 | 100; 100; 100 | 0,0000 |
                | 0; 0; 0 | 100; 100; 100 | – |
                | 9; 9; 9 | 9; 9; 9 | – |
                | 5 | 10 | – |""",
            note="Första raden är Fleiss exempel med rökare, som också står i hjälptexten till R:s prop.trend.test.",
        ),
        Section(
            heading="Vad en serie brukar pendla mellan",
            text="""För serier med många perioder (månader, kvartal) räknar vi ut mellan vilka gränser värdet brukar pendla:

    medel ± 2,66 · MR

där MR är medelvärdet av skillnaderna mellan närmaste grannar, utan tecken. Språng som är minst 3,267 gånger MR tas bort en
gång, så att ett enda hopp inte gömmer nästa. Under ungefär tolv perioder säger gränserna lite.""",
            table="""
                | värden | medel | undre | övre |
                | 1; 2; 1; 2; 1; 2 | 1,5000 | −1,1600 | 4,1600 |
                | 5; 5; 5; 5 | 5,0000 | 5,0000 | 5,0000 |
                | 1; 2; 1; 2; 1; 20; 19; 20; 19 | 9,4444 | 6,7844 | 12,1044 |
                | 1; 3; –; 4; 6 | 3,5000 | −1,8200 | 8,8200 |
                | 7 | 7,0000 | – | – |
                | – | – | – | – |""",
            note="Rad 3: hoppet från 1 till 20 räknas inte som vanlig pendling. Rad 4: över en lucka räknas ingen skillnad.",
        ),
    ),
    sources=(
        "Fingertips (Office for Health Improvement and Disparities), TrendMarkerCalculator: regeln och gränsen.",
        "Armitage (1955), Tests for linear trends in proportions and frequencies, Biometrics 11. R, prop.trend.test: exemplet.",
        "NHS Making Data Count (NHSRplotthedots): gränserna 2,66 och 3,267.",
    ),
)
RECENT, PROPORTIONS, SWING = PAGE.sections
SWEDISH = {
    "ökar": "increasing",
    "minskar": "decreasing",
    "ingen säkerställd förändring": "no_change",
    "bedöms inte": "not_assessed",
}


def many(text: str) -> list[float]:
    return [number(one.strip()) for one in text.split(";")]


@pytest.mark.parametrize("row", rows(RECENT.table), ids=lambda row: f"{row['värden']} ± {row['±']}")
def test_recent_trend(row: dict[str, str]):
    values, half = np.array(many(row["värden"])), number(row["±"])
    assert recent(values, values - half, values + half) == SWEDISH[row["svar"]]


def test_recent_trends_of_many_series_at_once():
    """A 2-D array gives a word for each row: the same as each row alone, wherever its five values lie."""
    nan = np.nan
    values = np.array([[10, 11, nan, 12, 13, 14], [14, 13, 12, 11, 10, nan], [nan, nan, 1, 2, 3, 4], [3, 1, 2, 1, 3, 2]])
    words = recent(values, values - 1, values + 1)
    assert not isinstance(words, str)
    assert list(words) == ["increasing", "decreasing", "not_assessed", "no_change"]
    assert [recent(row, row - 1, row + 1) for row in values] == list(words)


def test_more_series_than_are_worked_on_at_a_time():
    """Every series keeps its place, also across the blocks."""
    values = np.tile(np.arange(5.0), (2 * BLOCK + 3, 1))
    values[BLOCK] = values[BLOCK][::-1]
    values[-1] = 7.0
    words = np.asarray(recent(values, values - 1, values + 1))
    assert len(words) == len(values)
    assert words[BLOCK] == "decreasing"
    assert words[-1] == "no_change"
    assert set(np.delete(words, [BLOCK, -1])) == {"increasing"}


def test_recent_trend_weighs_the_sure_values():
    """The same values fall or do nothing, by which of them are sure."""
    values = np.array([14.0, 12.0, 13.0, 11.0, 20.0])
    sure, unsure = np.full(5, 0.5), np.array([0.5, 0.5, 0.5, 0.5, 50.0])
    assert recent(values, values - sure, values + sure) == "no_change"
    steady = np.array([14.0, 13.0, 12.0, 11.0, 20.0])
    assert recent(steady, steady - unsure, steady + unsure) == "decreasing"


@pytest.mark.parametrize(("half", "word"), [(2.0056, "increasing"), (2.0058, "no_change")])
def test_recent_trend_needs_more_than_the_limit(half: float, word: str):
    """Five equal steps of 1 with equal weights: chi-square = 10·(1.96 / half)², which meets the limit at half = 2.00570."""
    values = np.arange(5.0)
    assert recent(values, values - half, values + half) == word


def test_recent_trend_keeps_the_time_between_values():
    """The same five values rise surely when they follow each other, and not surely with a year missing after the first.

    Chi-square is 10·(1.96 / half)² without the gap; with it 12² / 14.8 = 9.73 times the same.
    """
    half = 1.992
    packed, gap = np.arange(5.0), np.array([0.0, np.nan, 1.0, 2.0, 3.0, 4.0])
    assert recent(packed, packed - half, packed + half) == "increasing"
    assert recent(gap, gap - half, gap + half) == "no_change"


def test_one_year_never_decides_a_trend():
    """Chi-square is far above the limit, but without the last year the slope turns."""
    values = np.array([10.0, 9.9, 9.8, 9.7, 30.0])
    assert recent(values, values - 1, values + 1) == "no_change"
    first = np.array([-30.0, 9.7, 9.6, 9.5, 9.4])
    assert recent(first, first - 1, first + 1) == "no_change"


@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_recent_trend_has_no_unit(scale: float):
    """Tiny and huge units give the same word: no weight overflows."""
    values = np.array([10.0, 11, 12, 13, 14]) * scale
    assert recent(values, values - scale, values + scale) == "increasing"


def test_a_limit_without_end_is_no_limit():
    values = np.arange(5.0)
    assert recent(values, values - 1, np.where(values == 2, np.inf, values + 1)) == "not_assessed"


@pytest.mark.parametrize(
    ("values", "lower", "upper", "message"),
    [([1.0] * 5, [2.0] * 5, [1.0] * 5, "above"), ([1.0] * 5, [1.0] * 4, [1.0] * 5, "shape"), (1.0, 1.0, 1.0, "shape")],
)
def test_impossible_limits(values: list[float], lower: list[float], upper: list[float], message: str):
    with pytest.raises(ValueError, match=message):
        recent(values, lower, upper)


def test_fewer_than_five_periods_are_never_assessed():
    assert recent([1.0, 2.0, 3.0, 4.0], [0.9, 1.9, 2.9, 3.9], [1.1, 2.1, 3.1, 4.1]) == "not_assessed"
    assert recent([], [], []) == "not_assessed"
    assert list(np.atleast_1d(recent(np.empty((2, 0)), np.empty((2, 0)), np.empty((2, 0))))) == ["not_assessed"] * 2


@pytest.mark.parametrize("row", rows(PROPORTIONS.table), ids=lambda row: row["x"])
def test_trend_of_proportions(row: dict[str, str]):
    found = float(cochran_armitage(many(row["x"]), many(row["n"])))
    assert found == pytest.approx(number(row["χ²"]), abs=0.00005, nan_ok=True)


@pytest.mark.parametrize(("events", "n", "message"), [([3], [2], "0 to n"), ([-1], [2], "0 to n"), ([1, 1], [2], "shape")])
def test_impossible_proportions(events: list[int], n: list[int], message: str):
    with pytest.raises(ValueError, match=message):
        cochran_armitage(events, n)


@pytest.mark.parametrize("row", rows(SWING.table), ids=lambda row: row["värden"])
def test_process_limits(row: dict[str, str]):
    expected = tuple(number(row[name]) for name in ("medel", "undre", "övre"))
    found = tuple(float(one) for one in process_limits(many(row["värden"])))
    assert found == pytest.approx(expected, abs=0.00005, nan_ok=True)


def test_process_limits_of_many_series_at_once():
    """Rows of a 2-D array are series of their own, with fields by name; without screening the leap widens the limits."""
    limits = process_limits([[1.0, 2.0, 1.0, 2.0], [0.0, 0.0, 0.0, 10.0]])
    np.testing.assert_allclose(limits.mean, [1.5, 2.5])
    np.testing.assert_allclose(limits.upper, [1.5 + 2.66, 2.5 + 2.66 * 10 / 3])
    leap = [1.0, 2.0, 1.0, 2.0, 1.0, 20.0, 19.0, 20.0, 19.0]
    assert process_limits(leap, screen=False).upper > process_limits(leap).upper + 5


@pytest.mark.parametrize(("leap", "left_out"), [(4.36, False), (4.37, True)])
def test_a_leap_is_left_out_from_the_published_factor(leap: float, left_out: bool):  # noqa: FBT001
    """Nine ranges of 1 and a leap: 3.267 times their mean is 4.365 and 4.368."""
    series = [0.0, 1.0, 0.0, 1.0, 0.0, leap, leap - 1, leap, leap - 1, leap, leap - 1]
    typical = 1.0 if left_out else (9 + leap) / 10
    limits = process_limits(series)
    assert limits.upper - limits.mean == pytest.approx(2.66 * typical)


def test_impossible_series():
    with pytest.raises(ValueError, match="finite"):
        process_limits([1.0, np.inf])


def test_signals_of_a_series():
    """Seven on one side, seven in one direction, and two of three near a limit; a break in the run is no run."""
    assert one_side([1] * 6 + [0, 1]).tolist() == [False] * 8
    assert one_side([-1] * 8).tolist() == [False] * 6 + [True] * 2
    assert one_side([[1] * 7, [1] * 6 + [-1]]).any(axis=1).tolist() == [True, False]
    assert one_direction([1, 2, 3, 4, 5, 6, 7, 8, 1]).tolist() == [0] * 6 + [1, 1, 0]
    assert one_direction([9, 8, 7, 6, 6, 5, 4, 3]).tolist() == [0] * 8
    assert whole_run([0] * 7 + [-1]).tolist() == [False] + [True] * 7
    assert close_to_limit([1, 0, 1, 0], [-1, -1, -1, 1]).tolist() == [True] * 3 + [False]
    assert close_to_limit([1, 0, 0], [1, 1, 1]).tolist() == [False] * 3
    assert close_to_limit([1, 1], [1, 1]).tolist() == [False] * 2
