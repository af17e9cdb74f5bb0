"""Raw strata → figures that compare: standardised rates and ratios. Pure; it sees what protect will hide, and shows nothing."""
