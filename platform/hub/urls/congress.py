"""The hosts of the congresses: one GraphQL endpoint and the console's pages over it."""
from __future__ import annotations

from django.urls import include, path

from accounts.urls import congress as accounts
from api.urls import urlpatterns as graphql

urlpatterns = [
    *graphql,
    path("", include("accounts.urls")),
    path("", include(accounts)),
    path("", include("console.urls.congress")),
]
handler404, handler403, handler500 = "console.views.errors.not_found", "console.views.errors.forbidden", "console.views.errors.server_error"
