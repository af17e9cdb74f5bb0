"""The list of ICD-10-SE codes: read strictly, searched by name and code, and led to the page that says most."""

import datetime as dt
import gzip
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from build_site.model.address import addresses
from build_site.model.diagnosis import Diagnosis, IcdTitle, diagnosis_of_codes
from build_site.model.edition import Edition
from build_site.publish.pages import a_to_z, codes
from build_site.search.entries import CODES
from build_site.search.index import build_index
from build_site.validate.folder import read_data
from build_site.validate.icd10 import read_icd10
from build_site.validate.reading import Reader
from tests.conftest import PROJECT
from tests.faults import faults_of

HEADER = "code,title_sv,source\n"
ENGINE = PROJECT / "docs" / "assets" / "search" / "engine.js"


def make(key: str, *icd10: str) -> Diagnosis:
    return Diagnosis(diagnosis_id=key, name_sv=key.capitalize(), icd10_codes=icd10)


DIAGNOSES = {
    one.diagnosis_id: one
    for one in (
        make("cancer", "C00-C97"),
        make("brostcancer", "C50"),
        make("diabetes", "E10-E14"),
        make("typ-1", "E10"),
        make("fotsar", "E10.5", "E11.5"),
        make("urin", "N39.3\u2013N39.4"),
        make("handskriven", "se C50", "C", "1234"),
    )
}


@pytest.mark.parametrize(
    ("code", "diagnosis"),
    [
        ("C50", "brostcancer"),
        ("C50.9", "brostcancer"),
        ("C34", "cancer"),
        ("C97", "cancer"),
        ("C98", None),
        ("D00", None),
        ("E14", "diabetes"),
        ("E10", "typ-1"),
        ("E10.5", "fotsar"),
        ("E10.5X", "fotsar"),
        ("E10.4", "typ-1"),
        ("N39", None),
        ("N39.3", "urin"),
        ("N39.4", "urin"),
        ("N39.5", None),
    ],
)
def test_a_code_belongs_to_the_diagnosis_that_says_most(code: str, diagnosis: str | None):
    """A code that a diagnosis has only parts of is not its; what people wrote in another form belongs to none."""
    assert ({code: diagnosis} if diagnosis else {}) == diagnosis_of_codes(DIAGNOSES, [code])


# The file


def test_a_folder_with_the_list_is_read(small_data: Path):
    (small_data / "icd10.csv").write_text(HEADER + "I21,Akut hjärtinfarkt,kallan\nB35,Dermatofytos,kallan\n", encoding="utf-8")
    catalogue, _, _ = read_data(small_data)
    assert [one.code for one in catalogue.icd10] == ["B35", "I21"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("i21,Akut hjärtinfarkt,kallan", "code 'i21' has characters that are not allowed here"),
        ("I20-I25,Ischemiska hjärtsjukdomar,kallan", "code 'I20-I25' has characters that are not allowed here"),
        ("I21,<b>Akut</b>,kallan", "title_sv has markup or invisible characters; write plain text"),
        ("I21,,kallan", "key 'title_sv' is missing"),
        ("I21,Akut hjärtinfarkt,kallan\nI21,Infarkt,kallan", "code 'I21' stands twice; keep one"),
    ],
)
def test_a_fault_in_the_list_is_named_with_its_line(small_data: Path, line: str, problem: str):
    (small_data / "icd10.csv").write_text(HEADER + line + "\n", encoding="utf-8")
    (fault,) = faults_of(small_data)
    assert (fault.file, fault.line) == ("data/icd10.csv", line.count("\n") + 2)
    assert problem in fault.problem


def test_an_unknown_column_is_named(small_data: Path):
    (small_data / "icd10.csv").write_text("code,title_sv,source,chapter\nI21,Akut hjärtinfarkt,kallan,IX\n", encoding="utf-8")
    assert "unknown column 'chapter'" in str(faults_of(small_data)[0])


# The page


def with_stroke(edition: Edition) -> Edition:
    stroke = edition.catalogue.diagnoses["stroke"].model_copy(update={"icd10_codes": ("I63",)})
    return replace(edition, catalogue=replace(edition.catalogue, diagnoses=edition.catalogue.diagnoses | {"stroke": stroke}))


def test_the_page_lists_codes_and_links_to_diagnoses(edition: Edition):
    page = codes.pages(with_stroke(edition))[codes.PATH].decode()
    assert '<li id="b35"><span><span class="muted">B35</span> Dermatofytos</span></li>' in page
    assert '<li id="i63-9">' in page
    assert page.count('<a href="../diagnoser/stroke/">Stroke</a>') == 1
    assert '<a href="#bokstav-b">B</a>' in page
    assert f"{CODES}index.md" == codes.PATH


