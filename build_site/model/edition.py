"""One edition of the site: what is shown, as of which day, from which commit."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from build_site.model.address import Addresses
from build_site.model.catalogue import Catalogue
from build_site.model.chart import Chart
from build_site.model.comparison import Comparison
from build_site.model.device import FeeStatistics
from build_site.model.table import SafeTable


@dataclass(frozen=True)
class Release:
    """When and from what the site was built, and where it will stand."""

    generated_at: dt.datetime
    commit: str | None
    site_url: str
    """The site's own address, with a final slash."""
    repository_url: str
    """Where the data can be changed, without a final slash."""

    @property
    def today(self) -> dt.date:
        """The day that ages are counted from."""
        return self.generated_at.date()


@dataclass(frozen=True)
class Edition:
    """Everything the pages and the endpoints are written from; nothing in it may still have to be hidden."""

    catalogue: Catalogue
    tables: Mapping[str, SafeTable]
    comparisons: Mapping[str, Comparison]
    charts: Mapping[str, Mapping[str, Chart]]
    """By indicator, or `area:` and the code of a place, and by kind: ranked, timeline, abacus …"""
    addresses: Addresses
    release: Release
    fee_statistics: Mapping[str, FeeStatistics] = field(default_factory=dict)
    """By ISO code, for every device category."""
