"""The words of this room's refusals and of what is wrong in a cell."""
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "no_sheet": _("An Excel workbook (.xlsx) or a CSV file is needed."),
    "no_head": _("The first row does not name the columns. Please use the template: {missing} is missing."),
    "no_rows": _("There is no row below the head."),
    "too_many_rows": _("One sheet takes at most {most} rows. Please divide it."),
    "cell_empty": _("This must be filled in."),
    "cell_too_long": _("At most {most} characters; there are {have}."),
    "cell_control": _("There are characters that cannot be printed."),
    "cell_no_day": _("Not a day: {value}. Please write 2026-03-02."),
    "cell_no_number": _("Not a whole number: {value}."),
    "cell_not_one_of": _("“{value}” is none of: {known}."),
    "cell_out_of_order": _("This lies before {other}."),
    "cell_in_the_future": _("This day is still to come."),
    "cell_without": _("This needs {other} as well."),
    "cell_twice": _("The same stands in row {row} already."),
    "cell_taken": _("This is in the house already."),
    "cell_unknown_deputy": _("No deputy of term {term} is named {value}. Please take in the deputies first."),
    "cell_two_deputies": _("Several deputies of term {term} are named {value}. Please add the number, as {value}(12)."),
    "cell_unknown_unit": _("No unit is named {value}. Please take in the units first."),
    "cell_no_term": _("There is no term {value}. Please open it first."),
    "not_to_consent": _("There are {wrong} wrong rows. Please correct the sheet and send it again: nothing was taken in."),
    "import_state": _("This sheet stands at “{state}”."),
    "row_refused": _("Row {row}: {why} Nothing of this batch was taken in."),
}
