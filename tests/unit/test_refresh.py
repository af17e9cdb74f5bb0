"""A pull from beginning to end, against Kolada's API on this machine: the right data, or data/ as it was."""

import dataclasses
import datetime as dt
import json
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from build_site import refresh as refreshing
from build_site.errors import DataError, SourceError
from build_site.model.receipt import Receipt
from build_site.model.request import Answer, Asking, Notice, Reading, Request, Wanted
from build_site.pull.limits import Limits
from build_site.pull.summary import Findings, markdown
from build_site.refresh import Order, plan, preview, read_known, refresh
from build_site.validate.folder import read_data
from tests.conftest import PROJECT
from tests.pulled import INDICATOR, NOW, ages, contents, write_data
from tests.servers.kolada import KoladaServer, Series
from tests.servers.vardenisiffror import SURGERY, VardenISiffrorServer

Body = Callable[[str, bytes], bytes | tuple[int, bytes]]
TOMORROW = NOW + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Don't wait before another attempt."""
    monkeypatch.setattr(refreshing, "USUAL", Limits(attempts=2, first_wait=0.001, longest_wait=0.01))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder with one measure that has figures, as Kolada's rounded to one decimal, and one that waits for them."""
    return write_data(tmp_path / "data", stored=[Series("U70495", value=lambda *_: 50.1, genders=("T",))], waiting=["N79189"])


def order(data: Path, server: KoladaServer, *only: str, keep_going: bool = False) -> Order:
    return Order(data, ("kolada",), only, {"kolada": server.url}, keep_going=keep_going)


def pull(data: Path, server: KoladaServer, *only: str, keep_going: bool = False, now: dt.datetime = NOW) -> Findings:
    return refresh(order(data, server, *only, keep_going=keep_going), now=now)


def refused(data: Path, server: KoladaServer, *only: str, keep_going: bool = False) -> str:
    """Return what is said when a pull is refused, and see that it left every byte and every date."""
    before, when = contents(data), ages(data)
    with pytest.raises(SourceError) as caught:
        pull(data, server, *only, keep_going=keep_going)
    assert (contents(data), ages(data)) == (before, when)
    assert caught.value.exit_code == 12
    return str(caught.value)


def both() -> KoladaServer:
    return KoladaServer([Series("U70495"), Series("N79189")])


def values(data: Path, name: str) -> list[str]:
    return (data / "indicators" / name / "values.csv").read_text(encoding="utf-8").splitlines()


# What is saved


def test_a_pull_puts_the_publisher_s_own_numbers_in_place_of_rounded_ones(data: Path):
    with both() as server:
        findings = pull(data, server)
    assert {one.name: one.kind for one in findings.changes} == {"U70495": "revised", "N79189": "new"}
    rows = values(data, "U70495")
    assert rows[0] == "area,period,sex,value,lower,upper,numerator,denominator,status,kind"
    assert len(rows) == 1 + 7 * 10 * 3
    assert [row.split(",")[:3] for row in rows[1:4]] == [["00", "2016", sex] for sex in ("total", "women", "men")]
    told = {
        (thing["municipality"], thing["period"], cell["gender"]): cell["value"]
        for thing in Series("U70495").things(range(2016, 2026))
        for cell in thing["values"]
    }
    assert rows[1] == f"00,2016,total,{told['0000', 2016, 'T']!r},,,,,ok,final"
    assert [float(row.split(",")[3]) for row in rows[-3:]] == [told["2180", 2025, gender] for gender in ("T", "K", "M")]


def test_what_was_pulled_is_sound_data(data: Path):
    with both() as server:
        pull(data, server)
    catalogue, tables, _ = read_data(data)
    assert set(tables) == {"U70495", "N79189"}
    assert catalogue.raw == {"U70495", "N79189"}
    assert catalogue.indicators["U70495"].retrieved_at == dt.datetime.now(dt.UTC).date()


def test_only_narrows_the_pull_to_what_is_named(data: Path):
    before = values(data, "U70495")
    with both() as server:
        pull(data, server, "N79189")
        assert all("U70495" not in path for path in server.asked)
    assert values(data, "U70495") == before
    assert len(values(data, "N79189")) == 211


