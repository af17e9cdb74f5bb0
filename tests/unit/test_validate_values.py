"""values.csv: what is refused, where it is said to be, and what good rows become. Canary: a value never gets into a message."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from build_site.errors import DataError, Fault
from build_site.model.catalogue import Catalogue
from build_site.model.table import COLUMNS, KINDS, NUMBERS, SEXES, STATUSES, Table
from build_site.validate.folder import read_data
from build_site.validate.reading import Reader
from build_site.validate.things import read_catalogue
from build_site.validate.values import MOST_LINES_SHOWN, read_table

SMALL = Path(__file__).parents[1] / "golden" / "cases" / "two_regions" / "data"

FILE = "data/indicators/vantan/values.csv"
HEADER = ",".join(COLUMNS)
CANARY = "98765"
"""Stands in every number of a bad row, so that a message with a value in it is caught."""

NOT_A_NUMBER = "{} is not a number; write digits with a decimal point and no spaces"
NOT_A_PERIOD = "period is not one; write 2024, 2024-03, 2024-Q1 or 2021/2024"
NOT_AN_AREA = "area is not a code in areas/areas.csv; codes are text and keep their zeros"
GOOD = {"area": "00", "period": "2024", "sex": "total", "value": "20.5", "status": "ok", "kind": "final"}


def row(**cells: str) -> str:
    """Return a line of values.csv, good but for the given cells."""
    known = GOOD | cells
    assert set(COLUMNS) >= set(known)
    return ",".join(known.get(column, "") for column in COLUMNS)


@dataclass
class Indicators:
    """A data folder with one values.csv, and what the rest of the folder would say of it."""

    data: Path
    catalogue: Catalogue

    @property
    def path(self) -> Path:
        return self.data / "indicators" / "vantan" / "values.csv"

    def write(self, *lines: str, header: str = HEADER) -> None:
        self.path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")

    def read(self, **rules: object) -> tuple[Table | None, list[Fault]]:
        reader = Reader(self.data)
        indicator = self.catalogue.indicators["vantan"].model_copy(update=rules)
        source = self.catalogue.sources["kallan"]
        return read_table(reader, self.path, indicator, source, self.catalogue.areas), reader.faults

    def frame(self, **rules: object) -> pd.DataFrame:
        """Return what was read; nothing may be wrong with it."""
        table, faults = self.read(**rules)
        assert faults == []
        assert table is not None
        return table.frame

    def faults(self, **rules: object) -> list[Fault]:
        """Return the faults, sorted; no table comes with them, all are in values.csv and no value leaks."""
        table, faults = self.read(**rules)
        assert table is None
        error = DataError(faults)
        assert {FILE} == {fault.file for fault in error.faults}
        assert CANARY not in str(error)
        return error.faults


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    reader = Reader(SMALL)
    return read_catalogue(reader)


@pytest.fixture
def some(tmp_path: Path, catalogue: Catalogue) -> Indicators:
    indicators = Indicators(tmp_path / "data", catalogue)
    indicators.path.parent.mkdir(parents=True)
    shutil.copy(SMALL / "indicators" / "vantan" / "values.csv", indicators.path)
    return indicators


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"area": "03"}, NOT_AN_AREA),
        ({"area": "1"}, NOT_AN_AREA),
        ({"area": "180"}, NOT_AN_AREA),
        ({"area": "0001"}, NOT_AN_AREA),
        ({"area": "00 "}, NOT_AN_AREA),
        ({"area": ""}, NOT_AN_AREA),
        ({"area": "../00"}, NOT_AN_AREA),
        *[
            ({"period": period}, NOT_A_PERIOD)
            for period in (
                *("2024-13", "2024-00", "2024-1", "2024/2021", "2024/2024", "24", "20245", "2024-Q5", "2024-Q0", "2024-q1"),
                *("2024-01-01", "2024-03/2024-02", "2024-03/2025", " 2024", "2024.0", "i fjol", "NaN", ""),
            )
        ],
        *[({"sex": sex}, "sex is not one of total, women, men") for sex in ("Women", "kvinnor", "T", "all", "")],
        ({"status": "OK", "value": ""}, "status is not one of ok, suppressed, missing, not_applicable"),
        ({"status": "dold", "value": ""}, "status is not one of ok, suppressed, missing, not_applicable"),
        ({"kind": "Final"}, "kind is not one of final, preliminary, estimate, historical"),
        ({"kind": ""}, "kind is not one of final, preliminary, estimate, historical"),
        ({"value": ""}, "status is ok but there is no value; write the value or status missing"),
        *[
            ({"status": status}, "has a number although its status is not ok; empty the number cells")
            for status in STATUSES
            if status != "ok"
        ],
        (
            {"status": "suppressed", "value": "", "denominator": f"{CANARY}"},
            "has a number although its status is not ok; empty the number cells",
        ),
        ({"value": f"{CANARY}", "lower": f"{CANARY}.1"}, "lower, value and upper are not in order"),
        ({"value": f"{CANARY}", "upper": "1"}, "lower, value and upper are not in order"),
        ({"numerator": f"-{CANARY}", "denominator": "1"}, "a count is below zero"),
        ({"numerator": "", "denominator": f"-{CANARY}"}, "a count is below zero"),
        ({"numerator": f"{CANARY}", "denominator": "9"}, "numerator is above denominator in a share"),
        ({"value": "inf"}, NOT_A_NUMBER.format("value")),
        ({"upper": "Infinity"}, NOT_A_NUMBER.format("upper")),
        ({"lower": "-inf"}, NOT_A_NUMBER.format("lower")),
        ({"value": "1e999"}, "has a number that is not finite"),
    ],
)
def test_wrong_cell_is_the_only_fault_and_on_its_line(some: Indicators, cells: dict[str, str], problem: str) -> None:
    lower = {"value": f"{CANARY}.5"} | cells
    some.write(row(area="01"), row(**lower), row(area="21"))
    assert [Fault(FILE, 3, problem)] == some.faults()


@pytest.mark.parametrize("column", NUMBERS)
@pytest.mark.parametrize(
    "cell",
    [
        '"98765,5"',
        '"98,765.5"',
        "98765 5",
        "98\u00a0765",
        "98\u202f765",
        "98765 %",
        "98765kr",
        "nan",
        "NaN",
        "NA",
        "null",
        "None",
        "-",
        "..",
        "0x98765",
        "98_765",
        "\u221298765",
        "98765.5.5",
        "98765.",
        ".98765",
        "-.98765",
        "98765.e1",
        "1E",
        "=98765",
        "<98765",
    ],
)
def test_number_that_is_none_is_named_with_column_and_line(some: Indicators, column: str, cell: str) -> None:
    some.write(row(area="01"), row(**{column: cell}), row(area="21"))
    assert Fault(FILE, 3, NOT_A_NUMBER.format(column)) in some.faults()
    assert {3} == {fault.line for fault in some.faults()}


def test_bad_number_does_not_hide_the_other_faults(some: Indicators) -> None:
    """The slow way, which finds the bad number, checks as much as the fast way does."""
    some.write(
        row(value="98765,5"[:5] + "x"),
        row(area="99"),
        row(period="24"),
        row(area="01", lower="98765"),
        row(area="21", sex="x"),
        row(area="0180", kind="x"),
        row(area="01", lower="98765"),
    )
    found = {(fault.line, fault.problem) for fault in some.faults()}
    assert found >= {
        (2, NOT_A_NUMBER.format("value")),
        (3, NOT_AN_AREA),
        (4, NOT_A_PERIOD),
        (5, "lower, value and upper are not in order"),
        (6, "sex is not one of total, women, men"),
        (7, "kind is not one of final, preliminary, estimate, historical"),
        (8, "the same area, period and sex stand on an earlier line; keep one"),
    }


@pytest.mark.parametrize("column", COLUMNS)
def test_missing_column_is_named(some: Indicators, column: str) -> None:
    some.write("0", header=",".join(name for name in COLUMNS if name != column))
    assert [Fault(FILE, 1, f"column '{column}' is missing")] == some.faults()


def test_unknown_column_is_named_with_the_known_ones(some: Indicators) -> None:
    some.write(row() + ",1", header=f"{HEADER},antal")
    assert [Fault(FILE, 1, f"unknown column 'antal'; known columns: {', '.join(COLUMNS)}")] == some.faults()


def test_doubled_column_is_named(some: Indicators) -> None:
    """Pandas would call the second one value.1 and go on."""
    some.write(row() + ",1", header=f"{HEADER},value")
    assert [Fault(FILE, 1, "column 'value' stands twice")] == some.faults()


def test_duplicate_row_is_named_where_it_comes_again(some: Indicators) -> None:
    some.write(row(value="1"), row(area="01"), row(value="2"), row(sex="women"), row(value="3"))
    problem = "the same area, period and sex stand on an earlier line; keep one"
    assert [Fault(FILE, 4, problem), Fault(FILE, 6, problem)] == some.faults()


def test_many_faults_of_one_kind_are_named_up_to_a_limit_and_then_counted(some: Indicators) -> None:
    """A file of a million bad rows must not become a message of a million lines; nothing is kept silent either."""
    some.write(*[row(area="99", period=str(1900 + number)) for number in range(MOST_LINES_SHOWN + 30)])
    faults = some.faults()
    lines = [fault.line for fault in faults if fault.line is not None]
    assert list(range(2, MOST_LINES_SHOWN + 2)) == lines
    assert [f"{NOT_AN_AREA} (and on 30 more lines)"] == [fault.problem for fault in faults if fault.line is None]


def test_level_that_the_source_does_not_allow_is_refused(some: Indicators) -> None:
    """Terms of use are data too: a municipality's figure from a source that allows regions is not published."""
    source = some.catalogue.sources["kallan"].model_copy(update={"allowed_levels": ("country", "region")})
    strict = Indicators(some.data, replace(some.catalogue, sources={"kallan": source}))
    strict.write(row(area="01", value=CANARY), row(area="0180", value=CANARY), row(area="99", value=CANARY))
    problem = "area is on a level that source kallan does not allow; allowed: country, region"
    assert [Fault(FILE, 3, problem), Fault(FILE, 4, NOT_AN_AREA)] == strict.faults()


