"""Equality between groups: how far apart they are, and whether the difference follows an order."""

import numpy as np
import pytest

from build_site.compare.equity import (
    attributable,
    between_group,
    concentration,
    disparity,
    gap,
    mean_difference,
    mean_log_deviation,
    ratio,
    slope_index,
    theil,
)
from tests.method_page import MethodPage, Section, number, rows

PAGE = MethodPage(
    slug="jamlikhet",
    title="Jämlikhet",
    description="Mått på hur olika det är för olika grupper: avstånd, kvot, lutning från sämst till bäst ställda, koncentration.",
    lead="""Ett medelvärde kan se bra ut fast det är mycket olika för olika människor. De här måtten säger hur olika.

Det finns två slag. Det ena frågar hur långt det är mellan grupperna, vilka de än är: regioner, kvinnor och män. Det andra frågar
om skillnaden följer en ordning, från dem som har det sämst ställt till dem som har det bäst: inkomst, utbildning. Regioner har
ingen sådan ordning, så för dem används bara det första slaget.""",
    sections=(
        Section(
            heading="Avstånd och kvot",
            text="Den högsta gruppen minus den lägsta, och den högsta delad med den lägsta. En grupp utan värde (–) räknas inte.",
            table="""
                | värden | avstånd | kvot |
                | 20; 30; 40; 50; 60 | 40 | 3 |
                | 12; –; 8 | 4 | 1,5 |
                | 5; 5 | 0 | 1 |
                | 0; 5 | 5 | – |
                | –; – | – | – |""",
            note="Avstånd och kvot bryr sig inte om hur stora grupperna är. En liten grupp kan alltså avgöra dem.",
        ),
        Section(
            heading="Hur långt från medelvärdet",
            text="""Här väger varje grupp så mycket som den har invånare. Med w = gruppens del av befolkningen, y = gruppens
värde, μ = Σwy och r = y / μ är

    medelskillnad = Σ w·|y − μ|
    skillnad i procent = 100 · Σ w·|y − μ| / μ
    varians = Σ w(y − μ)²
    Theil = 1000 · Σ w·r·ln r
    log = 1000 · Σ w·(−ln r)""",
            table="""
                | värden | invånare | medelskillnad | i procent | varians | Theil | log |
                | 10; 30 | 50; 50 | 10,0000 | 50,0000 | 100,0000 | 130,8120 | 143,8410 |
                | 10; 30 | 300; 100 | 7,5000 | 50,0000 | 75,0000 | 143,8410 | 130,8120 |
                | 10; 30; – | 300; 100; 900 | 7,5000 | 50,0000 | 75,0000 | 143,8410 | 130,8120 |
                | 7; 7; 7 | 1; 5; 9 | 0,0000 | 0,0000 | 0,0000 | 0,0000 | 0,0000 |
                | 0; 20 | 50; 50 | 10,0000 | 100,0000 | 100,0000 | 693,1472 | – |
                | 0; 0 | 50; 50 | 0,0000 | – | 0,0000 | – | – |""",
            note="Logaritmen av noll finns inte. Därför saknar det sista måttet svar när en grupp har värdet 0.",
        ),
        Section(
            heading="Lutningen från sämst till bäst ställda",
            text="""Grupperna ställs i ordning från dem som har det sämst ställt. Varje grupp placeras mitt i sin del av
befolkningen, på en skala från 0 till 1, och en rät linje läggs genom värdena. Stora grupper väger tyngre.

    SII = linjen vid 1 − linjen vid 0
    RII = linjen vid 1 / linjen vid 0

SII säger alltså vad de bäst ställda har mer än de sämst ställda, i måttets egen enhet: över noll för medellivslängd, under noll
för sjukdom. Linjen kan också läggas på logaritmen (log) eller på log-oddsen (logit) av värdena; svaret räknas då tillbaka.""",
            table="""
                | värden | invånare | linje | SII | RII |
                | 10; 20; 30; 40 | 100; 100; 100; 100 | rak | 40,0000 | 9,0000 |
                | 40; 30; 20; 10 | 100; 100; 100; 100 | rak | −40,0000 | 0,1111 |
                | 20; 30 | 300; 100 | rak | 20,0000 | 2,6000 |
                | 10; 20 | 0; 100 | rak | – | – |
                | 6; 6; 6 | 1; 2; 3 | rak | 0,0000 | 1,0000 |
                | 1; 10; 100; 1000 | 1; 1; 1; 1 | log | 3161,9614 | 10000,0000 |
                | 0,2; 0,5; 0,8 | 10; 10; 10 | logit | 0,7778 | 8,0000 |
                | 0; 5; 10 | 10; 10; 10 | log | – | – |
                | 10; –; 30 | 10; 10; 10 | rak | – | – |""",
            note="""Rad 1: från den första gruppens mitt till den sistas är det 3/4 av befolkningen, så linjen går från 5
till 45. En ordning med en lucka är ingen ordning: saknas en grupp blir det inget svar.""",
        ),
        Section(
            heading="Koncentration",
            text="""Är det någon ände av ordningen som har det mesta? Med R = gruppens mitt på skalan från 0 till 1 är

    C = (2 / μ) · Σ w(y − μ)(R − 1/2)

Över noll: samlat hos de bäst ställda. Under noll: samlat hos de sämst ställda. I måttets egen enhet blir det μ·C. För andelar
beror C på om man räknar de friska eller de sjuka; Erreygers 4μC gör inte det, mer än till tecknet. Wagstaff är C / (1 − μ).""",
            table="""
                | värden | invånare | C | i enheten | Wagstaff | Erreygers |
                | 0,2; 0,4; 0,6; 0,8 | 1; 1; 1; 1 | 0,2500 | 0,1250 | 0,5000 | 0,5000 |
                | 0,8; 0,6; 0,4; 0,2 | 1; 1; 1; 1 | −0,2500 | −0,1250 | −0,5000 | −0,5000 |
                | 0; 1 | 3; 1 | 0,7500 | 0,1875 | 1,0000 | 0,7500 |
                | 0,5; 0,5 | 3; 1 | 0,0000 | 0,0000 | 0,0000 | 0,0000 |
                | 0; 0 | 3; 1 | – | 0,0000 | – | 0,0000 |
                | 0,5; – | 3; 1 | – | – | – | – |""",
        ),
    ),
    sources=(
        "Public Health England, PHEindicatormethods 2.1.0 (phe_sii): SII och RII. Våra test återskapar paketets värden.",
        "WHO, Handbook on health inequality monitoring (2013), och WHO:s paket healthequal: de andra måtten.",
        "Wagstaff (2005), Health Economics 14; Erreygers (2009), Journal of Health Economics 28: andelar.",
    ),
)
APART, SPREAD, SLOPE, GATHERED = PAGE.sections
LINES = {"rak": None, "log": "log", "logit": "logit"}


