"""The ledger of every address ever released: data/published/addresses.csv."""

from build_site.validate.reading import Reader, read_rows

PATH = ("published", "addresses.csv")


def read_addresses(reader: Reader) -> tuple[str, ...]:
    """Return the addresses that must still exist, each relative to the site's root; none before the first release."""
    path = reader.data.joinpath(*PATH)
    if not path.exists():
        return ()
    addresses: list[str] = []
    for line, row in read_rows(reader, path, ("address", "first_released")):
        address = row.get("address", "")
        if not address or address.startswith("/") or ".." in address:
            reader.fault(path, line, "address is not one on this site; write it without a leading slash, as in a-o/")
        addresses.append(address)
    return tuple(addresses)
