"""How sure a figure is, as a statistician reads it: the page "Osäkerhet"."""

import math

import numpy as np
import pytest

from build_site.compare.intervals import difference, mean, poisson, rate, wilson
from build_site.model.counts import byar
from tests.method_page import MethodPage, Section, number, rows
from tests.printed import assert_close, printed_as, series

PROPORTIONS = Section(
    heading="Andelar",
    text="""
En andel är ett antal av ett antal: 5 av 100 patienter. Hade vi mätt en annan grupp av samma slag hade andelen blivit lite
annorlunda. Intervallet visar hur mycket. Vi räknar det med Wilsons metod:

    x = antalet, n = av hur många, z = 1,959964 (95 %) eller 3,090232 (99,8 %)
    lägst, högst = (2x + z² ∓ z · √(z² + 4x(1 − x/n))) / (2(n + z²))

Intervallet går aldrig under 0 eller över 100 procent. Är antalet 0 börjar det precis på 0. Är alla med slutar det precis på 100.
""",
    table="""
| Antal | Av | Säkerhet | Andel, % | Lägst, % | Högst, % |
| --- | --- | --- | --- | --- | --- |
| 0 | 77 | 95 % | 0 | 0 | 4,752 |
| 1 | 100 | 95 % | 1 | 0,177 | 5,449 |
| 5 | 100 | 95 % | 5 | 2,154 | 11,175 |
| 65 | 100 | 95 % | 65 | 55,254 | 73,636 |
| 65 | 100 | 99,8 % | 65 | 49,549 | 77,835 |
| 999 | 3 456 | 95 % | 28,906 | 27,419 | 30,440 |
| 38 | 38 | 95 % | 100 | 90,819 | 100 |
| 0 | 0 | 95 % | – | – | – |
""",
    note="Ju fler man räknar på, desto smalare intervall. Av ingen alls blir det ingen andel.",
)
COUNTS = Section(
    heading="Antal",
    text="""
Händelser som inte är en del av ett antal, till exempel dödsfall på ett år, räknar vi som en Poissonfördelning. Under tio
händelser räknar vi exakt. Från tio använder vi Byars formel, som då ligger mycket nära:

    exakt: lägst = χ²(0,025; 2x) / 2
    exakt: högst = χ²(0,975; 2x + 2) / 2
    Byar: lägst = x · (1 − 1/(9x) − z/(3√x))³
    Byar: högst = y · (1 − 1/(9y) + z/(3√y))³, där y = x + 1

Det finns en annan formel som också kallas Byar, i R-paketet DescTools. Den ger andra tal: 15 händelser på 400 får där 2,191
till 6,029 per 100.
""",
    table="""
| Händelser | Säkerhet | Metod | Lägst | Högst |
| --- | --- | --- | --- | --- |
| 0 | 95 % | exakt | 0 | 3,6889 |
| 1 | 95 % | exakt | 0,0253 | 5,5716 |
| 5 | 95 % | exakt | 1,6235 | 11,6683 |
| 9 | 95 % | exakt | 4,1154 | 17,0848 |
| 10 | 95 % | Byar | 4,7874 | 18,3915 |
| 10 | 99,8 % | Byar | 2,9163 | 24,1937 |
| 15 | 95 % | Byar | 8,3893 | 24,7416 |
| 65 | 95 % | Byar | 50,1632 | 82,8491 |
| – | 95 % | – | – | – |
""",
    note="Noll händelser är inte noll risk: intervallet går upp till 3,7 händelser.",
)
RATES = Section(
    heading="Antal per invånare",
    text="""
Ett antal per 100 000 invånare får antalets intervall, delat med invånarna. Händelserna får vara fler än invånarna, till
exempel besök. Men har samma person många besök är intervallet för smalt. Då behövs räkningen på sidan om standardisering.
""",
    table="""
| Händelser | Invånare | Per 100 000 | Lägst | Högst |
| --- | --- | --- | --- | --- |
| 5 | 100 | 5 000 | 1 623,49 | 11 668,33 |
| 20 | 41 000 | 48,78 | 29,78 | 75,34 |
| 222 | 3 215 | 6 905,13 | 6 026,57 | 7 875,73 |
| 250 | 220 | 113 636,36 | 99 984,95 | 128 631,14 |
| 0 | 41 000 | 0 | 0 | 9,00 |
| 3 | 0 | – | – | – |
""",
)
MEANS = Section(
    heading="Medelvärden",
    text="""
Medelvärdet av enskilda värden får Students t-intervall, där s är standardavvikelsen med n − 1:

    medel ∓ t(n − 1) · s / √n

Ett enda värde har inget intervall. Okända värden räknas inte med.
""",
    table="""
| Värden | Säkerhet | Medel | Lägst | Högst |
| --- | --- | --- | --- | --- |
| 4; 5; 6 | 95 % | 5 | 2,5159 | 7,4841 |
| 4; –; 5; 6 | 95 % | 5 | 2,5159 | 7,4841 |
| 3; 5; 8; 9; 10; 7 | 95 % | 7 | 4,2634 | 9,7366 |
| 3; 5; 8; 9; 10; 7 | 99,8 % | 7 | 0,7260 | 13,2740 |
| 5; 5; 5 | 95 % | 5 | 5 | 5 |
| 12 | 95 % | 12 | – | – |
| – | 95 % | – | – | – |
""",
)
DIFFERENCES = Section(
    heading="Skillnaden mellan två andelar",
    text="""
Två intervall som går in i varandra betyder inte att det saknas en skillnad. Därför räknar vi skillnaden för sig, med
Newcombes metod. Den är gjord av de två andelarnas egna Wilsonintervall, lägst₁ till högst₁ och lägst₂ till högst₂:

    d = p₁ − p₂
    lägst = d − √((p₁ − lägst₁)² + (högst₂ − p₂)²)
    högst = d + √((högst₁ − p₁)² + (p₂ − lägst₂)²)
""",
    table="""
| Antal, den ena | Av | Antal, den andra | Av den andra | Skillnad, procentenheter | Lägst | Högst |
| --- | --- | --- | --- | --- | --- | --- |
| 56 | 70 | 48 | 80 | 20 | 5,243 | 33,387 |
| 48 | 80 | 56 | 70 | −20 | −33,387 | −5,243 |
| 5 | 100 | 5 | 100 | 0 | −6,799 | 6,799 |
| 0 | 10 | 3 | 10 | −30 | −60,322 | 3,759 |
| 0 | 0 | 3 | 10 | – | – | – |
""",
    note="Ligger noll i intervallet kan skillnaden vara slump. Då säger vi inte att den ena är bättre.",
)
PAGE = MethodPage(
    slug="osakerhet",
    title="Osäkerhet",
    description="Så räknar vi hur säker en siffra är: andelar, antal, antal per invånare, medelvärden och skillnader.",
    lead="""
En siffra i vården bygger ofta på få personer. Då flyttar slumpen den från år till år. Osäkerheten skriver vi som ett
intervall: så långt kan det verkliga värdet rimligen ligga från det uppmätta. Med 95 procents säkerhet täcker 95 av 100 sådana
intervall det verkliga värdet.

Vi räknar bara ett intervall när källan berättar vad siffran bygger på. Annars säger vi det: osäkerheten redovisas inte av
källan. Döljs en siffra döljs intervallet också, för av ett intervall går det att räkna ut hur många personer siffran bygger
på.
""",
    sections=(PROPORTIONS, COUNTS, RATES, MEANS, DIFFERENCES),
    sources=(
        "Wilson E. B. (1927). Journal of the American Statistical Association 22:209. doi:10.1080/01621459.1927.10502953",
        "Garwood F. (1936). Biometrika 28:437. doi:10.1093/biomet/28.3-4.437 (exakta gränser för ett antal)",
        "Breslow N. E., Day N. E. (1987). Statistical Methods in Cancer Research II. IARC 82 (Byars formel)",
        "Newcombe R. G. (1998). Statistics in Medicine 17:873, metod 10 (skillnaden; första raden är hans eget exempel)",
        "Gränsen vid tio händelser är densamma som i PHEindicatormethods 2.1.0, som brittiska Fingertips räknar med.",
        "R-paketen binom och DescTools, som statsmodels prövar sina intervall mot.",
    ),
)


