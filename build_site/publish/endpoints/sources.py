"""sources.json: publishers, licences and what they ask to be called."""

from build_site.model.edition import Edition
from build_site.model.output import Files, json_bytes
from build_site.publish.endpoints.common import ROOT

HOW_TO_ASK = {"connector", "base_url", "enabled", "rate_per_second", "headers"}
"""Of use to the pull only."""


def files(edition: Edition) -> Files:
    """Return the list."""
    sources = [
        source.model_dump(mode="json", exclude=HOW_TO_ASK)
        | {"indicators": [one.id for one in edition.catalogue.indicators.values() if one.source == source.id]}
        for source in edition.catalogue.sources.values()
    ]
    return {f"{ROOT}/sources.json": json_bytes({"sources": sources})}