def test_the_receipt_tells_where_when_and_what(data: Path):
    with both() as server:
        pull(data, server)
        url = server.url
    raw = (data / "sources" / "kolada.receipt.json").read_bytes()
    receipt = Receipt.model_validate_json(raw)
    own = receipt.indicators["U70495"]
    assert (own.rows, own.added, own.changed, own.removed) == (210, 140, 70, 0)
    assert list(receipt.fetches) == [own.fetch] == [receipt.indicators["N79189"].fetch]
    assert [address.partition("/year/")[0] for address in receipt.fetches[own.fetch].addresses] == [
        f"{url}/data/kpi/N79189,U70495"
    ] * 2
    assert list(json.loads(raw)["indicators"]) == ["N79189", "U70495"]
    assert raw.endswith(b"}\n")


def test_what_changed_is_recorded(data: Path):
    with both() as server:
        pull(data, server)
    text = (data / "published" / "changes.csv").read_text(encoding="utf-8")
    assert text == (
        "date,source,indicator,kind,added,changed,removed\n"
        "2026-11-22,kolada,N79189,new,210,0,0\n"
        "2026-11-22,kolada,U70495,revised,140,70,0\n"
    )


def test_a_second_pull_with_nothing_new_touches_no_file(data: Path):
    with both() as server:
        pull(data, server)
        before, when = contents(data), ages(data)
        findings = pull(data, server, now=TOMORROW)
    assert (contents(data), ages(data)) == (before, when)
    assert not findings.changes
    assert sorted(findings.unchanged) == [("kolada", "N79189"), ("kolada", "U70495")]
    assert "Nothing is new." in markdown(findings, TOMORROW.date())


def test_figures_that_were_exact_already_get_a_receipt_and_stay(tmp_path: Path):
    """They are the publisher's own words from now on; that is new, though no figure is."""
    data = write_data(tmp_path / "data", stored=[Series("U70495")])
    file = data / "indicators" / "U70495" / "values.csv"
    when = file.stat().st_mtime_ns
    with both() as server:
        findings = pull(data, server)
        assert (file.stat().st_mtime_ns, findings.changes) == (when, [])
        assert read_known(data).raw == {"U70495"}
        before = ages(data)
        pull(data, server, now=TOMORROW)
    assert ages(data) == before


def test_a_file_that_a_person_has_only_laid_out_anew_is_the_publisher_s_word_again(data: Path):
    """Rows in another order: not as the pull left it, but after the next pull known to be the same figures."""
    file = data / "indicators" / "U70495" / "values.csv"
    with both() as server:
        pull(data, server)
        head, *rows = file.read_text(encoding="utf-8").splitlines()
        file.write_text("\n".join([head, *reversed(rows), ""]), encoding="utf-8")
        assert read_known(data).raw == {"N79189"}
        own = file.read_bytes()
        assert not pull(data, server).changes
    assert file.read_bytes() == own
    assert read_known(data).raw == {"U70495", "N79189"}


def test_one_revised_figure_changes_one_row_one_receipt_entry_and_one_line(data: Path):
    def revise(thing: dict[str, Any]) -> dict[str, Any]:
        if (thing["municipality"], thing["period"]) == ("0021", 2020):
            thing["values"][0]["value"] = 3.25
        return thing

    with both() as server:
        pull(data, server)
        before = values(data, "N79189")
        old = Receipt.model_validate_json((data / "sources" / "kolada.receipt.json").read_bytes())
        server.series["N79189"] = Series("N79189", change=revise)
        findings = pull(data, server, now=TOMORROW)
    after = values(data, "N79189")
    changed = [row for row in after if row not in before]
    assert (changed, len(after)) == (["21,2020,women,3.25,,,,,ok,final"], len(before))
    new = Receipt.model_validate_json((data / "sources" / "kolada.receipt.json").read_bytes())
    assert new.indicators["U70495"] == old.indicators["U70495"]
    assert (new.indicators["N79189"].changed, set(new.fetches)) == (1, {one.fetch for one in new.indicators.values()})
    assert len(new.fetches) == 2
    assert findings.changes[0].difference.largest[0].after == 3.25
    text = (data / "published" / "changes.csv").read_text(encoding="utf-8")
    assert text.splitlines()[-1] == "2026-11-23,kolada,N79189,revised,0,1,0"


def test_the_receipt_forgets_answers_that_nothing_comes_from_any_more(data: Path):
    with both() as server:
        pull(data, server)
        server.series = {name: Series(name, years=range(2016, 2027)) for name in server.series}
        pull(data, server, now=TOMORROW)
    receipt = Receipt.model_validate_json((data / "sources" / "kolada.receipt.json").read_bytes())
    assert set(receipt.fetches) == {receipt.indicators["N79189"].fetch} == {receipt.indicators["U70495"].fetch}


