"""The kinds of page. A new kind is one module with `pages(edition)` and one line here."""

from build_site.publish.pages import (
    a_to_z,
    area,
    areas,
    device,
    devices,
    diagnosis,
    indicator,
    missing,
    open_data,
    register,
    registers,
    start,
)

PAGES = (start, indicator, area, areas, diagnosis, device, devices, register, registers, a_to_z, open_data, missing)
"""Every module in this folder; a test proves it."""