def test_numerator_may_pass_denominator_where_it_is_no_share(some: Indicators) -> None:
    some.write(row(numerator="30", denominator="10"))
    assert some.frame(unit="per_1_000")["numerator"].tolist() == [30.0]


def test_empty_file_has_no_columns(some: Indicators) -> None:
    some.path.write_bytes(b"")
    assert {f"column '{name}' is missing" for name in COLUMNS} == {fault.problem for fault in some.faults()}


def test_header_alone_is_refused(some: Indicators) -> None:
    some.write()
    problem = "has no rows; an indicator without values is not published"
    assert [Fault(FILE, None, problem)] == some.faults()


def test_blank_line_is_a_fault_and_moves_no_line(some: Indicators) -> None:
    some.write(row(), "", row(area="99"))
    assert {3, 4} == {fault.line for fault in some.faults()}


@pytest.mark.parametrize("last", ["", ",x"])
def test_row_with_a_cell_too_many_is_named(some: Indicators, last: str) -> None:
    some.write(row(area="01"), row() + f",{last}", row(area="21"))
    assert [Fault(FILE, 3, "has 11 cells, the header has 10" if not last else "has 12 cells, the header has 10")] == some.faults()


@pytest.mark.filterwarnings("ignore::pandas.errors.ParserWarning")
@pytest.mark.parametrize("lines", [[",x"], [",x", ",x"], [",x", ""], [",", ","]])
def test_row_with_a_cell_too_many_is_named_also_when_the_first_has_it(some: Indicators, lines: list[str]) -> None:
    """Loss of data that only a warning on stderr tells of."""
    some.write(*[row(area=area) + more for area, more in zip(("00", "01"), lines, strict=False)])
    assert Fault(FILE, 2, "has 11 cells, the header has 10") in some.faults()


