"""The gap map: which fees are known where. One page for the regions, and one a region for its municipalities."""

from collections.abc import Iterable
from dataclasses import dataclass

from build_site.model.area import Area
from build_site.model.coverage import KNOWN, STATES, Cell, Coverage, State
from build_site.model.device import DeviceCategory
from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.model.unit import number
from build_site.publish import device_views, views
from build_site.publish.gap_links import MAP, form_address, letter_address
from build_site.publish.render import render, root_of
from build_site.publish.words import fill, texts

ICONS: dict[State, str] = {
    "verified": "●",
    "older": "◐",
    "undated": "◌",
    "contradicted": "≠",
    "elsewhere": "→",
    "unknown": "○",
}
"""After the word: no state is told by its colour."""

FOREMOST = 10
"""So many of the most wanted fees stand first."""


@dataclass(frozen=True)
class Gap:
    """One unknown fee, and the two ways to help."""

    area: Area
    group: DeviceCategory
    form: str
    letter: str


@dataclass(frozen=True)
class Square:
    """One place and one group in a table or a list. `gap` only where the fee is unknown."""

    group: DeviceCategory
    cell: Cell
    gap: Gap | None


@dataclass(frozen=True)
class Place:
    """A place with its squares."""

    area: Area
    squares: list[Square]
    page: str | None = None
    """The address of the region's own page in the map."""

    @property
    def known(self) -> int:
        """In how many groups a fee is known."""
        return sum(one.cell.known for one in self.squares)

    @property
    def own(self) -> list[Square]:
        """What the place itself has told."""
        return [one for one in self.squares if one.cell.area == self.area.code]

    def of(self, *states: State) -> list[Square]:
        """Return the squares in any of the states."""
        return [one for one in self.squares if one.cell.state in states]


@dataclass(frozen=True)
class Row:
    """A group of devices: in how many regions and municipalities a fee for it is known."""

    group: DeviceCategory
    regions: int
    municipalities: int
    own: int
    """Municipalities with a fee of their own; the others' is their region's."""


def pages(edition: Edition) -> Files:
    """Return the map, and the page of every region as soon as any fee is known."""
    files = {f"{MAP}index.md": _map(edition)}
    if edition.coverage.groups:
        for region in views.regions(edition):
            path = f"{page_of(edition, region)}index.md"
            files[path] = _region(edition, region, path)
    return files


def page_of(edition: Edition, region: Area) -> str:
    """Return the address of a region's page in the map."""
    return f"{MAP}{edition.addresses[f'area:{region.code}'].rstrip('/').rpartition('/')[2]}/"


def _map(edition: Edition) -> bytes:
    said, path = texts()["gap"], f"{MAP}index.md"
    known, groups = edition.coverage, groups_of(edition)
    regions = views.regions(edition)
    towns = [area for of_region in views.municipalities(edition).values() for area in of_region]
    squares = sum(len(row) for row in known.cells.values())
    return render(
        "gap_map.jinja",
        path=path,
        title=said["title"],
        description=said["description"],
        edition=edition,
        icons_of=ICONS,
        states=STATES,
        lead=_lead(known, regions, towns) if squares else said["lead_none"],
        foremost=_foremost(edition, root_of(path)),
        rows=_rows(known, groups, regions, towns),
        groups=groups,
        regions=[_place(edition, region, path) for region in regions] if squares else [],
        all_regions=len(regions),
        all_towns=len(towns),
        everywhere=[one for one in edition.catalogue.devices.categories if one.code in known.everywhere],
        disagreements=device_views.disagreements(edition),
    )


def _region(edition: Edition, region: Area, path: str) -> bytes:
    said = texts()["gap"]
    own = _place(edition, region, path)
    towns = views.municipalities(edition).get(region.code, [])
    name = views.title_of(edition, region)
    return render(
        "gap_region.jinja",
        path=path,
        title=fill(said["region_title"], name=name),
        description=fill(said["region_description"], name=name),
        edition=edition,
        icons_of=ICONS,
        own=own,
        known_squares=own.of(*(state for state in STATES if state in KNOWN)),
        lead=fill(said["region_lead"], name=region.name, known=own.known, all=len(own.squares)),
        towns=[_place(edition, town, path) for town in towns],
    )


def groups_of(edition: Edition) -> list[DeviceCategory]:
    """Return the groups of devices that the map has, in the order of their codes."""
    return [one for one in edition.catalogue.devices.categories if one.code in edition.coverage.groups]


def _lead(known: Coverage, regions: Iterable[Area], towns: Iterable[Area]) -> str:
    """Return how much of it all is known."""
    shares = [_share(known, [area.code for area in areas]) for areas in (regions, towns)]
    (regions_known, regions_all), (towns_known, towns_all) = shares
    return fill(texts()["gap"]["lead"], known=regions_known, all=regions_all, towns_known=towns_known, towns_all=towns_all)


def _share(known: Coverage, areas: list[str]) -> tuple[str, str]:
    cells = [cell for area in areas for cell in known.cells[area].values()]
    return number(sum(cell.known for cell in cells), 0), number(len(cells), 0)


def _rows(known: Coverage, groups: Iterable[DeviceCategory], regions: Iterable[Area], towns: Iterable[Area]) -> list[Row]:
    """Return each group with its counts, the one that is known in most places first."""
    of_regions, of_towns = ([area.code for area in areas] for areas in (regions, towns))
    rows = [
        Row(one, known.known(one.code, of_regions), known.known(one.code, of_towns), known.told(one.code, of_towns))
        for one in groups
    ]
    return sorted(rows, key=lambda row: (-row.regions, -row.municipalities, row.group.code))


def _place(edition: Edition, area: Area, path: str) -> Place:
    root = root_of(path)
    squares = [_square(edition, area, group, root) for group in groups_of(edition)]
    return Place(area, squares, f"{root}{page_of(edition, area)}" if area.type == "region" else None)


def _square(edition: Edition, area: Area, group: DeviceCategory, root: str) -> Square:
    cell = edition.coverage.cells[area.code][group.code]
    return Square(group, cell, _gap(edition, area, group, root) if cell.state == "unknown" else None)


def _gap(edition: Edition, area: Area, group: DeviceCategory, root: str) -> Gap:
    return Gap(area, group, form_address(edition.release.repository_url, area, group), letter_address(root, area, group))


def _foremost(edition: Edition, root: str) -> list[Gap]:
    groups, areas = {one.code: one for one in groups_of(edition)}, edition.catalogue.areas
    return [_gap(edition, areas[area], groups[group], root) for area, group in edition.coverage.wanted[:FOREMOST]]
