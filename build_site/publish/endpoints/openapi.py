"""openapi.json: every file of the API described in OpenAPI 3.1, with real examples."""

from typing import TYPE_CHECKING

from build_site.model.edition import Edition
from build_site.model.output import Files, json_bytes
from build_site.publish.endpoints.common import ROOT, SCHEMA_VERSION, Json, address
from build_site.publish.endpoints.schemas import DIALECT, FOLDERS, OUTSIDE, SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterable

INDICATOR_CSV = "One indicator's figures as CSV"
INDICATOR_COLUMNS = "the columns are those of `observations`"
TABLE_COLUMNS = "the columns are the fields of the same rows in the JSON files, and the names of the place and the device"

KEYS = {"areas": "code", "indicators": "id", "diagnoses": "id", "devices": "iso", "registers": "id"}
SUMMARIES = {
    "index": "What the API is and links to the rest",
    "api-info": "Facts about the API",
    "areas": "All areas",
    "indicators": "All indicators",
    "diagnoses": "All diagnoses",
    "devices": "All device categories",
    "registers": "All registers",
    "sources": "All sources with licence and attribution",
    "freshness": "How old each indicator is",
    "gaps": "What is missing and what looks wrong",
    "area": "Every latest figure, fee and rule of one area",
    "indicator": "One indicator with all its figures and comparisons",
    "diagnosis": "One diagnosis and what belongs to it",
    "device": "One device category: fees, prices and rules per area",
    "register": "One register",
    "fee-rules": "The fees that the people of one area meet, as rules that a sum can be worked out from",
    "all-fee-rules": "Every area's own fees as rules, and how many a sum can be worked out from",
}
TABLES = {
    "fees": "Every fee of every area, a row each",
    "prices": "Every price of every area, a row each",
    "device_rules": "Every rule on who may have a device, a row each",
    "device_responsibility": "Who answers for which devices, a row for each thing that a source says",
}
"""The whole lists for spreadsheets, under data/ at the site's own root."""
LIMITS = (
    "Known limits: the files are static, so there are no query parameters; every query that the pages need is a prepared file. "
    "Errors come as the host's HTML page for 404, not as application/problem+json. Files may be up to ten minutes stale."
)


def files(edition: Edition) -> Files:
    """Return the one document."""
    return {f"{ROOT}/openapi.json": json_bytes(document(edition))}


def document(edition: Edition) -> Json:
    """Return the OpenAPI document."""
    release = edition.release
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": "Jämförbart",
            "summary": "Open comparisons of Swedish health care and assistive devices",
            "version": SCHEMA_VERSION,
            "description": f"Static JSON files. v1 only ever gains fields and files. {LIMITS}",
            "contact": {"name": "Jämförbart", "url": release.repository_url},
            "license": {"name": "CC BY 4.0", "url": "http://creativecommons.org/licenses/by/4.0/"},
            "termsOfService": address(edition, "om/"),
            "x-limitations": LIMITS,
        },
        "externalDocs": {"description": "SLA: best effort, see the page about the site", "url": address(edition, "om/")},
        "servers": [{"url": address(edition, ROOT)}],
        "paths": _paths(edition),
        "components": {"schemas": {name.replace("-", "_"): schema for name, schema in SCHEMAS.items()}},
    }


def _paths(edition: Edition) -> Json:
    elsewhere = {*FOLDERS.values(), *OUTSIDE.values()}
    paths = {f"/{name}.json": _operation(name, _ref(name)) for name in SCHEMAS if name not in elsewhere}
    for folder, name in FOLDERS.items():
        key = KEYS[folder]
        if example := _example(edition, folder):
            paths[f"/{folder}/{{{key}}}.json"] = _operation(name, _ref(name), _parameter(key, example))
            if folder == "indicators":
                paths[f"/{folder}/{{{key}}}.csv"] = _csv("indicator", INDICATOR_CSV, INDICATOR_COLUMNS, _parameter(key, example))
    at_root: Json = {"servers": [{"url": edition.release.site_url.rstrip("/")}]}
    for route, name in OUTSIDE.items():
        parameters = [_parameter("area", example)] if "{area}" in route and (example := _example(edition, "areas")) else []
        paths[route] = at_root | _operation(name, _ref(name), *parameters)
    for table, summary in TABLES.items():
        paths[f"/data/{table}.csv"] = at_root | _csv(table, summary, TABLE_COLUMNS)
    paths["/openapi.json"] = _operation("openapi", {"type": "object"})
    paths["/schemas/{name}.schema.json"] = _operation("schemas", {"type": "object"}, _parameter("name", "indicator"))
    return paths


def _example(edition: Edition, folder: str) -> str | None:
    catalogue = edition.catalogue
    keys: dict[str, Iterable[str]] = {
        "areas": catalogue.areas,
        "indicators": catalogue.indicators,
        "diagnoses": catalogue.diagnoses,
        "devices": edition.fee_statistics,
        "registers": catalogue.registers,
    }
    return next(iter(keys[folder]), None)


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name.replace('-', '_')}"}


def _parameter(key: str, example: str) -> Json:
    return {
        "name": key,
        "in": "path",
        "required": True,
        "description": "The key",
        "schema": {"type": "string"},
        "example": example,
    }


def _operation(name: str, schema: Json, *parameters: Json) -> Json:
    summary = SUMMARIES.get(name, name)
    return {
        "get": {
            "operationId": name.replace("-", "_"),
            "summary": summary,
            "description": f"{summary}.",
            "parameters": list(parameters),
            "responses": {
                "200": {"description": "The file", "content": {"application/json": {"schema": schema}}},
                "404": {"description": "There is no such file; the host answers with an HTML page"},
            },
        }
    }


def _csv(name: str, summary: str, columns: str, *parameters: Json) -> Json:
    return {
        "get": {
            "operationId": f"{name}_csv",
            "summary": summary,
            "description": f"UTF-8, comma, decimal point, empty for unknown; {columns}.",
            "parameters": list(parameters),
            "responses": {
                "200": {"description": "The file", "content": {"text/csv": {"schema": {"type": "string"}}}},
                "404": {"description": "There is no such file; the host answers with an HTML page"},
            },
        }
    }
