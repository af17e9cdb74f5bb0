"""How far chance carries a place of its size, as a statistician reads it: the page "Trattdiagram"."""

import math

import numpy as np
import pytest

from build_site.compare.funnel import (
    adjusted_limits,
    adjusted_proportion_limits,
    adjusted_ratio_limits,
    classify_proportions,
    classify_ratios,
    overdispersion,
    proportion_limits,
    proportion_scores,
    ratio_limits,
    ratio_scores,
)
from tests.method_page import MethodPage, Section, number, rows
from tests.printed import assert_close, printed_as, series

WORDS = {
    "under båda": "low_998",
    "under den inre": "low_95",
    "inom": "within",
    "över den inre": "high_95",
    "över båda": "high_998",
    "bedöms inte": "",
}

LIMITS = Section(
    heading="Gränser för andelar",
    text="""
Mitten av tratten, p₀, är rikets andel. Runt den går två par av gränser. Är alla platser i verkligheten lika hamnar ungefär 95 av
100 innanför den inre, och 998 av 1 000 innanför den yttre.

    p₀ ∓ z · √(p₀(1 − p₀)/n)
    z = 1,959964 (inre, 95 %) eller 3,090232 (yttre, 99,8 %)

Gränserna hålls inom 0 och 100 procent. I tabellen är p₀ 80 procent.
""",
    table="""
| Personer | Inre, lägst, % | Inre, högst, % | Yttre, lägst, % | Yttre, högst, % |
| --- | --- | --- | --- | --- |
| 2 | 24,564 | 100 | 0 | 100 |
| 20 | 62,470 | 97,530 | 52,360 | 100 |
| 100 | 72,160 | 87,840 | 67,639 | 92,361 |
| 1 000 | 77,521 | 82,479 | 76,091 | 83,909 |
| 10 000 | 79,216 | 80,784 | 78,764 | 81,236 |
| 0 | – | – | – | – |
""",
    note="Ju fler personer, desto smalare tratt. Är de fyra gånger så många blir den hälften så bred.",
)
CLASSES = Section(
    heading="Var en andel ligger",
    text="Varje plats får ett av fem lägen. På gränsen är innanför. p₀ är 80 procent.",
    table="""
| Händelser | Personer | Andel, % | Läge |
| --- | --- | --- | --- |
| 760 | 1 000 | 76,0 | under båda |
| 761 | 1 000 | 76,1 | under den inre |
| 775 | 1 000 | 77,5 | under den inre |
| 776 | 1 000 | 77,6 | inom |
| 800 | 1 000 | 80,0 | inom |
| 824 | 1 000 | 82,4 | inom |
| 825 | 1 000 | 82,5 | över den inre |
| 839 | 1 000 | 83,9 | över den inre |
| 840 | 1 000 | 84,0 | över båda |
| 1 | 2 | 50,0 | inom |
| 0 | 2 | 0,0 | under den inre |
| 0 | 0 | – | bedöms inte |
| – | 1 000 | – | bedöms inte |
""",
    note="Att ligga inom gränserna är inte att vara lik riket. Det betyder att slumpen räcker som förklaring.",
)
RATIO_LIMITS = Section(
    heading="Gränser för kvoter",
    text="""
En kvot är det som hände delat med det som väntades, E. Gränserna är de exakta Poissongränserna vid E händelser, delade med E:

    lägst = χ²(0,025; 2E) / 2 / E
    högst = χ²(0,975; 2E + 2) / 2 / E
""",
    table="""
| Väntat | Inre, lägst | Inre, högst | Yttre, lägst | Yttre, högst |
| --- | --- | --- | --- | --- |
| 5 | 0,3247 | 2,3337 | 0,1479 | 3,2909 |
| 15 | 0,5596924 | 1,649348 | 0,386265 | 2,082907 |
| 20 | 0,610826 | 1,544419 | 0,4479107 | 1,902094 |
| 30 | 0,6746958 | 1,427562 | 0,5289724 | 1,702771 |
| 0 | – | – | – | – |
""",
    note="Raderna 15, 20 och 30 är publicerade i FunnelPlotR.",
)
RATIOS = Section(
    heading="Var en kvot eller ett antal per invånare ligger",
    text="""
Här vänder vi på frågan: ligger det väntade utanför intervallet för det som hände? Intervallet är det på sidan om osäkerhet,
exakt under tio händelser och Byars från tio. För antal per invånare är det väntade rikets antal per invånare gånger platsens
invånare.
""",
    table="""
| Händelser | Väntat | Kvot | Läge |
| --- | --- | --- | --- |
| 151 | 106,4429719 | 1,42 | över båda |
| 191 | 184,0963855 | 1,04 | inom |
| 220 | 249,8012944 | 0,88 | inom |
| 0 | 240,6273499 | 0,00 | under båda |
| 20 | 12 | 1,67 | över den inre |
| 20 | 32 | 0,63 | under den inre |
| 36 | 20 | 1,80 | över båda |
| 0 | 3,68 | 0,00 | inom |
| 0 | 3,70 | 0,00 | under den inre |
| 3 | 0 | – | bedöms inte |
| – | 12 | – | bedöms inte |
""",
    note="De fyra första raderna är ur de publicerade testvärdena för PHEindicatormethods.",
)
OVERDISPERSION = Section(
    heading="När platserna skiljer sig mer än slumpen",
    text="""
Med många personer blir tratten så smal att nästan alla hamnar utanför. Då skiljer sig platserna av skäl som inte är slump och
som gränserna inte vet om. Vi mäter hur mycket, och säger det.

    z = hur många medelfel platsen ligger från mitten
        andel: (asin √p − asin √p₀) / s, s = 1/(2√n)
        kvot: (√(O/E) − 1) / s, s = 1/(2√E)
    z' = z, där de ytterligaste tiondelarna flyttas in till den tionde och den nittionde percentilen
    φ = Σ z'² / k, med k platser
    τ² = (kφ − (k − 1)) / (Σ w − Σ w²/Σ w), w = 1/s², aldrig under 0

Är φ omkring 1 räcker slumpen. Är den 5 skiljer sig platserna så mycket att variansen är fem gånger slumpens. τ² är det som
kommer till slumpen. I tabellen har alla platser samma s.
""",
    table="""
| z | s | φ | τ² |
| --- | --- | --- | --- |
| −2; −1; 0; 1; 2 | 1 | 1,424 | 0,78 |
| −2; −1; 0; 1; 2 | 0,02 | 1,424 | 0,000312 |
| −2; −1; 0; –; 1; 2 | 1 | 1,424 | 0,78 |
| −1; −0,5; 0; 0,5; 1 | 1 | 0,356 | 0 |
| −4; −3; 0; 3; 4 | 1 | 8,784 | 9,98 |
| −1; 0; 1; 30; −1; 0; 1; 0; 1; −1; 0 | 1 | 0,636 | 0 |
| 3 | 1 | 9 | – |
| – | 1 | – | – |
""",
    note="På en rad ligger en plats 30 medelfel bort. Den flyttas in, så att den inte får vidga gränserna för sig själv.",
)
ADJUSTED = Section(
    heading="Gränser med skillnaden inräknad",
    text="""
När τ² är över 0 räknar vi gränserna med den, på samma skala som z, och sedan tillbaka:

    andel: sin²(asin √p₀ ∓ z · √(s² + τ²))
    kvot: (1 ∓ z · √(s² + τ²))²

Tabellen gäller 1 000 personer och p₀ 80 procent, och 100 väntade händelser.
""",
    table="""
| τ² | Andel, inre, % | Andel, yttre, % | Kvot, inre | Kvot, yttre |
| --- | --- | --- | --- | --- |
| 0 | 77,465; 82,420 | 75,954; 83,760 | 0,814; 1,206 | 0,715; 1,333 |
| 0,0004 | 75,859; 83,841 | 73,352; 85,905 | 0,800; 1,222 | 0,695; 1,361 |
| 0,0016 | 72,862; 86,287 | 68,438; 89,455 | 0,765; 1,267 | 0,643; 1,435 |
""",
    note="En plats som fortfarande ligger utanför skiljer sig mer än platserna brukar skilja sig åt.",
)
PAGE = MethodPage(
    slug="tratt",
    title="Trattdiagram",
    description="Så skiljer vi slump från skillnad mellan små och stora platser: gränser, lägen och överspridning.",
    lead="""
En liten plats hamnar lättare högst eller lägst, bara av slump. I ett trattdiagram ser man det: varje plats är en prick, till
vänster de små, och gränserna går ihop åt höger som en tratt. En prick innanför gränserna kan vara där av slump. En prick
utanför är värd en fråga.

Vi ritar en tratt bara när vi vet hur många personer varje siffra bygger på.
""",
    sections=(LIMITS, CLASSES, RATIO_LIMITS, RATIOS, OVERDISPERSION, ADJUSTED),
    sources=(
        "Spiegelhalter D. J. (2005). Statistics in Medicine 24:1185. doi:10.1002/sim.1970",
        "PHEindicatormethods 2.1.0: gränser för andelar, och lägen för andelar, kvoter och antal per invånare.",
        "FunnelPlotR: gränser för kvoter vid ett väntat antal, och överspridning. Vi räknar kvotens gränser tillbaka till kvot.",
        "DerSimonian R., Laird N. (1986). Controlled Clinical Trials 7:177 (τ²)",
    ),
)
LEVELS = {"Inre": 0.95, "Yttre": 0.998}


