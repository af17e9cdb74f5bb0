"""Files as such: encodings, YAML and CSV that are broken, hostile or only unusual, and where a fault is said to be."""

from pathlib import Path

import pytest

from build_site.errors import DataError, Fault
from build_site.model.catalogue import Catalogue
from build_site.model.register import Register
from build_site.validate import reading
from build_site.validate.folder import read_data
from build_site.validate.reading import Reader, read_rows, read_yaml
from tests.faults import change, faults_of

INDICATOR = "indicators/vantan/indicator.yml"
VALUES = "indicators/vantan/values.csv"
REGISTER = "registers/starr.yml"
DIAGNOSES = "diagnoses.csv"


def content_of(data: Path) -> tuple[Catalogue, dict[str, str], tuple[str, ...]]:
    """Return all that was read, in a form that can be compared."""
    catalogue, tables, addresses = read_data(data)
    return catalogue, {name: table.frame.to_csv() for name, table in tables.items()}, addresses


def the_one_in(faults: list[Fault], file: str) -> Fault:
    """Return the only fault, which must be in the file."""
    assert [file] == [fault.file for fault in faults]
    return faults[0]


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("unit: percent", "\tunit: percent", 8, "is not valid YAML: found a tab character that violates indentation"),
        ("additive_over: [sex]", "additive_over: [sex", 16, "is not valid YAML: did not find expected ',' or ']'"),
        ("unit: percent", "unit: percent\n---\nunit: days", 9, "is not valid YAML: but found another document"),
        ("unit: percent", "unit: percent\nunit: days", 9, "is not valid YAML: key 'unit' stands twice"),
        ("  en: Falls", "  sv: Falls", 4, "is not valid YAML: key 'sv' stands twice"),
        ("unit: percent", "unit: a\x07", None, "is not valid YAML: it has a character that YAML does not allow"),
        ("unit: percent", 'unit: "\\ud800"', 8, "is not valid YAML: found invalid Unicode character escape code"),
        ("unit: percent", "unit: *none", 8, "is not valid YAML: found undefined alias"),
    ],
)
def test_broken_yaml_is_named_with_its_line(small_data: Path, old: str, new: str, line: int | None, problem: str) -> None:
    change(small_data / INDICATOR, old, new)
    fault = the_one_in(faults_of(small_data), f"data/{INDICATOR}")
    assert problem == fault.problem
    # libyaml points at the line where it gave up, which may be the one after
    assert line is None or fault.line in (line, line + 1)
    assert (line is None) == (fault.line is None)


def test_billion_laughs_are_refused_before_anyone_laughs(small_data: Path) -> None:
    """Nine levels of nine aliases would be 387 million texts; the first alias stops the reading."""
    laughs = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    laughs += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    (small_data / REGISTER).write_text("\n".join(laughs), encoding="utf-8")
    fault = the_one_in(faults_of(small_data), f"data/{REGISTER}")
    assert fault.problem == "is not valid YAML: aliases (*) are not used here; write it out"


def test_recursive_alias_ends(small_data: Path) -> None:
    change(small_data / REGISTER, "id: starr", "id: &a [*a]")
    fault = the_one_in(faults_of(small_data), f"data/{REGISTER}")
    assert fault == Fault(f"data/{REGISTER}", 1, "is not valid YAML: aliases (*) are not used here; write it out")


def test_merge_key_is_only_an_unknown_key(small_data: Path) -> None:
    """`<<` would let a key come from elsewhere; here it is refused by name."""
    change(small_data / REGISTER, "holder: null", "<<: {holder: null}")
    assert "unknown key '<<'" in " ".join(fault.problem for fault in faults_of(small_data))


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [id]", "!!python/name:os.system ''", "!unknown x"])
def test_no_tag_makes_anything_but_data(small_data: Path, tag: str) -> None:
    change(small_data / INDICATOR, "unit: percent", f"unit: {tag}")
    fault = the_one_in(faults_of(small_data), f"data/{INDICATOR}")
    assert fault.line == 8


