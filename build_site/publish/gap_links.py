"""Where a gap leads: to a filled-in form for who knows the fee, and to a ready letter for who wants to ask."""

from urllib.parse import urlencode

from build_site.model.area import Area
from build_site.model.device import DeviceCategory
from build_site.publish.words import fill, texts

FORM = "missing-fee.yml"
"""In .github/ISSUE_TEMPLATE. The ids of its fields are the parameters below; a test holds them together."""

MAP, LETTER = "hjalpmedel/luckor/", "hjalpmedel/luckor/brev/"


def form_address(repository: str, area: Area | None = None, group: DeviceCategory | None = None) -> str:
    """Return the address of the form, with the place and the devices filled in where they are known."""
    fields = {"template": FORM}
    if area and group:
        fields["title"] = fill(texts()["gap"]["form_title"], place=area.name, device=group.name_sv)
    if area:
        fields["place"] = f"{area.name} ({area.code})"
    if group:
        fields["device"] = f"{group.name_sv} ({group.code})"
    return f"{repository}/issues/new?{urlencode(fields)}"


def letter_address(root: str, area: Area, group: DeviceCategory) -> str:
    """Return the way to the letter with the place and the devices chosen; without scripts it has blanks to fill in."""
    return f"{root}{LETTER}?{urlencode({'plats': area.code, 'grupp': group.code})}"
