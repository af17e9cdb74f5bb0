"""The engine in Node, as the browser runs it: one process asks all the questions of a test."""

import datetime as dt
import json
import os
import shutil
import subprocess
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest

from build_site.model.address import addresses
from build_site.search.fold import fold, stem
from build_site.search.front import shorten
from build_site.search.index import build_index
from build_site.validate.folder import read_data

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "docs" / "assets" / "search" / "engine.js"
DATA = ROOT / "data"

ASK = """
import {{ readFileSync }} from "node:fs";
const {{ createEngine, fold, stem }} = await import({engine});
const {{ index, questions }} = JSON.parse(readFileSync(0, "utf8"));
const engine = createEngine(index);
const answers = questions.map(([ask, text, options]) =>
  ask === "fold" ? fold(text) : ask === "stem" ? stem(text) : engine[ask](text, options));
process.stdout.write(JSON.stringify(answers));
"""

TERMS = 3
"""Where an entry's everyday words stand, when it has any."""

INDEX: dict[str, Any] = {
    "entries": [
        ["diagnosis:gra-starr", "Grå starr", "diagnoser/gra-starr/", ["katarakt", "starroperation"], ["H25-H26"], ["wait"]],
        ["diagnosis:gron-starr", "Grön starr", "diagnoser/gron-starr/", ["glaukom"], ["H40"]],
        ["diagnosis:diabetes-typ-1", "Diabetes typ 1", "diagnoser/diabetes-typ-1/", ["sockersjuka"], ["E10"]],
        ["diagnosis:diabetes-typ-2", "Diabetes typ 2", "diagnoser/diabetes-typ-2/", ["sockersjuka"], ["E11"]],
        ["diagnosis:diabetes", "Diabetes", "diagnoser/diabetes/", ["sockersjuka"], ["E10-E14"]],
        ["diagnosis:hjarninfarkt", "Hjärninfarkt", "diagnoser/hjarninfarkt/", ["propp i hjärnan"], ["I63"]],
        ["diagnosis:hoftprotes", "Höftprotesoperation", "diagnoser/hoftprotes/", ["ny höft"], ["Z96.6"]],
        ["device:120606", "Rollatorer", "hjalpmedel/rollatorer/", ["rullator", "gåvagn"], ["120606"]],
        ["device:1206", "Gånghjälpmedel för två armar", "hjalpmedel/gang/", [], ["1206"]],
        ["indicator:wait", "Väntat högst 90 dagar på operation", "indikatorer/vantat/", ["väntetid"], ["wait"]],
        ["indicator:U70479", "Gott blodtryck vid diabetes", "indikatorer/blodtryck/", [], ["U70479"]],
        ["register:ndr", "Nationella diabetesregistret (NDR)", "register/ndr/", [], [], ["U70479"]],
        ["page:kostar", "Vad kostar det?", "vad-kostar-det/", ["avgifter"]],
    ],
    "places": [
        ["00", "Riket", "Riket", "regioner/riket/", None, ["sverige"]],
        ["01", "Region Stockholm", "Stockholm", "regioner/stockholm/", "00", ["region stockholm"]],
        ["14", "Västra Götalandsregionen", "Västra Götaland", "regioner/vg/", "00", ["vastra gotalandsregionen", "vgr"]],
        ["18", "Region Örebro län", "Örebro", "regioner/orebro/", "00", ["region orebro lan"]],
        ["21", "Region Gävleborg", "Gävleborg", "regioner/gavleborg/", "00", ["region gavleborg"]],
        ["0180", "Stockholms stad", "Stockholm", "kommuner/stockholm/", "01", ["stockholms"]],
        ["0305", "Håbo kommun", "Håbo", "kommuner/habo-0305/", "01", []],
        ["0643", "Habo kommun", "Habo", "kommuner/habo-0643/", "01", []],
        ["1470", "Vara kommun", "Vara", "kommuner/vara/", "14", []],
        ["1880", "Örebro kommun", "Örebro", "kommuner/orebro/", "18", []],
        ["2180", "Gävle kommun", "Gävle", "kommuner/gavle/", "21", []],
    ],
    "links": {"a_o": "a-o/", "report": None},
}

Question = tuple[str, str, dict[str, object]]


def ask(questions: list[Question], index: dict[str, Any] = INDEX) -> list[Any]:
    code = ASK.format(engine=json.dumps(ENGINE.as_uri()))
    return cast("list[Any]", json.loads(run_node(code, json.dumps({"index": index, "questions": questions}))))


