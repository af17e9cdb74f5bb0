"""Sharing money: whole kronor, nothing lost, nothing left over."""

import numpy as np
import pytest

from build_site.compare.apportion import largest_remainder
from tests.method_page import MethodPage, Section, rows

PAGE = MethodPage(
    slug="fordelning",
    title="Fördela pengar",
    description="Hur en summa delas i hela kronor efter vikter, så att ingenting försvinner och ingen hamnar en krona fel.",
    lead="""När en summa delas efter folkmängd blir det sällan jämna kronor. Avrundar man var för sig blir summan fel. Vi räknar
därför i hela kronor (eller ören) från början till slut, så att delarna alltid blir precis summan.""",
    sections=(
        Section(
            heading="Störst rest får kronan som blir över",
            text="""Med summan T, vikterna w och W = Σw får var och en först hela kronor, och resten av divisionen sparas:

    kronor = T · w / W, avrundat nedåt
    rest = T · w − kronor · W

Kronorna som blir över går, en och en, till dem med störst rest.""",
            table="""
                | summa | vikter | delar |
                | 100 | 1; 1; 2 | 25; 25; 50 |
                | 10 | 1; 1; 1 | 4; 3; 3 |
                | 26 | 9061; 7179; 5259; 3319; 1182 | 9; 7; 5; 4; 1 |
                | 7 | 0; 5; 5 | 0; 4; 3 |
                | 1 | 3; 2; 2 | 1; 0; 0 |
                | 0 | 3; 2; 2 | 0; 0; 0 |
                | 5 | 8 | 5 |
                | 9007199254740993 | 1; 2 | 3002399751580331; 6004799503160662 |""",
            note="""Rad 3 är Balinskis och Youngs exempel. Sista raden är för stor för ett vanligt decimaltal:
räknad så hade en krona försvunnit.""",
        ),
        Section(
            heading="När resterna är lika",
            text="""Då avgör områdeskoden, den lägsta först. Ordningen i filen spelar alltså ingen roll. Utan koder avgör
platsen i listan.""",
            table="""
                | summa | vikter | koder | delar |
                | 10 | 1; 1; 1 | 03; 01; 02 | 3; 4; 3 |
                | 11 | 1; 1; 1 | 03; 01; 02 | 3; 4; 4 |
                | 2 | 1; 1; 1; 3 | 0180; 0114; 0120; 0115 | 0; 1; 0; 1 |""",
            note="""Rad 3: den med vikten 3 får en hel krona direkt. De tre andra har lika rest, och 0114 har lägst kod.""",
        ),
        Section(
            heading="En större summa kan ge någon mindre",
            text="""Det låter som ett fel men följer av metoden och kallas Alabamaparadoxen. Jämför därför aldrig två olika stora
summor område för område.""",
            table="""
                | summa | vikter | delar |
                | 10 | 6; 6; 2 | 4; 4; 2 |
                | 11 | 6; 6; 2 | 5; 5; 1 |""",
            note="""Delar man först mellan regioner och sedan inom varje region kan det bli annorlunda än om man delar mellan alla
kommuner direkt. Vi skriver vilket som är gjort.

SCB ändrar sedan 2025 små tal lite på måfå för att skydda enskilda. Delarna blir då inte precis summan som SCB anger. Vi använder
alltid summan av de vikter som räknas med.""",
        ),
    ),
    sources=(
        "Balinski och Young (1975), The quota method of apportionment, American Mathematical Monthly 82: exempel och paradox.",
        "Paketet apportionment (Lackner): fler exempel, som våra test återskapar.",
    ),
)
SHARED, TIED, PARADOX = PAGE.sections


def many(text: str) -> list[int]:
    return [int(one) for one in text.split(";")]


@pytest.mark.parametrize("row", rows(SHARED.table) + rows(PARADOX.table), ids=lambda row: f"{row['summa']} på {row['vikter']}")
def test_largest_remainders(row: dict[str, str]):
    assert largest_remainder(int(row["summa"]), many(row["vikter"])) == many(row["delar"])


@pytest.mark.parametrize("row", rows(TIED.table), ids=lambda row: f"{row['summa']} på {row['vikter']}")
def test_equal_remainders_go_by_code(row: dict[str, str]):
    codes = [one.strip() for one in row["koder"].split(";")]
    assert largest_remainder(int(row["summa"]), many(row["vikter"]), keys=codes) == many(row["delar"])


def test_the_paradox_is_shown():
    """The third gets less of a larger sum: the example must stay an example of it."""
    smaller, larger = (many(row["delar"]) for row in rows(PARADOX.table))
    assert sum(larger) == sum(smaller) + 1
    assert larger[2] < smaller[2]


def test_numpy_integers_do_not_overflow():
    """T·w is 10³¹, which 64 bits cannot hold; the answer is Python's own integers."""
    weights = np.array([10**13, 3 * 10**13], dtype=np.int64)
    shares = largest_remainder(np.int64(10**18), list(weights))
    assert shares == [25 * 10**16, 75 * 10**16]
    assert {type(share) for share in shares} == {int}


@pytest.mark.parametrize(
    ("total", "weights", "message"),
    [
        (1, [0, 0], "nobody"),
        (0, [0], "nobody"),
        (1, [], "nobody"),
        (-1, [1], "total"),
        (1.0, [1], "total"),
        (True, [1], "total"),
        ("1", [1], "total"),
        (1, [1, -1], "weights"),
        (1, [1, 0.5], "weights"),
        (1, [1, True], "weights"),
        (1, [1, np.True_], "weights"),
        (1, [1, None], "weights"),
    ],
)
def test_impossible_sharing(total: int, weights: list[int], message: str):
    with pytest.raises(ValueError, match=message):
        largest_remainder(total, weights)


@pytest.mark.parametrize("keys", [["01"], ["01", "01"], ["01", "02", "03"], ["01", "02", "02"]])
def test_keys_are_one_different_each(keys: list[str]):
    with pytest.raises(ValueError, match="keys"):
        largest_remainder(1, [1, 1], keys=keys)
