from django.urls import path

from api.graphiql import explorer
from api.http import GraphQLView

urlpatterns = [
    path("graphql", GraphQLView.as_view(), name="graphql"),
    path("graphql/explorer", explorer, name="graphql-explorer"),
]
