"""index.json and api-info.json: what the API is, and where to go on."""

from build_site.model.edition import Edition
from build_site.model.output import Files, json_bytes
from build_site.publish.endpoints.common import ROOT, SCHEMA_VERSION, Json, address

LICENCE = "http://creativecommons.org/licenses/by/4.0/"
"""For our own texts and comparisons; each indicator names the licence of its source."""
LISTS = ("areas", "indicators", "diagnoses", "devices", "registers", "sources", "freshness", "gaps")


def files(edition: Edition) -> Files:
    """Return the two files."""
    return {f"{ROOT}/index.json": json_bytes(index(edition)), f"{ROOT}/api-info.json": json_bytes(api_info(edition))}


def index(edition: Edition) -> Json:
    """Return the entrance of the API."""
    release = edition.release
    return {
        "name": "Jämförbart",
        "version": "v1",
        "schema_version": SCHEMA_VERSION,
        "release": release.today.isoformat(),
        "commit": release.commit,
        "generated_at": release.generated_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licence": LICENCE,
        "links": {name: address(edition, f"{ROOT}/{name}.json") for name in (*LISTS, "openapi", "api-info")},
        "counts": {
            "areas": len(edition.catalogue.areas),
            "indicators": len(edition.catalogue.indicators),
            "diagnoses": len(edition.catalogue.diagnoses),
            "devices": len(edition.catalogue.devices.categories),
            "registers": len(edition.catalogue.registers),
            "observations": sum(len(table.frame) for table in edition.tables.values()),
        },
    }


def api_info(edition: Edition) -> Json:
    """Return the API's own facts, as the Swedish REST profile asks (VER.06)."""
    return {
        "api_name": "Jämförbart",
        "api_version": SCHEMA_VERSION,
        "api_released": edition.release.today.isoformat(),
        "api_documentation": address(edition, f"{ROOT}/openapi.json"),
        "api_status": "active",
    }
