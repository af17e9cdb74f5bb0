"""Data folders that are thin, odd or half empty, but right: each becomes a site. And some that are wrong in rarer ways."""

import csv
import fcntl
import shutil
from pathlib import Path

import orjson
import pytest

from build_site.build import build, make_files
from build_site.errors import BuildError, DataError
from build_site.model.output import Files
from tests.conftest import RELEASE

HEADER = "area,period,sex,value,lower,upper,numerator,denominator,status,kind"


def files_of(data: Path) -> Files:
    """Return the site of a data folder."""
    return make_files(data, release=RELEASE, store=data.parent / "charts", jobs=1)


def write_values(data: Path, *rows: str) -> None:
    """Give the indicator `vantan` these figures."""
    (data / "indicators/vantan/values.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")


def problems(data: Path) -> list[str]:
    """Return what is wrong with a data folder, one line a fault."""
    with pytest.raises(DataError) as caught:
        files_of(data)
    return [f"{fault.file}{fault}" for fault in caught.value.faults]


def page_of(files: Files) -> str:
    """Return the page of the indicator `vantan`."""
    return files["indikatorer/fall-pa-sarskilt-boende/index.md"].decode()


def test_indicator_with_every_value_hidden_has_a_page_that_says_so(small_data: Path):
    """Nothing to show is no reason to crash, nor to leave the page out."""
    write_values(small_data, "00,2024,total,,,,,,suppressed,final", "01,2024,total,,,,,,missing,final")
    files = files_of(small_data)
    latest = orjson.loads(files["api/v1/indicators/vantan.json"])["latest"]
    assert [(row["value"], row["status"]) for row in latest] == [(None, "suppressed"), (None, "missing")]
    assert "None" not in page_of(files)


def test_indicator_with_every_denominator_below_the_limit_shows_no_number(small_data: Path):
    write_values(small_data, "01,2024,total,50,,,4,8,ok,final", "21,2024,total,25,,,2,8,ok,final")
    observations = orjson.loads(files_of(small_data)["api/v1/indicators/vantan.json"])["observations"]
    assert {(row["value"], row["numerator"], row["status"]) for row in observations} == {(None, None, "suppressed")}


def test_figures_by_sex_without_a_total_are_published_but_not_compared(small_data: Path):
    write_values(small_data, "01,2024,women,20,,,,,ok,final", "01,2024,men,30,,,,,ok,final")
    whole = orjson.loads(files_of(small_data)["api/v1/indicators/vantan.json"])
    assert (len(whole["observations"]), whole["latest"]) == (2, [])


def test_folders_that_may_be_missing_are_not_missed(small_data: Path):
    """Without devices/ a diagnosis links to none, and there are no device pages."""
    shutil.rmtree(small_data / "devices")
    files = files_of(small_data)
    assert orjson.loads(files["api/v1/diagnoses/gra-starr.json"])["devices"] == []
    assert not [path for path in files if path.startswith("api/v1/devices/")]


def test_areas_may_have_more_columns(small_data: Path):
    """Design §4: more columns are allowed in areas.csv; nobody has to know them."""
    path = small_data / "areas/areas.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    longer = [",".join([*row, "lat" if number == 0 else "60.1"]) for number, row in enumerate(rows)]
    path.write_text("\n".join([*longer, ""]), encoding="utf-8")
    assert "api/v1/areas/2180.json" in files_of(small_data)


def test_fault_in_the_areas_is_not_blamed_on_every_figure(small_data: Path):
    (small_data / "areas/areas.csv").unlink()
    assert [line for line in problems(small_data) if "values.csv" not in line][:1] == [
        "data/areas/areas.csv  - is missing; add it"
    ]
    assert not [line for line in problems(small_data) if "values.csv" in line]


@pytest.mark.parametrize("name", ["..evil", ".hidden", "..%2f"])
@pytest.mark.parametrize("kind", ["indicators", "devices"])
def test_folder_that_begins_with_a_dot_is_a_fault(small_data: Path, kind: str, name: str):
    """Files that begin with a dot are an editor's; a folder of data that does is a mistake or worse."""
    (small_data / kind / name).mkdir()
    (small_data / kind / ".DS_Store").write_bytes(b"")
    assert [f"data/{kind}/{name}  - has a name that is not allowed; use letters, digits, - and _"] == problems(small_data)


def test_very_long_title_gives_an_address_that_a_disk_can_hold(small_data: Path):
    path = small_data / "indicators/vantan/indicator.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("Fall på särskilt boende", "Fall på boende " * 60), encoding="utf-8")
    folders = {Path(name).parts[1] for name in files_of(small_data) if name.startswith("indikatorer/")}
    assert all(len(folder) <= 100 for folder in folders)


def test_year_that_yaml_reads_as_a_number_is_a_period(small_data: Path):
    path = small_data / "indicators/vantan/indicator.yml"
    more = "definitions:\n  - id: ny\n    valid_from: 2010\n    text:\n      sv: Ny.\n"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert "api/v1/indicators/vantan.json" in files_of(small_data)


def test_two_builds_in_one_folder_do_not_mix(small_data: Path, tmp_path: Path):
    """The second is told to wait, and the folder is as it was."""
    out = tmp_path / "out"
    out.mkdir()
    with (out / ".lock").open("a", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BuildError, match="another build is working in"):
            build(small_data, out, jobs=1, render=False)
    assert [path.name for path in out.iterdir()] == [".lock"]
    build(small_data, out, jobs=1, render=False)
    assert not (out / ".next").exists()


def test_clock_that_is_none_is_said_to_be_so(small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "igår")
    with pytest.raises(BuildError, match="SOURCE_DATE_EPOCH is 'igår'"):
        build(small_data, tmp_path / "out", jobs=1, render=False)


def test_out_that_is_a_file_is_said_to_be_so(small_data: Path, tmp_path: Path):
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(BuildError, match="can't be written to"):
        build(small_data, tmp_path / "out", jobs=1, render=False)
