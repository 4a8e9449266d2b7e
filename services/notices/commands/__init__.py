"""Every verb of the notices."""
from notices.commands.calls import note_sheet_call
from notices.commands.daily import remind_of_due, tell_monthly, write_digests
from notices.commands.feed import close_calendar, open_calendar
from notices.commands.own import choose_notices, read_notices
from notices.commands.sent import retry_message
from notices.commands.telling import About, notify

__all__ = [
    "About", "choose_notices", "close_calendar", "note_sheet_call", "notify", "open_calendar", "read_notices", "remind_of_due", "retry_message",
    "tell_monthly", "write_digests",
]  # fmt: skip
