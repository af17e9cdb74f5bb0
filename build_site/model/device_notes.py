"""What we write ourselves about devices: what each is, which figures tell how many there are, where sources disagree."""

from build_site.model.base import Identifier, Model, Plain


class DeviceAbout(Model):
    """A class of devices in plain words, and the indicators that count how many are bought or prescribed."""

    code: str
    description_sv: Plain | None = None
    indicator_ids: tuple[str, ...] = ()


class Contradiction(Model):
    """Two or more sources that give different amounts for the same thing. All are kept and all are shown."""

    contradiction_id: Identifier
    area: str
    iso: str | None = None
    text_sv: Plain
    fee_ids: tuple[str, ...]
    """Rows of fees.csv: `fee-172` in the same folder, `2062/fee-180` in another area's."""

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Return the area and the fee_id of each row."""
        parts = (name.rpartition("/") for name in self.fee_ids)
        return tuple((area or self.area, fee_id) for area, _, fee_id in parts)
