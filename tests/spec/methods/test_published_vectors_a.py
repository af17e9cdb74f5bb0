"""Every published row that concerns intervals, standardised rates and funnels comes out of our functions.

The rows are other projects' test values (mainly PHEindicatormethods, statsmodels and FunnelPlotR) and lie outside the
repository, as most of them may not be copied into it; where they are missing these tests are skipped. What they say about
each file's origin, faults and tolerance is in the README beside them.
"""

from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from build_site.compare.funnel import (
    adjusted_limits,
    adjusted_ratio_limits,
    classify_proportions,
    classify_ratios,
    overdispersion,
    proportion_limits,
    ratio_limits,
    ratio_scores,
)
from build_site.compare.intervals import difference, mean, poisson, rate, wilson
from build_site.model.counts import byar, exact, normal_quantile
from build_site.summarise.standardise import direct, indirect

VECTORS = Path(__file__).parents[4] / "shared" / "vectors"
TIGHT = 1e-9
LEVELS = {"95_0": 0.95, "99_8": 0.998}
SIGNIFICANCE = {
    "Low (0.001)": "low_998",
    "Low (0.025)": "low_95",
    "Not significant": "within",
    "High (0.025)": "high_95",
    "High (0.001)": "high_998",
    "Not applicable for events less than 10 for dsrs": "",
}

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="the published vectors are not beside this repository")


def read(name: str, rows: int) -> pd.DataFrame:
    """Return a file of vectors; the number of rows is asserted, so that no file is read as if it were whole."""
    found = pd.read_csv(VECTORS / f"{name}.csv")
    assert len(found) == rows
    return found


def records(found: pd.DataFrame) -> list[SimpleNamespace]:
    """Return the rows, each with its columns by name."""
    return [SimpleNamespace(**{str(name): value for name, value in row.items()}) for row in found.to_dict("records")]


def six_decimals(level: float) -> float:
    """Return the level at which z is 1.959964 or 3.090232: FunnelPlotR has no more of it in its normal limits."""
    return float(1 - 2 * ndtr(-round(normal_quantile(level), 6)))


def assert_same(ours: Iterable[float], published: pd.Series, *, rtol: float = TIGHT) -> None:
    """Assert that each number is the published one, and that where none is published we have none."""
    np.testing.assert_allclose(np.asarray(ours, dtype=float), published.to_numpy(dtype=float), rtol=rtol, atol=0)


def test_proportions():
    found = read("phe_proportion", 19)
    for name, level in LEVELS.items():
        limits = wilson(found.Numerator, found.Denominator, level=level)
        for limit, side in zip(limits, ("lower", "upper"), strict=True):
            assert_same(limit * found.multiplier, found[f"{side}{name}cl"])


@pytest.mark.parametrize("multiplier", [100, 100_000])
def test_rates(multiplier: int):
    found = read("phe_rate", 20)
    found = found[found.multiplier == multiplier]
    assert len(found) in {8, 12}
    for name, level in LEVELS.items():
        value, lower, upper = rate(found.Numerator, found.Denominator, per=multiplier, level=level)
        assert_same(value, found.value)
        assert_same(lower, found[f"lower{name}cl"])
        assert_same(upper, found[f"upper{name}cl"])


def test_byar_and_wilson():
    found = read("phe_byars_wilson", 13)
    for (method, confidence), rows in found.groupby(["method", "confidence"]):
        level = float(str(confidence).rstrip("%")) / 100
        lower, upper = byar(rows.x, level=level) if method == "Byars" else wilson(rows.x, rows.n, level=level)
        assert_same(lower, rows.lowercl)
        assert_same(upper, rows.uppercl)


def test_poisson_rates_of_r():
    """Only `exact` is a method of ours; the rest must not be hit by accident, least of all R's other "byar"."""
    found = read("poisson_rate_ci_R", 6).set_index("method")
    limits = np.array(exact(found["count"])) / found.exposure.to_numpy()
    ours = found.index == "exact"
    published = found[["ci_low", "ci_upp"]].to_numpy().T
    np.testing.assert_allclose(limits[:, ours][:, 0], published[:, ours][:, 0], rtol=TIGHT)
    np.testing.assert_allclose(limits[:, ours][:, 1], published[:, ours][:, 1], rtol=1e-6)  # printed to six decimals
    byars = np.array(poisson(15)) / 400
    assert not np.isclose(byars, published[:, found.index == "byar_rothman_x_plus_half"][:, 0], rtol=1e-3).any()


def test_wilson_of_r():
    found = read("statsmodels_binom_confint_R", 44)
    rows = found[found.method == "wilson"]
    assert len(rows) == 4
    lower, upper = wilson(rows["count"], rows.nobs)
    digits = [TIGHT, TIGHT, 1e-7, 1e-7]  # the last two are printed with seven decimals
    for place, rtol in enumerate(digits):
        assert_same(lower[place : place + 1], rows.ci_low.iloc[place : place + 1], rtol=rtol)
        assert_same(upper[place : place + 1], rows.ci_upp.iloc[place : place + 1], rtol=rtol)


