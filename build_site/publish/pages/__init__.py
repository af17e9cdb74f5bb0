"""The kinds of page. A new kind is one module with `pages(edition)` and one line here."""

from build_site.publish.pages import (
    a_to_z,
    area,
    areas,
    codes,
    device,
    devices,
    diagnosis,
    indicator,
    missing,
    open_data,
    register,
    registers,
    report,
    start,
)

PAGES = (
    start,
    indicator,
    area,
    report,
    areas,
    diagnosis,
    device,
    devices,
    register,
    registers,
    codes,
    a_to_z,
    open_data,
    missing,
)
"""Every module in this folder; a test proves it."""
