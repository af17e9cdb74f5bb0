"""What a pull found, as Markdown for the person who reads the data pull request, and as rows for the list of changes."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from build_site.errors import count
from build_site.model.receipt import CHANGES
from build_site.model.request import Notice
from build_site.pull.difference import Difference, Revision
from build_site.pull.save import number_text

MOST_LINES = 200
"""In one part of the summary."""
MOST_CHARACTERS = 60_000
"""A pull request's text may have 65 536."""
MARKS = re.compile(r"[\x00-\x1f\x7f-\x9f`|<>\[\]@#*~\\]+|://|www\.", re.IGNORECASE)
"""What means something in Markdown, would become a link or call on somebody: a publisher's words are only words."""


class Change(NamedTuple):
    """One file that the pull changed."""

    source: str
    name: str
    """An indicator's id, or a path in data/."""
    title: str
    difference: Difference

    @property
    def kind(self) -> str:
        """Tell what happened, as one of CHANGE_KINDS."""
        if self.difference.first:
            return "new"
        return "revised" if self.difference.changed or self.difference.removed else "extended"


class Refusal(NamedTuple):
    """Something that was left as it stood, and why."""

    source: str
    name: str | None
    """None is the whole source."""
    reason: str


@dataclass
class Findings:
    """Everything that one pull found out, source by source and in the order it was found."""

    asked: dict[str, int] = field(default_factory=dict)
    """Calls by source."""
    unchanged: list[tuple[str, str]] = field(default_factory=list)
    """Source and id."""
    changes: list[Change] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notices: list[tuple[str, Notice]] = field(default_factory=list)

    def add(self, other: "Findings") -> None:
        """Put what another source gave behind this."""
        self.asked |= other.asked
        self.unchanged += other.unchanged
        self.changes += other.changes
        self.refusals += other.refusals
        self.notices += other.notices


def vanished(notices: Iterable[tuple[str, Notice]]) -> list[tuple[str, str]]:
    """Return the source and id of each indicator that its publisher no longer has."""
    return sorted({(source, one.indicator) for source, one in notices if one.kind == "vanished" and one.indicator})


def markdown(findings: Findings, today: dt.date) -> str:
    """Return the summary. Same findings, same text."""
    calls = ", ".join(f"{source} ({count(number, 'call')})" for source, number in sorted(findings.asked.items()))
    lines = [f"# Data refresh {today}", "", f"Asked: {calls or 'nobody'}. Unchanged: {len(findings.unchanged)}."]
    changes = sorted(findings.changes)
    by_kind = {kind: [one for one in changes if one.kind == kind] for kind in ("new", "extended", "revised")}
    if not any(by_kind.values()):
        lines.append("Nothing is new.")
    lines += _part("New", map(_changed, by_kind["new"]))
    lines += _part("Extended: new rows, the old ones as they were", map(_changed, by_kind["extended"]))
    lines += _part("Revised: rows that data/ had are changed or gone", map(_changed, by_kind["revised"]))
    gone = vanished(findings.notices)
    lines += _part("Vanished: the publisher no longer has it, ours is kept", (f"`{name}` ({source})" for source, name in gone))
    lines += _part("Refused: left as it stood", map(_refused, sorted(findings.refusals, key=lambda one: (one[0], one[1] or ""))))
    lines += _part("Notices", _noted(findings))
    return _cut("\n".join(lines) + "\n")


def _cut(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[:MOST_CHARACTERS].rpartition("\n")[0] + f"\n\nCut here; every change is in data/{CHANGES}.\n"


def _part(title: str, entries: Iterable[str]) -> list[str]:
    own = list(entries)
    if not own:
        return []
    more = [f"- and {len(own) - MOST_LINES} more"] if len(own) > MOST_LINES else []
    return ["", f"## {title} ({len(own)})", "", *(f"- {entry}" for entry in own[:MOST_LINES]), *more]


def _changed(change: Change) -> str:
    own = change.difference
    told = [f"{number} {word}" for number, word in ((own.added, "added"), (own.changed, "changed"), (own.removed, "removed"))]
    text = f"`{change.name}` {plain(change.title)}: {count(own.rows, 'row')}; {', '.join(told)}"
    if own.largest:
        text += f"; largest revisions: {'; '.join(map(_revision, own.largest))}"
    return text + (f"; {own.outside} outside what can be true" if own.outside else "")


def _revision(one: Revision) -> str:
    return f"{one.area} {one.period} {one.sex} {number_text(one.before)} → {number_text(one.after)}"


def _refused(refusal: Refusal) -> str:
    return f"{f'`{refusal.name}`' if refusal.name else 'all'} ({refusal.source}): {plain(refusal.reason)}"


def _noted(findings: Findings) -> Iterator[str]:
    seen = {(source, one.kind, one.indicator or "", one.text) for source, one in findings.notices if one.kind != "vanished"}
    for source, kind, name, text in sorted(seen):
        yield f"{kind.replace('_', ' ')}{f', `{name}`' if name else ''} ({source}): {plain(text)}"


def plain(text: str) -> str:
    """Return a text from elsewhere without anything that Markdown would act on, on one line and not too long."""
    return " ".join(MARKS.sub(" ", text).split())[:400]


def change_rows(findings: Findings, recorded: Mapping[str, str], today: dt.date) -> bytes:
    """Return the rows to add to changes.csv. `recorded` is the last kind written down for each name.

    What vanished is written down once, and that it came back once.
    """
    rows: list[Sequence[object]] = [
        (today, one.source, one.name, one.kind, one.difference.added, one.difference.changed, one.difference.removed)
        for one in sorted(findings.changes)
    ]
    gone = vanished(findings.notices)
    rows += [(today, source, name, "vanished", 0, 0, 0) for source, name in gone if recorded.get(name) != "vanished"]
    back = {pair for pair in findings.unchanged if recorded.get(pair[1]) == "vanished"} - set(gone)
    rows += [(today, source, name, "returned", 0, 0, 0) for source, name in sorted(back)]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
