"""The second wall: the database itself knows which tenant a connection works for (see docs/security.md)."""
