"""A division is renamed, recoded or merged into another county: its attributes change, its schema and its data do not."""
from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from townships.errors import Conflict, NotFound, RuleBroken
from townships.models import Designation, Domain, Tenant
from townships.text import checked, required


@transaction.atomic
def rename(schema: str, *, code: str, name: str, level: str, parent_code: str, on: date, reason: str) -> None:
    """From the day `on` the tenant is called so. A new code gets a new primary host; the old one redirects. Runs as the migrator."""
    required(checked(reason, "reason"), "reason")
    tenant = Tenant.objects.select_for_update().filter(schema_name=schema).first()
    if tenant is None:
        raise NotFound("schema")
    current = tenant.designations.get(valid_to=None)
    if on <= current.valid_from:
        raise RuleBroken("before_designation", field="on", after=current.valid_from)
    current.valid_to = on - timedelta(days=1)
    current.save(update_fields=["valid_to"])
    Designation.objects.create(tenant=tenant, code=code, name=name, level=level, parent_code=parent_code, valid_from=on, reason=reason)
    Tenant.objects.filter(pk=tenant.pk).update(code=code, name=name)
    if code != current.code:
        _move_host(tenant, current.code, code)


def _move_host(tenant: Tenant, old: str, new: str) -> None:
    host = f"{new}.{settings.FRONT_HOST}"
    if Domain.objects.filter(domain=host).exclude(tenant=tenant).exists():
        raise Conflict("host_taken", "code", host=host)
    tenant.domains.filter(domain=f"{old}.{settings.FRONT_HOST}").update(is_primary=False, redirects=True)
    Domain.objects.create(tenant=tenant, domain=host, is_primary=True)
