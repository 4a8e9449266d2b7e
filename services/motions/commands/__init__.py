"""Every verb of a case, in the order of its life."""
from motions.commands.agenda import decide_motion, file_motion, handle_as_suggestion, list_motion
from motions.commands.clocks import follow_deadline
from motions.commands.handling import Handling, approve_handling, hand_over, propose_handling, return_proposal
from motions.commands.intake import not_accept, register, resubmit, send_back, submit_suggestion
from motions.commands.rating import decline_rework, deliver, order_rework, rate, record_no_feedback
from motions.commands.units import apply_for_relief, assist, decide_relief, reply, sign_for

__all__ = [
    "Handling", "apply_for_relief", "approve_handling", "assist", "decide_motion", "decide_relief", "decline_rework", "deliver",
    "file_motion", "follow_deadline", "hand_over", "handle_as_suggestion", "list_motion", "not_accept", "order_rework", "propose_handling",
    "rate", "record_no_feedback", "register", "reply", "resubmit", "return_proposal", "send_back", "sign_for", "submit_suggestion",
]  # fmt: skip
