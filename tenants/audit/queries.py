"""Who may read the trail: of a congress its clerk, chair and vice-chair; the platform's own, and any congress's by its command, the operator."""
from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from audit.models import Act, Entry
from people.actor import ASSIGNERS, Actor, Role
from townships.paging import Page, Slice, keyset

__all__ = ["READERS", "Act", "entries", "failures"]

READERS: Final = frozenset({Role.CLERK, Role.OPERATOR, *ASSIGNERS})
ROW: Final = ("id", "at", "act", "name", "address", "detail")


def entries(*, viewer: Actor, page: Page, acts: Collection[Act] = ()) -> Slice[dict[str, Any]]:
    """The trail of the viewer's tenant, newest first; of some kinds of act only when any are named. Raises NotAllowed."""
    viewer.require(*READERS, scope="read")
    found = Entry.objects.filter(tenant=viewer.tenant, **({"act__in": list(acts)} if acts else {}))
    return keyset(found.values(*ROW), page, ("-at", "-id"))


def failures(*, tenant: str, mark: str, address: str, since: datetime) -> int:
    """Wrong tries for a name from an address after `since` and after the last right one."""
    tried = Entry.objects.filter(tenant=tenant, mark=mark, address=address, at__gt=since)
    acts = tried.order_by("-at", "-id").values_list("act", flat=True)[:100]
    wrong = 0
    for act in acts:
        if act == Act.SIGNED_IN:
            break
        wrong += act == Act.SIGN_IN_FAILED
    return wrong