def run_node(code: str, given: str) -> bytes:
    """Return what a module writes when `given` is what it reads."""
    node = shutil.which("node")
    if node is None:
        reason = "no node on the path: the search engine can't be run"
        if os.environ.get("JAMFORBART_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    done = subprocess.run([node, "--input-type=module", "-e", code], input=given.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def search(query: str, **options: object) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", ask([("search", query, options)])[0])


FOLDED = {
    "Grå starr": "gra starr",
    "ÅÄÖ åäö": "aao aao",
    "a\u030a a\u0308": "a a",
    "Café, Müller": "cafe muller",
    "Idé: Åre (Ö)": "ide are o",
    "Tjock- och ändtarm": "tjock och andtarm",
    "I63.9": "i63 9",
    "  HbA1c >70 mmol/mol ": "hba1c 70 mmol mol",
    "Smørrebrød, Æbletoft": "smorrebrod aebletoft",
    "Straße": "strasse",
    "ﬁnger \u2103 ½": "finger c 1 2",
    "İstanbul ΟΔΟΣ": "istanbul",
    "<b>fet</b>": "b fet b",
    "\u200bdolt\u00a0blanksteg": "dolt blanksteg",
    "": "",
}


def test_fold_is_the_same_in_python_and_javascript():
    """The index is written with one and asked with the other."""
    assert {text: fold(text) for text in FOLDED} == FOLDED
    assert ask([("fold", text, {}) for text in FOLDED]) == [*FOLDED.values()]


STEMMED = [
    *("krycka", "kryckorna", "hjälpmedlet", "hjälpmedel", "muskler", "muskel", "badrummet", "badrum", "rollatorns", "glas"),
    *("operation", "operationernas", "astma", "vaccin", "lår", "lårbenet", "i639", "120606", "kol", "", "sss", "annan", "nn"),
]


def test_stem_is_the_same_in_python_and_javascript():
    words = sorted({fold(word) for word in (*STEMMED, *FOLDED)})
    assert ask([("stem", word, {}) for word in words]) == [stem(word) for word in words]
    words = sorted({word for row in _real_index()["entries"] for word in fold(row[1]).split()})
    assert len(words) > 500
    assert ask([("stem", word, {}) for word in words]) == [stem(word) for word in words]


SLIPS = """
import {{ distance, isOneSlip }} from {text};
const letters = ",a,b,ab,ba,aab,aba,abb,bab,abab,abba,baab,abaab,ababa,babab,aabba,abcab,acbab".split(",");
const wrong = letters.flatMap((a) => letters.filter((b) => isOneSlip(a, b) !== distance(a, b, 1) <= 1).map((b) => [a, b]));
const near = letters.flatMap((a) => letters.filter((b) => isOneSlip(a, b))).length;
process.stdout.write(JSON.stringify([wrong, near]));
"""


def test_one_slip_is_a_distance_of_at_most_one():
    """The quick way and the slow one agree on every pair, and call some near and most far."""
    wrong, near = json.loads(run_node(SLIPS.format(text=json.dumps(ENGINE.with_name("text.js").as_uri())), ""))
    assert wrong == []
    assert 18 < near < 18 * 18 / 2


@pytest.mark.parametrize(
    ("query", "code"), [("Habo kommun", "0643"), ("Håbo kommun", "0305"), ("habo", "0643"), ("Håbo", "0305")]
)
def test_ring_tells_habo_from_its_neighbour_in_the_full_name_too(query: str, code: str):
    assert search(query)[0]["area"] == code
    assert search(f"rollator {query}")[0]["area"] == code


@pytest.mark.parametrize("query", ["rollator en stoc", "rollator och stoc", "rollator min stoc", "rollator stöc"])
def test_word_after_an_article_does_not_begin_a_place(query: str):
    assert search(query)[0]["area"] is None
    assert search("rollator stoc")[0]["area"] == "0180"


def test_long_misspelt_term_is_understood_beside_unknown_words():
    for query in ("glaukm xyzzy", "min syster har glaukm", "glaukm symtom"):
        assert [result["id"] for result in search(query)][:1] == ["diagnosis:gron-starr"], query
    assert search("kauk xyzzy") == []


