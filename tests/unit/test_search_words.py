"""Synonyms, everyday words, parts of compounds and what pages answer: from data/search to the index."""

from pathlib import Path
from typing import Any

import pytest

from build_site.model.search import PageWords, SearchWords, Synonym
from build_site.search.compounds import cut_all, cut_compound
from build_site.search.entries import Page, add_words
from build_site.search.fold import fold, stem
from build_site.search.words import make_words
from build_site.validate.reading import Reader
from build_site.validate.search import read_search

PARTS = {"hoft", "protes", "operation", "sjukhus", "sang", "sjuk", "hus", "led", "vard", "gata"}


@pytest.mark.parametrize(
    ("word", "cut"),
    [
        ("hoftprotes", "hoft+protes"),
        ("hoftprotesoperation", "hoft+protes+operation"),
        ("hoftprotesen", "hoft+protes-en"),
        ("hoftledsprotes", "hoft+led+s+protes"),
        ("sjukhussang", "sjukhus+sang"),
        ("sjukhusvard", "sjukhus+vard"),
        ("hoftxprotes", ""),
        ("hoft", ""),
        ("hofter", ""),
        ("operationen", ""),
        ("", ""),
    ],
)
def test_compound_is_cut_in_few_and_long_parts(word: str, cut: str):
    assert cut_compound(word, PARTS) == cut


def test_no_word_is_a_part_of_itself_and_two_letters_are_no_part():
    assert cut_all(["sjukhus", "hoftled"], ["sjukhus", "sjuk", "hus", "hoft", "led", "ho"]) == ["hoft+led", "sjuk+hus"]
    assert cut_all(["hoft"], ["ho", "ft"]) == []


def test_marks_can_be_taken_away_again():
    """The engine finds the word by its cuts without the marks."""
    words = ["hoftprotesen", "hoftledsprotes", "hoftprotesoperation"]
    assert sorted(cut.replace("+", "").replace("-", "") for cut in cut_all(words, PARTS)) == sorted(words)


ROWS: list[list[object]] = [
    ["device:1", "Sängar", "a/", ["sänglyft", "klocka med larm"]],
    ["page:om", "Om oss", "om/"],
]


def words_of(**more: Any) -> dict[str, Any]:  # noqa: ANN401
    return make_words(SearchWords(**more), ROWS)


def test_nothing_written_gives_nothing():
    assert words_of() == {}


def test_words_of_the_entries_are_cut():
    assert words_of(parts=("säng", "lyft")) == {"cut": "0sang+lyft"}


def test_synonyms_are_folded_and_keep_their_order():
    given = Synonym(words="Hip Replacement", means=("höftprotes", "ny höft"))
    assert words_of(synonyms=(given,)) == {"synonyms": [["hip replacement", "hoftprotes", "ny hoft"]]}


def test_everyday_word_of_ours_is_kept_whole_and_by_its_stem():
    """Klockan and klockor say as little as klocka."""
    assert words_of(common=("klocka",)) == {"common": "0klock 5a"}


def test_everyday_word_of_others_is_kept_by_its_stem():
    assert words_of(common=("pannkakor",)) == {"common": f"0{stem('pannkakor')}"}


def test_everyday_word_never_takes_the_stem_or_the_letters_of_ours():
    """Without its ring sången has the stem of säng, and sångar is sängar: only the words as they are spelt are known."""
    assert stem("sangen") == stem("sangar") == stem(fold("Sängar")) == "sang"
    assert words_of(common=("sången",)) == {"common": "0sången"}
    assert words_of(common=("sångar",)) == {"common": "0sångar"}
    assert words_of(common=("sangar",)) == {}


def test_words_of_two_fields_are_folded():
    assert words_of(ambiguous=("kräfta", "kol")) == {"ambiguous": "kol krafta"}


