"""What all editorial nouns share: frozen, and strict about unknown fields."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A noun that cannot change once it is made, and refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
