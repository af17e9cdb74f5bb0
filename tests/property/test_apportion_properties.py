"""What must hold of shared money, whatever the sum and the weights are."""

from hypothesis import given, settings
from hypothesis import strategies as st

from build_site.compare.apportion import largest_remainder

quick = settings(deadline=None, max_examples=80, derandomize=True)
totals = st.one_of(st.integers(0, 30), st.integers(0, 10**20))
weights = st.lists(st.one_of(st.integers(0, 5), st.integers(0, 10**12)), min_size=1, max_size=12).filter(any)


@given(totals, weights)
@quick
def test_the_shares_are_the_sum(total: int, parts: list[int]):
    assert sum(largest_remainder(total, parts)) == total


@given(totals, weights)
@quick
def test_nobody_is_a_unit_from_the_exact_share(total: int, parts: list[int]):
    """The quota rule, in whole numbers: |a·W - T·w| < W. Who has no weight gets nothing."""
    everything = sum(parts)
    for share, part in zip(largest_remainder(total, parts), parts, strict=True):
        assert abs(share * everything - total * part) < everything
        assert part or share == 0


@given(totals, weights, st.data())
@quick
def test_with_codes_the_order_of_the_rows_decides_nothing(total: int, parts: list[int], data: st.DataObject):
    keys = [f"{place:04}" for place in range(len(parts))]
    order = data.draw(st.permutations(range(len(parts))))
    straight = largest_remainder(total, parts, keys=keys)
    shuffled = largest_remainder(total, [parts[place] for place in order], keys=[keys[place] for place in order])
    assert [straight[place] for place in order] == shuffled
    assert straight == largest_remainder(total, parts)


@given(totals, weights)
@quick
def test_a_larger_weight_never_gets_less(total: int, parts: list[int]):
    shares = largest_remainder(total, parts)
    ordered = [share for _, share in sorted(zip(parts, shares, strict=True))]
    assert ordered == sorted(shares)


@given(totals, weights, st.integers(1, 1000))
@quick
def test_only_the_proportions_of_the_weights_count(total: int, parts: list[int], times: int):
    assert largest_remainder(total, parts) == largest_remainder(total, [part * times for part in parts])


@given(weights, st.integers(0, 1000))
@quick
def test_what_goes_out_evenly_is_exact(parts: list[int], each: int):
    assert largest_remainder(each * sum(parts), parts) == [each * part for part in parts]
