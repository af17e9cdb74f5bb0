"""schemas/<name>.schema.json: what each file of the API looks like, in JSON Schema 2020-12.

Strict on purpose: a key that is not described here stops the build, so the description can't fall behind.
"""

from typing import Any

from build_site.model.coverage import STATES
from build_site.model.edition import Edition
from build_site.model.output import Files, json_bytes
from build_site.publish.endpoints.common import ROOT, Json, address

DIALECT = "https://json-schema.org/draft/2020-12/schema"

TEXT: Json = {"type": "string"}
TEXT_OR_NULL: Json = {"type": ["string", "null"]}
NUMBER: Json = {"type": "number"}
NUMBER_OR_NULL: Json = {"type": ["number", "null"]}
COUNT: Json = {"type": "integer", "minimum": 0}
COUNT_OR_NULL: Json = {"type": ["integer", "null"], "minimum": 0}
FLAG: Json = {"type": "boolean"}
DATE: Json = {"type": "string", "format": "date"}
DATE_OR_NULL: Json = {"type": ["string", "null"], "format": "date"}
URL: Json = {"type": "string", "format": "uri"}
URL_OR_NULL: Json = {"type": ["string", "null"], "format": "uri"}
AREA: Json = {"type": "string", "pattern": r"^\d{2}(\d{2})?$"}
PERIOD: Json = {"type": "string", "pattern": r"^\d{4}(-(0[1-9]|1[0-2])|-Q[1-4])?(/\d{4}(-(0[1-9]|1[0-2]))?)?$"}
PERIOD_OR_NULL: Json = {"anyOf": [PERIOD, {"type": "null"}]}
SHARE: Json = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
LEVEL: Json = {"enum": [0.95, 0.998]}
PERCENT: Json = {"type": "number", "minimum": 0, "maximum": 100}


def words(*known: str | None) -> Json:
    """Return the schema of one word out of a closed list; with None among them it may be null."""
    return {"enum": list(known)}


def listing(items: Json) -> Json:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def thing(**fields: Json) -> Json:
    """Return the schema of an object with exactly these keys."""
    return {"type": "object", "properties": fields, "required": sorted(fields), "additionalProperties": False}


def partly(required: tuple[str, ...], **fields: Json) -> Json:
    """Return the schema of an object with no other keys than these, of which only some must be there."""
    return thing(**fields) | {"required": sorted(required)}


def nullable(schema: Json) -> Json:
    """Return the schema of something that may be null."""
    return {"anyOf": [schema, {"type": "null"}]}


BOTH = thing(sv=TEXT, en=TEXT_OR_NULL)
SWEDISH = thing(sv=TEXT)
STATUS = words("ok", "suppressed", "missing", "not_applicable")
KIND = words("final", "preliminary", "estimate", "historical")
BETTER = words("higher", "lower", "neither")
VERSUS = words("better", "worse", "similar", "higher", "lower", "not_assessed")
AREA_TYPE = words("country", "region", "municipality")

