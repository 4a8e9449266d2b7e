"""The stream past one machine: one Kafka topic, keyed by tenant (kafka-python's classic protocol, no transactions).

The database says where a consumer stands; the offsets committed to Kafka serve lag displays only.
"""
from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from kafka import ConsumerRebalanceListener, KafkaAdminClient, KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import KafkaError

from bus import positions
from bus.stream import Batch, Message, StreamAway

SESSION_MS: Final = 15_000
GREETING_MS: Final = 3000
ASKED_AGAIN: Final = 30.0  # seconds until a cluster is asked again who it is


@contextmanager
def away() -> Iterator[None]:
    """Kafka's own errors as the one that the runner knows: try again later."""
    try:
        yield
    except (KafkaError, OSError) as error:
        raise StreamAway(str(error) or type(error).__name__) from error


def bury(servers: str, topic: str, tenant: str) -> None:
    """A tombstone of the tenant's key: tells whoever keeps the stream by key that nothing of it is kept any more. Raises `StreamAway`."""
    with away():
        producer = KafkaProducer(bootstrap_servers=servers.split(","), acks="all", bootstrap_timeout_ms=GREETING_MS)
        try:
            producer.send(topic, key=tenant.encode(), value=None).get(timeout=30)
        finally:
            producer.close(timeout=5)


class KafkaStream:
    def __init__(self, servers: str, topic: str) -> None:
        self.servers, self.topic = servers.split(","), topic
        self._cluster, self._asked = "", 0.0

    def name(self) -> str:
        """The cluster's own id and the topic: a new, empty cluster is another log and is filled from the start.

        Raises `StreamAway` where another cluster answers than before: whoever stands somewhere in the old one must begin anew.
        """
        if not self._cluster or time.monotonic() - self._asked >= ASKED_AGAIN:
            found, known = self._ask(), self._cluster
            self._cluster, self._asked = found, time.monotonic()
            if known not in ("", found):
                raise StreamAway(f"the cluster is another one now: {found}, not {known}")
        return f"{self._cluster}/{self.topic}"[:80]

    def _ask(self) -> str:
        with away():
            admin = KafkaAdminClient(bootstrap_servers=self.servers, request_timeout_ms=5000, bootstrap_timeout_ms=GREETING_MS)
            try:
                return str(admin.describe_cluster()["cluster_id"])
            finally:
                admin.close()

    def subscribe(self, consumer: str) -> KafkaSubscription:
        return KafkaSubscription(self, consumer)


class KafkaSubscription(ConsumerRebalanceListener):
    def __init__(self, stream: KafkaStream, consumer: str) -> None:
        self.stream, self.consumer = stream, consumer
        self.at: dict[int, int] = {}
        self._client: KafkaConsumer | None = None

    def poll(self, limit: int, timeout: float) -> Batch:
        with away():
            fetched = self._kafka().poll(timeout_ms=int(timeout * 1000), max_records=limit)
        if not fetched:
            return Batch()
        return self._batch({part.partition: records for part, records in fetched.items() if part.partition in self.at and records})

    def _batch(self, fetched: dict[int, list[Any]]) -> Batch:
        messages = [
            Message(partition, record.offset, (record.key or b"").decode("utf-8", "replace"), record.value or b"")
            for partition, records in fetched.items()
            for record in records
        ]
        begins = {partition: self.at[partition] for partition in fetched}
        ends = {partition: records[-1].offset for partition, records in fetched.items()}
        self.at.update(ends)
        return Batch(messages, begins, ends)

    def stored(self, batch: Batch) -> None:
        """Tells Kafka too, for its lag displays; what it answers does not matter."""
        offsets = {TopicPartition(self.stream.topic, partition): OffsetAndMetadata(end + 1, "", -1) for partition, end in batch.ends.items()}
        self._kafka().commit_async(offsets)

    def again(self) -> None:
        self.close()

    def lag(self) -> int:
        with away():
            client = self._kafka()
            parts = [TopicPartition(self.stream.topic, number) for number in client.partitions_for_topic(self.stream.topic) or ()]
            ends, known = client.end_offsets(parts), positions.stored(self.consumer, self.stream.name())
            first = client.beginning_offsets(parts)
        return sum(max(0, ends[part] - max(first[part], known.get(part.partition, positions.START) + 1)) for part in parts)

    def close(self) -> None:
        client, self._client = self._client, None
        self.at = {}
        if client is not None:
            client.close(autocommit=False)

    def _kafka(self) -> KafkaConsumer:
        self.stream.name()
        if self._client is None:
            client = KafkaConsumer(
                bootstrap_servers=self.stream.servers, group_id=f"townships.{self.consumer}", enable_auto_commit=False,
                auto_offset_reset="earliest", partition_assignment_strategy=[CooperativeStickyAssignor],
                session_timeout_ms=SESSION_MS, heartbeat_interval_ms=3000, max_poll_records=2000, fetch_max_wait_ms=50, fetch_min_bytes=1,
                reconnect_backoff_max_ms=2000, bootstrap_timeout_ms=GREETING_MS,
            )  # fmt: skip
            self._know_topic(client)
            client.subscribe([self.stream.topic], listener=self)
            self._client = client
        return self._client

    def _know_topic(self, client: KafkaConsumer) -> None:
        """A group leader that does not know the topic yet would hand out nothing, and stay with that for minutes."""
        if not client.partitions_for_topic(self.stream.topic):
            client.close(autocommit=False)
            raise StreamAway(f"no topic {self.stream.topic} yet")

    # ---------------------------------------------------------------- rebalances
    def on_partitions_revoked(self, revoked: Any) -> None:
        for part in revoked or ():
            self.at.pop(part.partition, None)

    on_partitions_lost = on_partitions_revoked

    def on_partitions_assigned(self, assigned: Any) -> None:
        """The database says where to go on; an offset that Kafka no longer keeps leads to the oldest that it has."""
        known = positions.stored(self.consumer, self.stream.name())
        for part in assigned or ():
            stood = known.get(part.partition, positions.START)
            self.at[part.partition] = stood
            if self._client is not None:
                self._client.seek(part, stood + 1)
