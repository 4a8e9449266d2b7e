from django.db import connection
from django_tenants.utils import schema_context, tenant_context


def other(schema):
    connection.set_schema(schema)
    with schema_context(schema), tenant_context(schema):
        pass
