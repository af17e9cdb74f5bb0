"""Rates as if every area had the same ages: direct and indirect standardisation. Arrays in, arrays out.

Strata (age bands, sexes) lie on the last axis, areas on the axes before it. Sources: Dobson and others 1991
(doi:10.1002/sim.4780100317) for the interval of a direct rate, with Byar's limits of the total; events that come many to a
person as in PHEindicatormethods 2.1.0, DSR.R; the indirect ratio as in its ISR functions. The Poisson limits are those of
model/counts.py, which compare uses too.
"""

import numpy as np
import numpy.typing as npt

from build_site.model.counts import Array, byar, columns, poisson

FEWEST = 10
"""Events in all below which a directly standardised rate is not computed: its interval would not hold."""

Estimate = tuple[Array, Array, Array]
"""The value, its lower and its upper limit, one for each area."""


def direct(
    events: npt.ArrayLike,
    population: npt.ArrayLike,
    standard: npt.ArrayLike,
    *,
    per: float = 100_000,
    level: float = 0.95,
    persons: npt.ArrayLike | None = None,
) -> Estimate:
    """Return the rate per `per` that the standard population would have, with Dobson's limits.

    NaN below FEWEST events, when a count is unknown, and when a stratum with weight has no people. `persons` is for events that
    come many to a person, such as visits: how many had 1, 2, 3 … events on a further, last axis. The limits are then wider.
    """
    counts, people, weight = _strata(events=events, population=population, standard=standard)
    if not per > 0:
        raise ValueError("per must be above 0, such as 100 000")
    spread = counts if persons is None else _spread(counts, persons)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = weight / weight.sum(axis=-1, keepdims=True)
        each = np.where(share > 0, share / people, share)  # 0 weighs 0 whether or not anyone lives there; NaN stays
        rate = (each * counts).sum(axis=-1)
        total = counts.sum(axis=-1)
        lower, upper = byar(total, level=level)
        scale = np.sqrt((each**2 * spread).sum(axis=-1) / total)
        enough = (total >= FEWEST) & np.isfinite(rate)
        limits = rate, rate + scale * (lower - total), rate + scale * (upper - total)
    value, lower, upper = (np.where(enough, limit * per, np.nan)[()] for limit in limits)
    return value, lower, upper


def indirect(
    events: npt.ArrayLike,
    population: npt.ArrayLike,
    reference_events: npt.ArrayLike,
    reference_population: npt.ArrayLike,
    *,
    level: float = 0.95,
) -> Estimate:
    """Return observed / expected, where the expected events are those that the reference's rates would give; Poisson limits.

    `events` are given for each stratum, or as the area's total with one axis less than `population`. NaN when nothing is
    expected or a count is unknown. The ratios of two areas must not be compared with each other, only with the reference: each
    is weighted by its own ages. Times the reference's own rate it is the indirectly standardised rate.
    """
    people, cases, base = _strata(
        population=population, reference_events=reference_events, reference_population=reference_population
    )
    (observed,) = columns(events=events)
    if observed.ndim >= np.ndim(population):
        observed, people, cases, base = _strata(
            events=observed, population=people, reference_events=cases, reference_population=base
        )
        observed = observed.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.where(people == 0, 0.0, people * cases / base).sum(axis=-1)
    observed, expected = columns(events=observed, expected=np.where(np.isinf(expected), np.nan, expected))
    lower, upper = poisson(observed, level=level)
    with np.errstate(divide="ignore", invalid="ignore"):
        value, lower, upper = (np.where(expected > 0, limit / expected, np.nan)[()] for limit in (observed, lower, upper))
    return value, lower, upper


def _strata(**given: npt.ArrayLike) -> list[Array]:
    """Return columns(...), which must have an axis of strata."""
    found = columns(**given)
    if found[0].ndim == 0:
        raise ValueError(f"{', '.join(given)} must have their strata on the last axis")
    return found


def _spread(counts: Array, persons: npt.ArrayLike) -> Array:
    """Return Σ f²·persons with f events: the variance of each stratum's count when a person's events come together."""
    (found,) = columns(persons=persons)
    if found.ndim == 0 or found.shape[:-1] != counts.shape:
        raise ValueError("persons must have the shape of events, and a last axis of how many had 1, 2, 3 … events")
    times = np.arange(1, found.shape[-1] + 1)
    if not np.allclose(found @ times, counts, rtol=1e-9, atol=1e-9, equal_nan=True):
        raise ValueError("persons times their events must be the events of each stratum")
    return np.asarray(found @ times**2)