def test_compound_is_not_about_its_least_part():
    entries = [
        *INDEX["entries"],
        ["indicator:res", "Regionens resultat efter skatt", "indikatorer/res/"],
        ["page:fot", "Fot och boll", "fot/"],
    ]
    index = INDEX | {"entries": entries}
    assert ask([("search", "fotbollsresultat", {})], index) == [[]]
    assert ask([("search", "regionens resultat", {})], index)[0][0]["id"] == "indicator:res"


def test_inflections_share_a_stem():
    for word, same in (
        ("hjälpmedlen", "hjälpmedel"),
        ("musklerna", "muskel"),
        ("badrummet", "badrum"),
        ("rollatorer", "rollatorn"),
    ):
        assert stem(fold(word)) == stem(fold(same))
    words = ["krycka", "kryckor", "kryckan", "kryckorna"]
    assert set(ask([("stem", word, {}) for word in words])) == {"kryck"}
    assert ask([("stem", word, {}) for word in ("i639", "120606", "kol")]) == ["i639", "120606", "kol"]


FIRST = {
    "grå starr": "diagnosis:gra-starr",
    "GRÅSTARR": "diagnosis:gra-starr",
    "gra-starr": "diagnosis:gra-starr",
    "gråstarrsoperation": "diagnosis:gra-starr",
    "katarakten": "diagnosis:gra-starr",
    "kataarkt": "diagnosis:gra-starr",
    "katrakt": "diagnosis:gra-starr",
    "glaukkom": "diagnosis:gron-starr",
    "höft protes": "diagnosis:hoftprotes",
    "höftproteser": "diagnosis:hoftprotes",
    "höftprotes operation": "diagnosis:hoftprotes",
    "hjärni": "diagnosis:hjarninfarkt",
    "propp i hjärnan": "diagnosis:hjarninfarkt",
    "rollatorn": "device:120606",
    "vad kostar en rollator": "device:120606",
    "rolator": "device:120606",
    "ro": "device:120606",
    "E11": "diagnosis:diabetes-typ-2",
    "e10": "diagnosis:diabetes-typ-1",
    "E10-E14": "diagnosis:diabetes",
    "E12": "diagnosis:diabetes",
    "E13.9": "diagnosis:diabetes",
    "I63.9": "diagnosis:hjarninfarkt",
    "Z96.6": "diagnosis:hoftprotes",
    "H26": "diagnosis:gra-starr",
    "120606": "device:120606",
    "12 06 06": "device:120606",
    "1206": "device:1206",
    "U70479": "indicator:U70479",
    "diabetes": "diagnosis:diabetes",
    "diabetes typ 2": "diagnosis:diabetes-typ-2",
    "ndr": "register:ndr",
    "vad kostar det?": "page:kostar",
}


def test_right_answer_comes_first():
    found = dict(zip(FIRST, ask([("search", query, {}) for query in FIRST]), strict=True))
    first = {query: results[0]["id"] if results else None for query, results in found.items()}
    assert first == FIRST


PLACES = {
    "starr gävle": ("diagnosis:gra-starr", "2180"),
    "gävle starr": ("diagnosis:gra-starr", "2180"),
    "rollator i Gävle": ("device:120606", "2180"),
    "rollator gavle": ("device:120606", "2180"),
    "starr gäv": ("diagnosis:gra-starr", "2180"),
    "rollator örebro": ("device:120606", "1880"),
    "rollator region örebro": ("device:120606", "18"),
    "rollator i Örebro län": ("device:120606", "18"),
    "rollator stockholm": ("device:120606", "0180"),
    "rollator Stockholms län": ("device:120606", "01"),
    "rollator sockholm": ("device:120606", "0180"),
    "rollator västra götaland": ("device:120606", "14"),
    "vgr starr": ("diagnosis:gra-starr", "14"),
    "rollator håbo": ("device:120606", "0305"),
    "rollator habo": ("device:120606", "0643"),
    "rollator i vara": ("device:120606", "1470"),
    "kan det vara starr": ("diagnosis:gra-starr", None),
    "starr sverige": ("diagnosis:gra-starr", "00"),
    "örebro": ("area:1880", "1880"),
    "region örebro": ("area:18", "18"),
    "region gävle": ("area:21", "21"),
    "stockholms län": ("area:01", "01"),
    "gävle": ("area:2180", "2180"),
    "gäv": ("area:2180", "2180"),
}


