"""``kind = "imap"``: a mailbox that members mail their news to. It is read, and left as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, SecretStr, StringConstraints, field_validator, model_validator

from digest.errors import DigestError, SourceError
from digest.formats.document import Document, Reading
from digest.formats.letter import MAX_LETTER, letter_too_large, read_letter
from digest.model.host import is_this_machine
from digest.model.record import Rejection
from digest.model.secret import SecretReference
from digest.sources.contract import Kind, Parcel, Surroundings, Unchanged
from digest.sources.declaration import SourceDeclaration
from digest.sources.imap_failures import FAILURES, RefusedError, in_words
from digest.sources.imap_session import Folder, Security, Server, Uid, opened
from digest.sources.imap_watch import Watch

_TAKEN = "taken"  # a letter never changes: one that was read is never fetched again
_TIMEOUT = 30.0  # seconds without a sign of life
_HostName = Annotated[
    str, StringConstraints(pattern=r"^[^\s/@:\\]+$"), Field(examples=["imap.example.org"])
]
_Printable = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$")]


class ImapSettings(SourceDeclaration):
    """``kind = "imap"``: anybody can write to a mailbox, so all it gives waits for an editor."""

    kind: Literal["imap"]
    host: _HostName = Field(description="the mail server")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=993, description='its port; 143 is usual for security = "starttls"'
    )
    security: Security = Field(
        default="tls",
        description='how the way there is encrypted; "none" only for a server on this machine',
    )
    username: _Printable = Field(description="the mailbox, mostly its address")
    password: SecretReference = Field(description="its password, or an app password")
    folder: _Printable = Field(default="INBOX", description="the folder that is read")
    since_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        default=60, description="how many days back letters are looked at"
    )
    timeout_seconds: Annotated[float, Field(gt=0, le=3600)] = Field(
        default=300, description="how long the mail server may take for one collect in all"
    )
    trust: Literal["accept", "hold"] = Field(
        default="hold", description="always hold: a sender's address can be forged"
    )

    @field_validator("trust")
    @classmethod
    def _never_accept(cls, trust: str) -> str:
        if trust != "hold":
            raise ValueError(
                'can only be "hold" for a mailbox: anybody can write to it in anybody\'s name'
            )
        return trust

    @model_validator(mode="after")
    def _never_in_the_clear(self) -> Self:
        if self.security == "none" and not is_this_machine(self.host):
            raise ValueError(
                'the password would travel in the clear; write security = "tls" or "starttls"'
            )
        return self


@dataclass(frozen=True, slots=True)
class ImapSource:
    """The letters of one folder, each a parcel of its own."""

    settings: ImapSettings
    password: Callable[[], SecretStr]
    clock: Callable[[], dt.datetime]  # in the newsletter's time zone
    timeout: float = _TIMEOUT
    stop: Event = field(default_factory=Event)  # set by whoever wants everything to end now
    is_whole: ClassVar[bool] = False  # a letter that was filed away was not withdrawn
    is_remote: ClassVar[bool] = True

    @property
    def name(self) -> str:
        """The source's name in config.toml."""
        return self.settings.name

    def parcels(self, known: Mapping[str, str]) -> Iterator[Parcel | Unchanged]:
        """One parcel for each letter of the last days; what was taken before is not fetched.

        Raises:
            SourceError: the mailbox cannot be read, or from here on no more.
        """
        settings = self.settings
        server = Server(settings.host, settings.port, settings.security, self.timeout)
        secret = self._secret()
        watch = Watch(settings.timeout_seconds, stop=self.stop)
        count = 0
        try:
            with watch, opened(server, settings.username, secret, settings.folder, watch) as folder:
                for parcel in self._letters(folder, known):
                    with watch.paused():
                        yield parcel
                    count += 1
        except FAILURES as error:
            raise self._failed(watch.cause or error, count) from error

    def _letters(self, folder: Folder, known: Mapping[str, str]) -> Iterator[Parcel | Unchanged]:
        first = self.clock().date() - dt.timedelta(days=self.settings.since_days)
        place = f"{self.settings.folder}/{folder.uid_validity}"
        paths = {uid: f"{place}/{uid}" for uid in folder.since(first)}
        taken = {uid for uid, path in paths.items() if known.get(path) == _TAKEN}
        sizes = folder.sizes(tuple(uid for uid in paths if uid not in taken))
        for uid, path in paths.items():
            if uid in taken:
                yield Unchanged(path)
            elif uid in sizes:
                yield from self._letter(folder, uid, path, sizes[uid])

    def _letter(self, folder: Folder, uid: Uid, path: str, size: int) -> Iterator[Parcel]:
        if size > MAX_LETTER:
            rejection = Rejection(path, letter_too_large(size))
            yield Parcel(path, Reading(rejections=(rejection,)), _TAKEN, is_final=True)
            return
        try:
            data = folder.letter(uid, MAX_LETTER + 1)
        except RefusedError:
            refused = Rejection(path, "the mail server does not hand it out; try again later")
            yield Parcel(path, Reading(rejections=(refused,)))
            return
        if data is not None:  # deleted since it was listed
            now = self.clock()
            letter = read_letter(Document(self.name, path, data), now.date(), now.tzinfo or dt.UTC)
            yield Parcel(path, letter.reading, _TAKEN, letter.pictures, is_final=True)

    def _secret(self) -> str:
        try:
            return self.password().get_secret_value()
        except DigestError as error:
            message = f"the source {self.name} cannot be read: {error.message}"
            raise SourceError(message, hint=error.hint) from error

    def _failed(self, error: Exception, count: int) -> SourceError:
        settings = self.settings
        names = {
            "user": settings.username,
            "folder": settings.folder,
            "wait": f"{self.timeout:g}",
            "limit": f"{settings.timeout_seconds:g}",
        }
        cause, hint = in_words(error)
        place = f"{settings.host}, port {settings.port}"
        before = f"; the letters before that are kept ({count})" if count else ""
        return SourceError(
            f"the source {self.name} cannot be read: {place}: {cause.format(**names)}{before}",
            hint=hint,
        )


def _open(settings: ImapSettings, here: Surroundings) -> ImapSource:
    return ImapSource(
        settings,
        password=lambda: here.secret(settings.password),
        clock=lambda: here.clock().astimezone(here.zone),
        stop=here.stop,
    )


IMAP = Kind(ImapSettings, _open)
