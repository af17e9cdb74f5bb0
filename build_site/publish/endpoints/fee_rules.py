"""fees/rules/<area>.json and fees/rules.json: fees as rules, for the calculator. They stand at the site's own root."""

from build_site.model.edition import Edition
from build_site.model.fee_rule import AreaRules
from build_site.model.output import Files, json_bytes

FOLDER = "fees/rules"


def files(edition: Edition) -> Files:
    """Return one file a place, with its region's rules and the country's, and one with every place's own."""
    own = {code: _own(place) for code, place in edition.fee_rules.items()}
    told = {"areas": [place.as_json() for place in own.values() if place.rules], "counts": edition.fee_rows}
    return {f"{FOLDER}.json": json_bytes(told)} | {
        f"{FOLDER}/{code}.json": json_bytes(place.as_json()) for code, place in edition.fee_rules.items()
    }


def _own(place: AreaRules) -> AreaRules:
    return place.model_copy(update={"rules": tuple(rule for rule in place.rules if rule.area == place.area)})
