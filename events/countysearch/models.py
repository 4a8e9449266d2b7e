"""The search documents where PostgreSQL is the engine: shared by all tenants, under a wall by county. Elasticsearch uses none of these."""
from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class Index(models.Model):
    """One filling of the search. Exactly one is `current`: the alias, moved in one transaction."""

    name = models.CharField(max_length=80, primary_key=True)
    current = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["current"], condition=Q(current=True), name="one_current_index")]


class Document(models.Model):
    """One subject. `source` is the document as it was given; beside it what is filtered, counted and ranked by."""

    row = models.BigAutoField(primary_key=True)
    index = models.ForeignKey(Index, on_delete=models.DO_NOTHING, db_index=False)
    id = models.CharField(max_length=180, help_text="Document.id: sorts by the subject's age.")
    tenant = models.CharField(max_length=63)
    county = models.CharField(max_length=63)
    version = models.BigIntegerField(help_text="incarnation * 2^40 + version: an older one never overwrites.")
    gone = models.BooleanField(help_text="A tombstone: kept, so that a late fact cannot bring the document back.")
    public = models.BooleanField()
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=60)
    category = models.CharField(max_length=200)
    opened_on = models.DateField(null=True)
    source = models.JSONField()
    tokens = SearchVectorField(help_text="Field-tagged lexemes without positions: t公路, x公路, r公路, o公路.")
    title = models.TextField(help_text="tokens.normal(): what frequencies are counted in; so the three below.")
    text = models.TextField()
    reply = models.TextField()
    outcome = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["index", "id"], name="one_document_a_subject")]
        indexes = [
            models.Index(fields=["index", "county", "id"], name="documents_of_county"),
            GinIndex(fields=["tokens"], name="documents_by_token", fastupdate=False),
        ]


class Frequency(models.Model):
    """In how many documents of a county a lexeme stands; one that is missing counts as 1."""

    pk = models.CompositePrimaryKey("county", "lexeme")
    county = models.CharField(max_length=63)
    lexeme = models.TextField()
    documents = models.IntegerField()


class Measure(models.Model):
    """How many documents a county has, and how long each field is on average (characters of `tokens.normal()`)."""

    county = models.CharField(max_length=63, primary_key=True)
    documents = models.IntegerField()
    title = models.FloatField()
    text = models.FloatField()
    reply = models.FloatField()
    outcome = models.FloatField()
