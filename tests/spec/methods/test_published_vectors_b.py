"""Every published row on ranks, classes, trends, equity and sharing comes out of our functions.

The rows are other projects' test values and lie outside the repository, as most of them may not be copied into it; where they
are missing these tests are skipped. What they say about each file's origin, faults and tolerance is in the README beside them.
"""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy.special import chdtrc, ndtri

from build_site.compare.apportion import largest_remainder
from build_site.compare.equity import (
    attributable,
    between_group,
    concentration,
    disparity,
    mean_difference,
    mean_log_deviation,
    slope_index,
    theil,
)
from build_site.compare.quantile import bounds, classes
from build_site.compare.rank import band, competition
from build_site.compare.trend import (
    close_to_limit,
    cochran_armitage,
    one_direction,
    one_side,
    process_limits,
    recent,
    whole_run,
)

if TYPE_CHECKING:
    from collections.abc import Callable

VECTORS = Path(__file__).parents[4] / "shared" / "vectors"
CLASSES = {"Quartile": 4, "Septile": 7, "Decile": 10}

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="the published vectors are not beside this repository")


def read(name: str, rows: int) -> pd.DataFrame:
    """Return a file of vectors; the number of rows is asserted, so that no file is read as if it were whole."""
    found = pd.read_csv(VECTORS / f"{name}.csv")
    assert len(found) == rows
    return found


def records(found: pd.DataFrame) -> list[SimpleNamespace]:
    """Return the rows, each with its columns by name."""
    return [SimpleNamespace(**{str(name): value for name, value in row.items()}) for row in found.to_dict("records")]


def test_quantile_classes_of_whole_groups():
    """All rows whose group is complete here: the values alone give the class, missing values and all.

    The origin turns the order where low is good, and gives no class in a group smaller than the number of classes.
    """
    found = read("phe_quantiles", 374)
    checked = 0
    for (name, region, polarity), group in found[found.GroupSet == "IndSexReg"].groupby(["QuantileNm", "ParentCode", "Polarity"]):
        assert group.Value.notna().sum() == group.RowsInGrp.max(), region
        inverted = polarity in {"RAG - Low is good", "True"}
        np.testing.assert_array_equal(
            classes(group.Value, CLASSES[str(name)], invert=inverted), group.QuantileInGrp, err_msg=region
        )
        checked += len(group)
    assert checked == 165


def test_quantile_classes_by_rank():
    """All other rows belong to groups that are not here in full: their published rank is put among as many numbers."""
    found = read("phe_quantiles", 374)
    rest = found[(found.GroupSet != "IndSexReg") & found.RankinGrp.notna()]
    expected = rest.QuantileInGrp.to_numpy()
    everyone = [
        classes(np.arange(1, int(row.RowsInGrp) + 1), CLASSES[row.QuantileNm])[int(row.RankinGrp) - 1] for row in records(rest)
    ]
    assert len(rest) == 207
    np.testing.assert_array_equal(everyone, expected)
    unranked = found[(found.GroupSet != "IndSexReg") & found.RankinGrp.isna()]
    assert len(unranked) == 2
    assert unranked.Value.isna().all()


def test_quantile_bounds():
    found = read("fingertips_quantile_bounds", 2)
    for row, q in zip(records(found), (5, 4), strict=True):
        first, last = (int(end) for end in vars(row)["values"].split(".."))
        expected = [float(one) for one in row.expected_bounds.split(";")]
        np.testing.assert_allclose(bounds(np.arange(first, last + 1), q), expected, rtol=1e-12)


def test_shared_ranks():
    """The worst shared rank is the best one counted from the other end; the middle and 0.4 are between them."""
    found = read("csranks_ties", 8)
    best, rising = competition(found.x), competition(-found.x)
    worst, falling = len(found) + 1 - rising, len(found) + 1 - best
    np.testing.assert_array_equal(found.irank_desc_omega0_best, best)
    np.testing.assert_array_equal(found.irank_desc_omega1_worst, worst)
    np.testing.assert_array_equal(found["irank_desc_omega0.5_mid"], (best + worst) / 2)
    np.testing.assert_allclose(found["irank_increasing_omega0.4"], rising + 0.4 * (falling - rising), rtol=1e-12)


