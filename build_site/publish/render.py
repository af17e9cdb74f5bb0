"""Templates to pages: front matter and one raw HTML block, so that no text from data is ever read as Markdown."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context

from build_site.errors import BuildError
from build_site.model import period as periods
from build_site.model import unit as units
from build_site.model.edition import Edition
from build_site.publish import certainty, words

HERE = Path(__file__).parent

UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029\ufeff]")
"""What YAML refuses or folds when it stands raw in a quoted text."""


def render(template: str, *, path: str, title: str, description: str, edition: Edition, **context: object) -> bytes:
    """Return the page at the path as the renderer wants it: front matter, then one block of HTML and nothing else."""
    body = _template(template).render(
        edition=edition,
        release=edition.release,
        title=title,
        root=root_of(path),
        href=_links(path, edition),
        asset=lambda file: root_of(path) + quote(file),
        here=f"{edition.release.site_url}{path.removesuffix('index.md')}",
        **context,
    )
    kind = template.removesuffix(".jinja")
    head = {"title": title, "description": description, "kind": kind}
    lines = [f"{key}: {quoted(text)}" for key, text in head.items()]
    front = "\n".join(["---", *lines, "hide: [navigation, toc]", "---"])
    return f'{front}\n\n<div class="page page-{kind}">\n{_tight(body)}\n</div>\n'.encode()


def root_of(path: str) -> str:
    """Return the way from a page to the site's root: `../../` from `a/b/index.md`, `./` from `index.md`."""
    return "../" * path.count("/") or "./"


def quoted(text: str) -> str:
    """Return the text as a JSON string that YAML reads the same way."""
    plain = json.dumps(text, ensure_ascii=False)
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", plain)


def _tight(body: str) -> str:
    """Return the HTML without empty lines and indentation: the Markdown parser has nothing to misread."""
    return "\n".join(stripped for line in body.splitlines() if (stripped := line.strip()))


def _links(path: str, edition: Edition) -> Callable[[str], str]:
    root = root_of(path)

    def href(key: str) -> str:
        if key not in edition.addresses:
            raise BuildError(f"{path} links to {key}, which has no page")
        return root + edition.addresses[key]

    return href


@pass_context
def _age(context: Context, period: str) -> str:
    edition: Edition = context["edition"]
    return periods.age(period, edition.release.today)


def _period(period: str | None) -> str:
    return periods.in_words(period) if period else words.texts()["none"]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "quantity": units.quantity,
        "number": units.number,
        "difference": units.difference,
        "period": _period,
        "age": _age,
        "date": words.swedish_date,
        "loose_date": words.loose_date,
        "listed": words.listed,
        "fill": words.fill,
        "counted": words.counted,
        "capital": words.capital,
        "figure": words.figure,
        "sparkline": words.sparkline,
        "verdict_kind": words.verdict_kind,
        "verdict_words": words.verdict_words,
        "verdict_short": words.verdict_short,
        "how_words": certainty.how_words,
        "rank_words": certainty.rank_words,
        "change_sure": certainty.change_sure,
        "sure_words": certainty.sure_words,
        "interval": certainty.interval_words,
        "money": units.money,
        "type_words": words.type_words,
        "fee_known": words.fee_known,
        "fee_words": words.fee_words,
        "status_words": words.status_words,
        "fee_dates": words.fee_dates,
        "fee_for": words.fee_for,
        "sentence": words.sentence,
        "amount": words.amount,
        "step": words.step,
        "unit_words": words.unit_words,
        "cell": words.cell,
        "column": words.column,
        "licence": words.licence,
        "quote": quote,
    }
    environment.globals |= {"t": words.texts(), "icons": words.ICONS}
    return environment


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)