def test_place_anywhere_becomes_the_area():
    found = dict(zip(PLACES, ask([("search", query, {}) for query in PLACES]), strict=True))
    first = {query: (results[0]["id"], results[0]["area"]) if results else None for query, results in found.items()}
    first["gäv"] = ("area:2180", "2180") if any(r["id"] == "area:2180" for r in found["gäv"]) else None
    assert first == PLACES


@pytest.mark.parametrize(
    ("query", "first", "area"),
    [
        ("rollator gävle örebro", "device:120606", "2180"),
        ("jämför grå starr mellan örebro och gävle", "diagnosis:gra-starr", "1880"),
        ("örebro gävle", "area:1880", "1880"),
    ],
)
def test_second_place_is_no_word_to_look_for(query: str, first: str, area: str):
    """Figures are those of the first; places alone are all listed."""
    results = search(query)
    assert (results[0]["id"], results[0]["area"]) == (first, area)


def test_places_alone_are_listed_in_their_order_and_then_their_namesakes():
    assert [result["id"] for result in search("gävle örebro stockholm")] == [
        *("area:2180", "area:1880", "area:0180"),
        *("area:18", "area:01"),
    ]


@pytest.mark.parametrize("query", ["”glaukom”", "[glaukom]", "*glaukom", "«glaukom»", "glaukom…", "’glaukom’", "#glaukom"])
def test_what_stands_around_a_word_is_none_of_it(query: str):
    assert search(query) == search("glaukom")


def test_what_is_no_text_finds_nothing():
    nothing: Any = None
    assert ask([("search", nothing, {}), ("suggest", nothing, {})]) == [[], []]


def test_result_has_exactly_the_agreed_keys():
    [result, *_] = search("starr gävle", area="21")
    assert {**result, "score": 0} == {
        "id": "diagnosis:gra-starr",
        "kind": "diagnosis",
        "title": "Grå starr",
        "url": "diagnoser/gra-starr/",
        "area": "2180",
        "indicators": ["wait"],
        "score": 0,
    }
    assert search("starr", area="21")[0]["area"] == "21"
    assert search("starr")[0]["area"] is None
    assert search("väntetid")[0]["indicators"] == ["wait"]
    assert len(search("diabetes", limit=2)) == 2


def test_those_who_share_a_word_all_come():
    found = [result["id"] for result in search("sockersjuka")]
    assert {"diagnosis:diabetes", "diagnosis:diabetes-typ-1", "diagnosis:diabetes-typ-2"} == {*found[:3]}


@pytest.mark.parametrize("query", ["asdfgh", "asdfgh gävle", "", "   ", "???", "<script>", "12345678901234567890", "i"])
def test_nonsense_finds_nothing(query: str):
    assert search(query) == []


def test_codes_are_never_guessed():
    """I64 is not I63 misspelt."""
    assert search("I64") == []
    assert search("E15") == []
    assert [result["id"] for result in search("120607")] == ["device:1206"]


def test_odd_queries_and_an_empty_index_do_no_harm():
    odd = ["\u0000", "a" * 5000, "å " * 500, "constructor", "__proto__", "İ", "\ud83d\ude00", "((((", "-", "E11-"]
    assert all(isinstance(results, list) for results in ask([("search", text, {}) for text in odd]))
    assert ask([("search", "starr", {})], {"entries": [], "places": [], "links": {}}) == [[]]


def test_nearest_is_suggested_when_nothing_is_found():
    [found, nearest] = ask([("search", "xkatarrakter", {}), ("suggest", "xkatarrakter", {})])
    assert (found, nearest[0]["id"]) == ([], "diagnosis:gra-starr")


WORDS = INDEX | {
    "entries": [
        *INDEX["entries"],
        ["device:220306", "Glasögon", "hjalpmedel/glasogon/", ["bil med glas"]],
        ["indicator:cost", "Regionens utgifter", "indikatorer/utgifter/", ["sockersjuka kostnader", "boka tid"]],
    ],
    "words": {
        "synonyms": [["hip replacement", "hoftprotes"], ["gubbstarr", "gra starr"], ["slag", "propp i hjarnan", "gron starr"]],
        "common": shorten(["bil", "glos", "hus", "rullgardin", "roll", "boka", "tid"]),
        "cut": shorten(["hoft+protes+operation", "rull+ator"]),
        "ambiguous": "katarakt",
        "other": shorten(["pannkakor", "bilbesiktning"]),
    },
    "measures": {"wait": ["wait"], "cost": ["cost", "gone"]},
}