def level(text: str) -> float:
    return number(text.rstrip(" %")) / 100


@pytest.mark.parametrize("row", rows(PROPORTIONS.table), ids=str)
def test_proportions(row: dict[str, str]):
    x, n = number(row["Antal"]), number(row["Av"])
    lower, upper = wilson(x, n, level=level(row["Säkerhet"]))
    assert printed_as(row["Andel, %"], 100 * x / n if n else math.nan)
    assert printed_as(row["Lägst, %"], 100 * lower)
    assert printed_as(row["Högst, %"], 100 * upper)


def test_proportions_at_the_ends_are_exact():
    assert wilson(0, 77)[0] == 0
    assert wilson(38, 38)[1] == 1


@pytest.mark.parametrize("row", rows(COUNTS.table), ids=str)
def test_counts(row: dict[str, str]):
    x = number(row["Händelser"])
    lower, upper = poisson(x, level=level(row["Säkerhet"]))
    assert row["Metod"] == ("–" if math.isnan(x) else "exakt" if x < 10 else "Byar")
    assert printed_as(row["Lägst"], lower)
    assert printed_as(row["Högst"], upper)


def test_byar_alone_has_no_lower_limit_where_it_would_be_negative():
    """Why few events have exact limits: of one event, at 99.8 %, Byar's formula gives a number below zero."""
    lower, upper = byar([0, 1, 10], level=0.998)
    assert np.isnan(lower).tolist() == [True, True, False]
    assert np.isfinite(upper).all()


