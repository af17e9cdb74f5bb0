"""What several endpoints write alike."""

from typing import Any

from build_site.model.comparison import Comparison, Finding, Latest
from build_site.model.device import Fee, Price, Rule
from build_site.model.edition import Edition

ROOT = "api/v1"
SCHEMA_VERSION = "1.0.0"

Json = dict[str, Any]


def address(edition: Edition, path: str) -> str:
    """Return the absolute address of a file or page on the site."""
    return edition.release.site_url + path


def page(edition: Edition, key: str) -> str:
    """Return the absolute address of the page about something."""
    return address(edition, edition.addresses[key])


def latest_row(one: Latest, comparison: Comparison) -> Json:
    """Return an area's latest figure as the API says it."""
    verdict = one.verdict
    return {
        "area": one.area,
        "period": one.period,
        "value": one.value,
        "status": one.status,
        "kind": one.kind,
        "suspicious": one.suspicious,
        "rank": one.rank,
        "rank_low": one.rank_low,
        "rank_high": one.rank_high,
        "of": one.of,
        "versus_country": verdict.verdict,
        "verdict_method": comparison.method,
        "verdict_reason": verdict.reason,
        "years_better": verdict.years_better,
        "years_compared": verdict.years_compared,
        "p_value": verdict.p_value,
        "difference": one.difference,
        "change": None
        if one.change is None
        else {
            "from_period": one.change.from_period,
            "difference": one.change.difference,
            "assessment": one.change.assessment,
        },
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
    return fact.model_dump(mode="json")
