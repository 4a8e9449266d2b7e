"""What the API shows: one module a room. A type is a plain object over the rows of a service's query; it decides nothing."""
