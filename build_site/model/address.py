"""Where each thing lives on the site: Swedish slugs, the same everywhere, decided once."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from build_site.model.catalogue import Catalogue

Addresses = dict[str, str]
"""Address of each page under the site's root, with a final slash, by id: `indicator:U70495`, `area:2180`, `report:2180`."""

REPORT = "rapport/"
"""Below the place that the report is about."""

LONGEST = 100
"""Characters in one part of an address; a longer title is cut between two words."""


def slug(text: str) -> str:
    """Return the text as part of an address: lower-case ASCII words joined by hyphens."""
    folded = unicodedata.normalize("NFKD", text.lower().replace("ø", "o").replace("æ", "ae"))
    words = re.sub(r"[^a-z0-9]+", "-", folded.encode("ascii", "ignore").decode()).strip("-")
    whole = words if len(words) <= LONGEST else words[: LONGEST + 1].rpartition("-")[0] or words[:LONGEST]
    return whole or "sida"


def _folder(kind: str, folder: str, names: Iterable[tuple[str, str]]) -> Addresses:
    wanted = [(key, slug(name)) for key, name in names]
    taken = Counter(wish for _, wish in wanted)
    return {f"{kind}:{key}": f"{folder}/{wish if taken[wish] == 1 else f'{wish}-{slug(key)}'}/" for key, wish in wanted}


def addresses(catalogue: Catalogue) -> Addresses:
    """Return the address of every page that comes from data; two with one name get their id behind it."""
    areas = catalogue.areas.values()
    places = _folder("area", "regioner", ((a.code, a.short) for a in areas if a.type != "municipality")) | _folder(
        "area", "kommuner", ((a.code, a.short) for a in areas if a.type == "municipality")
    )
    return (
        _folder("indicator", "indikatorer", ((i.id, i.slug or i.title.sv) for i in catalogue.indicators.values()))
        | _folder("diagnosis", "diagnoser", ((key, key) for key in catalogue.diagnoses))
        | _folder("device", "hjalpmedel", ((d.code, d.name_sv) for d in catalogue.devices.categories))
        | places
        | {f"report:{a.code}": places[f"area:{a.code}"] + REPORT for a in areas if a.type != "country"}
        | _folder("register", "register", ((key, key) for key in catalogue.registers))
    )
