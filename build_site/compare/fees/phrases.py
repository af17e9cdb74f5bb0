"""The words of the fee lists, one table each: what they mean for a sum. A phrase that is not here is told, never guessed."""

from build_site.model.fee_rule import Basis, Every, Kind, Who

KINDS: dict[str, Kind] = {
    "user_fee": "device",
    "egenavgift": "device",
    "one_off_fee": "device",
    "engångsavgift": "device",
    "subscription": "device",
    "abonnemang": "device",
    "yearly_fee": "device",
    "rent": "device",
    "loan_fee": "device",
    "fitting_fee": "device",
    "start_fee": "start",
    "visit_fee": "visit",
    "besöksavgift": "visit",
    "service_fee": "service",
    "serviceavgift": "service",
    "extra_fee": "extra",
    "tilläggsavgift": "extra",
    "replacement_charge": "loss",
    "ersättning": "loss",
    "short_term_rent": "short_term",
    "hyra korttidsförskrivning": "short_term",
    "short_term_loan": "short_term",
    "hyra korttidslån": "short_term",
    "subsidy": "subsidy",
    "bidrag": "subsidy",
    "high_cost_ceiling": "ceiling",
    "högkostnadsskydd": "ceiling",
    "purchase": "purchase",
    "köp": "purchase",
    "purchase_own_cost": "purchase",
    "köp (egenansvar)": "purchase",
}

SUBSCRIPTIONS = frozenset({"subscription", "abonnemang"})
"""Fee types that are for having devices at all: once a person, however many there are."""

UNITS: dict[str, tuple[Basis, Every]] = {
    "per artikel": ("item", "once"),
    "per båge": ("item", "once"),
    "per cykel": ("item", "once"),
    "per cykel, även storleksbyte": ("item", "once"),
    "per glas och behandling": ("item", "once"),
    "per hjälpmedel": ("item", "once"),
    "per inlägg": ("item", "once"),
    "per laddare": ("item", "once"),
    "per laddare (räcker två apparater)": ("pair", "once"),
    "per peruk": ("item", "once"),
    "per styck": ("item", "once"),
    "per täcke": ("item", "once"),
    "per utprovad hörapparat": ("item", "once"),
    "per öga": ("item", "once"),
    "exempelpris betalat av enskild": ("item", "once"),
    "av glas/linser och arbetskostnad": ("item", "once"),
    "av hjälpmedlets värde; lägst 200 kr, högst taket": ("item", "once"),
    "av hjälpmedlets värde; lägst 200 kr, högst taket i högkostnadsskyddet": ("item", "once"),
    "av inköpspriset inkl. tillbehör och moms": ("item", "once"),
    "av priset": ("item", "once"),
    "av regionens inköpskostnad": ("item", "once"),
    "per par": ("pair", "once"),
    "per besök": ("prescription", "once"),
    "per förskrivning": ("prescription", "once"),
    "per förskrivningstillfälle": ("prescription", "once"),
    "per hämtning": ("prescription", "once"),
    "per installation": ("prescription", "once"),
    "per lån": ("prescription", "once"),
    "per lån högst 3 månader, inkl. moms": ("prescription", "once"),
    "per lån upp till 14 dagar": ("prescription", "once"),
    "per låneperiod": ("prescription", "once"),
    "per ordination": ("prescription", "once"),
    "per ordinationstillfälle": ("prescription", "once"),
    "per rekvisition": ("prescription", "once"),
    "per tillfälle": ("prescription", "once"),
    "per tillfälle; tak per år": ("prescription", "once"),
    "per uthyrning": ("prescription", "once"),
    "per utprovning": ("prescription", "once"),
    "per person": ("person", "once"),
    "per hjälpmedel och månad": ("item", "month"),
    "per kalendermånad": ("item", "month"),
    "per månad": ("item", "month"),
    "per månad och hushåll": ("person", "month"),
    "per månad oavsett antal hjälpmedel": ("person", "month"),
    "per hjälpmedel och 3 månader": ("item", "quarter"),
    "per kvartal": ("item", "quarter"),
    "per halvår": ("person", "half_year"),
    "per öga och halvår": ("item", "half_year"),
    "per år": ("item", "year"),
    "per år (25 kr/mån)": ("item", "year"),
    "per år (41 kr/mån)": ("item", "year"),
    "per år (83 kr/mån)": ("item", "year"),
    "per år och elrullstol": ("item", "year"),
    "per år oavsett antal hjälpmedel": ("person", "year"),
    "per 12 månader": ("person", "year"),
    "per kalenderår": ("person", "year"),
}
"""What one amount is for, and how often it is paid."""

CALENDAR_YEAR = frozenset({"per kalenderår"})
"""Units of a ceiling that begins anew in January; every other ceiling is over any twelve months."""

UP_TO_THE_CEILING = frozenset(
    {"av hjälpmedlets värde; lägst 200 kr, högst taket", "av hjälpmedlets värde; lägst 200 kr, högst taket i högkostnadsskyddet"}
)
"""Units that say that the highest amount is the ceiling of everything paid in twelve months."""

NOT_THE_DEVICE_CEILING = ("ingår inte", "frikort vård", "maxtaxan", "läkemedelsförmånen", "helt subventionerat")
"""Beginnings of `high_cost_cap` that say: no ceiling, or that of something else. Any other names the device ceiling."""

WHO: dict[str | None, Who] = {
    None: "everyone",
    "alla": "everyone",
    "alla invånare": "everyone",
    "alla utom gravida": "everyone",
    "gravida": "everyone",
    "personer med afaki": "everyone",
    "personer med keratokonus": "everyone",
    "vuxna": "adults",
    "vuxna med synskada": "adults",
    "barn": "children",
    "barn med synskada": "children",
    "barn (bidragsgrupp 1)": "children",
}
"""Whom a row without ages is for. What is not an age (pregnant, a diagnosis) is said by the row's `variant`."""