def test_row_with_too_few_cells_is_named(some: Indicators) -> None:
    some.write(row(area="01"), "00,2024,total,98765.5", row(area="21"))
    assert Fault(FILE, 3, "has 4 cells, the header has 10") in some.faults()


def test_short_row_is_refused_whatever_the_order_of_columns(some: Indicators) -> None:
    """A cut line: half of the numbers are gone and nobody is told."""
    some.write("final,ok,00,2024,total,98765", header="kind,status,area,period,sex,value,lower,upper,numerator,denominator")
    assert [fault.line for fault in some.faults()] == [2]


@pytest.mark.filterwarnings("ignore::pandas.errors.ParserWarning")
def test_decimal_comma_in_every_row_is_said_to_be_ragged(some: Indicators) -> None:
    """What a Swedish Excel writes: `12,5` becomes two cells."""
    some.write(row(value="98765,5"), row(area="01", value="98765,5"))
    assert Fault(FILE, 2, "has 11 cells, the header has 10") in some.faults()


def test_unclosed_quote_is_a_fault(some: Indicators) -> None:
    some.write(row(area="01"), '"' + row(), row(area="21"))
    assert [Fault(FILE, 4, "is not valid CSV: unexpected end of data")] == some.faults()


@pytest.mark.parametrize(
    "content",
    [f'{HEADER}\n{row()}\n"{"x" * 200_000}'],
    ids=["quote that swallows the rest"],
)
def test_csv_that_python_refuses_is_a_fault_not_a_crash(some: Indicators, content: str) -> None:
    some.path.write_bytes(content.encode())
    assert some.faults()


