from outbox.record import record
