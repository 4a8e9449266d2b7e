"""Records in addresses: the plain number stands there, whatever the API calls the record."""

from __future__ import annotations

from uuid import UUID

from django.urls.converters import UUIDConverter

from api import relay


class RecordConverter(UUIDConverter):
    """`{% url "case" case.id %}` takes the API's global id as well as the number."""

    def to_url(self, value: UUID | str) -> str:
        return str(plain(value))


def plain(value: UUID | str) -> UUID:
    """The number behind a global id."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value)
    except ValueError:
        return relay.decode(value).id
