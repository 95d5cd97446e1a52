"""What an email service provider is to the HTTP transport: a description that does no I/O."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from digest.errors import TransportError
from digest.model.mailing import Batch, Letter, Receipt
from digest.transports.contract import Capabilities


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP call to an ESP. Headers and body are never shown: they hold keys and addresses."""

    method: str
    path: str  # from the host's root
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """An ESP's answer, read to its end."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes = field(repr=False)

    def json(self) -> Mapping[str, object]:
        """Read the body as a JSON object.

        Raises:
            ValueError: it is none.
        """
        value = self._read()
        if not isinstance(value, dict):
            raise ValueError("the answer is not a JSON object")  # noqa: TRY004 - bad data
        return value

    def objects(self) -> list[Mapping[str, object]]:
        """Read the body as a JSON list of objects.

        Raises:
            ValueError: it is none.
        """
        value = self._read()
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise ValueError("the answer is not a list of JSON objects")
        return value

    def listed(self, name: str) -> list[object]:
        """Read the list that stands under a name in the body's object.

        Raises:
            ValueError: there is none.
        """
        value = self.json().get(name)
        if not isinstance(value, list):
            raise ValueError(f"the answer has no list of {name}")  # noqa: TRY004 - bad data
        return value

    def _read(self) -> object:
        try:
            return json.loads(self.body)
        except RecursionError:
            raise ValueError("the answer is nested too deeply") from None


class Esp(Protocol):
    """An email service provider, described; the HTTP transport does the posting."""

    @property
    def name(self) -> str:
        """The ESP's name, as config.toml writes it."""

    @property
    def capabilities(self) -> Capabilities:
        """What the ESP can do at most."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never stand in an error, in every form it travels in."""

    def request(self, letter: Letter, batch: Batch, now: dt.datetime) -> Request:
        """Describe the call that posts a batch.

        Raises:
            NotSentError: the letter cannot be sent through this ESP.
        """

    def receipts(self, batch: Batch, response: Response) -> tuple[Receipt, ...]:
        """Read the answer to a post that succeeded, be it in part: one receipt per recipient.

        An answer whose status is no success comes here first where ``told_with`` names it.

        Raises:
            ValueError: the answer does not say what became of the batch.
            PartlySentError: it says so, and that some messages were not taken for now.
            BatchRefusedError: it says that every message was refused for what is in it.
        """

    def refusal(self, response: Response) -> TransportError | None:
        """What an answer that is no success means, where its status alone would mislead.

        None: the table for all ESPs decides (``verdicts.py``). An error whose message comes from
        the answer must not quote a secret.
        """

    def lookup(self, batch: Batch, page: str | None, now: dt.datetime) -> Request | None:
        """Describe the call that asks for a batch, or None where the ESP cannot tell."""

    def found(self, batch: Batch, response: Response) -> tuple[tuple[Receipt, ...], str | None]:
        """Read one page of evidence, and the next page's name if there is one.

        Raises:
            ValueError: the answer cannot be read.
        """

    def probe(self) -> Request:
        """Describe a harmless call that proves the settings."""

    def proof(self, response: Response) -> str:
        """Say in a sentence what a probe proved.

        An answer whose status is no success comes here where ``proved_with`` names it.

        Raises:
            TransportError: the account is there, but cannot send.
            ValueError: the answer cannot be read.
        """
