"""Every error a person can meet, as one tree.

    DigestError
    ├── UsageError            the command's words are off                       exit 2
    ├── ConfigError           config.toml: every problem at once                exit 2
    ├── NotFoundError         a named thing does not exist                      exit 2
    ├── SourceError           a source could not be read at all                 exit 1
    │   └── FetchError        an address did not answer as it should (fetch/failures.py)
    ├── RenderError           a template is broken: file, line, cause           exit 1
    ├── StoreError            the database or the disk said no                  exit 1
    │   └── ChangedMeanwhileError  somebody else was faster; nothing was saved
    ├── NotAllowedError       a state forbids it: a person must act first       exit 3
    └── TransportError        what one call to a transport came to              exit 3
        ├── NotSentError      nothing left this machine, or the ESP said "not now"
        ├── BatchRefusedError the transport refused the batch for what is in it
        └── OutcomeUnknownError  bytes may have left; nobody knows

Expected outcomes are values (Rejection, Finding, Receipt), never errors.
A message names the thing and the cause; the hint names the way out.
"""

from __future__ import annotations

from typing import ClassVar, Self


class DigestError(Exception):
    """The root: a sentence for a person, and a hint what to do.

    Args:
        message: names the thing and the cause.
        hint: names the way out; may be empty where the message says it.
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(DigestError):
    """The command was called with words it cannot use."""

    exit_status = 2


class ConfigError(DigestError):
    """The configuration has problems; all of them are named at once.

    Args:
        where: the file that was read.
        problems: one sentence each, beginning with the key path.
    """

    exit_status = 2

    def __init__(self, where: str, problems: tuple[str, ...], *, hint: str = "") -> None:
        listing = "".join(f"\n  - {problem}" for problem in problems)
        text = problems[0] if len(problems) == 1 else f"{len(problems)} problems{listing}"
        super().__init__(f"{where}: {text}", hint=hint)
        self.problems = problems


class NotFoundError(DigestError):
    """A thing named by a person does not exist."""

    exit_status = 2


class SourceError(DigestError):
    """A source could not be read at all; its name and the cause are in the message."""


class RenderError(DigestError):
    """A template is broken.

    Args:
        message: the cause.
        template: the template file's name as the editor knows it.
        line: 1-based line in that file, where it is known.
    """

    def __init__(
        self, message: str, *, template: str, line: int | None = None, hint: str = ""
    ) -> None:
        place = template if line is None else f"{template}, line {line}"
        super().__init__(f"{place}: {message}", hint=hint)
        self.template = template
        self.line = line


class StoreError(DigestError):
    """The database or the disk under it refused; nothing is left half-written."""


class ChangedMeanwhileError(StoreError):
    """What was to be saved was changed by somebody else after it was read; nothing was saved."""


class NotAllowedError(DigestError):
    """The state of an issue or a mailing forbids it until a person acts."""

    exit_status = 3


class TransportError(DigestError):
    """What one call to a transport came to, where there are no receipts to return."""

    exit_status = 3

    def reworded(self, message: str) -> Self:
        """Say it in other words: those of a transport may hold what is nobody's to read."""
        self.message = message
        self.args = (message,)
        return self


class NotSentError(TransportError):
    """Certain that no message left: the batch may be tried again as it is.

    Args:
        message: the cause.
        retry_after: seconds the account asks us to wait; None where trying again soon is pointless
            and a person must act first (a wrong key, a suspended account).
    """

    def __init__(self, message: str, *, retry_after: float | None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class BatchRefusedError(TransportError):
    """The transport refused the whole batch for what is in it; nothing of it was taken."""


class OutcomeUnknownError(TransportError):
    """The call may or may not have been taken: look it up, never send it again blindly."""