def test_a_new_year_extends(data: Path):
    with both() as server:
        pull(data, server)
        server.series["N79189"] = Series("N79189", years=range(2016, 2027))
        findings = pull(data, server, now=TOMORROW)
    assert [(one.name, one.kind, one.difference.added) for one in findings.changes] == [("N79189", "extended", 21)]


def test_a_preliminary_figure_stays_so_until_its_number_changes(tmp_path: Path):
    """50.1 was written down by a person as preliminary; Kolada's 50.1234 is the same number, 51 is not."""
    data = write_data(tmp_path / "data", stored=[Series("U70495", value=lambda *_: 50.1, genders=("T",))])
    file = data / "indicators" / "U70495" / "values.csv"
    file.write_text(
        file.read_text(encoding="utf-8").replace("00,2025,total,50.1,,,,,ok,final", "00,2025,total,50.1,,,,,ok,preliminary"),
        encoding="utf-8",
    )
    with KoladaServer([Series("U70495", value=lambda *_: 50.1234)]) as server:
        pull(data, server)
        assert [row for row in values(data, "U70495") if "preliminary" in row] == ["00,2025,total,50.1234,,,,,ok,preliminary"]
        server.series["U70495"] = Series("U70495", value=lambda *_: 51.0)
        pull(data, server)
    assert not [row for row in values(data, "U70495") if "preliminary" in row]


def test_a_measure_that_vanishes_is_kept_told_and_recorded_once(data: Path):
    with both() as server:
        pull(data, server)
        before = values(data, "U70495")
        server.series["U70495"].listed = False
        findings = pull(data, server, now=TOMORROW)
        assert values(data, "U70495") == before
        assert "Vanished" in markdown(findings, TOMORROW.date())
        when = ages(data)
        pull(data, server, now=TOMORROW)
        assert ages(data) == when
        server.series["U70495"].listed = True
        pull(data, server, now=TOMORROW)
    rows = (data / "published" / "changes.csv").read_text(encoding="utf-8").splitlines()
    assert rows[-2:] == ["2026-11-23,kolada,U70495,vanished,0,0,0", "2026-11-23,kolada,U70495,returned,0,0,0"]


def test_a_measure_without_figures_yet_is_no_fault(data: Path):
    with KoladaServer([Series("U70495"), Series("N79189", value=lambda *_: None)]) as server:
        findings = pull(data, server)
    assert [one.name for one in findings.changes] == ["U70495"]
    assert ("kolada", Notice("no_figures", "the publisher has none yet", "N79189")) in findings.notices
    assert not (data / "indicators" / "N79189" / "values.csv").exists()


def test_groups_are_read_one_by_one(tmp_path: Path):
    names = [f"N{number:05}" for number in range(60)]
    data = write_data(tmp_path / "data", waiting=names)
    heard = []
    with KoladaServer([Series(name, years=(2024,)) for name in names], others=5000) as server:
        refresh(order(data, server), watch=lambda *call: heard.append(call), now=NOW)
        assert len(server.asked) == 2 + 3 * 2
    assert [call[2:] for call in heard] == [(0, 3)] * 4 + [(1, 3)] * 2 + [(2, 3)] * 2
    assert all(len(values(data, name)) == 22 for name in names)


def test_an_older_folder_without_a_connector_is_read_by_the_one_named_like_the_source(data: Path):
    yml = data / "sources" / "kolada.yml"
    yml.write_text(
        "".join(
            line
            for line in yml.read_text(encoding="utf-8").splitlines(keepends=True)
            if not line.startswith(("connector", "base_url", "rate", "attribution_raw"))
        ),
        encoding="utf-8",
    )
    with both() as server:
        pull(data, server, "U70495")
    assert len(values(data, "U70495")) == 211


def test_figures_are_saved_though_nothing_is_said_of_the_measures(data: Path):
    with both() as server:
        server.tamper = lambda path, body: body if "/data/" in path else (404, b"{}")
        findings = pull(data, server)
    assert len(findings.changes) == 2
    assert [one.kind for _, one in findings.notices] == ["no_survey"]
    assert "nothing is known of vanished or renamed ones: kolada" in markdown(findings, NOW.date())


def test_an_answer_that_is_as_it_was_costs_a_304(data: Path):
    with KoladaServer([Series("U70495"), Series("N79189")], etags=True) as server:
        pull(data, server)
        assert (len(server.asked), server.unchanged) == (3, 0)
        before = ages(data)
        pull(data, server)
        assert (len(server.asked), server.unchanged) == (6, 3)
    assert ages(data) == before


