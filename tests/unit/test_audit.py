"""The audit reads finished files as a stranger would: each planted fault is found, and a sound site has none."""

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from build_site.audit.addresses import check_addresses, site_addresses
from build_site.audit.folder import MOST_SHOWN, audit_folder, read_folder, report
from build_site.audit.links import check_links
from build_site.audit.schemas import check_schemas
from build_site.build import make_files
from build_site.errors import BuildError
from build_site.model.output import Files
from build_site.publish.write import write_files
from tests.conftest import RELEASE, SMALL

SITE = "https://example.org/jamforbart/"
OTHER = "https://other.example/"
FILES = {
    "index.html": b'<a href="a-o/">A</a><h2 id="top">T</h2>',
    "a-o/index.html": "<h2 id='å'>Å</h2><h2 id=b>B</h2><a name='old' id=\"x&amp;y\">".encode(),
    "assets/site.css": b"",
    "assets/app.js": b"",
    "bild ett.svg": b"<svg/>",
}


def faults(html: str, path: str = "a/b/index.html") -> list[str]:
    """Return what is wrong with one page, put two folders down in a small sound site."""
    return check_links(FILES | {path: html.encode()}, SITE)


# Links


@pytest.mark.parametrize(
    "html",
    [
        '<a href="../../">Start</a>',
        '<a href="../../a-o/">A–Ö</a>',
        '<a href="../../a-o/#%C3%A5">Å</a>',
        '<a href="../../a-o/#å">Å</a>',
        '<a href="../../a-o/#b">B</a>',
        '<a href="../../a-o/#x&amp;y">X</a>',
        '<a href="../../a-o/index.html#b">B</a>',
        '<a href="/jamforbart/">Start</a>',
        '<a href="/jamforbart/a-o/#b">B</a>',
        f'<a href="{SITE}">Start</a>',
        f'<a href="{SITE}a-o/">A–Ö</a>',
        '<p id="here"></p><a href="#here">Here</a>',
        '<a href="">This page</a>',
        '<a href="#">Top</a>',
        '<a href="?sort=name">This page, sorted</a>',
        '<a href="../../a-o/?q=starr#b">B</a>',
        '<img src="../../bild%20ett.svg" alt="">',
        "<img alt='' src='../../bild ett.svg'>",
        "<script src=../../assets/app.js></script>",
        '<link rel="stylesheet" href="../../assets/site.css">',
        '<form action="../../a-o/"></form>',
        f'<a href="{OTHER}rapport.pdf">Källa</a>',
        '<a href="mailto:a@example.org">Skriv</a>',
        '<a href="tel:1177">Ring</a>',
        '<img src="data:image/png;base64,AAAA" alt="">',
        '<!-- <a href="../nowhere/">old</a> -->',
        '<a\n  class="x"\n  href="../../a-o/">A–Ö</a>',
        "<p>href=nowhere/</p>",
    ],
)
def test_sound_links_are_let_through(html: str):
    """Relative, absolute, quoted in any way, with or without a fragment; and links to others are only links."""
    assert faults(html) == []


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<a href="../nowhere/">', "does not exist"),
        ("<a href='../nowhere/'>", "does not exist"),
        ("<a href=../nowhere/>", "does not exist"),
        ('<a class="x" href="../nowhere/">', "does not exist"),
        ('<a href="/jamforbart/nowhere/">', "does not exist"),
        (f'<a href="{SITE}nowhere/">', "does not exist"),
        ('<a href="../../a-o">', "does not exist"),
        ('<img src="x.png">', "does not exist"),
        ('<script src="../../assets/nowhere.js"></script>', "does not exist"),
        ('<link rel="stylesheet" href="../../assets/nowhere.css">', "does not exist"),
        ('<form action="../nowhere/"></form>', "does not exist"),
        ('<a href="../../a-o/#nowhere">', "no such place"),
        ('<a href="#nowhere">', "no such place"),
        ('<a href="../../../">', "leads out of the site"),
        ('<a href="/">', "leads out of the site"),
        ('<a href="/annat/a-o/">', "leads out of the site"),
        ("<a href=\"javascript:alert('1')\">", "not of a kind we use"),
        ('<a href="JavaScript:alert(1)">', "not of a kind we use"),
        ('<a href=" javascript:alert(1)">', "not of a kind we use"),
        ('<a href="java&#10;script:alert(1)">', "not of a kind we use"),
        ('<a href="&#106;avascript:alert(1)">', "not of a kind we use"),
        ('<a href="vbscript:x">', "not of a kind we use"),
        ('<a href="file:///etc/passwd">', "not of a kind we use"),
        (f'<script src="{OTHER}x.js"></script>', "another host"),
        (f"<img src='{OTHER}x.png'>", "another host"),
        (f'<iframe src="{OTHER}"></iframe>', "another host"),
        (f'<source srcset="{OTHER}x.png">', "another host"),
    ],
)
def test_each_planted_fault_is_found(html: str, said: str):
    """One fault, one sentence that names the page."""
    (problem,) = faults(html)
    assert said in problem
    assert problem.startswith("a/b/index.html")


