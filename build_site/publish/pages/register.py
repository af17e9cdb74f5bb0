"""One page a register: what it covers, who keeps it, and the measures that come from it."""

from build_site.model.area import COUNTRY
from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.model.register import Register
from build_site.publish import views
from build_site.publish.render import render
from build_site.publish.words import alphabetical, fill, texts


def pages(edition: Edition) -> Files:
    """Return the page of every register."""
    return {
        f"{edition.addresses[f'register:{register.id}']}index.md": _page(edition, register)
        for register in edition.catalogue.registers.values()
    }


def _page(edition: Edition, register: Register) -> bytes:
    measures = [one for one in edition.catalogue.indicators.values() if one.register_id == register.id]
    measures.sort(key=lambda one: alphabetical(one.title.sv))
    return render(
        "register.jinja",
        path=f"{edition.addresses[f'register:{register.id}']}index.md",
        title=register.name.sv,
        description=fill(texts()["register"]["description"], name=register.name.sv),
        edition=edition,
        register=register,
        waiting=any(one.register_id == register.id for one in edition.catalogue.waiting.values()),
        rows=[
            (one, views.comparison_of(edition, one).latest.get(COUNTRY), views.comparison_of(edition, one)) for one in measures
        ],
    )
