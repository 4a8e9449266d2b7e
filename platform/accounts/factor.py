"""The second factor: a code of six figures from an authenticator (RFC 6238), or a code that was printed for the day the telephone is gone."""
from __future__ import annotations

import hmac
import secrets as chance
from datetime import datetime
from typing import Final

import pyotp
from django.db import transaction

from accounts import secret as secrets
from accounts.models import Policy, SecondFactor
from audit.commands import record
from audit.queries import Act
from people.actor import ASSIGNERS, OFFICE, Actor, Role
from people.models import Person
from townships.errors import Invalid, NotFound, RuleBroken

STEP: Final = 30  # seconds
AROUND: Final = (0, -1, 1)  # steps that a telephone's clock may be off
RECOVERY: Final = 10
LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another


def is_on(person: Person) -> bool:
    return SecondFactor.objects.filter(person=person).exclude(confirmed=None).exists()


def is_asked() -> bool:
    """Whether this congress asks it of its office. One query."""
    return Policy.objects.filter(second_factor=True).exists()


def must_have(actor: Actor) -> bool:
    """The office of a congress that asks for it; a deputy's and a unit's own sign-in does not."""
    return bool(actor.roles & OFFICE) and is_asked()


@transaction.atomic
def ask_of_office(*, actor: Actor, asked: bool, now: datetime) -> None:
    """From the next sign-in on the office needs a second factor, or does not. Clerk, chair or vice-chair."""
    actor.require(Role.CLERK, *ASSIGNERS)
    if asked == is_asked():
        return
    Policy.objects.update_or_create(only=True, defaults={"second_factor": asked})
    record(Act.SECOND_FACTOR_ASKED, now=now, person_id=actor.person_id, name=actor.name)


def begun(person: Person) -> SecondFactor:
    """The factor that is being set up: the same secret until it is confirmed. Raises `RuleBroken` where there is one already."""
    factor, _made = SecondFactor.objects.get_or_create(person=person, defaults={"secret": pyotp.random_base32()})
    if factor.confirmed:
        raise RuleBroken("second_factor_there")
    return factor


def address_of(factor: SecondFactor, congress: str) -> str:
    """What an authenticator reads from the QR."""
    return pyotp.TOTP(factor.secret).provisioning_uri(name=factor.person.name, issuer_name=congress)


@transaction.atomic
def confirm(*, person: Person, code: str, now: datetime) -> list[str]:
    """The first right code turns it on; answers the recovery codes, told here and never again. Raises `Invalid`."""
    factor = SecondFactor.objects.select_for_update().filter(person=person, confirmed=None).first()
    if factor is None:
        raise NotFound("code")
    if not _by_clock(factor, code, now):
        raise Invalid("wrong_code", "code")
    factor.confirmed = now
    told = [_recovery_code() for _ in range(RECOVERY)]
    factor.recovery = [secrets.digest(one) for one in told]
    factor.save()
    record(Act.SECOND_FACTOR_ON, now=now, person_id=person.pk, name=person.name)
    return told


@transaction.atomic
def check(*, person: Person, code: str, now: datetime) -> bool:
    """Whether this code is right now. None counts twice: a figure's step is remembered, a printed code is crossed out."""
    factor = SecondFactor.objects.select_for_update().filter(person=person).exclude(confirmed=None).first()
    if factor is None or not (_by_clock(factor, code, now) or _by_paper(factor, code)):
        return False
    factor.save()
    return True


@transaction.atomic
def take_away(*, person: Person, now: datetime, by: str = "") -> None:
    """Without a second factor from now on: by the person with a code, by the clerk for who lost everything."""
    gone, _of = SecondFactor.objects.filter(person=person).delete()
    if not gone:
        raise NotFound("person_id")
    record(Act.SECOND_FACTOR_OFF, now=now, person_id=person.pk, name=person.name, detail=by)


def _by_clock(factor: SecondFactor, code: str, now: datetime) -> bool:
    here = int(now.timestamp()) // STEP
    clock, given = pyotp.TOTP(factor.secret), "".join(code.split())
    for step in (here + off for off in AROUND):
        if step > factor.last_step and hmac.compare_digest(clock.generate_otp(step).encode(), given.encode()):
            factor.last_step = step
            return True
    return False


def _by_paper(factor: SecondFactor, code: str) -> bool:
    given = secrets.digest("".join(code.split()).lower())
    if given not in factor.recovery:
        return False
    factor.recovery = [one for one in factor.recovery if one != given]
    return True


def _recovery_code() -> str:
    return "-".join("".join(chance.choice(LETTERS) for _ in range(5)) for _ in range(2))