def hole(html: str, why: str) -> object:
    """Return a case that the audit does not see today; when it does, the mark must go."""
    return pytest.param(html, id=why)


@pytest.mark.parametrize(
    "html",
    [
        hole(
            '<script src="//other.example/jamforbart/assets/app.js"></script>', "//host/… with our path is taken as our own file"
        ),
        hole(f'<link rel="stylesheet" href="{OTHER}x.css">', "a stylesheet is loaded, but `link` is not in LOADED"),
        hole(f'<link rel="preconnect" href="{OTHER}">', "a browser connects, but `link` is not in LOADED"),
        hole(f'<img src="../../bild%20ett.svg" srcset="{OTHER}x.png 2x">', "only the first address of a tag is read"),
        hole('<a title="a > b" href="../nowhere/">', "a > inside quotes ends the tag"),
        hole('<A HREF="../nowhere/">', "upper-case tags are not read"),
        hole('<a href = "../nowhere/">', "spaces around = hide the address"),
        hole(f'<object data="{OTHER}x.svg"></object>', "`data` of an object is loaded"),
        hole(f'<video poster="{OTHER}x.png"></video>', "`poster` is loaded"),
        hole(f'<p style="background:url({OTHER}x.png)">', "url() in a style is loaded"),
        hole(f'<style>@import "{OTHER}x.css";</style>', "@import is loaded"),
        hole(f'<meta http-equiv="refresh" content="0;url={OTHER}">', "a refresh leads away by itself"),
        hole('<script src="data:text/javascript,alert(1)"></script>', "data: is let through also for scripts"),
        hole('<a href="data:text/html,<script>alert(1)</script>">', "data: is let through also for links"),
    ],
)
def test_no_way_to_another_host_is_overlooked(html: str):
    """Whatever a browser would fetch from elsewhere, or follow to nowhere, is a fault."""
    assert faults(html) != []


def test_a_style_sheet_may_not_load_from_another_host():
    """Fonts are the usual way in."""
    assert check_links(FILES | {"assets/site.css": f"@import url({OTHER}font.css);".encode()}, SITE)


def test_one_fault_on_many_pages_is_told_once():
    """A broken link in the footer is one thing to mend, not nine hundred."""
    page = b'<a href="/jamforbart/nowhere/">x</a>'
    (problem,) = check_links(FILES | {f"p{number}/index.html": page for number in range(4)}, SITE)
    assert problem.startswith("p0/index.html (and 3 more pages)")


def test_only_pages_are_read():
    """What stands in a script or in data is not a link."""
    assert check_links(FILES | {"x.json": b'"<a href=nowhere/>"'}, SITE) == []