def test_the_edges_of_wilson():
    found = read("wilson_edge", 3)
    lower, upper = wilson(found["count"], found.nobs)
    assert_same(lower[:1], found.ci_low[:1])
    assert_same(upper[:1], found.ci_upp[:1])
    assert upper[1] == found.ci_upp[1] == 1
    assert lower[2] == found.ci_low[2] == 0


def test_intervals_give_their_counts_away():
    """Why an interval is hidden with its value: two limits in full give back both the count and the denominator."""
    found = read("constructed_ci_leakage", 5)
    lower, upper = wilson(found.x, found.n)
    assert_same(lower, found.wilson_low, rtol=1e-12)
    assert_same(upper, found.wilson_high, rtol=1e-12)
    z_squared = 1.959963984540054**2
    middle, product = lower + upper, lower * upper  # (2x + z²)/(n + z²) and x²/(n(n + z²))
    for row, total, part in zip(records(found), middle, product, strict=True):
        # x = (total·(n + z²) - z²)/2 in the product: a second-degree equation in n
        edge = z_squared * (total - 1)
        roots = np.roots([total**2 / 4 - part, total * edge / 2 - part * z_squared, edge**2 / 4])
        expected = [float(root) for root in row.n_roots_recovered_from_full_precision_CI.split(";")]
        assert sorted(roots) == pytest.approx(sorted(expected), abs=5e-3)
        assert min(abs(root - row.n) for root in roots) < 1e-5


def test_means():
    given = read("phe_mean_input", 26)
    expected = read("phe_mean_expected", 3)
    groups = {"Area1": given.area == "Area1", "Area2": given.area == "Area2", "No grouping": given.area == given.area}
    for row in records(expected):
        values = given["values"][groups[row.area]]
        assert len(values) == row.value_count
        for name, level in LEVELS.items():
            ours = mean(values, level=level)
            published = [row.value, getattr(row, f"lower{name}cl"), getattr(row, f"upper{name}cl")]
            assert ours == pytest.approx(published, rel=TIGHT)


def test_newcombe():
    row = read("newcombe_diff", 1).iloc[0]
    _, lower, upper = difference(row.x1, row.n1, row.x2, row.n2)
    assert (lower, upper) == pytest.approx((row.ci_low, row.ci_upp), rel=TIGHT)


def dsr_strata(name: str) -> dict[str, pd.DataFrame]:
    """Return the strata of each area."""
    match name:
        case "esp2013":
            found = read("phe_dsr_input_multiarea_esp2013", 57).rename(columns={"esp2013": "standard"})
            standard = read("esp2013", 19).esp2013
            assert standard.sum() == 100_000
            for _, rows in found.groupby("area"):
                assert (rows.standard.to_numpy() == standard.to_numpy()).all()
        case "nonindependent":
            found = read("phe_dsr_input_nonindependent", 38).rename(columns={"esp2013": "standard"})
        case _:
            found = read("phe_dsr_input_esp1976", 18).rename(columns={"esp1976": "standard"}).assign(area="testdata_1976")
    return {str(area): rows for area, rows in found.groupby("area")}


def test_direct_standardisation():
    areas = dsr_strata("esp2013") | dsr_strata("esp1976") | dsr_strata("nonindependent")
    expected = read("phe_dsr_expected", 10)
    for row in records(expected):
        rows = areas[row.area]
        per = 10_000 if "per 10000" in row.statistic.split("per 100000")[0] else 100_000
        persons = rows.filter(regex=r"^f\d$").fillna(0) if "nonind" in row.area else None
        assert row.total_count == rows["count"].sum()
        assert row.total_pop == rows["pop"].sum()
        for name, level in LEVELS.items():
            counts = rows["count"].fillna(0)  # the origin takes a missing count for no events; we do not
            ours = direct(counts, rows["pop"], rows.standard, per=per, level=level, persons=persons)
            limits = np.array([getattr(row, f"lower{name}cl"), getattr(row, f"upper{name}cl")])
            if not row.verified.startswith("all") and name == "99_8":
                limits /= 10  # the published ones are ten times too large, says the file
            np.testing.assert_allclose(np.array(ours), [row.value, *limits], rtol=TIGHT)


def test_all_areas_in_one_call_are_each_area_by_itself():
    areas = dsr_strata("esp2013")
    counts, people = (np.array([rows[column] for rows in areas.values()]) for column in ("count", "pop"))
    together = direct(counts, people, areas["testdata_big"].standard)
    for place, rows in enumerate(areas.values()):
        alone = direct(rows["count"], rows["pop"], rows.standard)
        np.testing.assert_array_equal([column[place] for column in together], np.array(alone))


