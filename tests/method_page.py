"""A method page and its spec test are one thing: the tables that are asserted are the tables that are read.

Each tests/spec/methods/test_<method>.py has a PAGE. Its tests compute every row of every table; `as_markdown` turns the same
PAGE into docs/metod/<slug>/index.md. A contract test keeps the two alike (UPDATE_METHOD_PAGES=1 writes them anew).
"""

import json
import re
from dataclasses import dataclass
from html import escape

NUMBER = re.compile(r"[−–]?[0-9 ]*(,[0-9]+)?( %)?")
"""What a column of numbers holds: 1 400,5, −20, 95 %, or a dash for nothing."""


@dataclass(frozen=True)
class Section:
    """A heading, what it says, and a table: `inputs | … | result`, a line a row, numbers as Swedes write them."""

    heading: str
    text: str
    """Markdown, plain Swedish."""
    table: str = ""
    note: str = ""
    """Under the table: what to see in it."""


@dataclass(frozen=True)
class MethodPage:
    """One method as a statistician reads it: what it answers, the formula, its source, and worked rows."""

    slug: str
    title: str
    description: str
    """One sentence, for search engines."""
    lead: str
    sections: tuple[Section, ...]
    sources: tuple[str, ...]
    """Where the formula and the expected values come from."""


def rows(table: str) -> list[dict[str, str]]:
    """Return the table's rows by column heading, as text."""
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.strip().splitlines()]
    head, body = lines[0], [line for line in lines[1:] if not set("".join(line)) <= set("-: ")]
    assert body, "a table without rows proves nothing"
    return [dict(zip(head, line, strict=True)) for line in body]


def number(text: str) -> float:
    """Return a number as Swedes write it: 1 400,5; minus as − or -; an en dash or nothing is NaN."""
    plain = text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace("−", "-").replace(",", ".")
    return float("nan") if plain in {"", "–"} else float(plain)


def as_markdown(page: MethodPage) -> str:
    """Return the page as docs/metod/<slug>/index.md has it."""
    title, description = (json.dumps(text, ensure_ascii=False) for text in (page.title, page.description))
    head = f"---\ntitle: {title}\ndescription: {description}\nhide: [navigation, toc]\n---\n\n"
    parts = [f"# {page.title}", page.lead.strip()]
    for section in page.sections:
        parts += [f"## {section.heading}", section.text.strip(), _table(section.table, section.heading), section.note.strip()]
    parts += ["## Källor", "\n".join(f"- {source}" for source in page.sources)]
    parts += ["Varje rad i tabellerna räknas om av ett test. Sidan skrivs av testet, så att text och räkning inte kan gå isär."]
    return head + "\n\n".join(part for part in parts if part) + "\n"


def _table(table: str, name: str) -> str:
    """Return the table as HTML in a region that scrolls by itself: a wide one must not widen a phone's whole page."""
    if not table:
        return ""
    found = rows(table)
    numbers = {head for head in found[0] if all(NUMBER.fullmatch(row[head]) for row in found)}
    heads = "".join(_cell("th", _called(head), ' scope="col"', head in numbers) for head in found[0])
    body = ["".join(_cell("td", text, "", head in numbers) for head, text in row.items()) for row in found]
    return "\n".join(
        [
            f'<div class="table-region" role="region" tabindex="0" aria-label="{escape(name)}">',
            "<table>",
            f"<thead><tr>{heads}</tr></thead>",
            "<tbody>",
            *(f"<tr>{cells}</tr>" for cells in body),
            "</tbody>",
            "</table>",
            "</div>",
        ]
    )


def _called(head: str) -> str:
    """Return the head of a column with a capital letter; a symbol like x or χ² stays as the formula has it."""
    return head[:1].upper() + head[1:] if len(head) > 2 else head


def _cell(tag: str, text: str, scope: str, is_number: bool) -> str:  # noqa: FBT001 - what the column holds
    """Return one cell; figures stand to the right."""
    kind = ' class="is-number"' if is_number else ""
    together = re.sub(r"(?<=[0-9]) (?=[0-9]{3})", "\N{NO-BREAK SPACE}", text)
    return f"<{tag}{scope}{kind}>{escape(together)}</{tag}>"
