"""What the API changes: one module a service, one mutation a command."""
