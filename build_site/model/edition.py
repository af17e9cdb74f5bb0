"""One edition of the site: what is shown, as of which day, from which commit."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from build_site.model.address import Addresses
from build_site.model.catalogue import Catalogue
from build_site.model.chart import Chart
from build_site.model.common_basket import CommonBasket
from build_site.model.comparison import Comparison
from build_site.model.coverage import Coverage
from build_site.model.device import FeeStatistics
from build_site.model.device_cost import DeviceCosts
from build_site.model.fee_rule import AreaRules
from build_site.model.responsibility import Answered
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
    fee_rules: Mapping[str, AreaRules] = field(default_factory=dict)
    """By area: every rule that its people meet, its region's and the country's too."""
    fee_rows: Mapping[str, int] = field(default_factory=dict)
    """How many rows of the fee lists there are, and how many a sum can be worked out from."""
    device_costs: Mapping[str, DeviceCosts] = field(default_factory=dict)
    """By ISO code, for every device category: what can be compared between places, and how far apart they are."""
    baskets: tuple[CommonBasket, ...] = ()
    """What most people ask the price of, worked out for every known place."""
    answers: Mapping[str, tuple[Answered, ...]] = field(default_factory=dict)
    """By area: who answers for which devices, at which ages."""
    coverage: Coverage = field(default_factory=Coverage)
    """Which fees are known where: the gap map."""