def test_a_failed_attempt_is_told_while_it_is_tried_again(data: Path):
    """500, then fine: the right data, and somebody who waits knows why."""
    heard: list[str] = []
    with both() as server:
        server.tamper = lambda _path, body: (500, b"{}") if len(server.asked) == 2 else body
        refresh(order(data, server), watch=lambda _source, what, *_groups: heard.append(what), now=NOW)
    assert len(values(data, "U70495")) == 211
    assert [what for what in heard if "500" in what] == [heard[2]]


# What is refused: data/ is as it was, with one clear message


def replace(old: bytes, new: bytes, *, times: int = 1) -> Body:
    def tamper(path: str, body: bytes) -> bytes:
        if "/data/" in path and b"kpi" in body:
            assert old in body
            return body.replace(old, new, times)
        return body

    return tamper


TAMPERED: dict[str, tuple[Body, str]] = {
    "a number as text": (replace(b'"value": ', b'"value": "1", "x": '), "a value that is not a number but str"),
    "not a number": (replace(b'"value": ', b'"value": NaN, "x": '), "is not valid JSON"),
    "a missing field": (replace(b'"gender": "K", ', b""), "a thing without the field 'gender'"),
    "a page with a part of its things": (lambda _path, body: body.replace(b'"count": ', b'"count": 1'), "it may have been cut"),
    "gone": (lambda _path, _body: (410, b'{"detail": "Gone"}'), "410"),
    "a web page": (lambda _path, _body: (200, b"<!doctype html><h1>Underhall</h1>"), "web page"),
    "broken": (lambda _path, _body: (500, b"{}"), "500"),
    "not UTF-8": (lambda _path, body: body.replace(b"kpi", b"k\xffi"), "UTF-8"),
}


@pytest.mark.parametrize("fault", TAMPERED)
def test_a_faulty_answer_leaves_everything_as_it_was(data: Path, fault: str):
    tamper, problem = TAMPERED[fault]
    with both() as server:
        server.tamper = tamper
        message = refused(data, server)
        assert problem in message
        server.tamper = lambda _path, body: body
        pull(data, server)  # what was faulty is not remembered
    assert len(values(data, "U70495")) == 211


def test_a_faulty_answer_is_forgotten_even_if_it_is_said_not_to_have_changed(data: Path):
    """A publisher that mends its answer and keeps its ETag."""
    with KoladaServer([Series("U70495"), Series("N79189")], etags=True) as server:
        server.etag_of = lambda _body: '"same"'
        server.tamper = TAMPERED["a number as text"][0]
        assert "is not a number" in refused(data, server)
        server.tamper = lambda _path, body: body
        pull(data, server)
    assert len(values(data, "U70495")) == 211


def test_a_new_field_is_told_and_the_pull_goes_on(data: Path):
    with both() as server:
        server.tamper = replace(b'"gender": "K"', b'"colour": "red", "gender": "K"')
        findings = pull(data, server)
    assert "a value has fields that are not known here: colour" in [one.text for _, one in findings.notices]
    assert len(findings.changes) == 2


LOST: dict[str, tuple[Series, str]] = {
    "half the rows": (Series("U70495", areas=("0000", "0001", "0114")), "has 30 figures where there were 70"),
    "a year": (Series("U70495", years=range(2017, 2026)), "has lost every figure for period 2016"),
    "the municipalities": (Series("U70495", areas=("0000", "0001", "0003", "0021")), "areas of type municipality"),
    "the total": (Series("U70495", genders=("K", "M")), "has lost every figure for sex total"),
    "everything": (Series("U70495", value=lambda *_: None), "no figures came at all, where there are 70 rows"),
    "the unit": (Series("U70495", value=lambda *_: 0.501), "is about 0.01 times what it was"),
    "agreement": (
        Series(
            "U70495", extra=[{"kpi": "U70495", "period": 2024, "municipality": "0001", "values": [{"gender": "T", "value": 1.0}]}]
        ),
        "stand on an earlier line",
    ),
}


@pytest.mark.parametrize("lost", LOST)
def test_a_table_that_has_lost_something_is_refused(data: Path, lost: str):
    series, problem = LOST[lost]
    with KoladaServer([series, Series("N79189")]) as server:
        message = refused(data, server)
    assert "nothing is saved, data/ is as it was" in message
    assert f"U70495: {problem}" in message or problem in message.partition("U70495: ")[2]