def first_of(query: str) -> str | None:
    [results] = ask([("search", query, {})], WORDS)
    return results[0]["id"] if results else None


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("hip replacement", "diagnosis:hoftprotes"),
        ("Hip Replacement gävle", "diagnosis:hoftprotes"),
        ("hip", None),
        ("min gubbstarr", "diagnosis:gra-starr"),
        ("slag", "diagnosis:gron-starr"),
    ],
)
def test_synonym_is_searched_for_besides(query: str, first: str | None):
    assert first_of(query) == first


def test_all_that_a_synonym_means_is_found():
    [results] = ask([("search", "slag", {})], WORDS)
    assert {"diagnosis:hjarninfarkt", "diagnosis:gron-starr"} <= {result["id"] for result in results}


def test_everyday_word_is_never_another_misspelt():
    """Glos is one slip from glas, and would be taken for it."""
    assert first_of("glas") == "device:220306"
    assert [result["id"] for result in ask([("search", "glos", {})])[0]] == []
    assert first_of("glosa") is None


def test_everyday_word_is_not_enough_alone_beside_words_that_nobody_knows():
    assert first_of("bil xyzzy plugh") is None
    assert first_of("rollator xyzzy plugh") == "device:120606"


def test_word_of_two_fields_says_little_beside_words_that_nobody_knows():
    """A cataract is also a waterfall: alone, or with words that we know, it is of care."""
    assert first_of("katarakt") == first_of("grå katarakt") == "diagnosis:gra-starr"
    assert first_of("katarakt xyzzy") is None
    assert first_of("starroperation xyzzy") == "diagnosis:gra-starr"


@pytest.mark.parametrize("query", ["pannkakor", "glaukom pannkakor", "boka tid bilbesiktningen", "husbilbesiktning glaukom"])
def test_word_of_another_matter_leaves_no_answer(query: str):
    assert first_of(query) is None


def test_all_of_a_longer_term_of_care_goes_before_a_word_of_another_matter():
    assert first_of("sockersjuka pannkakor") == "diagnosis:diabetes-typ-1"
    assert first_of("katarakt pannkakor") is None, "of two fields"
    assert first_of("avgifter pannkakor") is None, "a page is no care"


def test_word_that_only_begins_like_one_of_another_matter_is_free():
    index = WORDS | {"words": WORDS["words"] | {"other": "0grundlag"}}
    [free, inflected] = ask([("search", "glaukom grundlaggande", {}), ("search", "glaukom grundlagen", {})], index)
    assert free[0]["id"] == "diagnosis:gron-starr"
    assert inflected == []


def test_two_everyday_words_are_no_word_of_care_however_they_are_joined():
    assert first_of("boka tid") == "indicator:cost"
    assert first_of("boka tid xyzzy plugh") is None
    assert first_of("rull ator xyzzy plugh") == "device:120606"


def test_code_beside_words_that_nobody_knows_is_a_number_of_theirs():
    assert first_of("E11") == first_of("icd-10 E11") == "diagnosis:diabetes-typ-2"
    assert first_of("motorväg E11") is None


def test_first_part_of_a_compound_may_be_misspelt():
    assert first_of("katarktoperation") == "diagnosis:gra-starr"
    assert first_of("katarktxyzzy") is None


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("qatarakt", "diagnosis:gra-starr"),
        ("zockersjuka", "diagnosis:diabetes-typ-1"),
        ("tlaukom", None),
    ],
)
def test_first_letter_may_be_another_that_sounds_like_it(query: str, first: str | None):
    """A first letter is seldom a slip of the finger: of a short word it is kept, or heard."""
    assert first_of(query) == first


def test_words_that_narrow_are_no_words_that_nobody_knows():
    assert first_of("glauko barn") == first_of("glauko region") == "diagnosis:gron-starr"


def test_a_third_of_what_is_said_must_be_of_care():
    assert first_of("rollator xyzzy plugh") == "device:120606"
    assert first_of("rollator xyzzy plugh grault") is None


def test_place_is_never_a_word_of_another_matter_misspelt():
    index = WORDS | {"words": WORDS["words"] | {"other": "0orebrot"}}
    [place, other] = ask([("search", "rollator orebru", {}), ("search", "rollator orebrot", {})], index)
    assert (place[0]["id"], place[0]["area"]) == ("device:120606", "1880")
    assert other == []


