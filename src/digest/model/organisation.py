"""Organisations: the directory's entries, and how a submission refers to one."""

from __future__ import annotations

from digest.model.frozen import Frozen


class Organisation(Frozen):
    """An entry of the directory."""

    id: str
    name: str
    acronym: str | None = None
    aliases: tuple[str, ...] = ()
    country: str | None = None
    website: str | None = None
    emails: tuple[str, ...] = ()  # addresses it writes from; "@example.org" is a whole domain


class OrganisationRef(Frozen):
    """An organisation as a submission names it; ``id`` is None where the directory has none."""

    id: str | None
    name: str
