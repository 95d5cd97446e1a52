import threading

import pytest

from digest.fetch.fetcher import Fetcher, World
from digest.fetch.settings import FetchSettings
from fakes.websites import NAME, known_names


@pytest.fixture
def stop():
    return threading.Event()


@pytest.fixture
def fetcher(stop):
    """Makes fetchers: by default one that may read www.example.org, here."""

    def make(*, allow=(NAME,), resolve=None, trust=None, time=None, **settings):
        world = {"resolve": resolve or known_names()}
        if trust:
            world["trust"] = trust
        if time:
            world |= {"clock": time.clock, "sleep": time.sleep}
        wanted = FetchSettings(allow_private=allow, **({"timeout_seconds": 5} | settings))
        return Fetcher(wanted, stop=stop, world=World(**world))

    return make