OBSERVATION = thing(
    area=AREA,
    period=PERIOD,
    sex=words("total", "women", "men"),
    value=NUMBER_OR_NULL,
    lower=NUMBER_OR_NULL,
    upper=NUMBER_OR_NULL,
    numerator=NUMBER_OR_NULL,
    denominator=NUMBER_OR_NULL,
    status=STATUS,
    kind=KIND,
)
CHANGE = thing(from_period=PERIOD, difference=NUMBER, lower=NUMBER_OR_NULL, upper=NUMBER_OR_NULL, assessment=VERSUS)
TARGET = thing(
    value=NUMBER,
    set_by=TEXT,
    source_url=URL,
    source_date=DATE,
    valid_from=PERIOD_OR_NULL,
    valid_to=PERIOD_OR_NULL,
    definition=TEXT_OR_NULL,
)
TARGET_STATUS = thing(
    value=NUMBER, set_by=TEXT, status=words("met", "not_met", "uncertain", "not_assessed"), difference=NUMBER_OR_NULL
)
CHANCE = thing(judged=COUNT, flagged=COUNT, level=LEVEL, expected={"type": "number", "minimum": 0})
WOMEN_AND_MEN = thing(
    period=PERIOD,
    women=NUMBER,
    men=NUMBER,
    difference=NUMBER,
    assessment=VERSUS,
    lower=NUMBER_OR_NULL,
    upper=NUMBER_OR_NULL,
)
LATEST_FIELDS: dict[str, Json] = {
    "area": AREA,
    "period": PERIOD,
    "value": NUMBER_OR_NULL,
    "lower": NUMBER_OR_NULL,
    "upper": NUMBER_OR_NULL,
    "interval_method": words("wilson", "poisson", "given", None),
    "status": STATUS,
    "kind": KIND,
    "suspicious": FLAG,
    "rank": COUNT_OR_NULL,
    "rank_low": COUNT_OR_NULL,
    "rank_high": COUNT_OR_NULL,
    "rank_method": words("band", "span", None),
    "of": COUNT_OR_NULL,
    "versus_country": VERSUS,
    "verdict_method": words("interval", "consistency", "none"),
    "verdict_level": LEVEL,
    "verdict_reason": TEXT_OR_NULL,
    "sure": nullable(LEVEL),
    "years_better": COUNT_OR_NULL,
    "years_compared": COUNT_OR_NULL,
    "p_value": SHARE,
    "funnel": words("low_998", "low_95", "within", "high_95", "high_998", None),
    "trend": words("increasing", "decreasing", "no_change", "not_assessed"),
    "difference": NUMBER_OR_NULL,
    "change": nullable(CHANGE),
    "change_reason": words("new_definition", "overlapping", None),
    "targets": listing(TARGET_STATUS),
}
FINDING = thing(
    check=TEXT, indicator=TEXT, areas=listing(AREA), period=PERIOD_OR_NULL, other_indicator=TEXT_OR_NULL, text=SWEDISH
)
ISO: Json = {"type": "string", "pattern": r"^\d{2}(\d{2}(\d{2})?)?$"}
FEE_STATUS = words("last_known", "superseded", "historical", "proposed", "disputed")
FEE = thing(
    fee_id=TEXT,
    area=AREA,
    iso=TEXT_OR_NULL,
    edition=TEXT_OR_NULL,
    item=TEXT_OR_NULL,
    fee_type=TEXT,
    amount_sek=NUMBER_OR_NULL,
    percent=NUMBER_OR_NULL,
    min_sek=NUMBER_OR_NULL,
    max_sek=NUMBER_OR_NULL,
    unit=TEXT_OR_NULL,
    applies_to=TEXT_OR_NULL,
    min_age=COUNT_OR_NULL,
    max_age=COUNT_OR_NULL,
    condition=TEXT_OR_NULL,
    high_cost_cap=TEXT_OR_NULL,
    responsible=TEXT_OR_NULL,
    valid_from=DATE_OR_NULL,
    valid_to=DATE_OR_NULL,
    verified_at=DATE_OR_NULL,
    source_url=URL,
    source_date=TEXT_OR_NULL,
    source_kind=TEXT_OR_NULL,
    note=TEXT_OR_NULL,
    status=FEE_STATUS,
    covers=listing(ISO),
    **{"except": listing(ISO)},
    count_rule=words("total", "nth", None),
    count_from=COUNT_OR_NULL,
    count_to=COUNT_OR_NULL,
    longest_months=COUNT_OR_NULL,
    loss_year=COUNT_OR_NULL,
    variant=TEXT_OR_NULL,
    counted=words("no", None),
    told=TEXT_OR_NULL,
)
FEE_RULE = partly(
    ("fee_id", "area", "iso", "except", "kind", "basis", "every", "who", "in_ceiling", "status", "text", "source_url"),
    fee_id=TEXT,
    area=AREA,
    item=TEXT,
    iso=listing(ISO),
    **{"except": listing(ISO)},
    kind=words("device", "start", "visit", "service", "extra", "loss", "short_term", "subsidy", "ceiling", "purchase", "told"),
    amount_sek=NUMBER,
    percent=PERCENT,
    min_sek=NUMBER,
    max_sek=NUMBER,
    basis=words("item", "pair", "prescription", "person"),
    every=words("once", "month", "quarter", "half_year", "year"),
    longest_months=COUNT,
    count_rule=words("total", "nth"),
    count_from=COUNT,
    count_to=COUNT,
    variant=TEXT,
    who=words("everyone", "adults", "children"),
    min_age=COUNT,
    max_age=COUNT,
    loss_year=COUNT,
    in_ceiling=FLAG,
    calendar_year=FLAG,
    valid_from=DATE,
    valid_to=DATE,
    verified_at=DATE,
    status=FEE_STATUS,
    responsible=TEXT,
    condition=TEXT,
    told=TEXT,
    text=TEXT,
    source_url=URL,
    source_date=TEXT,
)
PRICE = thing(
    price_id=TEXT,
    area=AREA,
    iso=TEXT_OR_NULL,
    edition=TEXT_OR_NULL,
    item=TEXT_OR_NULL,
    product=TEXT_OR_NULL,
    price_type=TEXT,
    amount_sek=NUMBER,
    unit=TEXT_OR_NULL,
    vat=TEXT_OR_NULL,
    payer=TEXT_OR_NULL,
    condition=TEXT_OR_NULL,
    source_url=URL,
    source_date=TEXT_OR_NULL,
    note=TEXT_OR_NULL,
)
RULE = thing(
    rule_id=TEXT,
    area=AREA,
    iso=TEXT_OR_NULL,
    edition=TEXT_OR_NULL,
    item=TEXT_OR_NULL,
    rule_type=TEXT,
    value=TEXT_OR_NULL,
    text_sv=TEXT,
    responsible=TEXT_OR_NULL,
    prescriber=TEXT_OR_NULL,
    source_url=URL,
    source_date=TEXT_OR_NULL,
    note=TEXT_OR_NULL,
)
DISPERSION = thing(
    years=COUNT,
    age=COUNT,
    areas_known=COUNT,
    min_sek=NUMBER_OR_NULL,
    median_sek=NUMBER_OR_NULL,
    max_sek=NUMBER_OR_NULL,
    range_sek=NUMBER_OR_NULL,
    coefficient_of_variation=NUMBER_OR_NULL,
)
RESPONSIBLE = words("region", "municipality", "shared", "agreement", "unknown")
RESPONSIBILITY = thing(
    iso=TEXT,
    min_age=COUNT_OR_NULL,
    max_age=COUNT_OR_NULL,
    responsible=RESPONSIBLE,
    sources=listing(
        thing(
            area=AREA,
            iso=TEXT_OR_NULL,
            edition=TEXT_OR_NULL,
            min_age=COUNT_OR_NULL,
            max_age=COUNT_OR_NULL,
            responsible=RESPONSIBLE,
            condition=TEXT_OR_NULL,
            text_sv=TEXT,
            source_url=URL,
            source_date=TEXT_OR_NULL,
        )
    ),
)
STATISTICS = thing(
    dispersion=nullable(DISPERSION),
    areas_known=COUNT,
    areas_unknown=COUNT,
    areas_compared=COUNT,
    fee_type=TEXT_OR_NULL,
    unit=TEXT_OR_NULL,
    min_area=nullable(AREA),
    max_area=nullable(AREA),
    min_sek=NUMBER_OR_NULL,
    median_sek=NUMBER_OR_NULL,
    max_sek=NUMBER_OR_NULL,
)
PLACE: dict[str, Json] = {"code": AREA, "name": TEXT, "type": AREA_TYPE, "parent": nullable(AREA)}
DEVICE: dict[str, Json] = {
    "iso": TEXT,
    "edition": TEXT,
    "level": COUNT,
    "parent": TEXT_OR_NULL,
    "name": BOTH,
    "description": nullable(SWEDISH),
    "statistics": STATISTICS,
    "page": URL,
}
DIAGNOSIS = thing(
    id=TEXT,
    name=BOTH,
    icd10_codes=listing(TEXT),
    lay_terms_sv=listing(TEXT),
    indicators=listing(TEXT),
    devices=listing(TEXT),
    note=TEXT_OR_NULL,
    url=URL,
    page=URL,
)
REGISTER = thing(
    id=TEXT,
    name=BOTH,
    holder=TEXT_OR_NULL,
    home_page=URL_OR_NULL,
    covers=BOTH,
    kind=TEXT_OR_NULL,
    coverage={"type": ["string", "number", "null"]},
    coverage_floor=nullable(PERCENT),
    levels=listing(AREA_TYPE),
    smallest_shown=COUNT_OR_NULL,
    lag_days=COUNT_OR_NULL,
    contact=TEXT_OR_NULL,
    kolada_ids=listing(TEXT),
    facts_source=TEXT_OR_NULL,
    note=TEXT_OR_NULL,
    indicators=listing(TEXT),
    url=URL,
    page=URL,
)
SOURCE_OF_INDICATOR = thing(
    id=TEXT,
    publisher=TEXT,
    licence=URL,
    attribution=TEXT,
    attribution_processed=TEXT,
    retrieved_at=DATE_OR_NULL,
    url=URL,
    title=TEXT_OR_NULL,
    unit=TEXT_OR_NULL,
    note=TEXT_OR_NULL,
)

