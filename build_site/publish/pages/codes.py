"""Every code of ICD-10-SE with its official name, and the page that tells of it where there is one."""

from itertools import groupby

from build_site.model.diagnosis import diagnosis_of_codes
from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.publish.render import render
from build_site.publish.words import texts

PATH = "diagnoskoder/index.md"


def pages(edition: Edition) -> Files:
    """Return the list; nothing before it has been pulled into data/icd10.csv."""
    codes = edition.catalogue.icd10
    if not codes:
        return {}
    said = texts()["codes"]
    page = render(
        "codes.jinja",
        path=PATH,
        title=said["title"],
        description=said["description"],
        edition=edition,
        letters=[(letter, list(own)) for letter, own in groupby(codes, key=lambda one: one.code[0])],
        diagnoses=diagnosis_of_codes(edition.catalogue.diagnoses, (one.code for one in codes)),
    )
    return {PATH: page}
