"""Numbers held against each other: as a table prints them, or in full and many at once."""

from math import isnan

import numpy as np
import numpy.typing as npt

from tests.method_page import number


def series(text: str) -> list[float]:
    """Return the numbers of a cell that holds many: `3; 5; 8,5`."""
    return [number(one) for one in text.split(";")]


def printed_as(text: str, value: npt.ArrayLike) -> bool:
    """Return whether the value, rounded to the decimals of the text, is the text; a dash says that there is none."""
    full = float(np.asarray(value))
    if isnan(shown := number(text)):
        return isnan(full)
    half = 0.5 * 10.0 ** -len(text.partition(",")[2])
    return abs(shown - full) <= half * (1 + 1e-9)


def assert_close(ours: npt.ArrayLike, theirs: npt.ArrayLike, *, rtol: float = 1e-9, atol: float = 0.0) -> None:
    """Assert that the numbers are the same, also where they are NaN: (value, lower, upper) and the like."""
    np.testing.assert_allclose(np.asarray(ours), np.asarray(theirs), rtol=rtol, atol=atol)
