"""Pushed in: a declaration that organisations may post news to the public web themselves.

The web takes the records in (`workflows/submit.py`); collecting finds nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from digest.sources.contract import Kind, Parcel, Surroundings, Unchanged
from digest.sources.declaration import SourceDeclaration


class ApiSettings(SourceDeclaration):
    """``kind = "api"``: open for ``POST /api/submissions``."""

    kind: Literal["api"]
    trust: Literal["accept", "hold"] = Field(
        default="hold", description="whether what is posted waits for an editor's word"
    )


@dataclass(frozen=True, slots=True)
class ApiSource:
    """A source that gives nothing by itself: its records are handed to the public web."""

    name: str
    is_whole: bool = False
    is_remote: bool = False

    def parcels(self, known: Mapping[str, str]) -> Iterator[Parcel | Unchanged]:
        """Nothing: what is pushed was taken in when it came."""
        del known
        return iter(())


def _open(settings: ApiSettings, here: Surroundings) -> ApiSource:
    del here
    return ApiSource(settings.name)


API = Kind(ApiSettings, _open)
