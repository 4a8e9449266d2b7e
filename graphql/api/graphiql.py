"""GraphiQL for those who are signed in: every file is served by us and no script is inline, so a strict CSP holds."""
from __future__ import annotations

from csp.constants import NONCE, SELF
from csp.decorators import csp_update
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET


@require_GET
@never_cache
@csp_update({"font-src": [SELF, "data:"], "style-src": [SELF, NONCE]})
def explorer(request: HttpRequest) -> HttpResponse:
    """Its style sheet brings its fonts as data and its widgets make style elements that carry the nonce: this page's policy allows both."""
    if request.actor.anonymous:  # type: ignore[attr-defined]
        return redirect_to_login(request.get_full_path())
    return render(request, "api/graphiql.html")
