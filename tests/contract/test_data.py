"""The repository's own data: all of it is there, whole, and says what its sources said.

The literals below were copied by hand from the publishers' files, so that a slip in the import can't hide here.
"""

import csv
import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
import pytest

from build_site.build import compare_all
from build_site.model.catalogue import Catalogue
from build_site.model.comparison import Comparison, Finding
from build_site.model.indicator import Indicator
from build_site.model.table import SafeTable
from build_site.model.unit import UNITS
from build_site.protect.small_counts import protect
from build_site.validate.folder import read_data
from tests.conftest import PROJECT

LONGEST_TITLE = 90
LISTED = PROJECT.parent / "shared" / "facts" / "kolada_quality_register_kpis.csv"
MEDIANS = ("N79240", "N79241", "N79242", "N79243", "U23701")


class Known(NamedTuple):
    """The real data, read and compared once."""

    catalogue: Catalogue
    tables: Mapping[str, SafeTable]
    comparisons: Mapping[str, Comparison]

    @property
    def findings(self) -> list[Finding]:
        """Everything that the checks found."""
        return [finding for comparison in self.comparisons.values() for finding in comparison.findings]

    @property
    def everything(self) -> dict[str, Indicator]:
        """Every indicator, those that still wait for their figures too."""
        return self.catalogue.indicators | self.catalogue.waiting

    def frame(self, indicator: str) -> pd.DataFrame:
        """Return one indicator's figures."""
        return self.tables[indicator].frame


@pytest.fixture(scope="module")
def known() -> Known:
    """Return the real data as pages see it."""
    catalogue, tables, _ = read_data(PROJECT / "data")
    safe = protect(tables)
    return Known(catalogue, safe, compare_all(catalogue, safe))


# Nothing is lost


def test_every_measure_is_there(known: Known):
    """127 measures, by the source that they came from."""
    indicators = known.catalogue.indicators
    sources = Counter(one.source for one in indicators.values())
    assert sources == {"kolada": 76, "region-halland": 29, "kolada-historic": 12, "regeringskansliet": 7, "scb": 3}
    assert 127 == len(indicators) == len(known.tables)


def test_historic_measures_are_elder_care_and_older_elder_measures(known: Known):
    """Ten of the years 1995-2011 under Kolada's ids, two of 2008-2011 under our own."""
    names = {name for name, one in known.catalogue.indicators.items() if one.source == "kolada-historic"}
    assert {"kld-hemtjanst65", "kld-sabo65"} == {name for name in names if name.startswith("kld-")}
    assert sum(name[0] in "NU" for name in names) == 10


def test_kolada_measures_cover_regions_and_country_2016_to_2025(known: Known):
    """Twenty-one regions and the country; no year outside the ten that were copied."""
    frames = [known.frame(name) for name, one in known.catalogue.indicators.items() if one.source == "kolada"]
    regions = {code for code, area in known.catalogue.areas.items() if area.type != "municipality"}
    assert len(regions) == 22
    assert regions == {area for frame in frames for area in frame["area"].unique()}
    assert {str(year) for year in range(2016, 2026)} == {period for frame in frames for period in frame["period"].unique()}
    assert sum(len(frame) for frame in frames) == 13_603


def test_number_of_rows_by_source(known: Known):
    """As many rows as in the publishers' files."""
    rows: Counter[str] = Counter()
    for name, one in known.catalogue.indicators.items():
        rows[one.source] += len(known.frame(name))
    expected = {"kolada": 13_603, "region-halland": 8_993, "kolada-historic": 39_720, "regeringskansliet": 143, "scb": 5_507}
    assert expected == rows


def test_every_place_is_there(known: Known):
    """The country, 21 regions and 290 municipalities, with SCB's codes as text."""
    areas = known.catalogue.areas
    assert Counter(area.type for area in areas.values()) == {"country": 1, "region": 21, "municipality": 290}
    assert (areas["0114"].name, areas["0114"].parent) == ("Upplands Väsby kommun", "01")


