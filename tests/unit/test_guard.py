"""The guard at the door: what is refused, what is not, and that the message never repeats what was found.

Every number below is made up of a date and a check digit and belongs to nobody: Skatteverket keeps those with the individual
numbers 238 and 239 for tests.
"""

import os
from pathlib import Path

import pytest

from build_site.cli import main
from build_site.errors import ProtectionError
from build_site.protect import guard as door
from build_site.protect.guard import fold, guard, is_private
from build_site.protect.identity import has_check_digit, is_identity_number, is_interim_number
from tests.conftest import PROJECT

TEN = "811228" + "9874"
"""The example that Skatteverket prints in its own brochure."""
HEAD = "area,period,sex,value,lower,upper,numerator,denominator,status,kind\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return an empty data folder with one register's folder and one indicator's."""
    for name in ("registers", "indicators/vantan", "areas"):
        (tmp_path / "data" / name).mkdir(parents=True)
    return tmp_path / "data"


def refusal(data: Path) -> str:
    """Return what the guard says of a folder that it must refuse, and see that the exit code says protection."""
    with pytest.raises(ProtectionError) as caught:
        guard(data)
    assert caught.value.exit_code == 13
    return str(caught.value)


def passes(data: Path, text: str, name: str = "indicators/vantan/values.csv") -> bool:
    """Tell whether the guard lets a text in."""
    (data / name).write_text(text, encoding="utf-8")
    return not [*door.inspect(data, data / name)]


# Numbers


@pytest.mark.parametrize(
    "written",
    [
        *(TEN, f"{TEN[:6]}-{TEN[6:]}", f"{TEN[:6]}+{TEN[6:]}", f"19{TEN}", f"19{TEN[:6]}-{TEN[6:]}", f"18{TEN[:6]}+{TEN[6:]}"),
        *(
            f"{TEN[:6]} {TEN[6:]}",
            f"{TEN[:6]}\u2013{TEN[6:]}",
            f"{TEN[:6]}\u2011{TEN[6:]}",
            f"{TEN[:6]}\u00a0{TEN[6:]}",
            f"{TEN[:6]}\u202f{TEN[6:]}",
            f"19{TEN[:6]}\u2212{TEN[6:]}",
        ),
    ],
)
def test_every_way_to_write_a_number(data: Path, written: str):
    """Without or with century, with any dash or none; also the dashes that a word processor puts there."""
    for text in (
        written,
        f'"{written}"',
        f"Ring {written}.",
        f"nr.{written}",
        f"NR{written}\n",
        f"å,{written},x",
        f"; {written};",
    ):
        assert not passes(data, text)


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        ("8112289874", True),
        ("8112289873", False),  # check digit
        ("8113289873", False),  # month 13
        ("8102309872", False),  # 30 February
        ("7010632391", True),  # a coordination number: day 3
        ("7010922396", False),  # day 32
        ("0002292399", True),  # 29 February 2000
        ("190002292399", False),  # which 1900 had not
        ("210003012390", False),  # no such century
        ("2321000016", False),  # a region's own number: month 21
        ("811228-9874x", False),
        ("", False),
    ],
)
def test_date_and_check_digit_decide(number: str, *, wanted: bool):
    """Half of the rule is the calendar. A company's number has a month above twenty and is none."""
    assert is_identity_number(number) is wanted


def test_the_check_digit_is_computed_as_the_brochure_does():
    """8·2 1·1 1·2 2·1 2·2 8·1 9·2 8·1 7·2: 16 1 2 2 4 8 18 8 14, digits summed 46, to the next ten 4."""
    assert [digit for digit in "0123456789" if has_check_digit("811228987" + digit)] == ["4"]


@pytest.mark.parametrize(("number", "wanted"), [("811228-T123", True), ("19811228-R123", True), ("811328-T123", False)])
def test_reserve_numbers_of_patients(data: Path, number: str, *, wanted: bool):
    """A region gives one to a patient whose own is not known; it has a letter and no check digit."""
    assert is_interim_number(number) is wanted
    assert passes(data, f"x {number} y") is not wanted
    assert passes(data, f"x {number}4 y"), "goes on"


def test_without_its_dash_a_letter_is_a_code(data: Path):
    """`811228T123` may be the number of a product or a time."""
    assert passes(data, "811228T123 20240101T120000 20240101T120")


@pytest.mark.parametrize(
    "text",
    [
        *(f"0.{TEN}", f"{TEN}.5", f"12.{TEN}71", f"1{TEN}", f"{TEN}1", f"{TEN}123"),
        f"abcdef0123456789ab{TEN}abcdef0123456789abcdef",  # a checksum
        *("2024-12-31", "0771-524 524", "08-123 456 78", "2021/2024", "232100-0016", "17.9278,59.4992"),
    ],
)
def test_what_is_no_number(data: Path, text: str):
    """Decimals, longer digits, checksums, dates and telephone numbers."""
    assert passes(data, text)


