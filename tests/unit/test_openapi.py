"""The OpenAPI document: valid, complete, and with examples that exist."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from build_site.build import make_files
from build_site.model.output import Files
from build_site.publish.endpoints.schemas import DIALECT, SCHEMAS, schema_of
from tests.conftest import RELEASE, SMALL


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return every generated file of the tiny data."""
    return make_files(SMALL, release=RELEASE, store=tmp_path_factory.mktemp("store"), jobs=1)


@pytest.fixture
def document(files: Files) -> dict[str, Any]:
    """Return the OpenAPI document."""
    read: dict[str, Any] = orjson.loads(files["api/v1/openapi.json"])
    return read


def pattern(route: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(re.escape(part) for part in re.split(r"\{\w+\}", route)))


def test_the_document_is_valid_openapi(document: dict[str, Any]):
    """By a validator that is not ours."""
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert document["openapi"] == "3.1.0"


def test_every_file_of_the_api_is_named(files: Files, document: dict[str, Any]):
    """Exactly one path fits each file."""
    names = [path.removeprefix("api/v1") for path in files if path.startswith("api/v1/")]
    assert len(names) > 30
    fits = {name: [route for route in document["paths"] if pattern(route).fullmatch(name)] for name in names}
    assert dict.fromkeys(names, 1) == {name: len(found) for name, found in fits.items()}


def test_the_whole_lists_for_spreadsheets_are_named_too(files: Files, document: dict[str, Any]):
    """They stand at the site's own root, as the rules for the calculator do."""
    tables = {f"/{path}" for path in files if path.startswith("data/") and path.endswith(".csv")}
    assert len(tables) == 4
    assert tables == {route for route in document["paths"] if route.startswith("/data/")}
    assert all("text/csv" in document["paths"][route]["get"]["responses"]["200"]["content"] for route in tables)


def test_every_path_has_a_file(files: Files, document: dict[str, Any]):
    """Nothing is promised that is not there, and each example can be fetched as it stands."""
    for route, item in document["paths"].items():
        address = route if "servers" in item else f"/api/v1{route}"
        for parameter in item["get"]["parameters"]:
            address = address.replace(f"{{{parameter['name']}}}", parameter["example"])
        assert address[1:] in files


def test_the_address_of_the_api_is_the_sites(document: dict[str, Any]):
    """Where the site stands is decided at build."""
    assert [{"url": f"{RELEASE.site_url}api/v1"}] == document["servers"]
    operations = [item["get"]["operationId"] for item in document["paths"].values()]
    assert len(operations) == len(set(operations))


def test_every_schema_is_published_alone_as_well(files: Files, document: dict[str, Any]):
    """With its dialect and its own absolute address; the same as in the document."""
    for name, schema in SCHEMAS.items():
        alone = orjson.loads(files[f"api/v1/schemas/{name}.schema.json"])
        assert (DIALECT, f"{RELEASE.site_url}api/v1/schemas/{name}.schema.json") == (alone["$schema"], alone["$id"])
        assert schema == document["components"]["schemas"][name.replace("-", "_")]
        assert schema["properties"] == alone["properties"]


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("api/v1/index.json", "index"),
        ("api/v1/api-info.json", "api-info"),
        ("api/v1/areas.json", "areas"),
        ("api/v1/areas/01.json", "area"),
        ("api/v1/devices/120606.json", "device"),
        ("api/v1/indicators/U10001.csv", None),
        ("api/v1/schemas/area.schema.json", None),
        ("api/v1/openapi.json", None),
    ],
)
def test_which_schema_a_file_follows(path: str, schema: str | None):
    """Lists and things have schemas of their own; CSV and schemas have none."""
    assert schema == schema_of(path)


def test_a_data_folder_without_devices_and_diagnoses_is_valid(small_data: Path, tmp_path: Path):
    """Folders may be missing; the document then names no such files, and every list is still there."""
    (small_data / "diagnoses.csv").unlink()
    for path in sorted(small_data.joinpath("devices").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (small_data / "devices").rmdir()
    files = make_files(small_data, release=RELEASE, store=tmp_path / "store", jobs=1)
    document = orjson.loads(files["api/v1/openapi.json"])
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert orjson.loads(files["api/v1/diagnoses.json"]) == {"diagnoses": []}
    assert not [path for path in files if path.startswith(("api/v1/devices/", "api/v1/diagnoses/"))]
