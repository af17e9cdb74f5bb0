"""Each page type, at 320 and 1280 pixels, light and dark: nothing that axe-core or the browser complains about."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.browser.pages import DESK, NAMES, PHONE, Visitor, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations', 'incomplete']})
    .then(({violations, incomplete}) => ({violations, undecided: incomplete.filter(one => one.id === 'color-contrast')}))"""

CONTRASTS = """targets => {
    const read = (text) => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
    const over = ([r, g, b, a], back) => [r, g, b].map((part, i) => part * a + back[i] * (1 - a));
    const light = (colour) => colour.map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
    const backOf = (one) => {
        if (!one) return [255, 255, 255];
        const colour = read(getComputedStyle(one).backgroundColor);
        return colour[3] === 1 ? colour.slice(0, 3) : over(colour, backOf(one.parentElement));
    };
    return targets.map((target) => {
        const one = document.querySelector(target);
        const style = getComputedStyle(one);
        const size = parseFloat(style.fontSize);
        const back = backOf(one);
        const [low, high] = [light(over(read(style.color), back)), light(back)].sort((a, b) => a - b);
        const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
        return {target, html: one.outerHTML.slice(0, 120), ratio: (high + 0.05) / (low + 0.05), needed};
    }).filter(({ratio, needed}) => ratio < needed);
}"""
"""Where axe-core cannot tell, as in tables that scroll: the colour of the text on the nearest plain background behind it."""

FACTS = """() => ({
    lang: document.documentElement.lang,
    title: document.title,
    description: document.querySelector('meta[name=description]')?.content ?? '',
    headings: [...document.querySelectorAll('h1')].map(h1 => h1.textContent.trim()),
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    widest: [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
        .map(one => one.outerHTML.slice(0, 80)).slice(0, 5),
})"""

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

sizes = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


def axe_problems(page: "Page") -> list[str]:
    """Return a line for each element that breaks a rule of axe-core."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, list[dict[str, Any]]] = page.evaluate(RUN_AXE, RULES)
    undecided = [node["target"][0] for rule in found["undecided"] for node in rule["nodes"]]
    pale: list[dict[str, Any]] = page.evaluate(CONTRASTS, undecided)
    return [
        *(_line(rule["id"], node) for rule in found["violations"] for node in rule["nodes"]),
        *(f"contrast {one['ratio']:.2f}, needed {one['needed']}: {one['target']} – {one['html']}" for one in pale),
    ]


def _line(rule: str, node: dict[str, Any]) -> str:
    return f"axe {rule}: {' '.join(map(str, node['target']))} – {' '.join(node['failureSummary'].split())} – {node['html'][:160]}"


def page_problems(page: "Page") -> list[str]:
    """Return what is wrong with the page's head, headings and width."""
    facts: dict[str, Any] = page.evaluate(FACTS)
    problems = []
    if facts["lang"] != "sv":
        problems.append(f"the page's language is {facts['lang']!r}, not 'sv'")
    if not facts["title"] or not facts["description"]:
        problems.append(f"title {facts['title']!r}, description {facts['description']!r}: both must say something")
    if len(facts["headings"]) != 1 or not facts["headings"][0]:
        problems.append(f"one h1 is right, here are {facts['headings']}")
    if facts["wide"] > 0:
        problems.append(f"the page scrolls sideways by {facts['wide']} px; too wide may be: {facts['widest']}")
    return problems


def check(guest: Visitor, what: str) -> None:
    """Fail with everything that is wrong with the page as it stands, in light and in dark."""
    problems = page_problems(guest.page)
    for scheme in SCHEMES:
        guest.page.emulate_media(color_scheme=scheme)
        problems += [f"{scheme}: {problem}" for problem in axe_problems(guest.page)]
    problems += guest.problems
    assert not problems, f"{what} ({guest.page.url}):\n" + "\n".join(problems)


@sizes
@pytest.mark.parametrize("name", NAMES)
def test_page_has_no_barriers(browser: "Browser", address: str, real_site: Path, name: str, size: tuple[int, int]):
    with visitor(browser, address, real_site, size=size) as guest:
        page = guest.open(name)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        check(guest, f"{name}, {size[0]} px")


@sizes
def test_open_search_and_chosen_place_have_no_barriers(browser: "Browser", address: str, real_site: Path, size: tuple[int, int]):
    with visitor(browser, address, real_site, size=size) as guest:
        page = guest.open("indicator")
        page.evaluate("localStorage.setItem('jamforbart-plats', '2180')")
        page.reload()
        page.locator("tr.own-place").first.wait_for()
        page.locator("form[data-search] input").fill("starr gävle")
        page.locator(".search-figure").first.wait_for()
        check(guest, f"indicator with a chosen place and open search, {size[0]} px")


@sizes
def test_search_without_a_hit_has_no_barriers(browser: "Browser", address: str, real_site: Path, size: tuple[int, int]):
    with visitor(browser, address, real_site, size=size) as guest:
        page = guest.open("start")
        page.locator("form[data-search] input").fill("qwxzqwxz")
        page.locator(".search-nothing").wait_for()
        check(guest, f"start with an open search that found nothing, {size[0]} px")