def test_all_but_the_last_letters_of_a_term_is_that_term_beside_others():
    assert first_of("glauko xyzzy") == "diagnosis:gron-starr"
    assert first_of("glau xyzzy") is None


def test_all_of_a_term_begun_comes_before_a_title_that_only_begins_so():
    index = {
        "entries": [
            ["device:04", "Gångbord av trä med hjul, broms, korg och bricka", "a/"],
            ["device:05", "Ett annat bord", "b/", ["gångbordet"]],
        ],
        "places": [],
        "links": {},
    }
    [begun] = ask([("search", "gångbo", {})], index)
    assert [result["id"] for result in begun] == ["device:05", "device:04"]


def test_making_ready_changes_no_answer():
    """What is made in idle moments is what would be made when asked for."""
    queries = ["katarkt", "rullator", "sockersjuka gävle", "xyzzy", "operation", "glaukom", "8", "å"]
    questions: list[Question] = [("search", query, {}) for query in queries]
    steps = [ask([*[("prepare", "", {})] * count, *questions], WORDS)[count:] for count in (0, 1, 20, 60)]
    assert steps[1:] == steps[:1] * 3
    done = ask([("prepare", "", {})] * 60)
    assert done[0] is True
    assert done[-1] is False


WORD_LISTS = [
    [],
    ["a"],
    ["a", "aa", "b"],
    ["vard", "varden", "vardtid"],
    ["x" * 50, "x" * 60],
    ["klock", "sången", "ångest", "åre"],
]


def test_words_are_shortened_in_python_and_read_in_javascript():
    read = """
    import {{ readFileSync }} from "node:fs";
    const {{ readShortened }} = await import({text});
    process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(readShortened)));
    """
    code = read.format(text=json.dumps((ENGINE.parent / "text.js").as_uri()))
    given = json.dumps([shorten(words) for words in WORD_LISTS])
    assert json.loads(run_node(code, given)) == [sorted(words) for words in WORD_LISTS]
    assert shorten(["vardtid", "vard", "varden"]) == "0vard 4en 4tid"


def test_whoever_writes_rings_and_dots_means_them():
    """Väder is not vader, though they are the same once folded; whoever leaves them out may mean either."""
    index = {"entries": [["diagnosis:vad", "Ont i vader", "a/"]], "places": [], "links": {}}
    [calves, weather] = ask([("search", query, {}) for query in ("vader", "väder")], index)
    assert [result["id"] for result in calves] == ["diagnosis:vad"]
    assert weather == [] or weather[0]["score"] < calves[0]["score"]


def test_parts_of_a_compound_find_it():
    """Operation is inside höftprotesoperation, and nowhere else a word of its own but in the measure."""
    [with_cuts] = ask([("search", "protes", {})], WORDS)
    [without] = ask([("search", "protes", {})])
    assert [result["id"] for result in with_cuts] == ["diagnosis:hoftprotes"]
    assert without == []


def test_who_asks_for_a_wait_gets_it_before_the_diagnosis():
    [results] = ask([("search", "väntetid grå starr gävle", {})], WORDS)
    assert [(result["id"], result["area"]) for result in results[:2]] == [
        ("indicator:wait", "2180"),
        ("diagnosis:gra-starr", "2180"),
    ]
    assert first_of("grå starr") == "diagnosis:gra-starr"
    assert first_of("kö starroperation") == "indicator:wait"


def test_who_asks_for_a_cost_gets_devices_and_costs_first():
    assert first_of("rollatoravgift") == "device:120606"
    queries: list[Question] = [
        ("search", query, {}) for query in ("rollator", "rollator kostnad", "utgifter", "utgifter kostnad")
    ]
    device, dearer, costs, asked = (results[0] for results in ask(queries, WORDS))
    assert (device["id"], dearer["id"]) == ("device:120606", "device:120606")
    assert (costs["id"], asked["id"]) == ("indicator:cost", "indicator:cost")
    assert asked["score"] > costs["score"]


def test_whole_term_with_a_word_that_asks_is_that_term():
    """Väntetid alone is the measure's own term, not a question about something else."""
    assert first_of("väntetid") == "indicator:wait"
    assert first_of("vad kostar det") == "page:kostar"