@pytest.mark.parametrize("row", rows(LIMITS.table), ids=lambda row: row["Personer"])
def test_limits_of_proportions(row: dict[str, str]):
    for name, level in LEVELS.items():
        lower, upper = proportion_limits(number(row["Personer"]), 0.8, level=level)
        assert printed_as(row[f"{name}, lägst, %"], 100 * lower)
        assert printed_as(row[f"{name}, högst, %"], 100 * upper)


@pytest.mark.parametrize("row", rows(CLASSES.table), ids=str)
def test_classes_of_proportions(row: dict[str, str]):
    events, people = number(row["Händelser"]), number(row["Personer"])
    assert classify_proportions(events, people, p0=0.8) == WORDS[row["Läge"]]
    assert printed_as(row["Andel, %"], 100 * events / people if people else math.nan)


def test_the_middle_is_all_events_of_all_people():
    """Of the places where both are known: 1 600 of 2 000 here, whatever the third place has."""
    events, people = [840, 760, math.nan, 900], [1_000, 1_000, 5, math.nan]
    assert classify_proportions(events, people).tolist() == ["high_998", "low_998", "", ""]
    assert classify_proportions(events, people, p0=0.84).tolist() == ["within", "low_998", "", ""]


def test_each_row_of_a_column_of_funnels_has_its_own_middle():
    events = [[840, 760, 800], [84, 76, 80]]
    people = [[1_000, 1_000, 1_000], [100, 100, 100]]
    assert classify_proportions(events, people).tolist() == [["high_998", "low_998", "within"], ["within"] * 3]