# Schemas


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return the generated files of the tiny data."""
    return make_files(SMALL, release=RELEASE, store=tmp_path_factory.mktemp("store"), jobs=1)


Change = Callable[[dict[str, object]], object]


def after(sound: Files, name: str, change: Change) -> list[str]:
    """Return what is wrong after one file was changed."""
    path = f"api/v1/{name}.json"
    payload = orjson.loads(sound[path])
    change(payload)
    return check_schemas(sound | {path: orjson.dumps(payload)})


def test_the_files_as_built_follow_their_schemas(sound: Files):
    """No false alarm."""
    assert check_schemas(sound) == []


@pytest.mark.parametrize(
    ("name", "change", "place"),
    [
        ("areas/01", lambda one: one.update(secret=1), "the file"),
        ("areas/01", lambda one: one.pop("fees"), "the file"),
        ("areas/01", lambda one: one.update(code=1), "code"),
        ("areas/01", lambda one: one.update(code="1"), "code"),
        ("areas/01", lambda one: one["figures"][0].update(value="77.5"), "figures/0/value"),
        ("areas/01", lambda one: one["figures"][0].update(secret=1), "figures/0"),
        ("indicators/U10001", lambda one: one["observations"][0].update(status="hidden"), "observations/0/status"),
        ("indicators/U10001", lambda one: one["observations"][0].update(period="i fjol"), "observations/0/period"),
        ("indicators/U10001", lambda one: one.update(next_review="2027-02-31"), "next_review"),
        ("indicators/U10001", lambda one: one["latest"][0].update(rank=1.5), "latest/0/rank"),
        ("indicators/U10001", lambda one: one["latest"][0].update(p_value=1.1), "latest/0/p_value"),
        ("index", lambda one: one.update(version="v2"), "version"),
        ("index", lambda one: one.update(generated_at="i dag"), "generated_at"),
        ("devices/120606", lambda one: one["statistics"].update(areas_known=-1), "statistics/areas_known"),
        ("gaps", lambda one: one["areas_without_fees"].append("Gävle"), "areas_without_fees"),
    ],
)
def test_a_planted_fault_breaks_the_schema(sound: Files, name: str, change: Change, place: str):
    """An extra key, a missing one, a wrong type, an unknown word: each is named with its place."""
    (problem,) = after(sound, name, change)
    assert problem.startswith(f"api/v1/{name}.json: {place}")


@pytest.mark.parametrize("path", ["api/v1/secret.json", "api/v1/areas/01.csv", "api/v1/areas/01/extra.json", "api/v1/notes.txt"])
def test_a_file_that_openapi_does_not_name_is_a_fault(sound: Files, path: str):
    """Nothing stands under the API that its document does not tell of."""
    assert [f"{path} is not named in openapi.json"] == check_schemas(sound | {path: b"{}"})


def test_without_the_openapi_document_nothing_can_be_checked(sound: Files):
    """Its absence is itself the fault."""
    files = {path: content for path, content in sound.items() if not path.endswith("openapi.json")}
    assert check_schemas(files) == ["api/v1/openapi.json is missing"]


def test_a_flood_of_faults_is_cut(sound: Files):
    """Twenty are enough to understand."""

    def spoil(one: dict[str, object]) -> None:
        for row in one["observations"]:  # type: ignore[attr-defined]
            row["value"] = "?"

    problems = after(sound, "indicators/U10001", spoil)
    assert len(problems) == 21
    assert problems[-1].endswith("more faults than 20")


@pytest.mark.parametrize("path", ["api/v1/areas/01.json", "api/v1/openapi.json"])
def test_a_file_that_is_cut_off_is_a_fault(sound: Files, path: str):
    """Half a file is what an interrupted copy leaves; the audit names it."""
    problems = check_schemas(sound | {path: sound[path][:100]})
    assert any(problem.startswith(path) for problem in problems)


# Addresses


def test_addresses_are_pages_and_files_of_the_api():
    """What others link to and fetch; assets and search files are ours to move."""
    files = dict.fromkeys(["index.html", "a-o/index.html", "api/v1/index.json", "assets/x.js", "404.html", "diagram/x.svg"], b"")
    assert site_addresses(files) == ["a-o/", "api/v1/index.json"]


def test_a_page_has_one_address_before_and_after_rendering():
    """Markdown and HTML are the same page."""
    assert site_addresses({"a-o/index.md": b""}) == site_addresses({"a-o/index.html": b""})


def test_an_address_that_is_gone_is_named():
    """And so is the way to keep it."""
    (problem,) = check_addresses({"a-o/index.html": b""}, ["a-o/", "indikatorer/gammal/"])
    assert "indikatorer/gammal/" in problem
    assert "slug" in problem


def test_a_prose_page_has_one_address_before_and_after_rendering():
    """docs/glossary.md is glossary/ on the site; once recorded, it must be found again in the files."""
    assert site_addresses({"glossary.md": b""}) == site_addresses({"glossary/index.html": b""})


# The folder as a whole


@pytest.fixture
def out(sound: Files, tmp_path: Path) -> Path:
    """Return a finished folder that stops at docs/."""
    write_files(tmp_path / "out" / "docs", sound)
    return tmp_path / "out"


def test_a_sound_folder_passes(out: Path, sound: Files):
    """The number of files says that something was read."""
    assert len(sound) == audit_folder(out, site_url=RELEASE.site_url)


def test_a_folder_is_held_against_earlier_releases(out: Path, tmp_path: Path):
    """What another release had and this one lacks is a fault."""
    write_files(tmp_path / "before", {"api/v1/gone.json": b"{}"})
    with pytest.raises(BuildError, match=r"api/v1/gone\.json was released and is gone"):
        audit_folder(out, site_url=RELEASE.site_url, earlier=[tmp_path / "before"])


def test_a_spoilt_folder_fails_with_every_fault(out: Path):
    """All at once, in one error."""
    (out / "docs" / "api" / "v1" / "extra.json").write_text("{}", encoding="utf-8")
    (out / "docs" / "x.html").write_text('<a href="nowhere/">', encoding="utf-8")
    with pytest.raises(BuildError, match="2 faults") as caught:
        audit_folder(out, site_url=RELEASE.site_url)
    assert "extra.json" in str(caught.value)
    assert "nowhere/" in str(caught.value)


def test_nothing_built_is_said_in_one_sentence(tmp_path: Path):
    """Not a traceback."""
    with pytest.raises(BuildError, match="build first"):
        audit_folder(tmp_path, site_url=SITE)


def test_a_long_report_is_cut_and_counted():
    """Fifty faults are shown; the rest are counted."""
    with pytest.raises(BuildError, match="and 3 more"):
        report([f"fault {number}" for number in range(MOST_SHOWN + 3)])
    report([])


def test_files_are_read_by_their_path(tmp_path: Path):
    """With forward slashes, in a fixed order."""
    write_files(tmp_path / "x", {"b/c.txt": b"1", "a.txt": b"2"})
    assert read_folder(tmp_path / "x") == {"a.txt": b"2", "b/c.txt": b"1"}