def test_diagnoses_and_devices_are_there(known: Known):
    """139 diagnoses; 180 device categories with 239 fees, 41 prices and 63 rules."""
    devices = known.catalogue.devices
    counted = (len(devices.categories), len(devices.fees), len(devices.prices), len(devices.rules))
    assert counted == (180, 239, 41, 63)
    assert len(known.catalogue.diagnoses) == 139


def test_every_measure_that_kolada_is_to_be_asked_for_has_a_folder(known: Known):
    """213 measures of quality registers, queues and devices, listed from Kolada's own catalogue, under Kolada's titles."""
    if not LISTED.is_file():
        pytest.skip("the list of Kolada's measures is kept outside the repository and is not here")
    with LISTED.open(encoding="utf-8", newline="") as lines:
        listed = {row["id"]: row["title"] for row in csv.DictReader(lines)}
    assert len(listed) == 213
    assert sorted(listed.keys() - known.everything.keys()) == []
    own = {name: one for name, one in known.everything.items() if name in listed}
    assert {"kolada"} == {one.source for one in own.values()}
    assert [name for name, one in own.items() if one.source_title != listed[name].strip()] == []


def test_those_that_wait_have_no_figures_and_are_told_apart(known: Known):
    """With those that have figures, 243 of Kolada's; a series that has ended says so; a count of devices adds up over regions."""
    catalogue = known.catalogue
    assert catalogue.waiting.keys().isdisjoint(catalogue.indicators.keys() | known.tables.keys())
    assert sum(one.source == "kolada" for one in known.everything.values()) == 243
    for one in catalogue.waiting.values():
        assert one.retrieved_at is None, one.id
        if one.source == "kolada":
            assert one.source_url == f"https://api.kolada.se/v3/data/kpi/{one.id}"
            assert ("(-2023)" in str(one.source_title)) == (one.discontinued_after == "2023"), one.id
            assert one.additive_over == (("area",) if one.unit == "count" else ()), one.id


def test_targets_are_those_that_kolada_names_in_a_title(known: Known):
    """A level in the title is a target, on the side that it names; no other measure of Kolada's has one."""
    named = {
        name: (sign, float(level.replace(",", ".")))
        for name, one in known.everything.items()
        if one.source == "kolada" and (match := re.search(r"Målnivå (\S) ([0-9,]+)", str(one.source_title)))
        for sign, level in (match.groups(),)
    }
    assert {"N70601", "N70612", "U70511"} == named.keys()
    told = {name: one.targets for name, one in known.everything.items() if one.source == "kolada" and one.targets}
    assert told.keys() <= named.keys()
    for name, (target,) in told.items():
        sign, level = named[name]
        assert target.value == level, name
        assert known.everything[name].better == ("lower" if sign == "≤" else "higher"), name


# Everything is explained


def test_every_measure_says_why_and_what_it_counts(known: Known):
    """No figure without a reason, a sentence of what is counted, and a reason for which way is better."""
    for one in known.everything.values():
        assert one.why, one.id
        assert one.counts, one.id
        assert len(one.better_reason) > 10, one.id
        assert one.unit in UNITS, one.id


def test_every_share_says_of_whom(known: Known):
    """A share or a rate has a numerator and a denominator in words; only indices, money, years, counts and medians don't."""
    indicators = known.everything
    bare = {name for name, one in indicators.items() if not (one.numerator and one.denominator)}
    assert {name for name, one in indicators.items() if not one.numerator and not one.denominator} == bare
    without = ("index", "years", "count", "sek", "million_sek")
    assert {"N63125", *MEDIANS} == {name for name in bare if not indicators[name].unit.startswith(without)}


def test_titles_are_unique_and_short(known: Known):
    """Two measures with one name can't be told apart in a search result; a long one doesn't fit a phone."""
    for language in ("sv", "en"):
        titles = [getattr(one.title, language) for one in known.everything.values()]
        assert [title for title, times in Counter(title.lower() for title in titles).items() if times > 1] == []
        assert [title for title in titles if len(title) > LONGEST_TITLE] == []


