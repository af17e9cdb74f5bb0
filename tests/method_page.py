"""A method page and its spec test are one thing: the tables that are asserted are the tables that are read.

Each tests/spec/methods/test_<method>.py has a PAGE. Its tests compute every row of every table; `as_markdown` turns the same
PAGE into docs/metod/<slug>/index.md. A contract test keeps the two alike (UPDATE_METHOD_PAGES=1 writes them anew).
"""

from dataclasses import dataclass


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
    head = f"---\ntitle: {page.title}\ndescription: {page.description}\nhide: [navigation, toc]\n---\n\n"
    parts = [f"# {page.title}", page.lead.strip()]
    for section in page.sections:
        parts += [f"## {section.heading}", section.text.strip(), _table(section.table), section.note.strip()]
    parts += ["## Källor", "\n".join(f"- {source}" for source in page.sources)]
    parts += ["Varje rad i tabellerna räknas om av ett test. Sidan skrivs av testet, så att text och räkning inte kan gå isär."]
    return head + "\n\n".join(part for part in parts if part) + "\n"


def _table(table: str) -> str:
    if not table:
        return ""
    found = rows(table)
    head = list(found[0])
    lines = [head, ["---"] * len(head), *([row[name] for name in head] for row in found)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