def many(text: str) -> list[float]:
    return [number(one.strip()) for one in text.split(";")]


def agrees(text: str, found: object) -> bool:
    return float(found) == pytest.approx(number(text), abs=0.00005, nan_ok=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("row", rows(APART.table), ids=lambda row: row["värden"])
def test_gap_and_ratio(row: dict[str, str]):
    assert agrees(row["avstånd"], gap(many(row["värden"])))
    assert agrees(row["kvot"], ratio(many(row["värden"])))


@pytest.mark.parametrize("row", rows(SPREAD.table), ids=lambda row: f"{row['värden']} / {row['invånare']}")
def test_spread(row: dict[str, str]):
    given = many(row["värden"]), many(row["invånare"])
    assert agrees(row["medelskillnad"], mean_difference(*given))
    assert agrees(row["i procent"], disparity(*given))
    assert agrees(row["varians"], between_group(*given))
    assert agrees(row["Theil"], theil(*given))
    assert agrees(row["log"], mean_log_deviation(*given))


@pytest.mark.parametrize("row", rows(SLOPE.table), ids=lambda row: f"{row['värden']} / {row['invånare']} {row['linje']}")
def test_slope(row: dict[str, str]):
    transform = LINES[row["linje"]]
    absolute, relative = slope_index(many(row["värden"]), many(row["invånare"]), transform=transform)  # type: ignore[arg-type]
    assert agrees(row["SII"], absolute)
    assert agrees(row["RII"], relative)


@pytest.mark.parametrize("row", rows(GATHERED.table), ids=lambda row: f"{row['värden']} / {row['invånare']}")
def test_concentration(row: dict[str, str]):
    given = many(row["värden"]), many(row["invånare"])
    assert agrees(row["C"], concentration(*given))
    assert agrees(row["i enheten"], concentration(*given, form="absolute"))
    assert agrees(row["Wagstaff"], concentration(*given, form="wagstaff"))
    assert agrees(row["Erreygers"], concentration(*given, form="erreygers"))


def test_a_negative_multiplier_looks_from_the_other_end():
    """Then SII is above 0, and RII above 1, where the worst off have more."""
    absolute, relative = slope_index([40, 30, 20, 10], [1, 1, 1, 1], multiplier=-100)
    assert absolute == pytest.approx(4000)
    assert relative == pytest.approx(9)


def test_a_ratio_to_nothing_is_no_ratio():
    """The line meets 0 at the worst off: the difference is there, the ratio is not."""
    absolute, relative = slope_index([5, 15, 25], [1, 1, 1])
    assert absolute == pytest.approx(30)
    assert np.isnan(relative)


def test_reference_and_attributable():
    """Against the best group: how far people's groups are from it, and how much the mean would rise."""
    values, people = [20.0, 40.0], [75, 25]
    assert mean_difference(values, people, reference=40) == pytest.approx(15)
    absolute, percent = attributable(values, people, reference=40)
    assert absolute == pytest.approx(15)
    assert percent == pytest.approx(60)


def test_rows_are_series_of_their_own():
    """Groups lie along the last axis; one population serves all series, and one reference a series is enough."""
    values = np.array([[10.0, 20, 30], [30, 20, 10], [1, np.nan, 4]])
    people = [1, 2, 1]
    np.testing.assert_allclose(gap(values), [20, 20, 3])
    np.testing.assert_allclose(between_group(values, people), [50, 50, 2.25])
    np.testing.assert_allclose(mean_difference(values, people, reference=[10, 30, 1]), [10, 10, 1.5])
    np.testing.assert_allclose(concentration(values, people), [0.1875, -0.1875, np.nan])
    assert [round(float(one), 6) for one in slope_index(values, people)[0][:2]] == [26.666667, -26.666667]


@pytest.mark.parametrize(
    "measure", [gap, ratio, lambda values: theil(values, [1, 1]), lambda values: slope_index(values, [1, 1])[0]]
)
def test_infinite_values_are_refused(measure: object):
    with pytest.raises(ValueError, match="finite"):
        measure([1.0, np.inf])  # type: ignore[operator]


@pytest.mark.parametrize("measure", [disparity, theil, mean_log_deviation])
def test_parts_of_a_sum_are_never_negative(measure: object):
    with pytest.raises(ValueError, match="0 or more"):
        measure([-1.0, 1.0], [1, 1])  # type: ignore[operator]


@pytest.mark.parametrize("measure", [mean_difference, disparity, between_group, theil, mean_log_deviation, concentration])
def test_without_groups_nothing_is_equal(measure: object):
    assert np.isnan(measure([], []))  # type: ignore[operator]
    assert np.isnan(measure([[], []], [])).tolist() == [True, True]  # type: ignore[operator]


def test_impossible_input():
    with pytest.raises(ValueError, match="0 or more"):
        ratio([-1.0, 1.0])
    with pytest.raises(ValueError, match="population"):
        between_group([1.0, 2.0], [1, -1])
    with pytest.raises(ValueError, match="fit"):
        between_group([1.0, 2.0], [1, 1, 1])
    with pytest.raises(ValueError, match="groups"):
        gap(4.0)
    with pytest.raises(ValueError, match="logit"):
        slope_index([0.5, 1.5], [1, 1], transform="logit")
    with pytest.raises(ValueError, match="0 or more"):
        slope_index([-0.5, 1.5], [1, 1], transform="log")
    with pytest.raises(ValueError, match="not one of"):
        slope_index([0.5, 1.5], [1, 1], transform="probit")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="multiplier"):
        slope_index([0.5, 1.5], [1, 1], multiplier=0)
    with pytest.raises(ValueError, match="0 to 1"):
        concentration([0.5, 1.5], [1, 1], form="erreygers")
    with pytest.raises(ValueError, match="not one of"):
        concentration([0.5, 1.5], [1, 1], form="other")  # type: ignore[arg-type]
