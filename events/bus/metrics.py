"""What the workers count (Prometheus)."""
from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

APPLIED = Counter("townships_facts_applied_total", "Facts whose effect is in the database or the index", ["consumer"])
SKIPPED = Counter("townships_facts_skipped_total", "Facts of a type that is not for the consumer", ["consumer", "type"])
PARKED = Counter("townships_facts_parked_total", "Facts laid aside because their effect failed", ["consumer"])
LAG = Gauge("townships_lag", "Facts that wait for a consumer", ["consumer"])
AWAY = Gauge("townships_away", "1 while what the role needs cannot be reached", ["role"])
DELAY = Histogram(
    "townships_fact_delay_seconds", "From recording to effect", ["consumer"], buckets=(0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 15, 60, 600)
)
CLOCK_DELAY = Gauge("townships_clock_delay_seconds", "Seconds since the clock last swept")
