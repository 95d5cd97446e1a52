"""Amazon's signature, version 4, over calls that have no query and no ".." in their path.

How: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

Written here because botocore, which has it too, is 21 MB, nearly all of it about other services.
The tests hold it to botocore's own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass, field
from urllib.parse import quote

from digest.transports.esp import Request

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class AwsKey:
    """An access key, and what it is used for."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    region: str
    service: str


def signed(request: Request, host: str, key: AwsKey, now: dt.datetime) -> Request:
    """Give the same call with the host, the time and the signature in its headers."""
    stamp = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    headers = {**request.headers, "Host": host, "X-Amz-Date": stamp}
    canonical = {name.lower(): " ".join(value.split()) for name, value in sorted(headers.items())}
    names = ";".join(sorted(canonical))
    scope = f"{stamp[:8]}/{key.region}/{key.service}/aws4_request"
    to_sign = "\n".join(
        (_ALGORITHM, stamp, scope, _sha256(_canonical(request, canonical, names).encode()))
    )
    signature = _hmac(_signing_key(key, stamp[:8]), to_sign).hex()
    authorization = (
        f"{_ALGORITHM} Credential={key.access_key_id}/{scope}, "
        f"SignedHeaders={names}, Signature={signature}"
    )
    headers["Authorization"] = authorization
    return Request(request.method, request.path, headers, request.body)


def _canonical(request: Request, headers: dict[str, str], names: str) -> str:
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    path = quote(request.path, safe="/-_.~")
    return "\n".join((request.method, path, "", lines, names, _sha256(request.body)))


def _signing_key(key: AwsKey, day: str) -> bytes:
    """Derive the key of one day, region and service."""
    derived = f"AWS4{key.secret_access_key}".encode()
    for part in (day, key.region, key.service, "aws4_request"):
        derived = _hmac(derived, part)
    return derived


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
