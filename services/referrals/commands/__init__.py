"""Every verb between a township and its county; what the system gives, follows from the other congress's facts."""
from referrals.commands.desks import connect_desk, take_answer
from referrals.commands.matters import decline_matter, receive_matter, take_up
from referrals.commands.tasks import note_refusal, receive_task, reply_task, sign_task
from referrals.commands.upward import follow_county, refer_upward, report_upward

__all__ = [
    "connect_desk", "decline_matter", "follow_county", "note_refusal", "receive_matter", "receive_task", "refer_upward", "reply_task",
    "report_upward", "sign_task", "take_answer", "take_up",
]  # fmt: skip
