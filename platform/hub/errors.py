"""The words of what the operator's commands refuse."""
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "backup_missing": _("There is no backup at {path}."),
    "backup_unknown": _("{path} is not a backup of this product."),
    "backup_newer": _("{path} was written by a newer version of the product (format {version}; this one reads up to {most})."),
    "backup_damaged": _("The backup {path} is not whole or was changed: its digest is not that of its content. Nothing was changed here."),
    "backup_of_newer_schema": _("The backup has tables of a newer version of the product ({migrations}). Upgrade this installation first."),
    "backup_of_other_kind": _("The backup is of another kind of congress than the one of this code."),
    "archive_is_another": _("{path} is no archive of this closing. Name another file."),
    "county_has_towns": _("Close or move the county's towns first."),
    "logins_taken": _("These sign-in names belong to other people here: {logins}. Rename them first."),
}