def isr_strata() -> dict[str, pd.DataFrame]:
    """Return the strata of each area that the published ratios name.

    The origin takes a missing count for no events; we do not, so it is filled here. The input of Area1 and Area2 is not among
    the files: their expected counts are those of the same people, Area1 without its second age band.
    """
    own = read("phe_isr_input_own_reference", 57)
    reference = read("phe_isr_reference", 19)
    found = {str(area): rows.reset_index(drop=True) for area, rows in own.groupby("area")}
    for area, rows in found.items():
        assert rows["count"].isna().sum() == (area == "testdata_tiny")
        known = rows.refcount.notna()
        assert (rows.refcount == reference.refcount)[known].all()
        assert (rows.refpop == reference.refpop)[known].all()
    people = dsr_strata("esp2013")["testdata_tiny"]["pop"].to_numpy()
    found["testdata_tiny"] = found["testdata_tiny"].assign(pop=people, refcount=reference.refcount).fillna({"count": 0})
    found["Area1"] = found["testdata_big"].drop(index=1)
    found["Area2"] = found["testdata_small"]
    return found


def test_indirect_standardisation():
    areas = isr_strata()
    for place, row in enumerate(records(read("phe_isr_expected", 16))):
        rows = areas[row.area]
        events = row.observed if row.area.startswith("Area") else rows["count"]  # a total, or for each stratum
        ratio = indirect(events, rows["pop"], rows.refcount, rows.refpop)
        factor = row.ref_rate if "rate per" in row.statistic else float(row.statistic.rsplit("x ", maxsplit=1)[-1])
        published = [row.value, row.lower95_0cl, row.upper95_0cl]
        np.testing.assert_allclose(np.array(ratio) * factor, published, rtol=TIGHT, err_msg=f"row {place}")
        assert row.observed / ratio[0] == pytest.approx(row.expected, rel=TIGHT)
        if "rate per" in row.statistic:
            whole = areas["testdata_big"]
            per = float(row.statistic.rsplit("per ", maxsplit=1)[-1])
            assert row.ref_rate == pytest.approx(rate(whole.refcount.sum(), whole.refpop.sum(), per=per)[0], rel=TIGHT)


@pytest.mark.parametrize("name", ["phe_funnel_prop_limits", "phe_funnel_prop_limits_axis"])
def test_funnel_limits_of_proportions(name: str):
    """The origin prints its baseline too with eight digits, so the last one is not to be had."""
    found = read(name, 50)
    for label, level in (("2s0025", 0.95), ("3s0001", 0.998)):
        limits = proportion_limits(found.Population, found.Baseline / 100, level=level)
        for limit, side in zip(limits, ("Lower", "Upper"), strict=True):
            np.testing.assert_allclose(limit * 100, found[f"{side}{label}limit"], rtol=1e-7, atol=1e-7)


def test_funnel_classes_of_proportions():
    found = read("phe_funnel_prop_significance", 151)
    ours = classify_proportions(found.numerator, found.denominator, p0=0.8064244785714955)
    assert ours.tolist() == [SIGNIFICANCE[str(word)] for word in found.significance]


def test_funnel_limits_of_ratios_over_observed_events():
    """The limits of PHE's chart: what was expected where the observed count would just be outside."""
    found = read("phe_funnel_ratio_limits", 50)
    count = found.Observed_events
    for label, level in (("2s", 0.95), ("3s", 0.998)):
        high_at, low_at = exact(count, level=level)
        for side, at in (("lower", low_at), ("upper", high_at)):
            assert_same(at, found[f"{side}_{label}_exp_events"], rtol=1e-5)
            assert_same(100 * count / at, found[f"{side}_{label}_isr"], rtol=1e-5)
            np.testing.assert_allclose((count - at) / at, found[f"{side}_{label}_count"], rtol=1e-5, atol=1e-6)


def test_funnel_classes_of_ratios():
    found = read("phe_funnel_ratio_significance", 150)
    assert classify_ratios(found.obs, found.expected).tolist() == [SIGNIFICANCE[str(word)] for word in found.significance]


@pytest.mark.parametrize("name", ["crude", "crude_axis", "dsr"])
def test_funnel_limits_of_rates(name: str):
    found = read(f"phe_funnel_rate_limits_{name}", 50)
    for label, level in (("2s", 0.95), ("3s", 0.998)):
        high_at, low_at = exact(found.Events, level=level)
        for side, at in (("lower", low_at), ("upper", high_at)):
            assert_same(found.Events / at * found.baseline, found[f"{side}_{label}_limit"], rtol=1e-5)
            people = at / found.baseline * 100_000
            years = (people / found[f"{side}_{label}_population_1_year"]).to_numpy()
            np.testing.assert_allclose(years, round(years[0]), rtol=1e-5)  # the file's populations are of one year


