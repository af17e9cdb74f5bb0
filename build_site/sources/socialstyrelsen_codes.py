"""The database's list of diagnoses → data/icd10.csv, so that each of them can be searched for."""

import csv
import io
import re
from collections.abc import Iterable

from build_site.model.base import check_plain
from build_site.model.request import Notice
from build_site.sources.socialstyrelsen_answers import Entry

CODE = re.compile(r"([A-Z][0-9]{2})\.?([0-9A-Z]{0,2})")
FILE = "icd10.csv"


def read_codes(entries: Iterable[Entry], source: str) -> tuple[dict[str, bytes], list[Notice]]:
    """Return icd10.csv with every ICD-10-SE code among the values, and what was left out."""
    titles: dict[str, str] = {}
    refused = 0
    for entry in entries:
        match = CODE.fullmatch(entry.kod or str(entry.id))
        if match is None:
            continue  # chapters and groups, which are spans of codes
        code = f"{match[1]}.{match[2]}" if match[2] else match[1]
        title = re.sub(rf"^{re.escape(match[0])}\W+", "", entry.words)
        try:
            titles[code] = check_plain(title or code)
        except ValueError:
            refused += 1
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("code", "title_sv", "source"))
    writer.writerows((code, title, source) for code, title in sorted(titles.items()))
    said = [Notice("bad_text", f"{refused} titles of diagnoses are more than plain text; left out")] if refused else []
    return {FILE: out.getvalue().encode()}, said
