"""What a device costs the person who gets it, in one plain line per area."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from build_site.model.area import COUNTRY
from build_site.model.device import NOT_A_PRICE, DeviceFacts, Fee
from build_site.model.unit import NBSP, money, share
from build_site.search.spans import who_says

SECOND_HAND = {
    "start_fee": "startavgift",
    "short_term_rent": "vid tillfälligt behov",
    "hyra korttidsförskrivning": "vid tillfälligt behov",
    "short_term_loan": "vid korttidslån",
    "hyra korttidslån": "vid korttidslån",
    "purchase": "köp",
    "köp": "köp",
    "purchase_own_cost": "du köper själv",
    "köp (egenansvar)": "du köper själv",
}
"""What is paid once at the start, loans for a trip and purchases: shown only where nothing else is known, and in these words."""

EVERYONE = (None, "alla", "alla invånare", "vuxna", "vuxna från 18 år", "från 18 år", "från 20 år", "från 21 år")
"""Who a lone fee may be for without the line having to say so."""

MOST_TEXTS = 2
"""So many sums in different units can stand in one line."""

Answer = dict[str, object]


@dataclass(frozen=True)
class Known:
    """The fees that answer for a device in an area, and the class they were published for."""

    iso: str
    fees: tuple[Fee, ...]
    disputed: bool


def answer_devices(facts: DeviceFacts, *, today: dt.date) -> dict[str, dict[str, Answer]]:
    """Return per area, per device code, what it costs there. An area or device with no known fee is left out."""
    names = {category.code: category.name_sv for category in facts.categories}
    known = _find_known(facts, today)
    answers = {
        area: {iso: _answer(area, iso, fees, names) for iso, fees in sorted(devices.items())}
        for area, devices in sorted(known.items())
    }
    return answers | {COUNTRY: _country(_count(known)) | answers.get(COUNTRY, {})}


def count_known(facts: DeviceFacts, *, today: dt.date) -> Counter[str]:
    """Return in how many areas the fee for each device code is known."""
    return _count(_find_known(facts, today))


def describe_fees(fees: Sequence[Fee]) -> str:
    """Return the fees as one line: 70 kr per månad, or 0–600 kr per hjälpmedel beroende på ålder."""
    texts = list(dict.fromkeys(_one(fee) for fee in fees))
    if len(texts) == 1:
        return texts[0] + _limits(fees)
    grown = [fee for fee in fees if fee.applies_to in EVERYONE]
    if len({fee.unit for fee in fees}) > 1 and 0 < len(grown) < len(fees):
        return f"{describe_fees(grown)} för vuxna" if len({*map(_one, grown)}) == 1 else describe_fees(grown)
    summed = all(_amounts(fee) for fee in fees)
    if summed and (len(texts) > MOST_TEXTS or len({fee.unit for fee in fees}) == 1):
        return f"{_span(fees)} beroende på {_reason(fees)}{_limits(fees)}"
    return f"{' eller '.join(texts)}, beroende på {_reason(fees)}" if len(texts) <= MOST_TEXTS else "olika avgifter"


def _find_known(facts: DeviceFacts, today: dt.date) -> dict[str, dict[str, Known]]:
    by_area: dict[str, list[Fee]] = defaultdict(list)
    for fee in facts.fees:
        if _is_price(fee) and fee.in_force(today):
            by_area[fee.area].append(fee)
    return {
        area: known
        for area, fees in by_area.items()
        if (
            known := {
                category.code: found for category in facts.categories if (found := _nearest(category.code, fees)) is not None
            }
        )
    }


def _nearest(iso: str, published: Iterable[Fee]) -> Known | None:
    """Return the device's own fees or, where it has none, those of the class above it that it is not left out of.

    Own fees that are paid once at the start, for a loan or for buying it yield to what the class above pays for having it.
    """
    for_it = [fee for fee in published if fee.speaks_of(iso)]
    classes = (iso, *(iso[:length] for length in (4, 2) if length < len(iso)))
    found = [known for code in classes if (known := _of_class(code, for_it)) is not None]
    return next((known for known in found if not all(map(_is_second_hand, known.fees))), found[0] if found else None)


def _of_class(code: str, for_it: Iterable[Fee]) -> Known | None:
    """Return what was published for a class by its very code.

    A row that no sum is worked out from (a total over five years, beside the monthly fee it follows from) yields to one that is.
    """
    published = [fee for fee in for_it if code in (fee.iso, *fee.covers)]
    last_known = [fee for fee in published if fee.status == "last_known"]
    fees = _latest([fee for fee in last_known if fee.counted is None] or last_known)
    return Known(code, fees, any(fee.status == "disputed" for fee in published)) if fees else None


def _is_second_hand(fee: Fee) -> bool:
    return fee.fee_type.lower() in SECOND_HAND


def _is_price(fee: Fee) -> bool:
    return fee.fee_type.lower() not in NOT_A_PRICE and bool(_amounts(fee) or fee.percent is not None)


def _latest(fees: Iterable[Fee]) -> tuple[Fee, ...]:
    newest: dict[tuple[object, ...], Fee] = {}
    for fee in sorted(fees, key=lambda fee: (fee.valid_from or dt.date.min, fee.fee_id)):
        key = (fee.item, fee.fee_type, fee.applies_to, fee.min_age, fee.max_age, fee.unit, fee.condition)
        newest[key if fee.valid_from else (*key, fee.fee_id)] = fee
    lasting = tuple(fee for fee in newest.values() if not _is_second_hand(fee))
    return lasting or tuple(newest.values())


def _count(known: Mapping[str, Mapping[str, Known]]) -> Counter[str]:
    return Counter(iso for area, devices in known.items() if area != COUNTRY for iso in devices)


def _answer(area: str, iso: str, known: Known, names: dict[str, str]) -> Answer:
    group = {"group": names[known.iso]} if known.iso != iso and known.iso in names else {}
    who = who_says(known.fees)
    return {
        "area": area,
        "text": describe_fees(known.fees),
        "status": "disputed" if known.disputed else "last_known",
        "known": True,
        **group,
        **({"who": who} if who else {}),
    }


def _country(spread: Counter[str]) -> dict[str, Answer]:
    return {
        iso: {
            "area": COUNTRY,
            "text": f"Avgift känd på {areas}{NBSP}{'plats' if areas == 1 else 'platser'}",
            "status": "last_known",
            "known": False,
        }
        for iso, areas in sorted(spread.items())
    }


def _amounts(fee: Fee) -> tuple[float, ...]:
    """Return the lowest and highest sum of a fee in kronor; nothing when it is a share of something."""
    if fee.percent is not None:
        return ()
    given = [sum_ for sum_ in (fee.amount_sek, fee.min_sek, fee.max_sek) if sum_ is not None]
    return tuple(given)


def _one(fee: Fee) -> str:
    """Return one fee in words, without saying for whom."""
    ceiling = f", högst {money(fee.max_sek)}" if fee.max_sek is not None else ""
    if fee.percent is not None:
        return f"{share(fee.percent)} {fee.unit or ''}".rstrip() + ceiling
    unit = f" {fee.unit}" if fee.unit else ""
    if fee.amount_sek is not None:
        return f"{money(fee.amount_sek)}{unit}{ceiling}"
    if fee.min_sek is not None and fee.max_sek is not None:
        return f"{_range(fee.min_sek, fee.max_sek)}{unit}"
    return f"{'lägst' if fee.max_sek is None else 'högst'} {money(*_amounts(fee))}{unit}"


def _limits(fees: Sequence[Fee]) -> str:
    """Return what a lone fee must say of itself: that it is for a loan, for the second one, or not for most people."""
    kinds = {SECOND_HAND[kind] for fee in fees if (kind := fee.fee_type.lower()) in SECOND_HAND}
    whom = {fee.applies_to for fee in fees}
    people = {text for text in whom if text} if len(whom) == 1 and whom.isdisjoint(EVERYONE) and not kinds else set()
    items = {fee.item for fee in fees}
    numbered = {item for item in items if item and any(sign.isdigit() for sign in item)} if len(items) == 1 else set()
    said = [*sorted(kinds), *sorted(numbered), *sorted(people)]
    return f" ({', '.join(said)})" if said else ""


def _span(fees: Sequence[Fee]) -> str:
    sums = [sum_ for fee in fees for sum_ in _amounts(fee)]
    units = {fee.unit for fee in fees}
    unit = units.pop() if len(units) == 1 else None
    return _range(min(sums), max(sums)) + (f" {unit}" if unit else "")


def _reason(fees: Sequence[Fee]) -> str:
    return " och ".join(_reasons(fees)) or "villkor"


def _reasons(fees: Sequence[Fee]) -> Iterator[str]:
    whom = {fee.applies_to or "" for fee in fees}
    if len(whom) > 1 or len({(fee.min_age, fee.max_age) for fee in fees}) > 1:
        yield "ålder" if all(_is_age(text) for text in whom) else "vem du är"
    if len({fee.item for fee in fees}) > 1:
        yield "hjälpmedel"


def _is_age(whom: str) -> bool:
    return not whom or any(word in whom for word in ("år", "barn", "vuxna", "alla"))


def _range(low: float, high: float) -> str:
    return money(low) if low == high else f"{_figure(low)}\u2013{money(high)}"


def _figure(sek: float) -> str:
    return money(sek).removesuffix(f"{NBSP}kr")