def test_word_of_another_matter_that_an_entry_has_is_of_this_matter():
    """A new diagnosis or device is never kept from being found by a list that somebody wrote before it was there."""
    assert words_of(others=("klockor", "larm", "sängar")) == {}
    assert words_of(others=("Pannkakor", "bilbesiktning")) == {"other": "0bilbesiktning 0pannkakor"}


def test_page_gets_its_words_and_made_pages_come_after():
    pages = [Page("om", "Om oss", "om/", ("avsändare",)), Page("metod", "Metod", "metod/")]
    words = [
        PageWords(slug="om", lay_terms=("kontakt",)),
        PageWords(slug="a-o", title="A till Ö", lay_terms=("allt",)),
        PageWords(slug="borta", lay_terms=("x",)),
    ]
    assert add_words(pages, words) == [
        Page("om", "Om oss", "om/", ("avsändare", "kontakt")),
        Page("metod", "Metod", "metod/"),
        Page("a-o", "A till Ö", "a-o/", ("allt",)),
    ]


def test_written_page_keeps_its_own_title():
    assert add_words([Page("om", "Om oss", "om/")], [PageWords(slug="om", title="Annat", lay_terms=())]) == [
        Page("om", "Om oss", "om/")
    ]


def read(tmp_path: Path, **files: str) -> tuple[SearchWords, list[str]]:
    folder = tmp_path / "search"
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    reader = Reader(tmp_path)
    words = read_search(reader)
    return words, [f"{Path(fault.file).name} {fault.line}: {fault.problem}" for fault in reader.faults]


def test_every_file_may_be_missing(tmp_path: Path):
    assert read_search(Reader(tmp_path)) == SearchWords()
    assert read(tmp_path) == (SearchWords(), [])


def test_files_are_read(tmp_path: Path):
    words, faults = read(
        tmp_path,
        synonyms="words,means,note\nop,operation; ingrepp,förkortning\n",
        pages="slug,title,lay_terms\nom/rattsligt,,kakor;licens\na-o,A till Ö,allt\n",
        common_words="word\nkatt\n",
        ambiguous_words="word,also\nkol,grill\n",
        other_matters="word,matter\ndill,mat\n",
        compound_parts="part\nhöft\n",
    )
    assert faults == []
    assert words == SearchWords(
        synonyms=(Synonym(words="op", means=("operation", "ingrepp"), note="förkortning"),),
        pages=(
            PageWords(slug="om/rattsligt", lay_terms=("kakor", "licens")),
            PageWords(slug="a-o", title="A till Ö", lay_terms=("allt",)),
        ),
        common=("katt",),
        ambiguous=("kol",),
        others=("dill",),
        parts=("höft",),
    )


FAULTY = {
    "words,means\nop,operation\nOP,ingrepp\n": ("synonyms", "synonyms.csv 3: words 'op' stands twice; keep one"),
    "words\nop\n": ("synonyms", "synonyms.csv 1: column 'means' is missing"),
    "words,means\nop,<b>x\n": ("synonyms", "synonyms.csv 2:"),
    "words,means\nop,\n": ("synonyms", "synonyms.csv 2:"),
    "slug,lay_terms\n/om/,x\n": ("pages", "pages.csv 2:"),
    "word\ntvå ord\n": ("common_words", "common_words.csv 2:"),
    "word,also\nkol,\n": ("ambiguous_words", "ambiguous_words.csv 2:"),
    "word,matter\ndill,mat\nDill,mat\n": ("other_matters", "other_matters.csv 3: word 'dill' stands twice; keep one"),
    "part\na\n": ("compound_parts", "compound_parts.csv 2:"),
    "x\n": ("misspelt", "misspelt.csv None: is not read by anything"),
}


@pytest.mark.parametrize("content", FAULTY)
def test_fault_is_named_with_its_line(tmp_path: Path, content: str):
    name, expected = FAULTY[content]
    _, faults = read(tmp_path, **{name: content})
    assert len(faults) == 1
    assert faults[0].startswith(expected)
