"""What an instrument may say, each with its reason; and what is left when that is taken away."""

import re
import tomllib
from dataclasses import dataclass

from instruments.installed import FOLDER


@dataclass(frozen=True, slots=True)
class Allowance:
    """Remarks that are no faults, and why."""

    instrument: str
    code: str
    message: str  # a regular expression, for the whole message; empty: any
    reason: str

    def covers(self, remark):
        """Whether a remark is meant."""
        is_meant = self.code == remark.code
        return is_meant and (not self.message or bool(re.fullmatch(self.message, remark.message)))

    def __str__(self):
        """What it allows."""
        return f"{self.instrument}: {self.code}: {self.message or 'whatever it says'}"


def allowances(pages, instrument):
    """The allowances of a kind of page for an instrument, as its file lists them."""
    listed = tomllib.loads((FOLDER / f"{pages}.toml").read_text("utf-8"))
    return [
        Allowance(instrument, each["code"], message, each["reason"])
        for each in listed.get(instrument, ())
        for message in each.get("messages", [""])
    ]


def verdict(remarks, allowed):
    """What is wrong: remarks that nothing allows, and allowances that are for nothing.

    A remark that many pages have is told once, with the first of them.
    """
    told, used = {}, set()
    for remark in remarks:
        covering = {each for each in allowed if each.covers(remark)}
        used |= covering
        if not covering:
            told.setdefault((remark.code, remark.message), remark)
    unexplained = [f"{e.code}: {e.message} ({e.file}, {e.where})" for e in told.values()]
    idle = [f"no longer occurs, take it out of the list: {each}" for each in allowed]
    return unexplained + [
        line for line, each in zip(idle, allowed, strict=True) if each not in used
    ]
