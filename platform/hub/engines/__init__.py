"""The engines Townships stands on, each started from nothing on one machine: PostgreSQL, Kafka, Elasticsearch.

`ensure(var)` of each module gives a running engine with its address and `stop()`; an address in the environment
(DATABASE_URL, KAFKA_BOOTSTRAP_SERVERS, ELASTICSEARCH_URL) is used as it is and nothing is started.
"""

from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"


class EngineError(Exception):
    """One sentence for the person at the keyboard: what is wrong and what to do about it. Nothing was lost."""