def test_without_the_list_there_is_no_page_and_no_link(edition: Edition):
    bare = replace(edition, catalogue=replace(edition.catalogue, icd10=()))
    assert codes.pages(bare) == {}
    assert "diagnoskoder" not in a_to_z.pages(bare)[a_to_z.PATH].decode()
    assert "../diagnoskoder/" in a_to_z.pages(edition)[a_to_z.PATH].decode()


# Search


def index_of(edition: Edition) -> dict[str, Any]:
    catalogue = edition.catalogue
    files = build_index(catalogue, {}, addresses(catalogue), [], today=dt.date(2026, 1, 31))
    index: dict[str, Any] = json.loads(files["search/index.json"])
    return index


def test_an_official_name_is_a_word_for_its_diagnosis(edition: Edition):
    rows = {row[0]: row for row in index_of(with_stroke(edition))["entries"]}
    assert "Cerebral infarkt, ospecificerad" in rows["diagnosis:stroke"][3]
    assert "page:icd10-i63-9" not in rows


def test_a_code_without_a_diagnosis_leads_to_the_page_of_codes(edition: Edition):
    rows = index_of(edition)["entries"]
    assert rows[-2:] == [
        ["page:icd10-b35", "Dermatofytos", "diagnoskoder/#b35", [], ["B35"]],
        ["page:icd10-i63-9", "Cerebral infarkt, ospecificerad", "diagnoskoder/#i63-9", [], ["I63.9"]],
    ]


@pytest.fixture(scope="module")
def many() -> tuple[bytes, list[IcdTitle]]:
    """Return the real index with 5,000 made-up codes in it: made of syllables, since words of one letter compress too well."""
    syllables = [first + vowel for first in "bdfgklmnprstv" for vowel in "aeiouyåäö"]

    def name(number: int) -> str:
        parts = [syllables[(number * step + step) % len(syllables)] for step in (3, 7, 11, 17, 29, 41, 53)]
        return f"{''.join(parts[:4]).capitalize()} {''.join(parts[4:])} i {syllables[number % 97]}leden, ospecificerad".strip()

    found = [f"{letter}{number:02}.{part}" for letter in "ABCDEFGHIJ" for number in range(50) for part in range(10)]
    titles = [IcdTitle(code=code, title_sv=f"{name(place)} {place}", source="x") for place, code in enumerate(found)]
    catalogue = replace(read_data(PROJECT / "data")[0], icd10=tuple(titles))
    files = build_index(catalogue, {}, addresses(catalogue), [], today=dt.date(2026, 1, 31))
    return files["search/index.json"], titles


def test_five_thousand_codes_weigh_at_most_400_kilobytes(many: tuple[bytes, list[IcdTitle]]):
    assert len(many[1]) == 5000
    assert len(gzip.compress(many[0], mtime=0)) <= 400_000


def test_each_of_many_codes_is_found_by_name_and_by_code(many: tuple[bytes, list[IcdTitle]], tmp_path: Path):
    """Every fiftieth, in the engine that the browser runs: the first hit is its own row, or the diagnosis that has the code."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is missing: the search engine can't be run")
    (tmp_path / "index.json").write_bytes(many[0])
    asked = list(many[1][::50])
    script = tmp_path / "ask.mjs"
    script.write_text(
        f"""import {{ readFileSync }} from "node:fs";
import {{ createEngine }} from "{ENGINE.as_uri()}";
const engine = createEngine(JSON.parse(readFileSync(new URL("./index.json", import.meta.url))));
const queries = {json.dumps([query for one in asked for query in (one.title_sv, one.code)])};
console.log(JSON.stringify(queries.map((query) => engine.search(query, {{ limit: 3 }}).map((hit) => hit.id))));
""",
        encoding="utf-8",
    )
    done = subprocess.run([node, str(script)], capture_output=True, text=True, check=True, timeout=60)
    answers = json.loads(done.stdout)
    diagnoses = diagnosis_of_codes(read_data(PROJECT / "data")[0].diagnoses, (one.code for one in asked))
    for place, one in enumerate(asked):
        expected = f"diagnosis:{diagnoses[one.code]}" if one.code in diagnoses else f"page:icd10-{one.anchor}"
        assert answers[2 * place][0] == expected, one
        assert expected in answers[2 * place + 1], one


def test_reading_five_thousand_lines_is_quick_and_whole(tmp_path: Path, many: tuple[bytes, list[IcdTitle]]):
    lines = "".join(f'{one.code},"{one.title_sv}",x\n' for one in many[1])
    (tmp_path / "icd10.csv").write_text(HEADER + lines, encoding="utf-8")
    reader = Reader(tmp_path)
    assert tuple(many[1]) == read_icd10(reader)
    assert reader.faults == []
