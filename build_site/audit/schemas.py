"""Every file of the API follows its published schema and is named in the OpenAPI document."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
import orjson

ROOT = "api/v1/"
MOST_SHOWN = 20


def check_schemas(files: Mapping[str, bytes]) -> list[str]:
    """Return what is wrong, one sentence a fault; an empty list is good."""
    if f"{ROOT}openapi.json" not in files:
        return [f"{ROOT}openapi.json is missing"]
    broken = [path for path in sorted(files) if path.startswith(ROOT) and path.endswith(".json") and not _is_json(files[path])]
    if broken:
        return [f"{path} is not JSON" for path in broken]
    document = orjson.loads(files[f"{ROOT}openapi.json"])
    routes = [(_pattern(_root(item) + route[1:]), _schema(item)) for route, item in document["paths"].items()]
    validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
    problems: list[str] = []
    for path in sorted(files):
        found = [schema for pattern, schema in routes if pattern.fullmatch(path)]
        if not found and not path.startswith(ROOT):
            continue
        if not found:
            problems.append(f"{path} is not named in openapi.json")
        elif found[0] and path.endswith(".json"):
            validator = validators.setdefault(found[0], _validator(found[0], document))
            problems += _faults(path, files[path], validator)
    return problems


def _is_json(content: bytes) -> bool:
    try:
        orjson.loads(content)
    except ValueError:
        return False
    return True


def _root(item: dict[str, Any]) -> str:
    """Return the folder that a path is counted from: the API's, or the site's own where the path names its server."""
    return "" if "servers" in item else ROOT


def _pattern(route: str) -> re.Pattern[str]:
    parts = re.split(r"\{\w+\}", route)
    return re.compile(r"[^/]+".join(re.escape(part) for part in parts))


def _schema(item: dict[str, Any]) -> str | None:
    content = item["get"]["responses"]["200"]["content"]
    schema = next(iter(content.values()))["schema"]
    reference: str | None = schema.get("$ref")
    return reference


def _validator(reference: str, document: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": reference, "components": document["components"]}, validate_formats=True)


def _faults(path: str, content: bytes, validator: jsonschema_rs.Draft202012Validator) -> Iterator[str]:
    if not _is_json(content):
        yield f"{path} is not JSON"
        return
    payload = orjson.loads(content)
    if validator.is_valid(payload):
        return
    for number, error in enumerate(validator.iter_errors(payload)):
        if number == MOST_SHOWN:
            yield f"{path}: more faults than {MOST_SHOWN}"
            return
        place = "/".join(map(str, error.instance_path))
        yield f"{path}: {place or 'the file'} does not follow its schema at {'/'.join(map(str, error.schema_path))}"
