"""The summary as a maintainer reads it, and the rows of the list of changes."""

import datetime as dt

import pytest

from build_site.model.request import Notice
from build_site.pull.difference import Difference, Revision
from build_site.pull.summary import Change, Findings, Refusal, change_rows, markdown, plain

TODAY = dt.date(2026, 11, 22)
REVISION = Revision("21", "2024", "women", 50.1, 51.25)


def findings() -> Findings:
    """Return one of everything."""
    return Findings(
        asked={"kolada": 9, "scb": 1},
        unchanged=[("kolada", "U1"), ("kolada", "U2")],
        changes=[
            Change("kolada", "U70495", "Strokeenhet", Difference(220, added=3, changed=2, removed=1, largest=(REVISION,))),
            Change("kolada", "N79189", "Diabetes", Difference(210, added=210, first=True, outside=2)),
            Change("scb", "areas/population.csv", "areas/population.csv", Difference(30, added=3)),
        ],
        refusals=[Refusal("kolada", "N00001", "has lost every figure for period 2016"), Refusal("scb", None, "no answer")],
        notices=[
            ("kolada", Notice("vanished", "no longer listed", "N00002")),
            ("kolada", Notice("unknown_field", "a page has fields that are not known here: x")),
            ("kolada", Notice("unknown_field", "a page has fields that are not known here: x")),
            ("kolada", Notice("retitled", "now called B", "U1")),
        ],
    )


def test_the_summary_says_everything_once():
    assert markdown(findings(), TODAY) == (
        "# Data refresh 2026-11-22\n"
        "\n"
        "Asked: kolada (9 calls), scb (1 call). Unchanged: 2.\n"
        "\n"
        "## New (1)\n"
        "\n"
        "- `N79189` Diabetes: 210 rows; 210 added, 0 changed, 0 removed; 2 outside what can be true\n"
        "\n"
        "## Extended: new rows, the old ones as they were (1)\n"
        "\n"
        "- `areas/population.csv` areas/population.csv: 30 rows; 3 added, 0 changed, 0 removed\n"
        "\n"
        "## Revised: rows that data/ had are changed or gone (1)\n"
        "\n"
        "- `U70495` Strokeenhet: 220 rows; 3 added, 2 changed, 1 removed; largest revisions: 21 2024 women 50.1 → 51.25\n"
        "\n"
        "## Vanished: the publisher no longer has it, ours is kept (1)\n"
        "\n"
        "- `N00002` (kolada)\n"
        "\n"
        "## Refused: left as it stood (2)\n"
        "\n"
        "- `N00001` (kolada): has lost every figure for period 2016\n"
        "- all (scb): no answer\n"
        "\n"
        "## Notices (2)\n"
        "\n"
        "- retitled, `U1` (kolada): now called B\n"
        "- unknown field (kolada): a page has fields that are not known here: x\n"
    )


def test_with_nothing_new_it_says_so():
    assert markdown(Findings(asked={"kolada": 3}, unchanged=[("kolada", "U1")]), TODAY) == (
        "# Data refresh 2026-11-22\n\nAsked: kolada (3 calls). Unchanged: 1.\nNothing is new.\n"
    )


def test_a_long_part_is_cut_and_says_by_how_much():
    notices = [("kolada", Notice("retitled", f"text {number}", "U1")) for number in range(250)]
    lines = markdown(Findings(notices=notices), TODAY).splitlines()
    assert "## Notices (250)" in lines
    assert lines[-1] == "- and 50 more"
    assert sum(line.startswith("- retitled") for line in lines) == 200


def test_the_whole_fits_in_a_pull_request():
    refusals = [Refusal("kolada", f"N{number:05}", "has lost every figure " * 15) for number in range(200)]
    text = markdown(Findings(refusals=refusals), TODAY)
    assert 50_000 < len(text) < 65_536
    assert text.endswith("\n\nCut here; every change is in data/published/changes.csv.\n")
    assert all(line.endswith("figure") for line in text.splitlines() if line.startswith("- "))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\x00c\u0085d", "a b c d"),
        ("<script>x</script>", "script x /script"),
        ("[x](javascript:b) `code` | cell", "x (javascript:b) code cell"),
        ("@everybody see #12 **now**", "everybody see 12 now"),
        ("https://evil.example/ and WWW.evil.example", "https evil.example/ and evil.example"),
        ("x" * 500, "x" * 400),
    ],
)
def test_a_publisher_s_words_are_only_words(text: str, shown: str):
    """No markup, no link, nobody called: the summary becomes the text of a pull request."""
    assert plain(text) == shown


def test_hostile_words_stay_on_their_line():
    hostile = Findings(notices=[("kolada", Notice("retitled", "x\n# Data refresh\n- `U1` @you", "U1"))])
    hostile.refusals.append(Refusal("kolada", "U1", "x\n## Refused: nothing"))
    assert [line for line in markdown(hostile, TODAY).splitlines() if line.startswith("#")] == [
        "# Data refresh 2026-11-22",
        "## Refused: left as it stood (1)",
        "## Notices (1)",
    ]


# The list of changes


def test_every_change_and_what_vanished_is_a_row():
    assert change_rows(findings(), {}, TODAY).decode() == (
        "2026-11-22,kolada,N79189,new,210,0,0\n"
        "2026-11-22,kolada,U70495,revised,3,2,1\n"
        "2026-11-22,scb,areas/population.csv,extended,3,0,0\n"
        "2026-11-22,kolada,N00002,vanished,0,0,0\n"
    )


def test_what_has_vanished_before_is_not_written_again():
    assert b"vanished" not in change_rows(findings(), {"N00002": "vanished"}, TODAY)


def test_what_came_back_is_written_once():
    assert (
        change_rows(Findings(unchanged=[("kolada", "U1")]), {"U1": "vanished"}, TODAY) == b"2026-11-22,kolada,U1,returned,0,0,0\n"
    )
    assert change_rows(Findings(unchanged=[("kolada", "U1")]), {"U1": "returned"}, TODAY) == b""


def test_figures_that_still_come_do_not_bring_back_what_is_no_longer_listed():
    gone = Findings(unchanged=[("kolada", "U1")], notices=[("kolada", Notice("vanished", "x", "U1"))])
    assert change_rows(gone, {"U1": "vanished"}, TODAY) == b""


def test_nothing_new_is_no_row():
    assert change_rows(Findings(unchanged=[("kolada", "U1")]), {"U1": "new"}, TODAY) == b""


@pytest.mark.parametrize(
    ("difference", "kind"),
    [
        (Difference(1, added=1, first=True), "new"),
        (Difference(1, added=1), "extended"),
        (Difference(1, added=1, changed=1), "revised"),
        (Difference(1, removed=1), "revised"),
    ],
)
def test_the_kind_of_a_change(difference: Difference, kind: str):
    assert Change("kolada", "U1", "x", difference).kind == kind


def test_findings_of_several_sources_are_put_together():
    one, other = findings(), Findings(asked={"fohm": 2}, unchanged=[("fohm", "X")])
    one.add(other)
    assert (one.asked["fohm"], one.unchanged[-1], len(one.changes)) == (2, ("fohm", "X"), 3)