def test_no_events_are_not_no_risk():
    """The upper limit of nothing is -ln 0.025: the mean at which nothing happens one time in forty."""
    assert_close(poisson(0), (0, -math.log(0.025)), rtol=1e-12)


@pytest.mark.parametrize("row", rows(RATES.table), ids=str)
def test_rates(row: dict[str, str]):
    value, lower, upper = rate(number(row["Händelser"]), number(row["Invånare"]))
    assert printed_as(row["Per 100 000"], value)
    assert printed_as(row["Lägst"], lower)
    assert printed_as(row["Högst"], upper)


@pytest.mark.parametrize("row", rows(MEANS.table), ids=str)
def test_means(row: dict[str, str]):
    value, lower, upper = mean(series(row["Värden"]), level=level(row["Säkerhet"]))
    assert printed_as(row["Medel"], value)
    assert printed_as(row["Lägst"], lower)
    assert printed_as(row["Högst"], upper)


@pytest.mark.parametrize("row", rows(DIFFERENCES.table), ids=str)
def test_differences(row: dict[str, str]):
    given = [number(row[name]) for name in ("Antal, den ena", "Av", "Antal, den andra", "Av den andra")]
    value, lower, upper = difference(*given)
    assert printed_as(row["Skillnad, procentenheter"], 100 * value)
    assert printed_as(row["Lägst"], 100 * lower)
    assert printed_as(row["Högst"], 100 * upper)


@pytest.mark.parametrize("wrong", [0, 1, -0.1, 1.5, 95, math.nan])
def test_a_level_is_between_none_and_all(wrong: float):
    for method in (
        lambda: wilson(1, 2, level=wrong),
        lambda: poisson(1, level=wrong),
        lambda: rate(1, 2, level=wrong),
        lambda: mean([1, 2], level=wrong),
        lambda: difference(1, 2, 1, 2, level=wrong),
    ):
        with pytest.raises(ValueError, match="level must be between 0 and 1"):
            method()


def test_what_cannot_be_is_an_error():
    """Also when only one row of many is impossible; the message names the argument, never the figure."""
    with pytest.raises(ValueError, match=r"^events must not be more than n$"):
        wilson([1, 12], [10, 10])
    with pytest.raises(ValueError, match=r"^events_2 must not be more than n_2$"):
        difference(1, 10, 11, 10)
    with pytest.raises(ValueError, match=r"^events_1 must not be more than n_1$"):
        difference(11, 10, 1, 10)
    with pytest.raises(ValueError, match=r"^n must be zero or more"):
        wilson(0, [-1, 5])
    with pytest.raises(ValueError, match=r"^events must be zero or more"):
        poisson([3, -1])
    with pytest.raises(ValueError, match=r"^population must be zero or more, and finite$"):
        rate(1, math.inf)
    with pytest.raises(ValueError, match="per must be above 0"):
        rate(1, 10, per=0)
    with pytest.raises(ValueError, match="values must be finite"):
        mean([1, math.inf])


def test_shapes_that_do_not_fit_are_an_error():
    with pytest.raises(ValueError, match="the shapes of events, n do not fit each other"):
        wilson([1, 2], [3, 4, 5])
    with pytest.raises(ValueError, match="do not fit"):
        difference([1, 2], 4, [1, 2, 3], 4)