def test_every_place_is_named_by_line_and_column(data: Path):
    """All of them at once, in characters and not in bytes; and never the digits."""
    (data / "diagnoses.csv").write_text(f"a,b\nåäö,{TEN}\n\n{TEN},x,{TEN}\n", encoding="utf-8")
    (data / "registers" / "riks.yml").write_text(f"id: riks\nnote: Ring {TEN}.\n", encoding="utf-8-sig")
    said = refusal(data)
    assert said.startswith("4 places in the data with what may be personal")
    assert "data/diagnoses.csv\n  - line 2, column 5: looks like a personal identity number" in said
    assert "  - line 4, column 1: " in said
    assert "  - line 4, column 14: " in said
    assert "data/registers/riks.yml\n  - line 2, column 12: " in said
    assert TEN[:6] not in said


def test_many_alike_are_counted(data: Path):
    """A list of patients is one mistake, not a thousand lines."""
    (data / "diagnoses.csv").write_text("a\n" + f"{TEN}\n" * 45, encoding="utf-8")
    said = refusal(data)
    assert said.count("looks like") == door.MOST_NAMED
    assert "  - and 25 places more like the last" in said


@pytest.mark.parametrize("name", [TEN, f"{TEN[:6]}\u2013{TEN[-4:]}", f"{TEN[:6]}\u00a0{TEN[-4:]}"])
def test_a_number_in_a_name_is_not_repeated(data: Path, name: str):
    """The path of a file is in every message about it; the dash may be another than the keyboard's."""
    (data / "indicators" / name).mkdir()
    (data / "indicators" / name / "values.csv").write_text("namn\n", encoding="utf-8")
    said = refusal(data)
    assert "data/indicators/…/values.csv\n  - has a name that looks like personal data" in said
    assert "line 1, column 1: is a column for names" in said
    assert name not in said


# Addresses


@pytest.mark.parametrize(
    "text", ["anna.svensson@region.se", "<a.b+c@x.example.org>", "åsa@skåne.se", "contact: mailto:x_y@a-b.com?subject=z"]
)
@pytest.mark.parametrize("name", ["README.md", "registers/riks.yml", "diagnoses.csv"])
def test_a_persons_address_is_refused_anywhere(data: Path, text: str, name: str):
    assert not passes(data, text, name)


@pytest.mark.parametrize("box", ["info", "support", "Registrator", "info.data", "riks", "riks.support", "frågor"])
def test_shared_mailboxes_may_stand_in_registers(data: Path, box: str):
    """That is how one reaches a register. In a file of figures no address belongs."""
    assert passes(data, f"contact: {box}@region.se", "registers/riks.yml")
    assert not passes(data, f"contact: {box}@region.se")


def test_a_registers_own_id_may_have_dashes(data: Path):
    """Its mailbox is often called as the register is."""
    text = "contact: svenska-fraktur@region.se"
    assert passes(data, text, "registers/svenska-fraktur.yml")
    assert not passes(data, text, "registers/riks.yml")


@pytest.mark.parametrize("box", ["info.anna", "anna-support", "riksanna", "in"])
def test_a_name_beside_a_word_is_a_person(data: Path, box: str):
    assert not passes(data, f"contact: {box}@region.se", "registers/riks.yml")


@pytest.mark.parametrize("text", ["https://x.org/@konto", "paket@1.2.3", "@", "a @ b.se", "@x.se", "x@", "a@b"])
def test_an_at_sign_alone_is_no_address(data: Path, text: str):
    assert passes(data, text)


# Columns


@pytest.mark.parametrize(
    "name",
    [
        *("namn", "Namn", "Förnamn", "EFTERNAMN", "Patientens namn", "patient_id", "PatientID", "personnummer", "Person-nr"),
        *(
            "pnr",
            "fritext",
            "Fri text",
            "kommentarer",
            "Anteckning",
            "comment",
            "first_name",
            "lastName",
            "Födelsedatum",
            "diary",
        ),
        *("hsaId", "mittPnr", "Vårdcentral"),
    ],
)
def test_columns_about_people(data: Path, name: str):
    """Folded: capitals, dots and rings, underscores and camels don't matter; nor what parts the columns."""
    assert is_private(name)
    for line in (f"{name},x", f"x;{name}", f'x\t"{name}"', f"\ufeff{name}|x", f"\n{name},x"):
        assert not passes(data, f"{line}\r\n1,2\r\n")
    assert not passes(data, f'{{"a": {{"{name}" : 1}}}}', "areas/regions.geojson")


@pytest.mark.parametrize(
    "name", ["name", "name_sv", "short_name", "note", "area", "unit", "registernamnet", "text_sv", "benamning"]
)
def test_our_own_columns_are_fine(data: Path, name: str):
    assert not is_private(name)
    assert passes(data, f"{name},x\npatient,namn\n"), "what stands in the rows is not a column"


def test_the_column_is_pointed_at(data: Path):
    """By its place: the first line of a list without a header may be a person."""
    (data / "diagnoses.csv").write_text("år,Patient Anna,x\n", encoding="utf-8")
    said = refusal(data)
    assert "  - line 1, column 4: is a column for names" in said
    assert "Anna" not in said


