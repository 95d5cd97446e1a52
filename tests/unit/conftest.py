"""An empty database of its own for each test, and a newsroom over it."""

import pytest

from digest.store import upkeep
from digest.store.database import Database
from fakes.newsroom import Newsroom


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    upkeep.upgrade(database)
    yield database
    database.close()


@pytest.fixture
def newsroom(database):
    return Newsroom(database)