def test_all_that_is_wrong_is_named_at_once(tmp_path: Path):
    data = write_data(tmp_path / "data", stored=[Series("U70495"), Series("N79189")])
    lost = [Series("U70495", years=range(2018, 2026), genders=("T",)), Series("N79189", areas=("0000",))]
    with KoladaServer(lost) as server:
        message = refused(data, server)
    assert "2 refusals" in message
    for problem in (
        "U70495: has lost every figure for period 2016, 2017; has lost every figure for sex men, women",
        "N79189: has lost",
    ):
        assert problem in message


def test_keep_going_saves_the_rest(data: Path):
    before = values(data, "U70495")
    with KoladaServer([LOST["a year"][0], Series("N79189")]) as server:
        findings = pull(data, server, keep_going=True)
    assert [one.name for one in findings.refusals] == ["U70495"]
    assert (values(data, "U70495"), len(values(data, "N79189"))) == (before, 211)
    assert "Refused: left as it stood (1)" in markdown(findings, NOW.date())


def test_keep_going_with_nothing_but_refusals_fails(data: Path):
    with KoladaServer([LOST["a year"][0]]) as server:
        assert "U70495: has lost" in refused(data, server, "U70495", keep_going=True)


def test_a_pull_that_was_cut_off_goes_on_where_it_was(tmp_path: Path):
    """The first group and the survey have been answered; only the rest is asked for again."""
    names = [f"N{number:05}" for number in range(30)]
    data = write_data(tmp_path / "data", waiting=names)
    with KoladaServer([Series(name, years=(2024,)) for name in names]) as server:
        server.tamper = lambda path, body: (503, b"{}") if "N00029/year/2002" in path else body
        assert "503" in refused(data, server)
        server.asked.clear()
        server.tamper = lambda _path, body: body
        pull(data, server)
        assert len(server.asked) == 2
    assert all(len(values(data, name)) == 22 for name in names)


def test_a_publisher_that_answers_nonsense_is_left_in_peace_after_three_groups(tmp_path: Path):
    names = [f"N{number:05}" for number in range(150)]
    data = write_data(tmp_path / "data", waiting=names)
    with KoladaServer([Series(name, years=(2024,)) for name in names]) as server:
        server.tamper = replace(b'"gender": "T"', b'"gender": "Q"')
        assert "3 refusals" in refused(data, server)
        assert len([path for path in server.asked if "/data/" in path]) == 3 * 2


def test_while_one_pull_works_another_is_refused(data: Path):
    with both() as server:
        inside, outcome = threading.Event(), []

        def watch(*_call: object) -> None:
            if not inside.is_set():
                inside.set()
                with pytest.raises(SourceError, match="another pull is working"):
                    refresh(order(data, server), now=NOW)
                outcome.append("refused")

        refresh(order(data, server), watch=watch, now=NOW)
    assert outcome == ["refused"]