@pytest.mark.parametrize("text", ["- id: starr\n", "starr\n", "", "# only a comment\n", "null\n", "3\n"])
def test_yaml_that_is_no_mapping_is_named(small_data: Path, text: str) -> None:
    (small_data / REGISTER).write_text(text, encoding="utf-8")
    fault = the_one_in(faults_of(small_data), f"data/{REGISTER}")
    assert fault == Fault(f"data/{REGISTER}", 1, "is not a list of keys and values; begin with `id: …`")


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (INDICATOR, "unit: percent", "unit: [percent]", 8),
        (INDICATOR, "unit: percent", "unit: yes", 8),
        (INDICATOR, "unit: percent", "unit: 5", 8),
        (INDICATOR, "unit: percent", "unit: {a: b}", 8),
        (INDICATOR, "title:\n  sv: Fall på särskilt boende\n  en: Falls in care homes", "title: Fall", 2),
        (INDICATOR, "additive_over: [sex]", "additive_over: sex", 15),
        (INDICATOR, "additive_over: [sex]", "additive_over: [sex, kind]", 15),
        (REGISTER, "covers:\n", "covers:\n  de: x\n", 8),
    ],
)
def test_value_of_the_wrong_kind_is_named_with_its_line(small_data: Path, file: str, old: str, new: str, line: int) -> None:
    change(small_data / file, old, new)
    fault = the_one_in(faults_of(small_data), f"data/{file}")
    assert line == fault.line
    assert (new.partition(":")[0]).strip() in fault.problem


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("next_review: 2025-06-30", "next_review: 2025-06-31", 17),
        ("next_review: 2025-06-30", "next_review: 2025-13-01", 17),
        ("next_review: 2025-06-30", "next_review: !!timestamp soon", 17),
        ("smallest_denominator: 10", "smallest_denominator: !!int ten", 14),
        ("smallest_denominator: 10", "smallest_denominator: !!bool maybe", 14),
        ("smallest_denominator: 10", f"smallest_denominator: {'9' * 5000}", 14),
    ],
)
def test_date_or_number_that_yaml_can_not_make_is_named(small_data: Path, old: str, new: str, line: int) -> None:
    """A date such as 31 June is an everyday slip: one line and the file's name, never a traceback."""
    change(small_data / INDICATOR, old, new)
    assert line == the_one_in(faults_of(small_data), f"data/{INDICATOR}").line


def test_deep_nesting_is_a_fault_not_a_crash(small_data: Path) -> None:
    change(small_data / INDICATOR, "unit: percent", "unit: " + "[" * 3000 + "]" * 3000)
    fault = the_one_in(faults_of(small_data), f"data/{INDICATOR}")
    assert fault.problem == "is not valid YAML: it is nested too deep"


@pytest.mark.parametrize("file", [INDICATOR, VALUES, REGISTER, DIAGNOSES, "areas/areas.csv", "devices/21/fees.csv"])
@pytest.mark.parametrize(
    ("bytes_at_end", "problem"),
    [(b"\xe5\xe4\xf6\n", "is not UTF-8; save the file as UTF-8"), (b"a\0b\n", "has a NUL character; save the file as text")],
)
def test_file_that_is_not_utf8_text_is_named_with_its_line(
    small_data: Path, file: str, bytes_at_end: bytes, problem: str
) -> None:
    raw = (small_data / file).read_bytes()
    (small_data / file).write_bytes(raw + bytes_at_end)
    assert Fault(f"data/{file}", raw.count(b"\n") + 1, problem) in faults_of(small_data)


def test_utf16_is_named_on_line_one(small_data: Path) -> None:
    text = (small_data / VALUES).read_text(encoding="utf-8")
    (small_data / VALUES).write_bytes(text.encode("utf-16"))
    fault = the_one_in(faults_of(small_data), f"data/{VALUES}")
    assert fault == Fault(f"data/{VALUES}", 1, "is not UTF-8; save the file as UTF-8")


@pytest.mark.parametrize("file", [INDICATOR, VALUES, REGISTER, DIAGNOSES, "areas/areas.csv", "devices/21/fees.csv"])
def test_byte_order_mark_is_no_part_of_the_file(small_data: Path, file: str) -> None:
    """Excel writes one; the first key or column must not carry it."""
    expected = content_of(small_data)
    (small_data / file).write_bytes(b"\xef\xbb\xbf" + (small_data / file).read_bytes())
    assert expected == content_of(small_data)


@pytest.mark.parametrize("file", [INDICATOR, VALUES, REGISTER, DIAGNOSES, "areas/areas.csv", "devices/21/fees.csv"])
def test_windows_line_ends_change_nothing(small_data: Path, file: str) -> None:
    expected = content_of(small_data)
    (small_data / file).write_bytes((small_data / file).read_bytes().replace(b"\n", b"\r\n"))
    assert expected == content_of(small_data)


@pytest.mark.parametrize("file", [VALUES, DIAGNOSES, "areas/areas.csv", "devices/21/fees.csv"])
def test_quoted_cells_change_nothing(small_data: Path, file: str) -> None:
    expected = content_of(small_data)
    text = (small_data / file).read_text(encoding="utf-8")
    quoted = "".join(",".join(f'"{cell}"' for cell in line.split(",")) + "\n" for line in text.splitlines())
    (small_data / file).write_text(quoted, encoding="utf-8")
    assert expected == content_of(small_data)