def test_every_source_has_its_terms(known: Known):
    """Publisher, licence and the words it wants to be named with."""
    assert len(known.catalogue.sources) == 9
    for source in known.catalogue.sources.values():
        assert source.licence.startswith("http"), source.id
        assert len(source.attribution) > 4, source.id
    assert known.catalogue.indicators.keys() == known.comparisons.keys()


def test_registers_resolve(known: Known):
    """Every measure belongs to a register that has a page, and every register says what it covers."""
    registers = known.catalogue.registers
    assert len(registers) > 50
    assert {one.register_id for one in known.everything.values()} <= registers.keys()
    assert [one.id for one in registers.values() if len(one.covers.sv) < 10] == []


def test_links_of_diagnoses_resolve(known: Known):
    """To measures and devices that exist; most diagnoses have at least one."""
    codes = {category.code for category in known.catalogue.devices.categories}
    linked = 0
    for diagnosis in known.catalogue.diagnoses.values():
        assert set(diagnosis.indicator_ids) <= known.catalogue.indicators.keys()
        assert set(diagnosis.device_iso_codes) <= codes
        linked += bool(diagnosis.indicator_ids or diagnosis.device_iso_codes)
    assert linked > 100


# It says what the sources said

SPOTS = [
    ("N79221", "14", "2025", 146.1),
    ("N79189", "25", "2025", 13),
    ("N79189", "13", "2025", 5),
    ("N79189", "00", "2024", 8),
    ("U70495", "00", "2025", 87),
    ("U70495", "01", "2025", 90),
    ("U79133", "06", "2016", 643),
    ("N70643", "07", "2018", 85.1),
    ("U79149", "12", "2023", 2.3),
    ("N70346", "04", "2017", 361),
    ("N79178", "13", "2025", 87.2),
    ("N79173", "06", "2022", 83.2),
    ("N61603", "01", "2016", 13.8),
    ("N63125", "03", "2025", 11.5),
    ("bef-atgardbar_dodlighet", "03", "2020", 87.7),
    ("eko-nettokostnadsavvikelse", "05", "2017", -0.7),
    ("fohm-arbetsloshet", "21", "2005", 10.4),
    ("eko-kostnad_primarvard", "19", "2025", 7081),
    ("eko-kostnad_lakemedel", "19", "2018", 2563),
    ("fohm-avstatt_tandvard", "10", "2017/2020", 11.4),
    ("gov-svf-belopp-2025", "23", "2025", 2_495_480),
    ("gov-tillganglighet-belopp-2023", "21", "2023", 64_341_140),
    ("gov-statsbidrag-2024", "05", "2024", 426),
    ("gov-vardkapacitet-belopp-2025", "23", "2025", 147_463_134),
    ("gov-vardkoer-maxbelopp-2026", "23", "2026", 10),
    ("gov-operationssatsning-andel-2025", "00", "2025-06/2025-10", 48),
    ("kld-hemtjanst65", "0840", "2009", 10.836627),
    ("kld-sabo65", "1782", "2009", 5.288285),
    ("N01811", "1081", "2011", 76.327481),
    ("N01938", "0617", "2006", 1501),
    ("N20896", "1494", "2001", 17.710615),
    ("N01961", "1447", "2003", 54.732798),
    ("N01960", "1492", "2001", 22.270948),
    ("scb-andel-75plus", "0584", "2009", 0.12776280323450134),
    ("scb-andel-0-19", "0114", "2001", 0.257088796503571),
    ("scb-folkmangd", "1884", "2021", 10_721),
    ("scb-folkmangd", "0114", "2024", 50_323),
]


@pytest.mark.parametrize(("indicator", "area", "period", "value"), SPOTS)
def test_a_figure_is_what_its_source_says(known: Known, indicator: str, area: str, period: str, value: float):
    """Copied, not computed: to the last decimal, in its own place and year."""
    frame = known.frame(indicator)
    (found,) = frame.loc[(frame["area"] == area) & (frame["period"] == period) & (frame["sex"] == "total"), "value"]
    assert value == found