def test_register_stands_right_after_the_first_answer():
    index = INDEX | {"entries": [*INDEX["entries"], ["register:hjm", "Hjälpmedelsstatistiken", "register/hjm/", ["rollator"]]]}
    plain, named = ask([("search", "rollator", {}), ("search", "hjälpmedelsstatistiken", {})], index)
    assert [result["id"] for result in plain[:2]] == ["device:120606", "register:hjm"]
    assert named[0]["id"] == "register:hjm"


@cache
def _real_index() -> dict[str, Any]:
    if not (DATA / "diagnoses.csv").is_file():
        pytest.skip("no data/ in this checkout")
    catalogue, _, _ = read_data(DATA)
    files = build_index(catalogue, {}, addresses(catalogue), [], today=dt.date(2025, 11, 21))
    return cast("dict[str, Any]", json.loads(files["search/index.json"]))


def _find_missing(index: dict[str, Any]) -> list[str]:
    """Return every title, everyday word and code whose entry is not among the first three, or among those who share it."""
    sharers: dict[str, set[str]] = defaultdict(set)
    for entry, title, _, *lists in index["entries"]:
        for text in (title, *(text for texts in lists[:2] for text in texts)):
            sharers[text].add(entry)
    folded: dict[str, set[str]] = defaultdict(set)
    for text, entries in sharers.items():
        folded[fold(text)] |= entries
    wanted = [(text, entry) for text, entries in sharers.items() for entry in sorted(entries)]
    answers = ask([("search", text, {"limit": 50}) for text, _ in wanted], index)
    missing = []
    for (text, entry), results in zip(wanted, answers, strict=True):
        first = [result["id"] for result in results[: max(3, len(folded[fold(text)]))]]
        if entry not in first:
            missing.append(f"{text} → {entry}, not {', '.join(first[:3])}")
    return missing


def test_every_word_of_the_index_finds_its_entry():
    assert _find_missing(INDEX) == []


def test_every_word_of_the_real_data_finds_its_entry():
    assert _find_missing(_real_index()) == []


def test_addresses_that_the_index_leaves_out_are_those_of_the_pages():
    index = _real_index()
    catalogue, _, _ = read_data(DATA)
    wanted = {key: url for key, url in addresses(catalogue).items() if key.startswith(("device:", "indicator:"))}
    rows = {row[0]: row for row in index["entries"] if row[0] in wanted}
    answers = ask([("search", row[1], {"limit": 50}) for row in rows.values()], index)
    found = {result["id"]: result["url"] for results in answers for result in results if result["id"] in wanted}
    assert set(found) == set(rows)
    assert found == {key: wanted[key] for key in rows}
    assert sum(row[2] == "" for row in rows.values()) > 0.9 * len(rows)


REAL_FIRST = {
    "starr gävle": ("diagnosis:gra-starr", "2180"),
    "rollator örebro": ("device:120606", "1880"),
    "rollator": ("device:120606", None),
    "ms": ("diagnosis:multipel-skleros", None),
    "prostata": ("diagnosis:prostataforstoring", None),
    "senior alert": ("register:senior-alert", None),
}


def test_the_first_questions_are_answered_from_the_real_data():
    """Whatever a data change adds: what people come with leads to an answer, and a register only when it is named."""
    found = ask([("search", query, {}) for query in REAL_FIRST], _real_index())
    first = [(results[0]["id"], results[0]["area"]) for results in found]
    assert dict(zip(REAL_FIRST, first, strict=True)) == REAL_FIRST


def test_a_register_never_stands_before_the_answer_to_an_everyday_word():
    index = _real_index()
    questions: list[Question] = [
        ("search", word, {})
        for entry in index["entries"]
        if entry[0].startswith(("diagnosis:", "device:"))
        for word in (entry[1], *(entry[3] if len(entry) > TERMS else []))
    ]
    found = ask(questions, index)
    wrong = [asked[1] for asked, results in zip(questions, found, strict=True) if results[0]["id"].startswith("register:")]
    assert len(questions) > 1_000
    assert wrong == []


