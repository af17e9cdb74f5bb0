"""areas/population.csv: allowed, checked, and every fault in it named."""

from pathlib import Path

import pytest

from build_site.errors import DataError
from build_site.validate.folder import read_data
from build_site.validate.population import MOST_LINES_SHOWN

HEADER = "area,year,sex,age_group,population\n"
GOOD = "00,2025,total,total,10600000\n00,2025,women,65+,1100000\n01,2025,men,0-4,0\n"


def write(data: Path, rows: str, header: str = HEADER) -> None:
    (data / "areas" / "population.csv").write_text(header + rows, encoding="utf-8")


def faults(data: Path) -> list[str]:
    with pytest.raises(DataError) as caught:
        read_data(data)
    return [f"{fault.file}:{fault.line} {fault.problem}" for fault in caught.value.faults]


def test_a_sound_file_changes_nothing(small_data: Path):
    """No stage reads it yet: with it and without it the same is known."""
    before = read_data(small_data)[0]
    write(small_data, GOOD)
    assert read_data(small_data)[0] == before


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("77,2025,total,total,1", "area is not a code in areas/areas.csv; codes are text and keep their zeros"),
        (",2025,total,total,1", "area is not a code in areas/areas.csv; codes are text and keep their zeros"),
        ("00,2025M12,total,total,1", "year is not a year"),
        ("00,2025,both,total,1", "sex is not one of total, women, men"),
        ("00,2025,total,old,1", "age_group is not total, or ages as 65-69 or 65+"),
        ("00,2025,total,-4,1", "age_group is not total, or ages as 65-69 or 65+"),
        ("00,2025,total,total,", "population is not a whole number of people"),
        ("00,2025,total,total,1.5", "population is not a whole number of people"),
        ("00,2025,total,total,-1", "population is not a whole number of people"),
    ],
)
def test_each_fault_with_its_line(small_data: Path, row: str, problem: str):
    write(small_data, f"00,2024,total,total,9\n{row}\n")
    assert faults(small_data) == [f"data/areas/population.csv:3 {problem}"]


def test_the_same_people_twice(small_data: Path):
    write(small_data, "00,2025,total,65+,9\n" * 2)
    problem = "the same area, year, sex and age group stand on an earlier line; keep one"
    assert faults(small_data) == [f"data/areas/population.csv:3 {problem}"]


def test_a_wrong_header(small_data: Path):
    write(small_data, GOOD, header="area,year,sex,age,population\n")
    assert faults(small_data)[0].startswith("data/areas/population.csv:1 column 'age_group' is missing")


def test_many_faults_of_one_kind_are_counted(small_data: Path):
    write(small_data, "".join(f"00,{year},total,total,x\n" for year in range(1900, 1900 + MOST_LINES_SHOWN + 7)))
    found = faults(small_data)
    assert len(found) == MOST_LINES_SHOWN + 1
    assert found[0] == "data/areas/population.csv:None population is not a whole number of people (and on 7 more lines)"


def test_broken_areas_are_not_blamed_on_the_population(small_data: Path):
    """With areas.csv unread every code would be unknown."""
    write(small_data, GOOD)
    areas = small_data / "areas" / "areas.csv"
    areas.write_text(areas.read_text(encoding="utf-8").replace("code,", "kod,", 1), encoding="utf-8")
    assert not [fault for fault in faults(small_data) if "population.csv" in fault]