def test_rank_bands_and_another_method():
    """Another method (csranks, step by step and by simulation) against ours, which is simpler.

    Its marginal sets are those of 95 % intervals within the one place that a simulation can miss by. Its simultaneous sets lie
    within ours of Bonferroni intervals, which promise the same but are wider.
    """
    found = read("csranks_confidence_generated", 8)
    np.testing.assert_array_equal(found["rank_high_is_1"], competition(found.value))
    best, worst = intervals(found, 0.95)
    assert (np.abs(best - found["marg95_L"]) <= 1).all()
    assert (np.abs(worst - found["marg95_U"]) <= 1).all()
    best, worst = intervals(found, 1 - 0.05 / len(found))
    assert (best <= found["simul95_L"]).all()
    assert (worst >= found["simul95_U"]).all()


def intervals(found: pd.DataFrame, level: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    half = -ndtri((1 - level) / 2) * found.se
    return band(found.value - half, found.value + half)


TRENDS = {
    "open_set2_wls": "no_change",
    "open_set2_prop_invalid": "not_assessed",
    "mmr_Yorkshire": "decreasing",
    "readmissions_England_isp": "not_assessed",
    "gp_65plus_England_noCI": "not_assessed",  # the origin says no change; without intervals we say nothing
}
"""What we say of each published series."""
THEIRS = {"not_significant": "no_change", "DecreasingAndGettingWorse": "decreasing"}
"""What their words are in ours; where theirs is that it can't be calculated, or rests on no interval, ours is not_assessed."""


def test_recent_trends():
    found = read("fingertips_trend", 25)
    for case, group in found.groupby("case"):
        said = recent(group.value, group.lower95, group.upper95)
        assert said == TRENDS[str(case)]
        assert THEIRS.get(group.expected_marker.iloc[0], "not_assessed") == said
    assert set(found.case) == set(TRENDS)


def test_trend_of_proportions():
    (row,) = records(read("prop_trend_test_R", 1))
    found = float(cochran_armitage(json.loads(row.x), json.loads(row.n)))
    assert found == pytest.approx(row.chi2, abs=5e-5)
    assert chdtrc(row.df, found) == pytest.approx(row.p_value, abs=5e-7)


def test_process_limits():
    series = read("spc_xmr_input", 20).y.to_numpy()
    leaping = series.copy()
    leaping[14] = 10
    cases = [process_limits(series), process_limits(leaping), process_limits(leaping, screen=False)]
    for row, limits in zip(records(read("spc_xmr_expected", 3)), cases, strict=True):
        assert [float(one) for one in limits] == pytest.approx([row.mean, row.lpl, row.upl], rel=5e-7)


def test_signals():
    """Their flags of a run do not tell the side apart; ours for a direction does."""
    rules: dict[str, Callable[[Any, Any], npt.NDArray[Any]]] = {
        "seven_one_side": lambda points, _: one_side(points).astype(int),
        "seven_trend": lambda points, _: one_direction(points),
        "part_of_seven": lambda points, _: whole_run(points).astype(int),
        "two_in_three": lambda points, side: close_to_limit(points, side).astype(int),
    }
    for row in records(read("spc_rules", 18)):
        side = json.loads(row.relative_to_mean) if isinstance(row.relative_to_mean, str) else None
        flags = rules[row.rule](json.loads(row.input), side)
        assert json.loads(row.expected) == flags.tolist(), (row.rule, row.input)


def transform_of(name: str) -> str | None:
    return next((one for one in ("logit", "log") if f"{one} transform" in name), None)


def multiplier_of(name: str) -> float:
    """Return the multiplier that the row's description names; a negative one without a size is -1."""
    if "multiplier" not in name:
        return 1
    return {"(x 100)": 100, "(x -100)": -100}.get(name[name.find("(x ") :], -1)


def test_slope_index():
    """All 22 groups with a published result; a gap in the order gives none, and the two faulty groups are refused or empty."""
    found = read("phe_sii", 245)
    checked = 0
    for name, group in found.groupby("TestDescription", sort=False):
        ordered = group.sort_values("Quantile")
        published = group[["sii", "rii"]].iloc[0]
        given = (ordered.Value.to_numpy(), ordered.Population.to_numpy())
        absolute, relative = slope_index(
            *given,
            transform=transform_of(str(name)),  # type: ignore[arg-type]
            multiplier=multiplier_of(str(name)),
        )
        if np.isnan(published.sii):
            assert str(name).startswith(("error handling", "warning handling"))
            continue
        assert absolute == pytest.approx(published.sii, rel=1e-9), name
        assert np.isnan(published.rii) or relative == pytest.approx(published.rii, rel=1e-9), name
        checked += 1
    assert checked == 22


def test_a_missing_group_gives_no_slope():
    """The groups that the origin lists as faults with a missing value or population give NaN here too."""
    found = read("phe_sii", 245)
    empty = 0
    for name in ("error handling - missing value field", "warning handling - missing populations, counts or values"):
        group = found[found.TestDescription == name]
        absolute, relative = slope_index(group.Value, group.Population)
        assert group[["Value", "Population"]].isna().any(axis=None)
        assert np.isnan(absolute)
        assert np.isnan(relative)
        empty += 1
    assert empty == 2


def test_health_inequality_measures():
    """All 18 estimates of healthequal but sii and rii, which rest on squared weights; errors and limits are not ours to give.

    Its unweighted measures (ending in u) let groups count alike, but still measure from the weighted mean.
    """
    expected = read("who_healthequal_expected", 18).set_index("measure")
    ordered = read("who_healthequal_input_ordered5", 5)
    apart = read("who_healthequal_input_nonordered25", 25)
    steps: tuple[npt.ArrayLike, npt.ArrayLike] = (ordered.est, ordered["pop"])
    groups: tuple[npt.ArrayLike, npt.ArrayLike] = (apart.est, apart["pop"])
    each: tuple[npt.ArrayLike, npt.ArrayLike] = (apart.est, np.ones(25))
    mean = np.average(apart.est, weights=apart["pop"])
    chosen = apart.est[apart.ref == 1].item()
    par, paf = attributable(*steps, reference=ordered.est.iloc[-1])
    found = {
        "aci": concentration(*steps, form="absolute"),
        "rci": concentration(*steps),
        "par": par,
        "paf": paf,
        "theil_x1000": theil(*groups),
        "mld_x1000": mean_log_deviation(*groups),
        "bgv": between_group(*groups),
        "bgsd": np.sqrt(between_group(*groups)),
        "idisu": 100 * mean_difference(*each, reference=mean) / mean,
        "idisw": disparity(*groups),
        "mdmu": mean_difference(*each, reference=mean),
        "mdmw": mean_difference(*groups),
        "mdbu": mean_difference(*each, reference=apart.est.max()),
        "mdbw": mean_difference(*groups, reference=apart.est.max()),
        "mdru": mean_difference(*each, reference=chosen),
        "mdrw": mean_difference(*groups, reference=chosen),
    }
    assert set(expected.index) - set(found) == {"sii", "rii"}
    tolerance = expected["rel_tolerance_in_package_test"]
    for name, value in found.items():
        assert float(value) == pytest.approx(float(expected["estimate"][name]), rel=float(tolerance[name])), name


def test_apportionment():
    """Every row of largest remainders; the other methods in the file are not built."""
    found = read("apportionment", 11)
    rows = found[found.method == "largest_remainder"]
    assert len(rows) == 7
    for row in records(rows):
        weights, expected = ([int(one) for one in cell.split(";")] for cell in (row.weights, row.expected))
        assert largest_remainder(row.total, weights) == expected, row.case
