"""[fetch]: how digest behaves where it reads from the web."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from digest.model.frozen import Frozen

_NAME = re.compile(r"[^\s/@:\[\]?#]+")


def _bare_host(text: str) -> str:
    try:
        ip_address(text)
    except ValueError:
        if not _NAME.fullmatch(text):
            raise ValueError(
                "is no host; write its name or its address, without scheme and port"
            ) from None
    return text


Host = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    AfterValidator(_bare_host),
    Field(examples=["intranet.example.org", "10.0.0.5"]),
]


class FetchSettings(Frozen):
    """[fetch]: whom digest may call, how often, and how much it takes."""

    allow_private: tuple[Host, ...] = Field(
        default=(),
        description="hosts of your own network that may be read, by name or by address",
    )
    at_once: Annotated[int, Field(ge=1, le=64)] = Field(
        default=4, description="the most calls that are made at the same time"
    )
    pause_seconds: Annotated[float, Field(ge=0, le=3600)] = Field(
        default=1.0, description="the pause between two calls to the same host"
    )
    timeout_seconds: Annotated[float, Field(gt=0, le=3600)] = Field(
        default=30.0, description="how long one document may take in all"
    )
    max_bytes: Annotated[int, Field(ge=1, le=1_000_000_000)] = Field(
        default=5_000_000, description="the most bytes one document may have, unpacked"
    )
