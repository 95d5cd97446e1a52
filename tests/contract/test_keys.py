from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from digest.store.keys import Keys
from digest.store.tables import api_key
from fakes.newsroom import LATER, NOW


@pytest.fixture
def keys(database):
    return Keys(database)


def test_a_key_is_its_organisations(keys):
    ours, theirs = keys.make("ima", NOW), keys.make("icom", NOW)
    assert (keys.holder(ours), keys.holder(theirs)) == ("ima", "icom")


def test_a_key_looks_like_a_secret_that_scanners_find(keys):
    made = {keys.make("ima", NOW) for _ in range(20)}
    assert len(made) == 20
    assert all(re.fullmatch(r"dk_[A-Za-z0-9_-]{32}", each) for each in made)


def test_the_key_itself_is_kept_nowhere(keys, database):
    key = keys.make("ima", NOW)
    with database.reading() as connection:
        rows = connection.execute(sa.select(api_key)).all()
    assert len(rows) == 1
    assert key not in repr(rows)
    assert key.removeprefix("dk_") not in repr(rows)


@pytest.mark.parametrize("key", ["", "dk_", "dk_" + "x" * 32, "x" * 10_000, "dk_é\x00"])
def test_what_is_no_key_is_nobodys(keys, key):
    keys.make("ima", NOW)
    assert keys.holder(key) is None


def test_a_new_key_leaves_the_old_ones_good(keys):
    both = [keys.make("ima", NOW), keys.make("ima", LATER)]
    assert [keys.holder(each) for each in both] == ["ima", "ima"]


def test_revoking_takes_every_key_of_that_organisation_and_no_other(keys):
    both, theirs = [keys.make("ima", NOW), keys.make("ima", NOW)], keys.make("icom", NOW)
    assert keys.revoke("ima", LATER) == 2
    assert [keys.holder(each) for each in both] == [None, None]
    assert keys.holder(theirs) == "icom"
    assert keys.revoke("ima", LATER) == 0
    assert keys.holder(keys.make("ima", LATER)) == "ima"