SCHEMAS: dict[str, Json] = {
    "index": thing(
        name=TEXT,
        version=words("v1"),
        schema_version=TEXT,
        release=DATE,
        commit=TEXT_OR_NULL,
        generated_at={"type": "string", "format": "date-time"},
        licence=URL,
        links={"type": "object", "additionalProperties": URL},
        counts={"type": "object", "additionalProperties": COUNT},
    ),
    "api-info": thing(api_name=TEXT, api_version=TEXT, api_released=DATE, api_documentation=URL, api_status=TEXT),
    "areas": thing(
        areas=listing(
            thing(**PLACE, short_name=TEXT, population=COUNT_OR_NULL, population_period=TEXT_OR_NULL, url=URL, page=URL)
        )
    ),
    "area": thing(
        **PLACE,
        figures=listing(thing(**LATEST_FIELDS, indicator=TEXT)),
        fees=listing(FEE),
        prices=listing(PRICE),
        rules=listing(RULE),
        responsibility=listing(RESPONSIBILITY),
    ),
    "indicators": thing(
        indicators=listing(
            thing(
                id=TEXT,
                title=BOTH,
                unit=TEXT,
                better=BETTER,
                register=TEXT,
                source=TEXT,
                topics=listing(TEXT),
                latest_period=PERIOD_OR_NULL,
                areas=COUNT,
                url=URL,
                csv=URL,
                page=URL,
            )
        )
    ),
    "indicator": thing(
        id=TEXT,
        title=BOTH,
        description=BOTH,
        why=nullable(BOTH),
        counts=nullable(BOTH),
        caveats=nullable(BOTH),
        numerator_description=nullable(BOTH),
        denominator_description=nullable(BOTH),
        unit=TEXT,
        better=BETTER,
        better_reason=TEXT,
        adjustment=words("none", "age_sex", "model"),
        additive_over=listing(words("sex", "area")),
        smallest_denominator=COUNT,
        smallest_count=COUNT,
        population=words("all", "women", "men"),
        period_type=TEXT,
        register=TEXT,
        diagnoses=listing(TEXT),
        steward=TEXT,
        next_review=DATE,
        source=SOURCE_OF_INDICATOR,
        comparison=thing(method=words("interval", "consistency", "none"), reference=AREA, level=LEVEL),
        chance={"type": "object", "additionalProperties": CHANCE},
        overdispersion=nullable(thing(phi=NUMBER, tau_squared=NUMBER)),
        breaks=listing(PERIOD),
        women_and_men=nullable(WOMEN_AND_MEN),
        definitions=listing(thing(id=TEXT, valid_from=PERIOD, valid_to=PERIOD_OR_NULL, text=BOTH)),
        targets=listing(TARGET),
        coverage=nullable(PERCENT),
        coverage_by_area={"type": "object", "additionalProperties": PERCENT},
        links=listing(thing(title=TEXT, url=URL)),
        observations=listing(OBSERVATION),
        latest=listing(thing(**LATEST_FIELDS)),
        findings=listing(FINDING),
        page=URL,
    ),
    "diagnoses": thing(diagnoses=listing(DIAGNOSIS)),
    "diagnosis": DIAGNOSIS,
    "devices": thing(devices=listing(thing(**DEVICE, url=URL))),
    "device": thing(
        **DEVICE,
        fees=listing(FEE),
        group_fees=listing(FEE),
        prices=listing(PRICE),
        rules=listing(RULE),
        costs=listing(thing(area=AREA, sek=NUMBER)),
    ),
    "fee-rules": thing(area=AREA, parents=listing(AREA), rules=listing(FEE_RULE)),
    "all-fee-rules": thing(
        areas=listing(thing(area=AREA, parents=listing(AREA), rules=listing(FEE_RULE))),
        counts=thing(rows=COUNT, in_sum=COUNT, apart=COUNT, told=COUNT),
    ),
    "registers": thing(registers=listing(REGISTER)),
    "register": REGISTER,
    "sources": thing(
        sources=listing(
            thing(
                id=TEXT,
                publisher=TEXT,
                url=URL,
                licence=URL,
                attribution=TEXT,
                attribution_raw=TEXT_OR_NULL,
                terms=TEXT_OR_NULL,
                allowed_levels=nullable(listing(AREA_TYPE)),
                limits={"type": ["string", "object", "null"]},
                asks={"type": ["string", "array", "object", "null"]},
                collected_at=DATE_OR_NULL,
                note=TEXT_OR_NULL,
                indicators=listing(TEXT),
            )
        )
    ),
    "freshness": thing(
        counted_from=DATE,
        indicators=listing(
            thing(
                id=TEXT,
                latest_period=PERIOD_OR_NULL,
                period_end=DATE_OR_NULL,
                age_days={"type": ["integer", "null"]},
                age=nullable(SWEDISH),
                retrieved_at=DATE_OR_NULL,
                kinds=listing(KIND),
                discontinued_after=TEXT_OR_NULL,
                steward=TEXT,
                next_review=DATE,
                review_overdue=FLAG,
            )
        ),
    ),
    "gaps": thing(
        waiting=listing(thing(id=TEXT, title=BOTH, register=TEXT, source=TEXT, reason=words("waiting_for_first_pull"))),
        indicators=listing(thing(id=TEXT, period=PERIOD_OR_NULL, missing_areas=listing(AREA))),
        findings=listing(FINDING),
        diagnoses_without_figures=listing(TEXT),
        devices_without_fees=listing(TEXT),
        areas_without_fees=listing(AREA),
        devices=listing(
            thing(
                iso=ISO,
                regions_known=COUNT,
                municipalities_known=COUNT,
                areas=thing(**{state: listing(AREA) for state in STATES}),
            )
        ),
        devices_same_everywhere=listing(ISO),
    ),
}

