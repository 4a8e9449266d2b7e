"""How a person's step reached the office: by the app, or some other way and entered on behalf of the one whose step it is."""
from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from townships.errors import RuleBroken


class Channel(TextChoices):
    """Anything but the app was entered on behalf of the one whose step it is."""

    APP = "app", pgettext_lazy("channel", "in the app")
    PAPER = "paper", pgettext_lazy("channel", "on paper")
    PHONE = "phone", pgettext_lazy("channel", "by telephone")
    FACE_TO_FACE = "face_to_face", pgettext_lazy("channel", "face to face")


def fits_channel(channel: Channel, *, own: bool) -> None:
    """A step comes through the app from the one whose step it is; what the office enters for others came some other way. Pure."""
    if own == (channel is Channel.APP):
        return
    raise RuleBroken("own_step_in_app" if own else "channel_needed", field="channel")
