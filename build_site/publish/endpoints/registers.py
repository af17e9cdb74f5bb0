"""registers.json and registers/<id>.json."""

from build_site.model.edition import Edition
from build_site.model.output import Files, json_bytes
from build_site.model.register import Register
from build_site.publish.endpoints.common import ROOT, Json, address, page


def files(edition: Edition) -> Files:
    """Return the list and one file a register."""
    registers = [_register(edition, register) for register in edition.catalogue.registers.values()]
    return {f"{ROOT}/registers.json": json_bytes({"registers": registers})} | {
        f"{ROOT}/registers/{register['id']}.json": json_bytes(register) for register in registers
    }


def _register(edition: Edition, register: Register) -> Json:
    return register.model_dump(mode="json", exclude={"url", "lay_terms"}) | {
        "home_page": register.url,
        "indicators": [one.id for one in edition.catalogue.indicators.values() if one.register_id == register.id],
        "url": address(edition, f"{ROOT}/registers/{register.id}.json"),
        "page": page(edition, f"register:{register.id}"),
    }