@pytest.mark.parametrize(
    ("fee", "area", "iso", "amount", "status"),
    [
        ("fee-001", "01", "2206", 600, "last_known"),
        ("fee-101", "0821", "222718", 950, "last_known"),
        ("fee-184", "21", "2206", 1500, "historical"),
    ],
)
def test_a_fee_is_what_its_source_says(known: Known, fee: str, area: str, iso: str, amount: float, status: str):
    """Place, device, amount and how far it can be trusted."""
    (found,) = [one for one in known.catalogue.devices.fees if one.fee_id == fee]
    assert (area, iso, amount, status) == (found.area, found.iso, found.amount_sek, found.status)


def test_no_counts_are_made_up(known: Known):
    """No source gave numerators, denominators or intervals, so there are none."""
    for name, table in known.tables.items():
        assert table.frame[["numerator", "denominator", "lower", "upper"]].isna().all(axis=None), name


def test_old_municipal_series_are_historical(known: Known):
    """Figures of the 1990s and 2000s are marked as what they are, in every row."""
    old = [name for name, one in known.catalogue.indicators.items() if one.source == "kolada-historic"]
    assert old
    for name in old:
        assert list(known.frame(name)["kind"].unique()) == ["historical"], name
        assert known.comparisons[name].period is not None
        assert str(known.comparisons[name].period) <= "2012", name


# What is odd in the sources is found


def found(known: Known, check: str) -> set[tuple[str, str | None]]:
    """Return (indicator, other indicator) of what one check found."""
    return {(finding.indicator, finding.other) for finding in known.findings if finding.check == check}


def test_the_share_above_a_hundred_is_found(known: Known):
    """146.1 % of those waiting in Västra Götaland 2025: shown, never judged, ranked or drawn."""
    (finding,) = [one for one in known.findings if one.check == "outside_limits"]
    assert (finding.indicator, finding.areas, finding.period) == ("N79221", ("14",), "2025")
    latest = known.comparisons["N79221"].latest["14"]
    assert (latest.value, latest.suspicious, latest.verdict.verdict, latest.rank) == (146.1, True, "not_assessed", None)


@pytest.mark.parametrize(
    ("one", "other"),
    [("U70495", "N79187"), ("U70477", "N79189"), ("U79065", "eko-drg_oppen"), ("U79066", "eko-drg_sluten")],
)
def test_series_under_two_names_are_found(known: Known, one: str, other: str):
    """Each page tells that the other has the same figures."""
    assert {(one, other), (other, one)} <= found(known, "same_series")


@pytest.mark.parametrize("name", ["N79221", "N79222", "N79223", "N79224"])
def test_a_year_with_half_the_areas_is_found(known: Known, name: str):
    """The queues of 2025: twelve of twenty-two, and none for the country. So nobody is ranked."""
    (finding,) = [one for one in known.comparisons[name].findings if one.check == "missing_areas"]
    assert (finding.period, len(finding.areas)) == ("2025", 10)
    assert "00" in finding.areas
    assert "12 av 22" in finding.sv
    assert {None} == {one.rank for one in known.comparisons[name].latest.values()}


def test_one_sex_called_total_is_found(known: Known):
    """Prostates, breasts, births: women or men only, whatever the source's column says."""
    expected = {"N70351", "N70352", "U70465", "U79062", "fohm-tobak_graviditet"}
    assert expected == {name for name, _ in found(known, "one_sex_as_total")}


def test_a_copied_cell_is_found(known: Known):
    """Kalmar 2016 has the same cost per point in open and in closed care."""
    assert {("U79065", "U79066"), ("U79066", "U79065")} <= found(known, "copied_cell")
    assert {"08"} == {area for one in known.comparisons["U79065"].findings if one.check == "copied_cell" for area in one.areas}


def test_a_copied_year_is_found(known: Known):
    """2025 of one measure is 2025 of another, in every region."""
    assert {("N70467", "U70448"), ("U70448", "N70467")} == found(known, "copied_period")


def test_most_measures_have_no_findings(known: Known):
    """A check that fires everywhere tells nothing."""
    assert 10 < len({finding.indicator for finding in known.findings}) < len(known.comparisons) / 2