def test_an_interrupted_save_is_finished_by_the_next_pull(data: Path, monkeypatch: pytest.MonkeyPatch):
    """Killed between two renames: the journal stands, a check says so, and the next pull moves the rest."""
    moved: list[str] = []
    real = Path.replace

    def die(self: Path, target: Path) -> Path:
        if "values.csv" in moved:
            raise KeyboardInterrupt
        if self.name.endswith(".pulled"):
            moved.append(Path(target).name)
        return real(self, target)

    with both() as server:
        monkeypatch.setattr(Path, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            pull(data, server)
        monkeypatch.setattr(Path, "replace", real)
        with pytest.raises(DataError, match="pull that was interrupted"):
            read_data(data)
        server.asked.clear()
        findings = pull(data, server)
    assert not findings.changes
    assert not [path for path in contents(data) if "pulled" in path or "journal" in path]
    assert len(read_data(data)[1]) == 2


def test_data_with_faults_is_not_pulled_into(data: Path):
    (data / "indicators" / "U70495" / "indicator.yml").write_text("id: U70495\n", encoding="utf-8")
    with both() as server, pytest.raises(DataError) as caught:
        pull(data, server)
    assert caught.value.exit_code == 11
    assert not server.asked


def test_figures_that_can_not_be_read_are_not_written_over(data: Path):
    file = data / "indicators" / "U70495" / "values.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("50.1", "femtio", 1), encoding="utf-8")
    with both() as server:
        message = refused(data, server)
    assert "the figures that stand can't be read" in message
    assert "line 2: value is not a number" in message


def test_without_a_data_folder_there_is_nothing_to_pull_into(tmp_path: Path):
    with pytest.raises(DataError, match="is not a folder"):
        refresh(Order(tmp_path / "nowhere"))
    assert not list(tmp_path.iterdir())


# What can't be ordered

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "source": ({"sources": ("kolda",)}, "there is no source 'kolda'. Sources that can be fetched: kolada. Did you mean kolada?"),
    "unread source": (
        {"sources": ("pages",)},
        "source 'pages' can't be fetched: nothing reads its format. Sources that can be: kolada",
    ),
    "address": ({"base_urls": {"scb": "https://x"}}, "there is no source 'scb'"),
    "indicator": (
        {"only": ("U7049",)},
        "there is no indicator 'U7049'. Indicators that can be fetched: N79189, U70495. Did you mean U70495?",
    ),
    "unread indicator": (
        {"only": ("X1",)},
        "indicator 'X1' comes from pages, which nothing fetches; fetched are those of kolada",
    ),
    "host": ({"base_urls": {"kolada": "http://example.org/v3"}}, "https"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_an_order_that_can_not_be_had_is_refused_with_what_can(data: Path, wrong: str):
    given, problem = WRONG[wrong]
    source = (data / "sources" / "kolada.yml").read_text(encoding="utf-8")
    (data / "sources" / "pages.yml").write_text(
        source.replace("id: kolada", "id: pages").replace("connector: kolada\n", ""), encoding="utf-8"
    )
    other = data / "indicators" / "X1"
    other.mkdir()
    yml = (data / "indicators" / "U70495" / "indicator.yml").read_text(encoding="utf-8")
    (other / "indicator.yml").write_text(yml.replace("U70495", "X1").replace("source: kolada", "source: pages"), encoding="utf-8")
    before = contents(data)
    with pytest.raises(SourceError) as caught:
        refresh(Order(data, **given), now=NOW)
    assert problem in str(caught.value)
    assert contents(data) == before


def test_what_seems_to_be_about_one_person_is_not_kept(data: Path):
    """811218-9876 is the Tax Agency's own example."""

    def one_in_two_hundred(_kpi: str, area: str, year: int, _gender: str) -> float:
        return 8112189876 if (area, year) == ("0001", 2020) else 50.5

    with KoladaServer([Series("U70495", value=one_in_two_hundred, genders=("T",)), Series("N79189")]) as server:
        said = refused(data, server)
    assert "what was fetched can't be kept" in said
    assert "indicators/U70495/values.csv" in said
    assert "8112189876" not in said


def test_every_wrong_name_is_named_at_once(data: Path):
    with pytest.raises(SourceError) as caught:
        refresh(Order(data, ("a", "b"), ("X1", "X2")), now=NOW)
    assert all(f"'{name}'" in str(caught.value) for name in ("a", "b", "X1", "X2"))


def test_a_source_that_is_not_enabled_is_only_fetched_when_it_is_named(data: Path):
    yml = data / "sources" / "kolada.yml"
    yml.write_text(yml.read_text(encoding="utf-8") + "enabled: false\n", encoding="utf-8")
    known = read_known(data)
    with pytest.raises(SourceError, match="nothing to ask"):
        plan(Order(data), known, NOW.date())
    with pytest.raises(SourceError, match="only fetched when it is named: pull kolada"):
        plan(Order(data, only=("U70495",)), known, NOW.date())
    assert [one.source.id for one in plan(Order(data, ("kolada",), ("U70495",)), known, NOW.date())] == ["kolada"]


def test_a_source_without_an_address_says_what_to_add(data: Path):
    yml = data / "sources" / "kolada.yml"
    yml.write_text(yml.read_text(encoding="utf-8").replace("base_url: https://api.kolada.se/v3\n", ""), encoding="utf-8")
    with pytest.raises(SourceError, match=r"add base_url to sources/kolada.yml, or --base-url kolada=URL"):
        refresh(Order(data, ("kolada",)), now=NOW)


def test_the_preview_says_what_would_be_asked_and_writes_nothing(data: Path):
    before = ages(data.parent)
    lines = preview(Order(data), NOW.date())
    assert lines[0] == "kolada: 2 indicators in 1 group, at least 2 calls, beginning with"
    assert lines[1] == "  GET https://api.kolada.se/v3/kpi/N79189,U70495?per_page=5000"
    assert lines[2].startswith("  GET https://api.kolada.se/v3/data/kpi/N79189,U70495/year/2002,")
    assert ages(data.parent) == before


def test_two_sources_on_one_host_wait_for_each_other_and_two_hosts_do_not(data: Path, monkeypatch: pytest.MonkeyPatch):
    """Three sources: two on one server. Threads are counted by what asks, not by what answers."""
    yml = (data / "sources" / "kolada.yml").read_text(encoding="utf-8")
    indicator = (data / "indicators" / "N79189" / "indicator.yml").read_text(encoding="utf-8")
    for source, name in (("k2", "N00002"), ("k3", "N00003")):
        (data / "sources" / f"{source}.yml").write_text(yml.replace("id: kolada", f"id: {source}"), encoding="utf-8")
        (data / "indicators" / name).mkdir()
        text = indicator.replace("N79189", name).replace("source: kolada", f"source: {source}")
        (data / "indicators" / name / "indicator.yml").write_text(text, encoding="utf-8")
    threads: dict[str, set[int]] = {}

    def watch(source: str, *_more: object) -> None:
        threads.setdefault(source, set()).add(threading.get_ident())

    gate = threading.Barrier(2, timeout=5)
    real = refreshing.fetch

    def fetch(run: Any, errand: Any) -> Any:  # noqa: ANN401
        if errand.source.id in ("kolada", "k3"):
            gate.wait()  # opens only if the two hosts are asked at the same time
        return real(run, errand)

    monkeypatch.setattr(refreshing, "fetch", fetch)
    with KoladaServer([Series("U70495"), Series("N79189"), Series("N00002")]) as one, KoladaServer([Series("N00003")]) as other:
        urls = {"kolada": one.url, "k2": one.url, "k3": other.url}
        findings = refresh(Order(data, base_urls=urls), watch=watch, now=NOW)
    assert threads["kolada"] == threads["k2"] != threads["k3"]
    assert {source: len(own) for source, own in threads.items()} == {"kolada": 1, "k2": 1, "k3": 1}
    assert [one.source for one in sorted(findings.changes)] == ["k2", "k3", "kolada", "kolada"]
    assert dataclasses.asdict(findings)["asked"] == {"k2": 3, "k3": 3, "kolada": 3}


# Other files than figures


class Populous:
    """A connector that brings a file and no figures, and asks nothing if there is nothing to ask for."""

    NAME = "populous"
    AT_ONCE = 10

    def __init__(self, *bodies: str, asks: bool = True) -> None:
        self.bodies = [f"area,year,sex,age_group,population\n{body}" for body in bodies]
        self.asks = asks

    def requests(self, wanted: Wanted) -> Asking:
        if self.asks:
            yield Request(f"{wanted.base_url}/kpi", "the population")

    def read(self, wanted: Wanted, _answers: Sequence[Answer]) -> Reading:
        kept = [Notice("kept", "in no table", name) for name in wanted.indicators]
        return Reading({}, {"areas/population.csv": self.bodies.pop(0).encode()}, kept)


def people(first: int, last: int) -> str:
    return "".join(f"00,{year},total,65+,{year}\n" for year in range(first, last))


@pytest.fixture
def populous(data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Callable[[], Findings]]:
    """Return a function that makes a pull of some files, one after the other."""
    yml = data / "sources" / "kolada.yml"
    yml.write_text(
        yml.read_text(encoding="utf-8").replace("connector: kolada", "connector: populous\nasks: {table: x}"), encoding="utf-8"
    )

    def make(*bodies: str, asks: bool = True) -> Callable[[], Findings]:
        monkeypatch.setattr(refreshing, "SOURCES", (Populous(*bodies, asks=asks),))

        def once() -> Findings:
            with KoladaServer([]) as server:
                return refresh(order(data, server), now=NOW)

        return once

    return make


def test_a_file_is_saved_with_its_receipt_and_left_alone_when_nothing_is_new(
    data: Path, populous: Callable[..., Callable[[], Findings]]
):
    once = populous(people(2000, 2010), people(2000, 2010), people(2000, 2011))
    (first,) = once().changes
    assert (first.difference.added, first.difference.rows) == (10, 10)  # the line of names is no row
    receipt = Receipt.model_validate_json((data / "sources" / "kolada.receipt.json").read_bytes())
    assert (receipt.files["areas/population.csv"].rows, list(receipt.indicators)) == (10, [])
    when = ages(data)
    assert once().unchanged == [("kolada", "areas/population.csv")]
    assert ages(data) == when
    (change,) = once().changes
    assert (change.kind, change.difference.added, change.difference.rows) == ("extended", 1, 11)
    assert (data / "areas" / "population.csv").read_text(encoding="utf-8").count("\n") == 12


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (people(2000, 2006), "areas/population.csv: has 6 rows where there were 10; at least 75% must be left"),
        (
            people(2000, 2010) + "99,2010,total,65+,5\n",
            "areas/population.csv: is not fit to be saved: line 12: area is not a code",
        ),
        (people(2000, 2010) + "00,2010,total,65+,many\n", "is not fit to be saved: line 12: population is not a whole number"),
    ],
)
def test_a_file_that_is_cut_or_faulty_is_refused(
    data: Path, populous: Callable[..., Callable[[], Findings]], body: str, problem: str
):
    once = populous(people(2000, 2010), body)
    once()
    before = contents(data)
    with pytest.raises(SourceError) as caught:
        once()
    assert problem in str(caught.value)
    assert contents(data) == before


