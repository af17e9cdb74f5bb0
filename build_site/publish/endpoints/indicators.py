"""indicators.json and, for each indicator, its figures as JSON and CSV."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from build_site.model.comparison import Comparison
from build_site.model.edition import Edition
from build_site.model.indicator import Indicator
from build_site.model.output import Files, json_bytes
from build_site.model.table import COLUMNS, NUMBERS, SafeTable
from build_site.publish import views
from build_site.publish.endpoints.common import ROOT, Json, address, finding_row, latest_row, page

if TYPE_CHECKING:
    import pandas as pd


def files(edition: Edition) -> Files:
    """Return the list and two files an indicator."""
    listing = {"indicators": [_summary(edition, indicator) for indicator in edition.catalogue.indicators.values()]}
    written: Files = {f"{ROOT}/indicators.json": json_bytes(listing)}
    related = views.diagnoses_by_indicator(edition)
    for name, table in edition.tables.items():
        columns = plain_columns(table)
        whole = _indicator(edition, edition.catalogue.indicators[name], [one.diagnosis_id for one in related.get(name, [])])
        whole["additive_over"] = list(table.additive_over)
        whole["smallest_denominator"], whole["smallest_count"] = table.smallest_denominator, table.smallest_count
        whole["observations"] = observations(columns)
        written[f"{ROOT}/indicators/{name}.json"] = json_bytes(whole)
        written[f"{ROOT}/indicators/{name}.csv"] = csv_bytes(columns)
    return written


def observations(columns: list[list[object]]) -> list[Json]:
    """Return the columns as one object a row. Written out key by key: for a million rows that is twice as fast as a loop."""
    return [
        {
            "area": area,
            "period": period,
            "sex": sex,
            "value": value,
            "lower": lower,
            "upper": upper,
            "numerator": numerator,
            "denominator": denominator,
            "status": status,
            "kind": kind,
        }
        for area, period, sex, value, lower, upper, numerator, denominator, status, kind in zip(*columns, strict=True)
    ]


def plain_columns(table: SafeTable) -> list[list[object]]:
    """Return the table's columns as Python values, in the order of COLUMNS: text, float, whole counts as int, NaN for unknown."""
    return [_plain(table.frame[column], column) for column in COLUMNS]


def _plain(column: "pd.Series[float]", name: str) -> list[object]:
    if name not in NUMBERS:
        words = list(column.cat.categories)
        return [words[code] for code in column.cat.codes.tolist()]
    values = column.tolist()
    if name in ("numerator", "denominator") and column.notna().any() and (column.dropna() % 1 == 0).all():
        return [int(value) if value == value else value for value in values]  # noqa: PLR0124  (NaN differs from itself)
    return list(values)


def csv_bytes(columns: list[list[Any]]) -> bytes:
    """Return the columns as CSV: UTF-8, comma, LF, decimal point, empty for unknown.

    No cell needs quotes: codes are checked words and numbers are numbers, so nothing in the file can be a formula.
    """
    text = [_cells(column) if name in NUMBERS else column for name, column in zip(COLUMNS, columns, strict=True)]
    lines = map(",".join, zip(*text, strict=True))
    return "\n".join((",".join(COLUMNS), *lines, "")).encode()


def _cells(column: list[float]) -> list[str]:
    """Return numbers as text, empty where unknown."""
    if all(value != value for value in column):  # noqa: PLR0124  (only NaN differs from itself)
        return [""] * len(column)
    return ["" if value != value else str(value) for value in column]  # noqa: PLR0124


def _summary(edition: Edition, indicator: Indicator) -> Json:
    comparison = edition.comparisons[indicator.id]
    return {
        "id": indicator.id,
        "title": indicator.title.model_dump(),
        "unit": indicator.unit,
        "better": indicator.better,
        "register": indicator.register_id,
        "source": indicator.source,
        "topics": list(indicator.topics),
        "latest_period": comparison.period,
        "areas": len(comparison.latest),
        "url": address(edition, f"{ROOT}/indicators/{indicator.id}.json"),
        "csv": address(edition, f"{ROOT}/indicators/{indicator.id}.csv"),
        "page": page(edition, f"indicator:{indicator.id}"),
    }


def _indicator(edition: Edition, indicator: Indicator, diagnoses: list[str]) -> Json:
    comparison = edition.comparisons[indicator.id]
    texts = {
        name: None if (text := getattr(indicator, name)) is None else text.model_dump()
        for name in ("title", "description", "why", "counts", "numerator", "denominator", "caveats")
    }
    return {
        "id": indicator.id,
        "title": texts["title"],
        "description": texts["description"],
        "why": texts["why"],
        "counts": texts["counts"],
        "caveats": texts["caveats"],
        "numerator_description": texts["numerator"],
        "denominator_description": texts["denominator"],
        "unit": indicator.unit,
        "better": indicator.better,
        "better_reason": indicator.better_reason,
        "adjustment": indicator.adjustment,
        "population": indicator.population,
        "period_type": indicator.period_type,
        "register": indicator.register_id,
        "diagnoses": diagnoses,
        "steward": indicator.steward,
        "next_review": indicator.next_review.isoformat(),
        "source": _source(edition, indicator),
        "comparison": _comparison(comparison),
        "chance": {kind: asdict(chance) for kind, chance in comparison.chance.items()},
        "overdispersion": _overdispersion(comparison),
        "breaks": list(comparison.breaks),
        "women_and_men": None if comparison.sexes is None else asdict(comparison.sexes),
        "definitions": [one.model_dump(mode="json") for one in indicator.definitions],
        "targets": [target.model_dump(mode="json") for target in indicator.targets],
        "coverage": indicator.coverage,
        "coverage_by_area": dict(indicator.coverage_by_area),
        "links": [link.model_dump(mode="json") for link in indicator.links],
        "latest": [latest_row(one) for one in comparison.latest.values()],
        "findings": [finding_row(finding) for finding in comparison.findings],
        "page": page(edition, f"indicator:{indicator.id}"),
    }


def _comparison(comparison: Comparison) -> Json:
    return {"method": comparison.method, "reference": comparison.reference, "level": comparison.level}


def _overdispersion(comparison: Comparison) -> Json | None:
    if comparison.overdispersion is None:
        return None
    phi, tau_squared = comparison.overdispersion
    return {"phi": phi, "tau_squared": tau_squared}


def _source(edition: Edition, indicator: Indicator) -> Json:
    source = edition.catalogue.sources[indicator.source]
    retrieved = indicator.retrieved_at or source.collected_at
    return {
        "id": source.id,
        "publisher": source.publisher,
        "licence": source.licence,
        "attribution": edition.catalogue.attribution(indicator.id),
        "attribution_processed": source.attribution,
        "retrieved_at": None if retrieved is None else retrieved.isoformat(),
        "url": indicator.source_url or source.url,
        "title": indicator.source_title,
        "unit": indicator.source_unit,
        "note": indicator.source_note,
    }
