"""Too much work, and clients that mean no good: some are turned away at once, nobody else waits, nothing that was confirmed is missing."""
