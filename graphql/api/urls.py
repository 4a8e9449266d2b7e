from django.urls import path

from api.calendar import feed
from api.files import FilesView, file
from api.graphiql import explorer
from api.http import GraphQLView
from api.imports import ImportsView, template

urlpatterns = [
    path("graphql", GraphQLView.as_view(), name="graphql"),
    path("graphql/explorer", explorer, name="graphql-explorer"),
    path("calendar/<str:token>.ics", feed, name="calendar-feed"),
    path("files", FilesView.as_view(), name="files"),
    path("imports", ImportsView.as_view(), name="imports"),
    path("imports/<slug:sheet_kind>.xlsx", template, name="import-template"),
    path("files/<uuid:file_id>", file, name="file"),
    path("files/<uuid:file_id>/preview", file, {"preview": True}, name="file-preview"),
]
