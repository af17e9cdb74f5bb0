"""A row of a fee list → rules. What can't be worked out becomes `told`, with the reason."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from build_site.compare.fees.phrases import (
    CALENDAR_YEAR,
    KINDS,
    NOT_THE_DEVICE_CEILING,
    SUBSCRIPTIONS,
    UNITS,
    UP_TO_THE_CEILING,
    WHO,
)
from build_site.compare.fees.sentences import sentence
from build_site.model.area import Area
from build_site.model.device import DeviceFacts, Fee
from build_site.model.fee_rule import IN_SUM, AreaRules, Basis, Every, FeeRule, Kind, parents_of

AS_THEY_ARE = (
    "fee_id",
    "area",
    "item",
    "excepted",
    "amount_sek",
    "percent",
    "min_sek",
    "max_sek",
    "longest_months",
    "count_rule",
    "count_from",
    "count_to",
    "variant",
    "min_age",
    "max_age",
    "loss_year",
    "valid_from",
    "valid_to",
    "verified_at",
    "status",
    "responsible",
    "condition",
    "source_url",
    "source_date",
)
"""What a rule takes over from its row."""


def rules_for(devices: DeviceFacts, areas: Mapping[str, Area]) -> dict[str, AreaRules]:
    """Return what the inhabitants of every place meet: its own rules, its region's and the country's."""
    own = own_rules(devices)
    return {
        code: AreaRules(
            area=code,
            parents=parents_of(area),
            rules=tuple(rule for place in (code, *parents_of(area)) for rule in own.get(place, ())),
        )
        for code, area in areas.items()
    }


def own_rules(devices: DeviceFacts) -> dict[str, tuple[FeeRule, ...]]:
    """Return each place's own rules; places that have told nothing are left out."""
    rows: dict[str, list[Fee]] = defaultdict(list)
    for fee in devices.fees:
        rows[fee.area].append(fee)
    return {area: rules_of(fees) for area, fees in sorted(rows.items())}


def rules_of(fees: Iterable[Fee]) -> tuple[FeeRule, ...]:
    """Return the rules in one place's rows."""
    rows = list(fees)
    capped = tuple(code for fee in rows if KINDS.get(fee.fee_type.lower()) == "ceiling" for code in _iso(fee))
    return tuple(rule for fee in rows for rule in _rules(fee, capped))


def counted_rows(rules: Iterable[FeeRule]) -> dict[str, int]:
    """Return how many rows of the fee lists a sum can be worked out from, how many are lines apart and how many are told."""
    kinds: dict[tuple[str, str], Kind] = {}
    for rule in rules:
        kinds.setdefault((rule.area, rule.fee_id), rule.kind)
    groups = Counter(_group(kind) for kind in kinds.values())
    return {"rows": len(kinds)} | {group: groups[group] for group in ("in_sum", "apart", "told")}


def _group(kind: Kind) -> str:
    return "told" if kind == "told" else "in_sum" if kind in IN_SUM or kind == "ceiling" else "apart"


def _iso(fee: Fee) -> tuple[str, ...]:
    own = () if fee.iso is None else (fee.iso,)
    return tuple(dict.fromkeys((*own, *fee.covers)))


def _rules(fee: Fee, capped: tuple[str, ...]) -> tuple[FeeRule, ...]:
    """Return the row's rule and, where its highest amount is said to be the ceiling, the ceiling too."""
    rule = _rule(fee, capped)
    if fee.unit not in UP_TO_THE_CEILING or fee.max_sek is None or rule.kind == "told":
        return (rule,)
    plain = {"kind": "ceiling", "percent": None, "min_sek": None, "basis": "person", "every": "year", "in_ceiling": False}
    ceiling = rule.model_copy(update=plain)
    return rule, ceiling.model_copy(update={"text": sentence(ceiling, "per 12 månader", None)})


def _rule(fee: Fee, capped: tuple[str, ...]) -> FeeRule:
    kind = KINDS.get(fee.fee_type.lower())
    basis, every = _unit(fee)
    told = _why_told(fee, kind)
    fields = {name: getattr(fee, name) for name in AS_THEY_ARE} | {
        "iso": _iso(fee),
        "kind": "told" if told or kind is None else kind,
        "basis": "person" if kind == "ceiling" else "item" if fee.count_rule == "nth" else basis,
        "every": every,
        "who": "everyone" if _has_ages(fee) else WHO.get(fee.applies_to, "everyone"),
        "in_ceiling": kind in ("device", "start") and fee.amount_sek != 0 and _in_ceiling(fee, capped),
        "calendar_year": kind == "ceiling" and fee.unit in CALENDAR_YEAR,
        "told": told,
    }
    if kind in ("device", "extra") and _only_max(fee):
        fields["percent"] = 100.0
    rule = FeeRule.model_validate(fields | {"text": fee.fee_id})
    return rule.model_copy(update={"text": sentence(rule, fee.unit, fee.applies_to, kind=kind)})


def _unit(fee: Fee) -> tuple[Basis, Every]:
    """Return what one amount is for, and how often. So much a year of a subsidy is what a person gets, not each device."""
    basis, every = UNITS.get(fee.unit or "", ("item", "once"))
    kind = fee.fee_type.lower()
    for_the_person = kind in SUBSCRIPTIONS or (KINDS.get(kind) == "subsidy" and every != "once")
    return ("person" if for_the_person else basis), every


def _has_ages(fee: Fee) -> bool:
    return fee.min_age is not None or fee.max_age is not None


def _only_max(fee: Fee) -> bool:
    """Tell whether the row says only "at most": one pays the price, but no more than that."""
    return fee.max_sek is not None and fee.amount_sek is None and fee.percent is None and fee.min_sek is None


def _in_ceiling(fee: Fee, capped: tuple[str, ...]) -> bool:
    """Tell whether what is paid counts against the place's own device ceiling."""
    if fee.high_cost_cap:
        return not fee.high_cost_cap.startswith(NOT_THE_DEVICE_CEILING)
    return any(code.startswith(capped) for code in _iso(fee)) if capped else False


def _why_told(fee: Fee, kind: Kind | None) -> str | None:
    """Return why no sum can be worked out from the row, or None."""
    if fee.told:
        return fee.told
    if kind is None:
        return "slaget av avgift är inte känt"
    if fee.unit not in UNITS and not (fee.unit is None and fee.amount_sek == 0):
        return "källans ord om vad beloppet gäller är inte tolkade" if fee.unit else "källan säger inte vad beloppet gäller"
    if _amount_missing(fee, kind):
        return "beloppet är inte känt"
    return _why_not_summed(fee) if kind in IN_SUM else None


def _why_not_summed(fee: Fee) -> str | None:
    if not _iso(fee):
        return "källan säger inte vilka hjälpmedel avgiften gäller"
    if fee.percent is not None and _unit(fee)[0] == "person" and KINDS[fee.fee_type.lower()] != "subsidy":
        return "källan säger inte procent av vad"
    if not _has_ages(fee) and fee.applies_to not in WHO:
        return "källans ord om vem avgiften gäller är inte tolkade"
    return None


def _amount_missing(fee: Fee, kind: Kind) -> bool:
    if kind == "ceiling":
        return fee.max_sek is None
    if fee.amount_sek is not None or fee.percent is not None:
        return False
    return fee.max_sek is None or (kind != "subsidy" and fee.min_sek is not None)