def test_funnel_points_of_rates():
    """The denominators that PHE derives for its chart give the rate back, over three years or five."""
    found = read("phe_funnel_rate_points", 25)
    for value, people, years in (
        ("rate_chart", "denominator_derived", 3),
        ("rate_chart_crude", "denominator_derived_crude", 3),
        ("rate_chart_crude_with_denom", "denominator_derived_crude_with_denom", 5),
    ):
        assert_same(rate(found.ev, found[people] * years)[0], found[value], rtol=1e-8)


@pytest.mark.parametrize("zero", ["with", "without"])
@pytest.mark.parametrize("per", [100, 100_000])
@pytest.mark.parametrize("kind", ["crude", "dsr"])
def test_funnel_classes_of_rates(kind: str, per: int, zero: str):
    """A rate is judged by the events that the baseline would give its population; a standardised one derives that from itself."""
    found = read("phe_funnel_rate_significance", 40)
    published = found[f"{kind}_per_{per}_{zero}_0"].map(SIGNIFICANCE)
    if zero == "without" or kind == "dsr":
        assert published.iloc[-1] in {"within", ""}  # the row without events is not among the data of these columns
        found, published = found[:-1], published[:-1]
    people = found["pop"] if kind == "crude" else found["count"] / found.rate_dsr * 100_000
    baseline = found["count"].sum() / people.sum()
    if kind == "crude" and zero == "with":
        assert baseline * 100_000 == pytest.approx(668.5089282681704, rel=1e-10)
    assert classify_ratios(found["count"], baseline * people).tolist() == published.tolist()


def test_funnelplotr_limits_of_ratios():
    found = read("funnelplotr_poisson_limits", 3)
    for label, level in (("95", 0.95), ("998", 0.998)):
        for limit, side in zip(ratio_limits(found.expected_count, level=level), ("ll", "ul"), strict=True):
            assert_same(limit, found[f"{side}{label}"], rtol=1e-6)


def overdispersion_runs() -> list[tuple[str, pd.DataFrame]]:
    """Return the three runs of FunnelPlotR: the file holds two of one name, with each its own phi."""
    found = read("funnelplotr_overdispersion_generated", 48)
    runs = [(str(case).split("_", maxsplit=1)[0], rows) for (case, _), rows in found.groupby(["case", "phi"])]
    assert len(runs) == 3
    return runs


def test_funnelplotr_overdispersion():
    for _, rows in overdispersion_runs():
        phi, tau_squared = overdispersion(rows.Uzscore, s=rows.s)
        assert float(phi) == pytest.approx(rows.phi.iloc[0], rel=TIGHT)
        assert float(tau_squared) == pytest.approx(rows.tau2.iloc[0], rel=TIGHT)
        winsorised = np.clip(rows.Uzscore, *np.quantile(rows.Uzscore, [0.1, 0.9]))
        assert_same(winsorised, rows.Wuzscore)
        alone, _ = overdispersion(rows.Uzscore)
        assert float(alone) == float(phi)


def test_funnelplotr_scores_of_ratios():
    for kind, rows in overdispersion_runs():
        if kind == "SR":
            scores, errors = ratio_scores(rows.numerator, rows.denominator)
            assert_same(errors, rows.s)
            np.testing.assert_allclose(scores, rows.Uzscore, rtol=TIGHT, atol=1e-12)


def test_funnelplotr_adjusted_limits():
    """The origin draws a standardised ratio's limits on the square root's scale, a ratio of counts' on the logarithm's."""
    for kind, rows in overdispersion_runs():
        for label, level in (("95", 0.95), ("998", 0.998)):
            theirs = rows[f"odll{label}"], rows[f"odul{label}"]
            if kind == "SR":
                ours = [np.sqrt(limit) for limit in adjusted_ratio_limits(rows.denominator, rows.tau2, level=six_decimals(level))]
            else:
                limits = adjusted_limits(
                    np.log(rows.target), 0.5 / np.sqrt(rows.denominator), rows.tau2, level=six_decimals(level)
                )
                ours = [np.exp(limit) for limit in limits]
            for limit, published in zip(ours, theirs, strict=True):
                assert_same(limit, published)


def test_funnelplotr_unadjusted_limits():
    for kind, rows in overdispersion_runs():
        for label, level in (("95", 0.95), ("998", 0.998)):
            theirs = rows[f"ll{label}"], rows[f"ul{label}"]
            if kind == "SR":
                ours = ratio_limits(rows.denominator, level=level)
            else:
                low, high = adjusted_limits(np.log(rows.target), 0.5 / np.sqrt(rows.denominator), 0.0, level=six_decimals(level))
                ours = np.exp(low), np.exp(high)
            for limit, published in zip(ours, theirs, strict=True):
                assert_same(limit, published)
