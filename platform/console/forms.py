"""Forms whose mistakes read like a colleague's advice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

PLAIN = {
    "required": _("Please fill this in."),
    "invalid": _("This value is not possible here."),
    "invalid_choice": _("Please choose one of these."),
}
PLAIN_BY_KIND: Mapping[type[forms.Field], Mapping[str, Any]] = {
    forms.ChoiceField: {"required": _("Please choose one of these.")},
    forms.DateField: {"invalid": _("Please give a date such as 2026-03-02.")},
    forms.FileField: {"empty": _("This file is empty. Please choose another one.")},
}


class PlainForm(forms.Form):
    """A form that says what to do, not what is invalid."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages.update({code: words for code, words in PLAIN.items() if code in field.error_messages})
            for kind, words in PLAIN_BY_KIND.items():
                if isinstance(field, kind):
                    field.error_messages.update(words)

    def refuse(self, errors: Iterable[Mapping[str, Any]]) -> None:
        """Puts the errors of a GraphQL payload (`field` in camel case, `message`, `source`) to their fields, or on top of the form."""
        self.is_valid()
        for error in errors:
            name = snake(error.get("field") or "")
            self.add_error(name if name in self.fields else None, sourced(error))


def snake(camel: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", camel).lower()


def sourced(error: Mapping[str, Any]) -> str:
    """The message with the article that it rests on, where it is law."""
    source = error.get("source")
    return _("{message} ({source})").format(message=error["message"], source=source) if source else error["message"]