def test_every_real_place_is_understood():
    """A municipality by its own name, in the genitive too, however much it looks like a word."""
    index = _real_index()
    places = [(code, name, short) for code, name, short, *_ in index["places"]]
    assert places
    questions: list[Question] = [
        ("search", query, {}) for _, name, short in places for query in (name, f"stroke {short}", f"{short}s stroke")
    ]
    answers = iter(ask(questions, index))
    taken = {short for code, _, short in places if len(code) == 4}
    wrong = []
    for code, name, short in places:
        by_name, after, genitive = next(answers), next(answers), next(answers)
        if f"area:{code}" not in [result["id"] for result in by_name[:3]]:
            wrong.append(name)
        expected = {code} if len(code) == 4 or short not in taken else {result["area"] for result in after[:1]}
        wrong += [
            f"stroke {short}: {results[:1]}"
            for results in (after, genitive)
            if not results or results[0]["id"] != "diagnosis:stroke" or results[0]["area"] not in expected
        ]
    assert wrong == []


MISSPELT_PLACES = {
    "Region Klmar län": "08",
    "RegionSkåne": "12",
    "Västra Götalndsregionen": "14",
    "Region ärmland": "17",
    "gävel": "2180",
    "Klmar": "0880",
    "klmar komun": "0880",
    "karlstd": "1780",
    "karlskona": "1080",
    "rollator örebo": "1880",
    "rollator i Lnköping": "0580",
    "rollator Övertornå": "2518",
    "diabetes skne": "12",
    "regionskåne diabetes": "12",
    "stroke regoin skåne": "12",
    "västragötaland starr": "14",
    "Jmtland Härjedalen diabetes": "23",
    "starr uppladns väsby": "0114",
    "starr Väst erås": "1980",
    "are starr": "2321",
    "åre starr": "2321",
    "starr åre väntetid": "2321",
    "starr mora": "2062",
    "lund": "1281",
    "hjo": "1497",
    "what are cataracts": None,
    "starr": None,
    "hörapparat": None,
    "hö": None,
    "vår kommun": None,
    "regionala register": None,
    "sätter diabetes": None,
    "dagarna diabetes": None,
    "götalandsregionen diabetes": None,
    "bostadslån diabetes": None,
    "starr mra": None,
}


def test_misspelt_place_is_understood_and_other_words_are_not_places():
    answers = ask([("search", query, {}) for query in MISSPELT_PLACES], _real_index())
    first = {query: results[0]["area"] if results else "" for query, results in zip(MISSPELT_PLACES, answers, strict=True)}
    assert first == MISSPELT_PLACES


def _slips(name: str) -> set[str]:
    """Return the name with an inner letter left out, changed or swapped with the next."""
    inner = range(1, len(name) - 1)
    left_out = {name[:i] + name[i + 1 :] for i in inner}
    changed = {f"{name[:i]}{'x' if i % 2 else 'e'}{name[i + 1 :]}" for i in inner}
    swapped = {name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in inner[:-1]}
    return left_out | changed | swapped


def _share_found(asked: list[tuple[str, set[str]]], index: dict[str, Any]) -> float:
    answers = ask([("search", query, {"limit": 3}) for query, _ in asked], index)
    found = [
        not wanted.isdisjoint(result["id"] for result in results) for (_, wanted), results in zip(asked, answers, strict=True)
    ]
    return sum(found) / len(found)


def test_one_slip_in_a_place_name_rarely_hides_it():
    """Short names (Kil, Mora) must be spelt right, so the slips in them are the ones that miss."""
    index = _real_index()
    namesakes: dict[str, set[str]] = defaultdict(set)
    for code, _, short, *_ in index["places"]:
        namesakes[short].add(f"area:{code}")
    by_name = [(slip, {f"area:{code}"}) for code, name, *_ in index["places"] for slip in sorted(_slips(name))]
    by_short = [(slip, ids) for short, ids in namesakes.items() if len(short) >= 5 for slip in sorted(_slips(short))]
    assert _share_found(by_name, index) >= 0.965
    assert _share_found(by_short, index) >= 0.99


def test_no_title_or_everyday_word_is_taken_for_a_place():
    index = _real_index()
    forms = {fold(form) for _, name, short, _, _, others in index["places"] for form in (name, short, *others)}
    texts = [text for _, title, _, *lists in index["entries"] for text in (title, *(lists[0] if lists else ()))]
    no_place = [text for text in texts if not any(f" {form} " in f" {fold(text)} " for form in forms)]
    answers = ask(
        [("search", f"{text} {word}".strip(), {}) for text in no_place for word in ("", "operation")[: 1 + (len(text) < 16)]],
        index,
    )
    assert [results[0] for results in answers if results and results[0]["area"]] == []
