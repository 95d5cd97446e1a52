"""Keys: an editor lets an organisation push its news, and takes that back."""

from __future__ import annotations

import datetime as dt

from digest.errors import NotFoundError
from digest.model.organisation import Organisation
from digest.store.keys import Keys
from digest.workflows.desk import Desk


def make_key(desk: Desk, keys: Keys, name: str, now: dt.datetime) -> tuple[Organisation, str]:
    """Make one more key for an organisation of the directory; those it has stay good.

    Raises:
        NotFoundError: the directory has no such organisation.
    """
    found = _organisation(desk, name)
    if found is None:
        raise _unknown(desk, name)
    return found, keys.make(found.id, now)


def revoke_keys(desk: Desk, keys: Keys, name: str, now: dt.datetime) -> tuple[str, int]:
    """Revoke every key of an organisation; gives its id, and how many still stood.

    One that left the directory is named by the id it had there.

    Raises:
        NotFoundError: no organisation is called so, and no key is anybody's of that id.
    """
    found = _organisation(desk, name)
    identity = found.id if found else name
    revoked = keys.revoke(identity, now)
    if found is None and not revoked:
        raise _unknown(desk, name)
    return identity, revoked


def _organisation(desk: Desk, name: str) -> Organisation | None:
    by_id = next((each for each in desk.organisations if each.id == name), None)
    return by_id or desk.directory.find(name)


def _unknown(desk: Desk, name: str) -> NotFoundError:
    near = " or ".join(desk.directory.nearest(name))
    return NotFoundError(
        f"There is no organisation {name!r} in the directory.",
        hint=(f"Did you mean {near}? " if near else "")
        + "`digest organisations list` shows every one with its id.",
    )
