"""An S3-compatible store of whatever make: imported only where one is named, for its client is large."""
from __future__ import annotations

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage


class Store(S3Storage):  # type: ignore[misc]
    """Plain requests that every make understands: the bucket in the path, checksums only where they are asked for."""

    def get_default_settings(self) -> dict[str, Any]:
        client = Config(
            s3={"addressing_style": "path"}, signature_version="s3v4", connect_timeout=5, read_timeout=30, retries={"max_attempts": 3},
            request_checksum_calculation="when_required", response_checksum_validation="when_required",
        )  # fmt: skip
        return {**super().get_default_settings(), "client_config": client, "file_overwrite": False, "default_acl": None, "querystring_auth": False}
