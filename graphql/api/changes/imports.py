"""A sheet from Excel: consent, the next rows, or no further."""
from __future__ import annotations

from typing import Any

import graphene

import imports.commands as commands
from api.changes.common import Change
from api.context import Call
from api.types.imports import SheetImport, sheet
from outbox.command import Receipt


class SeenImport:
    """A sheet, as it was seen."""

    import_id = graphene.ID(required=True)
    seen = graphene.Int(required=True, description="The version that the user saw.")


class ImportChange(Change):
    """The sheet after its step."""

    class Meta:
        abstract = True

    ids = {"import_id": "SheetImport"}
    sheet = graphene.Field(SheetImport)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"sheet": sheet(call, receipt.id)}


class ConsentToImport(ImportChange):
    """The sheet is taken in from now on; refused while a row is wrong. By the clerk."""

    class Input(SeenImport):
        pass

    command = staticmethod(commands.consent)


class ImportRows(ImportChange):
    """The next rows, all or none; to be sent until the sheet is `DONE`. By the clerk."""

    class Input(SeenImport):
        most = graphene.Int(description=f"At most {commands.MOST}; {commands.BATCH} when not given.")

    command = staticmethod(commands.import_rows)


class CancelImport(ImportChange):
    """No further row is taken in; what is in the house stays. By the clerk."""

    class Input(SeenImport):
        pass

    command = staticmethod(commands.cancel_import)


class ImportsMutation(graphene.ObjectType):
    consent_to_import = ConsentToImport.Field(required=True)
    import_rows = ImportRows.Field(required=True)
    cancel_import = CancelImport.Field(required=True)
