"""Every verb of a case, in the order of its life."""
from motions.commands.agenda import decide_motion, file_motion, handle_as_suggestion, list_motion
from motions.commands.citing import Cited, cite, uncite
from motions.commands.clocks import follow_deadline
from motions.commands.corrections import correct
from motions.commands.cosigning import (
    answer_invitation,
    change_cosigning,
    drop_cosigning,
    invite_to_cosign,
    open_cosigning,
    send_cosigning,
)
from motions.commands.deliberation import conclude_deliberation, hold_stage
from motions.commands.feedback import ask_for_call, note_call, remind
from motions.commands.files import attach_file, remove_file
from motions.commands.handling import Handling, approve_handling, hand_over, propose_handling, return_proposal
from motions.commands.importing import OldCase, import_cases
from motions.commands.intake import not_accept, register, resubmit, send_back, submit_suggestion
from motions.commands.lookbacks import plan_look_back, return_visit
from motions.commands.meeting import SeenCase, hand_over_many
from motions.commands.pressing import name_key, press
from motions.commands.progress import apply_for_extension, contact_deputy, decide_extension, note_progress
from motions.commands.promises import explain_promise, keep_promise, make_promise, promise_anew, rate_fulfilment
from motions.commands.rating import decline_rework, deliver, order_rework, rate, record_no_feedback
from motions.commands.replies import draft_reply, reply, send_back_draft, sign_off
from motions.commands.resolution import (
    ask_withdrawal,
    carry_out_resolution,
    charge_unit,
    decide_withdrawal,
    deliberate_motion,
    give_committee_opinion,
    report_back,
    write_resolution,
)
from motions.commands.sheets import Sheet, merge, split
from motions.commands.tellings import agree_telling, dispute_telling, drop_telling, tell, type_out
from motions.commands.units import apply_for_relief, assist, decide_relief, sign_for
from motions.commands.upward import end_as_referred
from motions.commands.withdrawal import withdraw

__all__ = [
    "Cited", "Handling", "OldCase", "SeenCase", "Sheet", "agree_telling", "answer_invitation", "apply_for_extension", "apply_for_relief",
    "approve_handling", "ask_for_call", "ask_withdrawal", "assist", "attach_file", "carry_out_resolution", "change_cosigning", "charge_unit", "cite",
    "conclude_deliberation", "contact_deputy", "correct", "decide_extension", "decide_motion", "decide_relief", "decide_withdrawal", "decline_rework",
    "deliberate_motion", "deliver", "dispute_telling", "draft_reply", "drop_cosigning", "drop_telling", "end_as_referred", "explain_promise",
    "file_motion", "follow_deadline", "give_committee_opinion", "hand_over", "hand_over_many", "handle_as_suggestion", "hold_stage", "import_cases",
    "invite_to_cosign", "keep_promise", "list_motion", "make_promise", "merge", "name_key", "not_accept", "note_call", "note_progress",
    "open_cosigning", "order_rework", "plan_look_back", "press", "promise_anew", "propose_handling", "rate", "rate_fulfilment", "record_no_feedback",
    "register", "remind", "remove_file", "reply", "report_back", "resubmit", "return_proposal", "return_visit", "send_back", "send_back_draft",
    "send_cosigning", "sign_for", "sign_off", "split", "submit_suggestion", "tell", "type_out", "uncite", "withdraw", "write_resolution",
]  # fmt: skip
