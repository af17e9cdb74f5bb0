"""freshness.json: how old each measure is, and when somebody should look at it again."""

from build_site.model.edition import Edition
from build_site.model.indicator import Indicator
from build_site.model.output import Files, json_bytes
from build_site.model.period import age, last_day
from build_site.publish.endpoints.common import ROOT, Json


def files(edition: Edition) -> Files:
    """Return the list, oldest figures first."""
    rows = [_row(edition, indicator) for indicator in edition.catalogue.indicators.values()]
    rows.sort(key=lambda row: (row["period_end"] or "", row["id"]))
    today = edition.release.today.isoformat()
    return {f"{ROOT}/freshness.json": json_bytes({"counted_from": today, "indicators": rows})}


def _row(edition: Edition, indicator: Indicator) -> Json:
    today = edition.release.today
    period = edition.comparisons[indicator.id].period
    end = None if period is None else last_day(period)
    source = edition.catalogue.sources[indicator.source]
    retrieved = indicator.retrieved_at or source.collected_at
    kinds = {one.kind for one in edition.comparisons[indicator.id].latest.values() if one.period == period}
    return {
        "id": indicator.id,
        "latest_period": period,
        "period_end": None if end is None else end.isoformat(),
        "age_days": None if end is None else (today - end).days,
        "age": None if period is None else {"sv": age(period, today)},
        "retrieved_at": None if retrieved is None else retrieved.isoformat(),
        "kinds": sorted(kinds),
        "discontinued_after": indicator.discontinued_after,
        "steward": indicator.steward,
        "next_review": indicator.next_review.isoformat(),
        "review_overdue": indicator.next_review < today,
    }
