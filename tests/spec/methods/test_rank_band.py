"""A place in a table: shared places, how many places the uncertainty leaves open, and how far it has wandered."""

import numpy as np
import pytest

from build_site.compare.rank import BLOCK, SPAN, band, competition, span
from tests.method_page import MethodPage, Section, number, rows

PAGE = MethodPage(
    slug="rang",
    title="Rang",
    description="Hur platser delas, hur många platser osäkerheten lämnar öppna och hur platsen har vandrat.",
    lead="""En plats i en tabell låter exakt. Den är det sällan. Därför visar vi aldrig platsen ensam: antingen står det mellan
vilka platser den kan ligga, eller mellan vilka den har legat.

Plats 1 är bäst. Är lägre värden bättre vänder vi på ordningen först. Är inget håll bättre är plats 1 det högsta värdet.""",
    sections=(
        Section(
            heading="Lika värden delar plats",
            text="""Den som har samma värde får samma plats, och platserna efter hoppas över. Två delade ettor följs av en trea.
Den som saknar värde (–) får ingen plats och tar ingen.""",
            table="""
                | värden | platser |
                | 30; 10; 20 | 1; 3; 2 |
                | 20; 20; 10 | 1; 1; 3 |
                | 30; 20; 20; 10 | 1; 2; 2; 4 |
                | 5; 5; 5 | 1; 1; 1 |
                | 30; –; 20 | 1; –; 2 |
                | −1; −3; 0 | 2; 3; 1 |
                | 1; 3; 4; 4; 4; 7; 7; 10 | 8; 7; 4; 4; 4; 2; 2; 1 |""",
            note="Sista raden är paketet csranks exempel på delade platser.",
        ),
        Section(
            heading="Vilka platser osäkerheten lämnar öppna",
            text="""Har varje område en osäkerhet, från ett lägsta till ett högsta värde, kan platsen ligga mellan två gränser:

    bästa plats = 1 + antalet områden som ligger helt ovanför
    sämsta plats = antalet områden − antalet som ligger helt under

Ett område ligger helt ovanför när dess lägsta värde är större än ditt högsta. Rör två områden vid varandra går de inte att
skilja åt.""",
            table="""
                | område | lägst | högst | bästa plats | sämsta plats |
                | A | 70 | 80 | 1 | 1 |
                | B | 60 | 68 | 2 | 4 |
                | C | 62 | 66 | 2 | 3 |
                | D | 55 | 61 | 3 | 5 |
                | E | 50 | 55 | 4 | 5 |
                | F | – | – | – | – |""",
            note="""A är säkert etta. D och E rör vid varandra i 55, så E kan vara fyra. C:s lägsta värde ligger över D:s högsta.
F har ingen osäkerhet att räkna med. F får ingen plats och tar ingen.

Ska alla områdens gränser gälla på en gång måste osäkerheten räknas med högre krav, annars är något av dem ofta fel. Vi tar
nivån 0,95 upphöjt till 1 delat med antalet områden. För 21 regioner är det ungefär 0,9976.""",
        ),
        Section(
            heading="Hur platsen har vandrat",
            text="""När källan inte redovisar osäkerheten visar vi i stället den bästa och den sämsta platsen under de fem senaste
perioderna. År utan plats räknas inte.""",
            table="""
                | platser, äldst först | bäst | sämst |
                | 1; 9; 3; 4; 5; 6 | 3 | 9 |
                | 2; 1; 1; 1; 1; 1 | 1 | 1 |
                | –; –; 2; –; 4; – | 2 | 4 |
                | –; –; –; –; –; – | – | – |
                | 7; –; –; –; –; – | – | – |""",
            note="Plats 1 för sex år sedan säger inget om i dag. Spannet säger hur platsen har rört sig, inte hur säker den är.",
        ),
    ),
    sources=(
        "Klein, Wright och Wieczorek (2020), A joint confidence region for an overall ranking of populations: gränserna.",
        "Paketet csranks (R), Mogstad med flera: de delade platserna i exemplet.",
    ),
)
SHARED, OPEN, WANDERED = PAGE.sections


def many(text: str) -> list[float]:
    return [number(one.strip()) for one in text.split(";")]


@pytest.mark.parametrize("row", rows(SHARED.table), ids=lambda row: row["värden"])
def test_shared_places(row: dict[str, str]):
    np.testing.assert_array_equal(many(row["platser"]), competition(many(row["värden"])))


def test_places_left_open():
    table = rows(OPEN.table)
    best, worst = band([number(row["lägst"]) for row in table], [number(row["högst"]) for row in table])
    np.testing.assert_array_equal([number(row["bästa plats"]) for row in table], best)
    np.testing.assert_array_equal([number(row["sämsta plats"]) for row in table], worst)


def test_span_of_places():
    table = rows(WANDERED.table)
    low, high = span([many(row["platser, äldst först"]) for row in table])
    assert SPAN == 5
    np.testing.assert_array_equal([number(row["bäst"]) for row in table], low)
    np.testing.assert_array_equal([number(row["sämst"]) for row in table], high)


@pytest.mark.parametrize(
    ("lower", "upper", "best", "worst"),
    [
        ([1.0, 1.0], [1.0, 1.0], [1, 1], [2, 2]),
        ([1.0, 2.0], [1.0, 2.0], [2, 1], [2, 1]),
        ([0.0, 0.0], [1.0, 0.0], [1, 1], [2, 2]),
        ([float("nan"), 2.0], [3.0, 3.0], [float("nan"), 1], [float("nan"), 1]),
        ([2.0, 5.0], [float("inf"), 6.0], [1, 1], [2, 2]),
        ([-float("inf"), 5.0, 1.0], [float("inf"), 6.0, 2.0], [1, 1, 2], [3, 2, 3]),
        ([3.0], [4.0], [1], [1]),
        ([], [], [], []),
    ],
    ids=["equal", "apart", "touching", "unknown", "open upwards", "open", "alone", "none"],
)
def test_edges_of_the_band(lower: list[float], upper: list[float], best: list[float], worst: list[float]):
    """Intervals without width, without an end, and without anyone to be compared with."""
    found = band(lower, upper)
    np.testing.assert_array_equal(best, found[0])
    np.testing.assert_array_equal(worst, found[1])


def test_each_column_is_ranked_on_its_own():
    """A 2-D array is columns side by side, also when there are more of them than are sorted at a time."""
    columns = BLOCK // 3 + 7
    sample = np.random.default_rng(4)
    values = sample.integers(0, 4, size=(5, columns)).astype(float)
    values[0, ::3] = np.nan
    width = sample.random((5, columns))
    ranks = competition(values)
    best, worst = band(values - width, values + width)
    assert values.shape == ranks.shape == best.shape == worst.shape
    for column in (0, 1, columns // 2, columns - 1):
        own = values[:, column]
        np.testing.assert_array_equal(competition(own), ranks[:, column])
        alone = band(own - width[:, column], own + width[:, column])
        np.testing.assert_array_equal(alone[0], best[:, column])
        np.testing.assert_array_equal(alone[1], worst[:, column])


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
def test_nothing_to_rank(shape: tuple[int, ...]):
    assert competition(np.empty(shape)).shape == shape
    assert band(np.empty(shape), np.empty(shape))[1].shape == shape


@pytest.mark.parametrize(
    ("lower", "upper", "message"),
    [([2.0], [1.0], "above"), ([1.0], [1.0, 2.0], "shape"), (1.0, 2.0, "shape")],
)
def test_impossible_limits(lower: list[float], upper: list[float], message: str):
    with pytest.raises(ValueError, match=message):
        band(lower, upper)
