"""The list of devices: class by class, with how many places have told what each costs."""

from dataclasses import dataclass

from build_site.model.device import DeviceCategory
from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.publish import views
from build_site.publish.render import render
from build_site.publish.words import fill, texts

PATH = "hjalpmedel/index.md"


@dataclass(frozen=True)
class Branch:
    """A class of devices, in how many places its cost is known, and the classes under it."""

    category: DeviceCategory
    places: int
    children: list["Branch"]


def pages(edition: Edition) -> Files:
    """Return the list."""
    said = texts()["devices"]
    devices = views.devices_of(edition)
    places = {code: len({fee.area for fee in devices.fees_by_device.get(code, [])}) for code in devices.categories}
    roots = [one for one in devices.categories.values() if one.parent_code not in devices.categories]
    page = render(
        "devices.jinja",
        path=PATH,
        title=said["title"],
        description=said["description"],
        edition=edition,
        lead=fill(said["lead"], known=sum(number > 0 for number in places.values()), all=len(places)),
        branches=[_branch(one, devices, places) for one in roots],
    )
    return {PATH: page}


def _branch(category: DeviceCategory, devices: views.Devices, places: dict[str, int]) -> Branch:
    children = [one for one in devices.categories.values() if one.parent_code == category.code]
    return Branch(category, places[category.code], [_branch(one, devices, places) for one in children])
