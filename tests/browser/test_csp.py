"""The content security policy is strict, the pages keep to it, and the browser enforces it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.browser.pages import NAMES, page_file, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OUTSIDE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
    "embed": "src",
    "object": "data",
}
LOADED_LINKS = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "manifest",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "apple-touch-icon",
}


def elements(file: Path) -> Iterator[tuple[str, Element]]:
    """Yield the name and each element of a page."""
    tree = html5lib.parse(file.read_bytes(), transport_encoding="utf-8")
    for one in tree.iter():
        if isinstance(one.tag, str):
            yield one.tag.rpartition("}")[2], one


def policy(file: Path) -> dict[str, set[str]]:
    """Return the directives of a page's policy."""
    found = [
        one.get("content", "")
        for name, one in elements(file)
        if name == "meta" and one.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(found) == 1, f"{file}: one policy is right, here are {len(found)}"
    parts = [part.split() for part in found[0].split(";") if part.strip()]
    return {name: set(sources) for name, *sources in parts}


@pytest.mark.parametrize("name", NAMES)
def test_policy_is_strict(real_site: Path, name: str):
    rules = policy(page_file(name, real_site))
    assert rules["default-src"] == {"'none'"}
    assert rules["base-uri"] == {"'none'"}
    assert rules["form-action"] == {"'self'"}
    assert {"script-src", "style-src", "img-src", "connect-src"} <= set(rules)
    for directive, sources in rules.items():
        allowed = {"'self'", "'none'", "data:"} if directive == "img-src" else {"'self'", "'none'"}
        assert sources <= allowed, f"{name}: {directive} allows {sources - allowed}"


@pytest.mark.parametrize("name", NAMES)
def test_policy_comes_before_everything_it_guards(real_site: Path, name: str):
    names = [(tag, one) for tag, one in elements(page_file(name, real_site))]
    place = next(i for i, (_, one) in enumerate(names) if one.get("http-equiv") == "Content-Security-Policy")
    assert not [tag for tag, _ in names[:place] if tag in {"script", "link", "style", "img"}]


@pytest.mark.parametrize("name", NAMES)
def test_page_has_nothing_inline_and_loads_nothing_from_outside(real_site: Path, name: str):
    problems = []
    for tag, one in elements(page_file(name, real_site)):
        what = f"<{tag} {dict(one.attrib)}>"
        if (tag == "script" and (one.get("src") is None or (one.text or "").strip())) or tag == "style":
            problems.append(f"inline code: {what}")
        problems.extend(f"inline {key}: {what}" for key in one.attrib if key == "style" or key.startswith("on"))
        if any(
            one.get(key, "").strip().lower().startswith(("javascript:", "vbscript:", "data:text"))
            for key in ("href", "src", "action")
        ):
            problems.append(f"code in an address: {what}")
        loaded = one.get(LOADED.get(tag, ""), "")
        if tag == "link" and LOADED_LINKS & set(one.get("rel", "").split()):
            loaded = one.get("href", "")
        if OUTSIDE.match(loaded) or one.get("srcset") or tag in {"iframe", "object", "embed", "base"}:
            problems.append(f"from outside: {what}")
    assert not problems, f"{name}:\n" + "\n".join(problems)


def test_style_sheets_and_charts_load_nothing_from_outside(real_site: Path):
    files = [*real_site.glob("assets/*.css"), *real_site.glob("assets/*/*.css"), *real_site.glob("diagram/**/*.svg")]
    assert len(files) > 10
    for file in files:
        text = file.read_text("utf-8")
        outside = [
            found
            for found in re.findall(r"""(?:url\(\s*["']?|@import\s+["']?|(?:href|src)=["'])([^"')\s]+)""", text)
            if OUTSIDE.match(found)
        ]
        assert not [found for found in outside if not found.startswith("data:")], f"{file} loads {outside[:3]}"
        assert file.suffix != ".svg" or not re.search(r"<script|<foreignObject|\son\w+=", text), f"{file} holds code"


@pytest.mark.browser
def test_browser_refuses_what_the_policy_forbids(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        page.wait_for_load_state("networkidle")
        assert not guest.problems, "the page itself breaks its policy"
        refused = page.evaluate("""async () => {
            const refused = [];
            document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
            const script = document.createElement('script');
            script.textContent = 'window.harmed = true';
            const button = document.createElement('button');
            button.setAttribute('onclick', 'window.harmed = true');
            const style = document.createElement('style');
            style.textContent = 'body { display: none }';
            const image = new Image();
            image.src = 'https://example.org/spy.png';
            document.body.append(script, button, style, image);
            button.click();
            await fetch('https://example.org/spy').catch(() => {});
            await new Promise((done) => setTimeout(done, 200));
            return {refused, harmed: window.harmed === true, hidden: getComputedStyle(document.body).display === 'none'};
        }""")
        assert not refused["harmed"]
        assert not refused["hidden"]
        assert {"script-src-elem", "script-src-attr", "style-src-elem", "img-src", "connect-src"} <= set(refused["refused"])
