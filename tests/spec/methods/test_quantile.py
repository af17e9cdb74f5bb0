"""Classes of equal size: fifths and quarters of the areas."""

import numpy as np
import pytest

from build_site.compare.quantile import bounds, classes
from tests.method_page import MethodPage, Section, number, rows

PAGE = MethodPage(
    slug="klasser",
    title="Klasser",
    description="Hur områden delas i lika stora klasser, vad som händer med lika värden, och varför en klass inte är ett omdöme.",
    lead="""En karta i fem toner delar områdena i femtedelar: lika många i varje klass. Klassen säger var området står i
ordningen. Den säger inte om skillnaden är stor, och inte om den är mer än slump. Fyra nästan lika områden hamnar i fyra olika
fjärdedelar. Därför bestämmer klassen aldrig ensam vad vi kallar bättre eller sämre.""",
    sections=(
        Section(
            heading="Så delas områdena",
            text="""Områdena ställs i ordning från det lägsta värdet. Det område som står på plats r av N får klassen

    klass = q + 1 − ⌈(N + 1 − r) · q / N⌉

där q är antalet klasser och ⌈ ⌉ avrundar uppåt. Klass 1 är de lägsta värdena; vänder vi på ordningen är den de högsta.

Lika värden hamnar i samma klass. Den som saknar värde (–) får ingen. Finns det färre områden än klasser delar vi inte alls.""",
            table="""
                | värden | klasser | vänd | svar |
                | 10; 20; 30; 40 | 4 | nej | 1; 2; 3; 4 |
                | 10; 20; 30; 40 | 4 | ja | 4; 3; 2; 1 |
                | 1; 2; 3; 4; 5; 6; 7; 8; 9; 10 | 5 | nej | 1; 1; 2; 2; 3; 3; 4; 4; 5; 5 |
                | 1; 2; 3; 4; 5; 6; 7 | 3 | nej | 1; 1; 1; 2; 2; 3; 3 |
                | 1; 2; 2; 2; 5 | 5 | nej | 1; 2; 2; 2; 5 |
                | 1; 2; 2; 2; 5 | 5 | ja | 5; 2; 2; 2; 1 |
                | 7; 7; 7; 7 | 2 | nej | 1; 1; 1; 1 |
                | 40; –; 10; 20; 30 | 2 | nej | 2; –; 1; 1; 2 |
                | 1; 2; 3; – | 4 | nej | –; –; –; – |""",
            note="När tre delar andra platsen står klasserna 3 och 4 tomma: den som har samma värde får samma klass.",
        ),
        Section(
            heading="Var gränserna går",
            text="""Gränsen mellan två klasser läses av på en rak linje mellan de två närmaste värdena. Den första gränsen är det
lägsta värdet och den sista det högsta.""",
            table="""
                | värden | klasser | gränser |
                | 1; 2; 3; 4; 5 | 4 | 1; 2; 3; 4; 5 |
                | 1; 2; 3; 4 | 2 | 1; 2,5; 4 |
                | 10; –; 20 | 2 | 10; 15; 20 |
                | –; – | 2 | –; –; – |""",
        ),
    ),
    sources=(
        "Public Health England, PHEindicatormethods 2.1.0 (phe_quantile): formeln. Våra test återskapar paketets klasser.",
        "Fingertips: klassgränserna (rak interpolation, typ 7).",
    ),
)
SPLIT, EDGES = PAGE.sections


def many(text: str) -> list[float]:
    return [number(one.strip()) for one in text.split(";")]


@pytest.mark.parametrize("row", rows(SPLIT.table), ids=lambda row: f"{row['värden']} {row['vänd']}")
def test_classes(row: dict[str, str]):
    found = classes(many(row["värden"]), int(row["klasser"]), invert=row["vänd"] == "ja")
    np.testing.assert_array_equal(many(row["svar"]), found)


@pytest.mark.parametrize("row", rows(EDGES.table), ids=lambda row: row["värden"])
def test_bounds(row: dict[str, str]):
    np.testing.assert_allclose(bounds(many(row["värden"]), int(row["klasser"])), many(row["gränser"]), rtol=1e-12)


def test_columns_are_divided_on_their_own():
    """A column with too few known values has no classes; its neighbour has."""
    found = classes([[1.0, 5.0], [2.0, np.nan], [3.0, 1.0]], 3)
    np.testing.assert_array_equal([[1, np.nan], [2, np.nan], [3, np.nan]], found)


@pytest.mark.parametrize("q", [0, 1, -4, 2.5, True])
def test_impossible_number_of_classes(q: int):
    with pytest.raises(ValueError, match="whole number of classes"):
        classes([1.0, 2.0], q)
    with pytest.raises(ValueError, match="whole number of classes"):
        bounds([1.0, 2.0], q)
