"""The door: host → tenant, before anything else is looked at. An unknown host is nobody; an old host redirects; a schema not ready is told so."""
from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django_tenants.middleware.main import TenantMainMiddleware
from django_tenants.utils import get_public_schema_name

from townships.models import Domain, Tenant
from townships.schema import serves

STANDS = RawSQL("to_regnamespace(quote_ident(townships_tenant.schema_name)) IS NOT NULL", [])


class TenantMiddleware(TenantMainMiddleware):
    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        connection.set_schema_to_public()
        host = request.get_host().partition(":")[0].rstrip(".").lower()
        if host == settings.FRONT_HOST or request.path in ("/healthz", "/readyz", "/metrics"):
            self._front(request)
            return None
        domain = Domain.objects.select_related("tenant").annotate(stands=STANDS).filter(domain=host).first()
        if domain is None:
            return render(request, "console/unknown_host.html", status=404)
        return self._enter(request, domain)

    def _front(self, request: HttpRequest) -> None:
        request.tenant = connection.tenant  # type: ignore[attr-defined]
        request.tenant.domain_subfolder = None  # type: ignore[attr-defined]
        request.urlconf = settings.PUBLIC_SCHEMA_URLCONF  # type: ignore[attr-defined]
        request.tenant.schema_name = get_public_schema_name()  # type: ignore[attr-defined]

    def _enter(self, request: HttpRequest, domain: Domain) -> HttpResponse | None:
        tenant: Tenant = domain.tenant
        if domain.redirects:
            return HttpResponsePermanentRedirect(_at_primary(request, tenant))
        if tenant.closed_at or not domain.stands or not serves(tenant.type, tenant.applied):  # type: ignore[attr-defined]
            answer = render(request, "console/not_ready.html", {"name": tenant.name}, status=503)
            answer["Retry-After"] = "60"
            return answer
        tenant.domain_url = domain.domain
        request.tenant = tenant  # type: ignore[attr-defined]
        connection.set_tenant(tenant)
        request.urlconf = settings.TENANT_TYPES[tenant.type]["URLCONF"]  # type: ignore[attr-defined]
        return None


def _at_primary(request: HttpRequest, tenant: Tenant) -> str:
    primary = tenant.domains.get(is_primary=True).domain
    port = request.get_host().partition(":")[2]
    return f"{request.scheme}://{primary}{':' + port if port else ''}{request.get_full_path()}"