@pytest.mark.parametrize("column", NUMBERS)
def test_full_width_digits_are_no_number(some: Indicators, column: str) -> None:
    """With an empty status the row would be published as missing; the other columns just become unknown."""
    cells = {"value": "", "status": ""} if column == "value" else {}
    some.write(row(**cells | {column: "\uff12\uff10"}))
    assert [Fault(FILE, 2, NOT_A_NUMBER.format(column))] == some.faults()


@pytest.mark.parametrize("period", ["\uff12\uff10\uff12\uff14", '"2024\n"', "0000", "0000/2024"])
def test_period_that_no_calendar_has_is_refused(some: Indicators, period: str) -> None:
    r"""`2024\\n` and `0000` get through here and stop the build later with a traceback."""
    some.write(row(period=period))
    assert NOT_A_PERIOD in {fault.problem for fault in some.faults()}


@pytest.mark.parametrize("cell", ["+5", ".5", "5.", " 5", "5 "])
def test_same_cell_is_a_number_or_none_whatever_else_the_file_holds(some: Indicators, cell: str) -> None:
    """One rule: today `+5` is read, but once another cell is bad it is named as a fault too."""
    some.write(row(value=cell), row(area="01", value="x"))
    with_another_fault = [fault for fault in some.faults() if fault.line == 2]
    some.write(row(value=cell), row(area="01"))
    _, alone = some.read()
    assert alone == with_another_fault


@pytest.mark.parametrize("cells", [("True", "True"), ("TRUE", "FALSE")])
def test_truth_is_no_number(some: Indicators, cells: tuple[str, str]) -> None:
    some.write(row(value=cells[0]), row(area="01", value=cells[1]))
    assert Fault(FILE, 2, NOT_A_NUMBER.format("value")) in some.faults()


def test_line_is_right_after_a_cell_of_two_lines(some: Indicators) -> None:
    some.write(row(area="01", kind='"fin\nal"'), row(area="99"))
    assert 4 in {fault.line for fault in some.faults()}