def test_a_place_on_the_limit_is_within():
    """Nobody differs when all or none are counted: the limits have no width, and every place lies on them."""
    assert classify_proportions([0, 0], [10, 1_000]).tolist() == ["within", "within"]
    assert classify_proportions([10, 1_000], [10, 1_000]).tolist() == ["within", "within"]


@pytest.mark.parametrize("row", rows(RATIO_LIMITS.table), ids=lambda row: row["Väntat"])
def test_limits_of_ratios(row: dict[str, str]):
    for name, level in LEVELS.items():
        lower, upper = ratio_limits(number(row["Väntat"]), level=level)
        assert printed_as(row[f"{name}, lägst"], lower)
        assert printed_as(row[f"{name}, högst"], upper)


@pytest.mark.parametrize("row", rows(RATIOS.table), ids=str)
def test_classes_of_ratios(row: dict[str, str]):
    observed, expected = number(row["Händelser"]), number(row["Väntat"])
    assert classify_ratios(observed, expected) == WORDS[row["Läge"]]
    assert printed_as(row["Kvot"], observed / expected if expected else math.nan)


@pytest.mark.parametrize("row", rows(OVERDISPERSION.table), ids=str)
def test_overdispersion(row: dict[str, str]):
    scores = series(row["z"])
    phi, tau_squared = overdispersion(scores, s=number(row["s"]))
    assert printed_as(row["φ"], phi)
    assert printed_as(row["τ²"], tau_squared)
    if row["s"] == "1":
        assert [float(one) for one in overdispersion(scores)] == pytest.approx([float(phi), float(tau_squared)], nan_ok=True)


def test_small_places_weigh_less_in_the_variance_between():
    """By hand: w is 1, 4 and 16, and the tenth percentile lies a fifth of the way from -3 to 0."""
    z, s = np.array([-3.0, 0.0, 3.0]), np.array([1.0, 0.5, 0.25])
    phi, tau_squared = overdispersion(z, s=s)
    assert float(phi) == pytest.approx(2 * 2.4**2 / 3, rel=1e-12)
    assert float(tau_squared) == pytest.approx((2 * 2.4**2 - 2) / (21 - (1 + 16 + 256) / 21), rel=1e-12)


