from datetime import UTC, date, datetime, time

WRONG = [
    datetime(2026, 3, 2, 10, 0),
    datetime.now(),
    datetime.utcnow(),
    datetime.fromtimestamp(0),
    datetime.combine(date(2026, 3, 2), time(12)),
    datetime.today(),
]
RIGHT = [
    datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
    datetime.now(UTC),
    datetime.now(tz=UTC),
    datetime.fromtimestamp(0, UTC),
    datetime.combine(date(2026, 3, 2), time(12), UTC),
]
