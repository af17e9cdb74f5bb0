"""API v1: one module an endpoint, each listed here. Files that never move."""

from collections.abc import Callable

from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.publish.endpoints import (
    areas,
    device_files,
    devices,
    diagnoses,
    fee_rules,
    freshness,
    gaps,
    index,
    indicators,
    openapi,
    registers,
    schemas,
    sources,
)

Endpoint = Callable[[Edition], Files]

ENDPOINTS: tuple[Endpoint, ...] = (
    index.files,
    areas.files,
    indicators.files,
    diagnoses.files,
    devices.files,
    fee_rules.files,
    device_files.files,
    registers.files,
    sources.files,
    freshness.files,
    gaps.files,
    schemas.files,
    openapi.files,
)
