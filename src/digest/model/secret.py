"""Secrets: named in the configuration, never written in it, never shown."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr

from digest.model.frozen import Frozen


class EnvSecret(Frozen):
    """A secret that stands in an environment variable."""

    env: Annotated[str, Field(min_length=1)]


class FileSecret(Frozen):
    """A secret that stands in a file, relative to config.toml."""

    file: Annotated[str, Field(min_length=1)]


SecretReference = EnvSecret | FileSecret
Secret = SecretStr
