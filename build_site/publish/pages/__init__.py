"""The kinds of page. A new kind is one module with `pages(edition)` and one line here."""

from build_site.publish.pages import (
    a_to_z,
    area,
    areas,
    codes,
    cost,
    device,
    devices,
    diagnosis,
    gap_letter,
    gap_map,
    indicator,
    missing,
    open_data,
    register,
    registers,
    report,
    search,
    start,
)

PAGES = (
    start,
    search,
    indicator,
    area,
    report,
    areas,
    diagnosis,
    device,
    devices,
    cost,
    register,
    registers,
    codes,
    a_to_z,
    open_data,
    missing,
    gap_map,
    gap_letter,
)
"""Every module in this folder; a test proves it."""
