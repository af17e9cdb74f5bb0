"""Random fee rules, baskets and people: not only what is in the fee lists today. The same seed gives the same case."""

import datetime as dt
import random
from typing import Any, NamedTuple

ISOS = ("12", "1206", "120606", "120612", "2206", "220615", "063003")
AREAS = ("0101", "01", "00")
TEXTS = {"source_url": "https://example.org/", "text": "Så här.", "who": "everyone", "except": [], "in_ceiling": False}
OPEN = ("last_known",) * 6 + ("superseded", "historical", "proposed", "disputed")


class Asked(NamedTuple):
    """What a calculator is asked."""

    rules: dict[str, Any]
    basket: list[dict[str, Any]]
    options: dict[str, Any]


def random_case(seed: int, *, priced: bool = False, covered: bool = False) -> Asked:
    """Return a case. `priced`: every price is known. `covered`: some rule without limits is for every device, always."""
    dice = random.Random(seed)
    rules = [_rule(dice, number) for number in range(dice.randint(0, 9))]
    rules += [_ceiling(dice, number) for number in range(dice.choice((0, 1, 1, 2)))]
    if covered:
        rules += [_plain("floor", iso=["06", "12", "22"], kind="device", area="00", amount_sek=100, basis="item", every="year")]
    dice.shuffle(rules)
    basket = [_wish(dice, priced=priced) for _ in range(dice.randint(1, 4))]
    start = dt.date(2023, 1, 1) + dt.timedelta(days=dice.randint(0, 1500))
    if dice.random() < 0.3:
        start = start.replace(month=dice.choice((1, 3, 5)), day=31)
    options = {"years": dice.randint(1, 6), "age": dice.choice((0, 15, 17, 18, 19, 20, 64, 70, 84)), "start": start.isoformat()}
    return Asked({"area": "0101", "parents": ["01", "00"], "rules": rules}, basket, options)


def _plain(fee_id: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"fee_id": fee_id, "status": "last_known", **TEXTS, **fields}


def _rule(dice: random.Random, number: int) -> dict[str, Any]:
    kind = dice.choice(("device",) * 6 + ("start", "subsidy", "visit", "extra", "told"))
    rule = _plain(
        f"fee-{number}",
        area=dice.choice(AREAS),
        kind=kind,
        iso=dice.sample(ISOS, dice.randint(1, 2)),
        basis=dice.choice(("item", "pair", "prescription", "person")),
        every=dice.choice(("once", "once", "month", "month", "quarter", "half_year", "year")),
        in_ceiling=dice.random() < 0.5,
        status=dice.choice(OPEN),
        item=dice.choice(("Rollator", "Hörapparat")),
    )
    return rule | _amount(dice, kind) | _limits(dice) | _dates(dice)


def _amount(dice: random.Random, kind: str) -> dict[str, Any]:
    sek = dice.choice((0, 70, 99.5, 250, 300.25, 1000))
    if kind == "subsidy":
        return dice.choice(({"max_sek": sek}, {"percent": 40}, {"percent": 12.25, "max_sek": sek}))
    if dice.random() < 0.65:
        return {"amount_sek": sek}
    bounds = dice.choice(({}, {"min_sek": 200}, {"max_sek": 1200}, {"min_sek": 33.33, "max_sek": 1200}))
    return {"percent": dice.choice((20, 12.5, 33.33, 100)), "basis": "item"} | bounds


def _limits(dice: random.Random) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if dice.random() < 0.3:
        limits |= dice.choice(({"min_age": 20}, {"max_age": 19}, {"min_age": 18, "max_age": 66}, {"min_age": 0}))
    elif dice.random() < 0.3:
        limits["who"] = dice.choice(("adults", "children"))
    if dice.random() < 0.2:
        limits |= {"count_rule": dice.choice(("total", "nth")), "count_from": dice.choice((1, 2))}
        limits |= dice.choice(({}, {"count_to": 2}))
    if dice.random() < 0.2:
        limits["longest_months"] = dice.choice((1, 6, 13))
    if dice.random() < 0.2:
        limits["variant"] = dice.choice(("liten", "stor"))
    if dice.random() < 0.2:
        limits["except"] = [dice.choice(ISOS)]
    return limits


def _dates(dice: random.Random) -> dict[str, Any]:
    dates = {}
    if dice.random() < 0.3:
        dates["valid_from"] = f"{dice.randint(2022, 2028)}-{dice.choice(('01-01', '07-15', '02-28'))}"
    if dice.random() < 0.3:
        dates["valid_to"] = f"{dice.randint(2028, 2031) if 'valid_from' in dates else dice.randint(2023, 2028)}-12-31"
    if dice.random() < 0.3:
        dates["source_date"] = dice.choice(("2023", "2024-02", "odaterad"))
    return dates


def _ceiling(dice: random.Random, number: int) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "kind": "ceiling",
        "iso": [],
        "max_sek": dice.choice((0, 500, 1100.5, 2000)),
        "basis": "person",
        "every": "year",
    }
    ceiling = _plain(f"ceiling-{number}", area=dice.choice(AREAS), **fields) | _dates(dice)
    return ceiling | ({"calendar_year": True} if dice.random() < 0.2 else {})


def _wish(dice: random.Random, *, priced: bool) -> dict[str, Any]:
    wish: dict[str, Any] = {"iso": dice.choice((*ISOS, "0918")), "count": dice.choice((0, 1, 1, 1, 2, 2, 3, 5))}
    if priced or dice.random() < 0.7:
        wish["price_sek"] = dice.choice((0, 500, 1234.53, 3000, 10_000, 0.01))
    if dice.random() < 0.2:
        wish["variant"] = dice.choice(("liten", "stor", "guld"))
    return wish
