"""The words of this room's refusals."""
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "file_empty": _("This file is empty. Please choose another one."),
    "file_unknown": _("Photos (JPEG, PNG, WebP), voice notes, PDF, Word (.docx) and Excel (.xlsx) can be sent; this is none of them."),
    "file_broken": _("This file cannot be read: it is damaged or not whole. Please send it again."),
    "not_what_its_name_says": _("{name} is called otherwise than what is in it ({kind}). Please save it again under the right name."),
    "file_too_large": _("This is too large: a file of this kind ({kind}) may have at most {most} MB."),
    "too_many_pixels": _("This photo has {width} × {height} pixels; at most {most} million can be taken in."),
    "unpacks_too_large": _("This document unpacks to far more than it should, and is not taken in."),
    "macros": _("This document carries macros. Please save it without them (.docx or .xlsx) and send it again."),
    "file_locked": _("This document is locked with a password. Please send it without."),
}