def test_figures_that_a_source_does_not_ask_for_stay(data: Path, populous: Callable[..., Callable[[], Findings]]):
    before = values(data, "U70495")
    populous(people(2000, 2010))()
    assert values(data, "U70495") == before


def test_a_connector_with_nothing_to_ask_does_no_harm(data: Path, populous: Callable[..., Callable[[], Findings]]):
    before = contents(data)
    findings = populous(asks=False)()
    assert (contents(data), findings.changes, findings.refusals) == (before, [], [])
    assert preview(Order(data), NOW.date()) == ["kolada: 2 indicators in 1 group, at least 0 calls"]


@pytest.fixture
def undocumented(data: Path) -> Path:
    """Return the folder with Vården i siffror's own source, and a measure that waits for its figures."""
    text = (PROJECT / "data" / "sources" / "vardenisiffror.yml").read_text(encoding="utf-8")
    own = text.replace("measures: {}", f"measures: {{vis-operation: {SURGERY}}}")
    assert own != text
    (data / "sources" / "vardenisiffror.yml").write_text(own, encoding="utf-8")
    folder = data / "indicators" / "vis-operation"
    folder.mkdir()
    indicator = INDICATOR.format(name="vis-operation").replace("source: kolada", "source: vardenisiffror")
    (folder / "indicator.yml").write_text(indicator, encoding="utf-8")
    return data


