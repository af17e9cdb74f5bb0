"""What sources/<id>.yml asks for, read by each connector's own model."""

from typing import TypeVar

from pydantic import ValidationError

from build_site.errors import SourceError
from build_site.model.base import Model
from build_site.model.request import Wanted

Asks = TypeVar("Asks", bound=Model)


def read_asks(model: type[Asks], wanted: Wanted) -> Asks:
    """Return what is asked for, or raise SourceError naming every key that is wrong."""
    try:
        return model.model_validate(wanted.source.asks)
    except ValidationError as error:
        lines = [
            f"  - {'.'.join(map(str, ('asks', *detail['loc'])))}: {detail['msg'].removeprefix('Value error, ')}"
            for detail in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise SourceError(f"sources/{wanted.source.id}.yml asks for what can't be asked\n" + "\n".join(lines)) from None
