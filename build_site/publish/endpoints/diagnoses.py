"""diagnoses.json and diagnoses/<id>.json."""

from build_site.model.diagnosis import Diagnosis
from build_site.model.edition import Edition
from build_site.model.output import Files, json_bytes
from build_site.publish.endpoints.common import ROOT, Json, address, page


def files(edition: Edition) -> Files:
    """Return the list and one file a diagnosis."""
    diagnoses = [_diagnosis(edition, diagnosis) for diagnosis in edition.catalogue.diagnoses.values()]
    return {f"{ROOT}/diagnoses.json": json_bytes({"diagnoses": diagnoses})} | {
        f"{ROOT}/diagnoses/{diagnosis['id']}.json": json_bytes(diagnosis) for diagnosis in diagnoses
    }


def _diagnosis(edition: Edition, diagnosis: Diagnosis) -> Json:
    return {
        "id": diagnosis.diagnosis_id,
        "name": {"sv": diagnosis.name_sv, "en": diagnosis.name_en},
        "icd10_codes": list(diagnosis.icd10_codes),
        "lay_terms_sv": list(diagnosis.lay_terms_sv),
        "indicators": list(diagnosis.indicator_ids),
        "devices": list(diagnosis.device_iso_codes),
        "note": diagnosis.note,
        "url": address(edition, f"{ROOT}/diagnoses/{diagnosis.diagnosis_id}.json"),
        "page": page(edition, f"diagnosis:{diagnosis.diagnosis_id}"),
    }