def test_good_rows_become_columns_of_the_right_types(some: Indicators) -> None:
    """Zero is a value, empty is NaN and codes keep their zeros."""
    some.write(
        row(area="01", value="0", lower="-1.5", upper="2e1", numerator="0", denominator="12"),
        row(area="0180", value="", status="suppressed", kind="preliminary"),
    )
    frame = some.frame()
    assert list(COLUMNS) == list(frame.columns)
    assert {"float64"} == {str(frame[column].dtype) for column in NUMBERS}
    assert {"category"} == {str(frame[column].dtype) for column in ("area", "period", "sex", "status", "kind")}
    assert [tuple(frame[column].cat.categories) for column in ("sex", "status", "kind")] == [SEXES, STATUSES, KINDS]
    assert frame["area"].tolist() == ["01", "0180"]
    assert frame["period"].tolist() == ["2024", "2024"]
    assert frame[list(NUMBERS)].to_numpy()[0].tolist() == [0.0, -1.5, 20.0, 0.0, 12.0]
    assert np.isnan(frame[list(NUMBERS)].to_numpy()[1]).all()
    assert frame["status"].tolist() == ["ok", "suppressed"]
    assert frame["kind"].tolist() == ["final", "preliminary"]


def test_empty_status_says_what_the_value_says(some: Indicators) -> None:
    """No value and no status is missing, never zero; zero without a status is a value."""
    some.write(row(area="00", status="", value="0"), row(area="01", status="", value=""), row(area="21"))
    frame = some.frame()
    assert frame["status"].tolist() == ["ok", "missing", "ok"]
    assert frame["value"].isna().tolist() == [False, True, False]


def test_all_statuses_empty_is_as_good(some: Indicators) -> None:
    some.write(row(status="", value="0"), row(area="01", status="", value=""))
    assert some.frame()["status"].tolist() == ["ok", "missing"]


@pytest.mark.parametrize("period", ["2024", "2024-03", "2024-12", "2024-Q1", "2024-Q4", "2021/2024", "2025-06/2025-10"])
def test_every_form_of_period_isread(some: Indicators, period: str) -> None:
    some.write(row(period=period))
    assert some.frame()["period"].tolist() == [period]


def test_rows_are_sorted_by_area_period_and_sex(some: Indicators) -> None:
    some.write(
        row(area="21"),
        row(sex="men"),
        row(sex="women"),
        row(),
        row(period="2023"),
        row(area="0180"),
        row(area="01"),
    )
    frame = some.frame()
    assert frame[["area", "period", "sex"]].to_numpy().tolist() == [
        ["00", "2023", "total"],
        ["00", "2024", "total"],
        ["00", "2024", "women"],
        ["00", "2024", "men"],
        ["01", "2024", "total"],
        ["0180", "2024", "total"],
        ["21", "2024", "total"],
    ]
    assert list(range(7)) == frame.index.tolist()


@pytest.mark.parametrize(
    "shuffle",
    [lambda rows: rows[::-1], lambda rows: rows[3:] + rows[:3], lambda rows: sorted(rows, key=lambda line: line[::-1])],
    ids=["reversed", "rotated", "sorted by the end"],
)
def test_order_of_rows_does_not_matter(some: Indicators, shuffle: Callable[[list[str]], list[str]]) -> None:
    expected = some.frame()
    lines = some.path.read_text(encoding="utf-8").splitlines()[1:]
    assert shuffle(lines) != lines
    some.write(*shuffle(lines))
    pd.testing.assert_frame_equal(expected, some.frame())


def test_order_of_columns_does_not_matter(some: Indicators) -> None:
    some.write(row(numerator="1", denominator="2"))
    expected = some.frame()
    cells = dict(zip(COLUMNS, row(numerator="1", denominator="2").split(","), strict=True))
    order = sorted(COLUMNS)
    some.write(",".join(cells[column] for column in order), header=",".join(order))
    pd.testing.assert_frame_equal(expected, some.frame())


def test_every_indicator_gets_its_own_rules() -> None:
    _, tables, _ = read_data(SMALL)
    assert set(tables) == {"U10001", "vantan"}
    assert [(table.indicator, table.smallest_denominator, table.additive_over) for table in tables.values()] == [
        ("U10001", 10, ()),
        ("vantan", 10, ("sex",)),
    ]


def test_value_outside_the_possible_range_is_read_and_left_to_the_checks() -> None:
    """146 % is the publisher's mistake: it is shown as a finding, never mended and never a reason to stop."""
    _, tables, _ = read_data(SMALL)
    assert tables["U10001"].frame["value"].max() == 146.1
