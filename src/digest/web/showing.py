"""What the preview shows: the newest good look at each issue, and what is wrong since."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread

from digest.errors import DigestError
from digest.model.issue import IssueStatus
from digest.model.period import Period
from digest.web.changes import changes
from digest.workflows.desk import Desk
from digest.workflows.preview import Look, look

_LOG = logging.getLogger(__name__)
_OUR_FAULT = "This is a fault of the program; the terminal it was started in tells more."


@dataclass(frozen=True, slots=True)
class Shown:
    """What there is to show of one issue at one moment."""

    desk: Desk | None  # None: it could not be set up since the preview began
    issues: tuple[IssueStatus, ...]
    look: Look | None
    trouble: DigestError | None
    revision: str


class Preview:
    """An issue that is looked at again whenever a file changes.

    Args:
        refresh: reads the configuration, templates and sources again and gives a fresh desk.
        paths: the files and folders that make it look again; they need not exist. With the
            database's among them, what other commands do is seen at once.
    """

    def __init__(self, refresh: Callable[[], Desk], paths: tuple[Path, ...]) -> None:
        self._refresh = refresh
        self._paths = paths
        self._lock = Lock()
        self._closing = Event()
        self._begun = Event()  # set by the first refresh, whatever came of it
        self._name = secrets.token_hex(4)  # a page of an earlier preview knows it is another
        self._count = 0
        self._desk: Desk | None = None
        self._trouble: DigestError | None = None
        self._looks: dict[Period, tuple[int, Look]] = {}  # with the count it was taken at

    @property
    def revision(self) -> str:
        """Changes whenever there may be something new to see."""
        return f"{self._name}-{self._count}"

    @property
    def is_closing(self) -> bool:
        """Whether the preview was asked to end."""
        return self._closing.is_set()

    def open(self) -> None:
        """Follow the files, until `close`."""
        Thread(target=self._follow, name="preview", daemon=True).start()

    def close(self) -> None:
        """Follow the files no more."""
        self._closing.set()
        self._begun.set()

    def refresh(self) -> None:
        """Take up what has changed; where that fails, what was there stays."""
        with self._lock:
            try:
                self._desk, self._trouble = self._refresh(), None
            except DigestError as error:
                self._trouble = error
            except Exception as error:  # noqa: BLE001 - the preview must live to see it mended
                _LOG.exception("The preview could not take up a change.")
                self._trouble = DigestError(f"{type(error).__name__}: {error}", hint=_OUR_FAULT)
            self._count += 1
        self._begun.set()

    def show(self, period: Period | None) -> Shown:
        """What there is to show of an issue, the last good look where a new one fails.

        The first to ask wait for the first look.
        """
        self._begun.wait()
        with self._lock:
            if self._desk is None:
                return Shown(None, (), None, self._trouble, self.revision)
            issues = self._desk.issues.all()
            seen, trouble = None, None
            if period in {each.period for each in issues}:
                seen, trouble = self._look(self._desk, Period(period))
            return Shown(self._desk, issues, seen, self._trouble or trouble, self.revision)

    def _look(self, desk: Desk, period: Period) -> tuple[Look | None, DigestError | None]:
        count, known = self._looks.get(period, (-1, None))
        if count == self._count:
            return known, None
        try:
            seen = look(desk, period)
        except DigestError as error:
            return known, error
        self._looks[period] = (self._count, seen)
        return seen, None

    def _follow(self) -> None:
        for _ in changes(self._paths, self._closing):
            self.refresh()