def test_scores():
    scores, errors = proportion_scores([80, 0, 5, math.nan], [100, 0, 20, 30], p0=0.5)
    assert errors == pytest.approx([0.05, math.nan, 1 / (2 * math.sqrt(20)), 1 / (2 * math.sqrt(30))], nan_ok=True)
    away = (math.asin(math.sqrt(0.8)) - math.pi / 4) / 0.05
    quarter = (math.pi / 6 - math.pi / 4) * 2 * math.sqrt(20)
    assert scores == pytest.approx([away, math.nan, quarter, math.nan], nan_ok=True)
    pooled, _ = proportion_scores([80, 0, 20], [100, 0, 100])
    assert pooled[0] == pytest.approx(away)
    assert pooled[2] == pytest.approx(-away)
    ratios, errors = ratio_scores([144, 3, 0], [100, 0, 25])
    assert ratios == pytest.approx([4, math.nan, -10], nan_ok=True)
    assert errors == pytest.approx([0.05, math.nan, 0.1], nan_ok=True)


@pytest.mark.parametrize("row", rows(ADJUSTED.table), ids=lambda row: row["τ²"])
def test_adjusted_limits(row: dict[str, str]):
    tau_squared = number(row["τ²"])
    for name, level in (("inre", 0.95), ("yttre", 0.998)):
        shares = adjusted_proportion_limits(1_000, 0.8, tau_squared, level=level)
        ratios = adjusted_ratio_limits(100, tau_squared, level=level)
        for text, limit in zip(row[f"Andel, {name}, %"].split(";"), shares, strict=True):
            assert printed_as(text, 100 * limit)
        for text, limit in zip(row[f"Kvot, {name}"].split(";"), ratios, strict=True):
            assert printed_as(text, limit)


def test_adjusted_limits_stay_where_there_is_something():
    assert_close(adjusted_proportion_limits(1, 0.5, 5.0, level=0.998), (0, 1))
    assert adjusted_ratio_limits(1, 5.0, level=0.998)[0] == 0
    assert np.isnan([*adjusted_proportion_limits(0, 0.5, 0.1, level=0.95), *adjusted_ratio_limits(0, 0.1, level=0.95)]).all()
    assert_close(adjusted_limits(-2.0, 3.0, 16.0, level=0.95), (-2 - 5 * 1.959963984540054, -2 + 5 * 1.959963984540054))


def test_what_cannot_be_is_an_error():
    with pytest.raises(ValueError, match="p0 must be between 0 and 1"):
        proportion_limits(10, 80, level=0.95)
    with pytest.raises(ValueError, match="p0 must be"):
        classify_proportions(1, 10, p0=-0.1)
    with pytest.raises(ValueError, match="p0 must be"):
        adjusted_proportion_limits(10, 1.1, 0, level=0.95)
    with pytest.raises(ValueError, match=r"^events must not be more than n$"):
        classify_proportions([1, 11], [10, 10], p0=0.5)
    with pytest.raises(ValueError, match=r"^events must not be more than n$"):
        proportion_scores([1, 11], [10, 10], p0=0.5)
    with pytest.raises(ValueError, match="expected must be zero or more"):
        classify_ratios(3, -1)
    with pytest.raises(ValueError, match="expected must be zero or more"):
        ratio_limits(-1, level=0.95)
    with pytest.raises(ValueError, match="do not fit each other"):
        classify_ratios([1, 2], [1, 2, 3])
    for wrong in (0, 1, 95):
        with pytest.raises(ValueError, match="level must be between 0 and 1"):
            ratio_limits(10, level=wrong)
        with pytest.raises(ValueError, match="level must be between 0 and 1"):
            proportion_limits(10, 0.5, level=wrong)


@pytest.mark.parametrize(("z", "s"), [(3.0, 1.0), ([1, math.inf], None), ([1, 2], [1, 0]), ([1, 2], -1), ([1, 2], math.inf)])
def test_scores_are_a_series_of_finite_numbers(z: object, s: object):
    with pytest.raises(ValueError, match="z must be a series of finite scores"):
        overdispersion(z, s=s)  # type: ignore[arg-type]