def test_a_mark_that_nobody_sees_is_not_counted(data: Path):
    """Spreadsheets begin a file with one."""
    (data / "diagnoses.csv").write_text("år,pnr\n", encoding="utf-8-sig")
    assert "  - line 1, column 4: is a column for names" in refusal(data)


def test_an_old_spreadsheets_letters_are_read(data: Path):
    """Latin-1 is a fault of its own; the guard sees through it."""
    (data / "diagnoses.csv").write_bytes("å,förnamn\n".encode("latin-1"))
    assert "  - line 1, column 3: is a column" in refusal(data)


def test_fold():
    assert fold("ÅÄÖ Förnamn é") == "aao fornamn e"


# Units


@pytest.mark.parametrize("code", ["SE2321000016-1A2B", "V15E123000101", "V17E0042"])
@pytest.mark.parametrize("name", ["registers/riks.yml", "diagnoses.csv"])
def test_codes_of_units_are_refused_anywhere(data: Path, code: str, name: str):
    """An HSA-id may also be an employee's."""
    assert not passes(data, f"a,{code},b", name)
    assert passes(data, f"a,X{code},b", name), "a part of another word"


@pytest.mark.parametrize("area", ["01801", "018001", "V15E1", '"11001"', "0180-12", "E0180"])
def test_an_area_is_never_longer_than_a_municipality(data: Path, area: str):
    """Wherever the column stands."""
    assert not passes(data, f"{HEAD}{area},2024,total,1,,,,,ok,final\n")
    assert not passes(data, f"period,area,x\n2024,01,1\n2024,{area},2\n")


def test_areas_and_other_columns_of_any_length(data: Path):
    """Names of places are for the check to refuse, not for the guard; and only the column `area` is held to four digits."""
    assert passes(data, f"{HEAD}0180,2024,total,12345678,,,,,ok,final\nNorrby,2024,total,1,,,,,ok,final\n")
    assert passes(data, "period,note\n20241231,12345678\n")


# Files


@pytest.mark.parametrize("name", ["lista.xlsx", "lista.XLS", "a.sav", "b.parquet", "c.sqlite", "d.zip"])
def test_kinds_that_can_not_be_read(data: Path, name: str):
    (data / name).write_bytes(b"PK")
    assert f"data/{name}\n  - is of a kind that can't be looked through" in refusal(data)


def test_text_in_two_bytes_a_letter_is_refused(data: Path):
    """No search would find anything there."""
    (data / "diagnoses.csv").write_text(f"a\n{TEN}\n", encoding="utf-16")
    assert "is of a kind that can't be looked through" in refusal(data)


def test_hidden_files_are_looked_through_too(data: Path):
    """Git publishes them. What a system leaves there in its own form is let be, and so is git's own folder."""
    (data / ".DS_Store").write_bytes(b"\0\1")
    (data / ".git").mkdir()
    (data / ".git" / "x.zip").write_bytes(b"PK")
    guard(data)
    (data / ".utkast.csv").write_text(TEN, encoding="utf-8")
    assert "data/.utkast.csv" in refusal(data)


def test_what_is_no_file_or_too_large_or_closed(data: Path, monkeypatch: pytest.MonkeyPatch):
    """What nobody has looked through does not come in."""
    monkeypatch.setattr(door, "LARGEST", 10)
    (data / "README.md").write_text("x" * 11, encoding="utf-8")
    assert "data/README.md\n  - is too large" in refusal(data)
    (data / "README.md").write_text("x" * 10, encoding="utf-8")
    guard(data)

    def closed(_path: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", closed)
    assert "data/README.md\n  - can't be read" in refusal(data)


def test_a_pipe_is_not_waited_for(data: Path):
    """To read one would be to wait for somebody to write."""
    os.mkfifo(data / "diagnoses.csv")
    assert "is of a kind that can't be looked through" in refusal(data)


def test_links_are_left_to_the_check(data: Path, tmp_path: Path):
    """A link out of the folder is refused there, and is not followed here."""
    (tmp_path / "out.csv").write_text(TEN, encoding="utf-8")
    (data / "diagnoses.csv").symlink_to(tmp_path / "out.csv")
    guard(data)


def test_a_folder_that_is_not_there_is_for_the_check(tmp_path: Path):
    guard(tmp_path / "saknas")


# At the door


@pytest.mark.parametrize("command", ["check", "build", "record"])
def test_nothing_gets_past_the_command_line(small_data: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]):
    """Refused before the check, which would quote the value: here as a unit that it does not know."""
    path = small_data / "indicators" / "vantan" / "indicator.yml"
    path.write_text(path.read_text(encoding="utf-8") + f'next_review: "{TEN}"\n', encoding="utf-8")
    (tmp_path / "out" / "site").mkdir(parents=True)
    more = [] if command == "check" else ["--out", str(tmp_path / "out")]
    assert main([command, "--data", str(small_data), *more]) == 13
    printed = capsys.readouterr()
    assert "looks like a personal identity number" in printed.err
    assert TEN not in printed.err + printed.out


def test_todays_data_comes_in():
    """Not one false alarm in all of it."""
    data = PROJECT / "data"
    assert len([*door.files(data)]) > 500
    guard(data)