def test_a_source_gets_the_headers_that_it_asks_for(undocumented: Path):
    with VardenISiffrorServer() as server:
        findings = refresh(Order(undocumented, ("vardenisiffror",), (), {"vardenisiffror": server.base_url}), now=NOW)
    (asked,) = server.headers
    assert (asked["x-bvo-ticket"], asked["origin"], asked["referer"]) == (
        "",
        "https://vardenisiffror.se",
        "https://vardenisiffror.se/",
    )
    assert asked["user-agent"].startswith("Jamforbart/")
    assert [(one.name, one.kind) for one in findings.changes] == [("vis-operation", "new")]


@pytest.mark.parametrize("headers", ['{"X-A": "a\\r\\nX-B: b"}', '{"X A": a}', '{"X-A": å}'])
def test_a_header_that_is_more_than_one_is_refused(undocumented: Path, headers: str):
    path = undocumented / "sources" / "vardenisiffror.yml"
    text = path.read_text(encoding="utf-8").split("headers:")[0]
    path.write_text(text + f"headers: {headers}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"vardenisiffror\.yml"):
        refresh(Order(undocumented, ("vardenisiffror",)), now=NOW)


def test_a_refusal_names_the_publisher_once(data: Path):
    with KoladaServer([Series("U70495")]) as server:
        address = server.url
    with pytest.raises(SourceError) as caught:  # nobody listens there any more
        refresh(Order(data, ("kolada",), (), {"kolada": address}), now=NOW)
    assert "\n  - kolada: GET /v3/kpi/" in str(caught.value)


@pytest.mark.parametrize(("wrong", "named"), [(13, "Permission denied"), (28, "No space left on device")])
def test_a_disk_that_can_not_be_written_to_is_said_and_nothing_is_half_saved(
    data: Path, monkeypatch: pytest.MonkeyPatch, wrong: int, named: str
):
    def fail(_handle: int) -> None:
        raise OSError(wrong, named)

    before = contents(data)
    with both() as server:
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", fail)
            with pytest.raises(SourceError) as caught:
                pull(data, server)
        advice = "nothing is half saved. Make it writable, or room on the disk, and pull again"
        assert str(caught.value) == f"{data} can't be used: {named}; {advice}"
        assert contents(data) == before
        assert pull(data, server).changes


def test_what_a_killed_pull_put_aside_is_taken_away(data: Path):
    with both() as server:
        left = order(data, server).store / "haul-killed" / "data"
        left.mkdir(parents=True)
        pull(data, server)
        assert not [path.name for path in order(data, server).store.glob("haul-*")]
