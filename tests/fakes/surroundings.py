"""What a source is opened in: a workspace, a fetcher that may call this machine, a fixed day."""

import datetime as dt
from threading import Event
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from digest.errors import ConfigError
from digest.fetch.fetcher import Fetcher
from digest.fetch.settings import FetchSettings
from digest.sources.contract import Surroundings

NOW = dt.datetime(2023, 9, 1, 12, tzinfo=dt.UTC)


def surroundings(workspace, **secrets):
    """A place to open sources in; ``secrets`` are those of the environment."""

    def secret(reference):
        if reference.env not in secrets:
            raise ConfigError("config.toml", (f"the variable {reference.env} is not set",))
        return SecretStr(secrets[reference.env])

    settings = FetchSettings(allow_private=("127.0.0.1",), pause_seconds=0, timeout_seconds=10)
    fetcher = Fetcher(settings, stop=Event())
    return Surroundings(workspace, secret, fetcher, lambda: NOW, ZoneInfo("Europe/Brussels"))
