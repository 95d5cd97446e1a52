"""Every kind of source: a table of our own, and what third parties add by entry points."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Annotated, Any, TypeAlias, Union

from pydantic import Field

from digest.sources.api import API
from digest.sources.contract import Kind, Source, Surroundings
from digest.sources.declaration import SourceDeclaration
from digest.sources.feed import FEED
from digest.sources.folder import FOLDER
from digest.sources.ics import ICS
from digest.sources.imap import IMAP
from digest.sources.json_api import JSON
from digest.sources.page import PAGE
from digest.sources.wordpress import WORDPRESS

GROUP = "digest.sources"  # of entry points
BUILT_IN: Mapping[str, Kind] = MappingProxyType(
    {
        "folder": FOLDER,
        "feed": FEED,
        "ics": ICS,
        "wordpress": WORDPRESS,
        "json": JSON,
        "page": PAGE,
        "imap": IMAP,
        "api": API,
    }
)


def _loaded(point: EntryPoint) -> Kind | str:
    """What a third party offers, or why it cannot be had: foreign code may fail in any way."""
    try:
        kind = point.load()
    except Exception as error:  # noqa: BLE001 - said where such a source is declared
        return f"{point.value} cannot be loaded: {error}"
    return kind if isinstance(kind, Kind) else f"{point.value} is no Kind"


_OFFERED = {
    point.name: _loaded(point)
    for point in entry_points(group=GROUP)
    if point.name not in BUILT_IN  # a kind of ours is never replaced
}
_ADDED = {name: each for name, each in _OFFERED.items() if isinstance(each, Kind)}
SOURCES: Mapping[str, Kind] = MappingProxyType({**BUILT_IN, **_ADDED})
BROKEN: Mapping[str, str] = MappingProxyType(  # kinds that were added and cannot be used, and why
    {name: each for name, each in _OFFERED.items() if isinstance(each, str)}
)
# one settings model for each kind, told apart by the key ``kind``
SourceSettings: TypeAlias = Annotated[  # type: ignore[valid-type]  # known at run time
    Union[tuple(kind.settings for kind in SOURCES.values())],  # noqa: UP007 - likewise
    Field(discriminator="kind"),
]


def open_source(settings: SourceDeclaration, here: Surroundings) -> Source:
    """Open the source that the settings describe; nothing is read or called yet."""
    kind: Any = settings.model_dump()["kind"]
    return SOURCES[kind].open(settings, here)