@pytest.mark.parametrize("file", [INDICATOR, VALUES, REGISTER, DIAGNOSES, "areas/areas.csv"])
def test_huge_file_is_refused_unread(small_data: Path, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    size = (small_data / file).stat().st_size
    (small_data / file).write_bytes((small_data / file).read_bytes() + b"\n" * 1_000_000)
    monkeypatch.setattr(reading, "LARGEST_FILE", 1_000_000 + size - 1)
    assert Fault(f"data/{file}", None, "is larger than 1 MB; split it") in faults_of(small_data)


@pytest.mark.parametrize(
    "file",
    [INDICATOR, VALUES, "areas/areas.csv", "devices/categories.csv"],
)
def test_missing_file_is_named(small_data: Path, file: str) -> None:
    (small_data / file).unlink()
    assert Fault(f"data/{file}", None, "is missing; add it") in faults_of(small_data)


def test_folder_where_a_file_belongs_is_a_missing_file(small_data: Path) -> None:
    (small_data / VALUES).unlink()
    (small_data / VALUES).mkdir()
    assert [Fault(f"data/{VALUES}", None, "is missing; add it")] == faults_of(small_data)


@pytest.mark.parametrize("file", [VALUES, INDICATOR, REGISTER, "areas/areas.csv", DIAGNOSES])
def test_file_that_is_a_link_out_of_the_folder_is_not_read(small_data: Path, file: str) -> None:
    """A pull request must not be able to publish a file of the machine that builds."""
    outside = small_data.parent / "outside"
    (small_data / file).rename(outside)
    (small_data / file).symlink_to(outside)
    assert Fault(f"data/{file}", None, "leads out of the data folder; put the file itself here") in faults_of(small_data)


def test_data_folder_may_itself_be_a_link(small_data: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(small_data)
    assert content_of(small_data) == content_of(link)


def test_data_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    fault = Fault(str(tmp_path / "nowhere"), None, "is not a folder; name the data folder with --data")
    assert [fault] == faults_of(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("cells", "line", "problem"),
    [
        ("a,1\nb\n", 3, "has 1 cells, the header has 2"),
        ("a,1\nb,2,3\n", 3, "has 3 cells, the header has 2"),
        ("a,1\n\nb,2\n", 3, "has 0 cells, the header has 2"),
        ('"a\nb",1\nc\n', 4, "has 1 cells, the header has 2"),
        ('"a"b,1\n', 2, "is not valid CSV: ',' expected after '\"'"),
        ('"a,1\n', 2, "is not valid CSV: unexpected end of data"),
        (f"{'x' * 200_000},1\n", 2, "is not valid CSV: field larger than field limit (131072)"),
    ],
)
def test_ragged_or_broken_row_is_named_with_its_line(tmp_path: Path, cells: str, line: int, problem: str) -> None:
    path = tmp_path / "things.csv"
    path.write_text(f"name,number\n{cells}", encoding="utf-8")
    reader = Reader(tmp_path)
    read_rows(reader, path, ("name", "number"))
    assert [Fault(f"{tmp_path.name}/things.csv", line, problem)] == reader.faults


@pytest.mark.parametrize(
    ("header", "problems"),
    [
        ("name,numbr", ["column 'number' is missing", "unknown column 'numbr'; known columns: name, number, note"]),
        ("name", ["column 'number' is missing"]),
        ("name,number,number", ["column 'number' stands twice"]),
        ("name,number,note,note", ["column 'note' stands twice"]),
        ("Name,number", ["column 'name' is missing", "unknown column 'Name'; known columns: name, number, note"]),
        (" name,number", ["column 'name' is missing", "unknown column ' name'; known columns: name, number, note"]),
        ("name;number", ["column 'name' is missing", "column 'number' is missing", "unknown column 'name;number'"]),
        ("name,number,", ["unknown column ''; known columns: name, number, note"]),
        ("", ["column 'name' is missing", "column 'number' is missing"]),
    ],
)
def test_wrong_columns_are_all_named_on_line_one(tmp_path: Path, header: str, problems: list[str]) -> None:
    path = tmp_path / "things.csv"
    path.write_text(f"{header}\n" if header else "", encoding="utf-8")
    reader = Reader(tmp_path)
    assert read_rows(reader, path, ("name", "number"), ("note",)) == []
    found = sorted(reader.faults)
    assert [1] * len(problems) == [fault.line for fault in found]
    for problem, fault in zip(problems, found, strict=True):
        assert fault.problem.startswith(problem)


def test_rows_are_read_with_lines_and_without_empty_cells(tmp_path: Path) -> None:
    """A row's line is where it ends, also after a cell of two lines; columns may stand in any order."""
    path = tmp_path / "things.csv"
    path.write_text('note,number,name\n,1,a\n"x\ny",,b\n,0,c\n', encoding="utf-8")
    reader = Reader(tmp_path)
    rows = read_rows(reader, path, ("name", "number"), ("note",))
    expected = [(2, {"name": "a", "number": "1"}), (4, {"name": "b", "note": "x\ny"}), (5, {"name": "c", "number": "0"})]
    assert expected == rows
    assert reader.faults == []


def test_header_alone_is_no_rows_and_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "things.csv"
    path.write_text("name,number\n", encoding="utf-8")
    reader = Reader(tmp_path)
    assert read_rows(reader, path, ("name", "number")) == []
    assert reader.faults == []


def test_every_fault_of_one_file_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text("id: a b\nname:\n  sv: <b>x</b>\nurl: ftp://x\nholders: x\nlag_days: x\n", encoding="utf-8")
    reader = Reader(tmp_path)
    assert read_yaml(reader, path, Register) is None
    found = {(fault.line, fault.problem.partition(";")[0]) for fault in reader.faults}
    expected = {
        (1, "id 'a b' has characters that are not allowed here"),
        (1, "key 'covers' is missing"),
        (1, "key 'holder' is missing"),
        (2, "key 'name.en' is missing"),
        (3, "name.sv has markup or invisible characters"),
        (4, "url is not a web address"),
        (5, "unknown key 'holders'"),
        (6, "lag_days 'x' is not a whole number"),
    }
    assert expected == found


def test_faults_of_all_files_stand_in_one_error_by_file_and_line(small_data: Path) -> None:
    """Many faults, one run: the maintainer mends them all before the next."""
    change(small_data / "areas/areas.csv", "2180,Gävle kommun", "2180,=Gävle kommun")
    change(small_data / "indicators/U10001/indicator.yml", "unit: percent", "units: percent")
    change(small_data / VALUES, "0180,2024,total", "0180,2024,totalt")
    change(small_data / VALUES, "01,2024,total,20.0", "01,2024,total,20;0")
    change(small_data / "devices/21/fees.csv", "last_known", "kanske")
    change(small_data / REGISTER, "holder: null", "hodler: null")
    change(small_data / "sources/kallan.yml", "https://example.org/", "example.org")
    (small_data / "indikatorer.csv").touch()
    with pytest.raises(DataError) as caught:
        read_data(small_data)
    faults = caught.value.faults
    assert sorted(faults, key=lambda fault: (fault.file, fault.line or 0)) == faults
    expected = {
        ("data/areas/areas.csv", 6),
        ("data/devices/21/fees.csv", 2),
        ("data/indicators/U10001/indicator.yml", 1),
        ("data/indicators/U10001/indicator.yml", 16),
        (f"data/{VALUES}", 3),
        (f"data/{VALUES}", 4),
        ("data/indikatorer.csv", None),
        (f"data/{REGISTER}", 1),
        (f"data/{REGISTER}", 5),
        ("data/sources/kallan.yml", 3),
    }
    assert expected <= {(fault.file, fault.line) for fault in faults}


def test_report_counts_and_groups_by_file() -> None:
    """The whole message, as a maintainer reads it; a fault that was found twice is told once."""
    error = DataError([Fault("b", 10, "x"), Fault("b", 9, "y"), Fault("a", None, "z"), Fault("b", 9, "y"), Fault("b", None, "w")])
    assert str(error).splitlines() == [
        "4 problems in the data",
        "a: 1 problem",
        "  - z",
        "b: 3 problems",
        "  - w",
        "  - line 9: y",
        "  - line 10: x",
    ]


def test_values_are_checked_although_their_indicator_is_broken(small_data: Path) -> None:
    """A data PR touches both files of one folder: both must be told of in one run."""
    change(small_data / INDICATOR, "unit: percent", "unti: percent")
    change(small_data / VALUES, "20.0", "20;0")
    assert {f"data/{INDICATOR}", f"data/{VALUES}"} == {fault.file for fault in faults_of(small_data)}


def test_broken_indicator_is_not_also_said_to_be_missing(small_data: Path) -> None:
    """One mistake, one fault: the diagnosis that links to the indicator is right."""
    change(small_data / "indicators/U10001/indicator.yml", "unit: percent", "unti: percent")
    assert {"data/indicators/U10001/indicator.yml"} == {fault.file for fault in faults_of(small_data)}
