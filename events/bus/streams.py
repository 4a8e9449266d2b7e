"""The stream of this installation, by settings."""
from __future__ import annotations

from django.conf import settings

from bus.stream import Stream


def current_stream() -> Stream:
    if settings.STREAM == "kafka":
        from bus.kafka import KafkaStream

        return KafkaStream(settings.KAFKA_BOOTSTRAP_SERVERS, settings.KAFKA_TOPIC)
    from bus.postgres import LogStream

    return LogStream()