FOLDERS = {
    "areas": "area",
    "indicators": "indicator",
    "diagnoses": "diagnosis",
    "devices": "device",
    "registers": "register",
}
"""The schema of the files in each folder of the API."""


OUTSIDE = {"/fees/rules.json": "all-fee-rules", "/fees/rules/{area}.json": "fee-rules"}
"""The schema of the files that stand at the site's own root, beside the calculator that reads them."""


def schema_of(path: str) -> str | None:
    """Return the name of the schema that a path under api/v1 follows; None for CSV, schemas and the OpenAPI document."""
    parts = path.removeprefix(f"{ROOT}/").removesuffix(".json").split("/")
    if not path.endswith(".json") or parts[0] in ("schemas", "openapi"):
        return None
    return parts[0] if len(parts) == 1 else FOLDERS[parts[0]]


def files(edition: Edition) -> Files:
    """Return one schema file for each kind of file."""
    return {f"{ROOT}/schemas/{name}.schema.json": json_bytes(document(edition, name)) for name in SCHEMAS}


def document(edition: Edition, name: str) -> dict[str, Any]:
    """Return a schema with its dialect and absolute id."""
    own = address(edition, f"{ROOT}/schemas/{name}.schema.json")
    return {"$schema": DIALECT, "$id": own, "title": name, **SCHEMAS[name]}
