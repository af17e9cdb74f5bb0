"""What several endpoints write alike."""

from typing import Any

from build_site.model.comparison import Change, Finding, Latest, TargetStatus
from build_site.model.device import Fee, Price, Rule
from build_site.model.edition import Edition

ROOT = "api/v1"
SCHEMA_VERSION = "1.2.0"

Json = dict[str, Any]


def address(edition: Edition, path: str) -> str:
    """Return the absolute address of a file or page on the site."""
    return edition.release.site_url + path


def page(edition: Edition, key: str) -> str:
    """Return the absolute address of the page about something."""
    return address(edition, edition.addresses[key])


def latest_row(one: Latest) -> Json:
    """Return an area's latest figure as the API says it."""
    verdict, interval = one.verdict, one.interval
    return {
        "area": one.area,
        "period": one.period,
        "value": one.value,
        "lower": None if interval is None else interval.lower,
        "upper": None if interval is None else interval.upper,
        "interval_method": None if interval is None else interval.method,
        "status": one.status,
        "kind": one.kind,
        "suspicious": one.suspicious,
        "rank": one.rank,
        "rank_low": one.rank_low,
        "rank_high": one.rank_high,
        "rank_method": one.rank_method,
        "of": one.of,
        "versus_country": verdict.verdict,
        "verdict_method": verdict.method,
        "verdict_level": verdict.level,
        "verdict_reason": verdict.reason,
        "sure": verdict.sure,
        "years_better": verdict.years_better,
        "years_compared": verdict.years_compared,
        "p_value": verdict.p_value,
        "funnel": one.funnel,
        "trend": one.trend,
        "difference": one.difference,
        "change": None if one.change is None else change_row(one.change),
        "change_reason": one.change_reason,
        "targets": [target_row(status) for status in one.targets],
    }


def change_row(change: Change) -> Json:
    """Return the change since an earlier period."""
    return {
        "from_period": change.from_period,
        "difference": change.difference,
        "lower": change.lower,
        "upper": change.upper,
        "assessment": change.assessment,
    }


def target_row(status: TargetStatus) -> Json:
    """Return how a figure stands against a target; the indicator's `targets` tell where the target comes from."""
    return {
        "value": status.target.value,
        "set_by": status.target.set_by,
        "status": status.status,
        "difference": status.difference,
    }


def finding_row(finding: Finding) -> Json:
    """Return what a check found."""
    return {
        "check": finding.check,
        "indicator": finding.indicator,
        "areas": list(finding.areas),
        "period": finding.period,
        "other_indicator": finding.other,
        "text": {"sv": finding.sv},
    }


def fact_row(fact: Fee | Price | Rule) -> Json:
    """Return a fee, price or rule with dates as text; null is unknown, 0 is free."""
    return fact.model_dump(mode="json", by_alias=True)
