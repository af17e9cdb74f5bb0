"""Diagnoses, treatments and care topics: what people search for."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import StringConstraints

from build_site.model.base import Identifier, Model, Plain

SPAN = re.compile(r"(?P<first>[A-Z][0-9]{2}(?:\.[0-9])?)(?:[-\u2013](?P<last>[A-Z][0-9]{2}(?:\.[0-9])?))?")
"""A diagnosis' code: I21, C00-C97, E10.5, N39.3-N39.4."""


class Diagnosis(Model):
    """One line of data/diagnoses.csv. A linked measure is relevant to it, not measured only in people who have it."""

    diagnosis_id: Identifier
    name_sv: Plain
    name_en: Plain | None = None
    icd10_codes: tuple[Plain, ...] = ()
    lay_terms_sv: tuple[Plain, ...] = ()
    indicator_ids: tuple[str, ...] = ()
    device_iso_codes: tuple[str, ...] = ()
    note: Plain | None = None


class IcdTitle(Model):
    """One line of data/icd10.csv: a code of ICD-10-SE with its official name, as a pull got it."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{2}(\.[0-9A-Z]{1,2})?$")]
    title_sv: Plain
    source: Identifier

    @property
    def anchor(self) -> str:
        """Return where the code stands on the page of codes."""
        return self.code.lower().replace(".", "-")


def diagnosis_of_codes(diagnoses: Mapping[str, Diagnosis], codes: Iterable[str]) -> dict[str, str]:
    """Return the diagnosis that says most exactly what each code is: C50 is breast cancer before cancer. Most codes have none."""
    matches = [
        (match, key) for key, one in diagnoses.items() for spelled in one.icd10_codes if (match := SPAN.fullmatch(spelled))
    ]
    matches.sort(key=lambda one: _width(one[0]))
    found = {code: next((key for match, key in matches if _covers(match, code)), None) for code in codes}
    return {code: key for code, key in found.items() if key is not None}


def _covers(span: re.Match[str], code: str) -> bool:
    """Tell whether a span holds a code and everything under it: N39.3-N39.4 holds N39.3 and not N39."""
    first, last = span["first"], span["last"] or span["first"]
    return first <= code[: len(first)] <= last


def _width(span: re.Match[str]) -> float:
    """Return how many three-character codes it holds; E10.5 is a tenth of one."""
    first, last = span["first"], span["last"] or span["first"]
    step = 0.1 if "." in first else 1.0
    return _number(last) - _number(first) + step


def _number(code: str) -> float:
    return ord(code[0]) * 100 + float(code[1:])
