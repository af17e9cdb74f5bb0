"""icd10.csv: the official names of diagnoses, as a pull got them. May be missing; then only diagnoses.csv is searched."""

from build_site.model.diagnosis import IcdTitle
from build_site.validate.reading import Reader, make, read_rows

FILE = "icd10.csv"


def read_icd10(reader: Reader) -> tuple[IcdTitle, ...]:
    """Return the codes in order; note what is no code and what stands twice."""
    path = reader.data / FILE
    if not path.exists():
        return ()
    titles: dict[str, IcdTitle] = {}
    for line, row in read_rows(reader, path, tuple(IcdTitle.model_fields)):
        title = make(reader, path, line, IcdTitle, row)
        if title is None:
            continue
        if title.code in titles:
            reader.fault(path, line, f"code {title.code!r} stands twice; keep one")
        titles[title.code] = title
    return tuple(titles[code] for code in sorted(titles))
