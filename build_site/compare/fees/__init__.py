"""What devices cost: fees as rules, the cost of a basket, and the statistics of a fee over the country.

The calculator stands twice, here and in docs/assets/fees/engine.js; one table of cases and random ones hold them together.
"""

from build_site.compare.fees.calculate import cost
from build_site.compare.fees.rules import counted_rows, own_rules, rules_for, rules_of
from build_site.compare.fees.statistics import fee_statistics, spread

__all__ = ["cost", "counted_rows", "fee_statistics", "own_rules", "rules_for", "rules_of", "spread"]
