"""Diagnoses, treatments and care topics: what people search for."""

from build_site.model.base import Identifier, Model, Plain


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
