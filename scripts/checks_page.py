"""docs/checks.md, made from the tables of the checks and of what intake remarks."""

from __future__ import annotations

from collections.abc import Mapping

from digest.checks.code import Code
from digest.checks.content_codes import CONTENT
from digest.checks.explained import EXPLAINED
from digest.checks.letter_codes import LETTER
from digest.model.finding import Severity

_HEAD = """\
# Findings

A finding is one remark, with a code, a severity, the place it is about, and what to do.
An `error` blocks approval; a `warning` is shown and blocks nothing.
`digest check PERIOD` lists them, `digest preview` shows them beside the issue.

Most of what is checked here nobody sees in a preview: the letter in the dark, read aloud, as plain
text, in a mail program that is not yours. So only four codes block: what the law or a reader is
owed, and what is empty. The rest is for an editor to judge.
"""
_CONTENT = """
## On the content of an issue
"""
_LINKS = """
### When links are asked for

`digest check` asks for every link of an issue: many hosts at a time, one call at a time for each
of them, through [the guarded fetch](fetching.md). It waits seven seconds at most for all of them.
A page that was there is not asked for again for a day, one that was not for an hour; `--no-links`
(or `--offline`) asks for none. `digest preview` and `digest approve` call nobody: they say what is
known.

| link | what happens |
|---|---|
| to the newsletter's own pages | not asked for: the archive has the issue once it is sent |
| to names such as `example.org` | not asked for: nobody is there; one finding names them |
| into a private network | not called, whatever `[fetch]` allows: readers cannot follow |
| any, where no host is found or answers | one finding: the machine is offline, and no link is bad |
"""
_LETTER = """
## On a letter

A letter is one variant of an issue: a language, and a segment of the readers. What several of them
have in common is said once. Colours, structure, pictures and links are read from the HTML as it is
sent, with its style sheets, so a template of your own is looked at like those that travel with
`digest`.
"""
_PROGRAMS = """
### What mail programs do not understand

`unsupported-feature` names what Gmail, Outlook, Apple Mail, Yahoo Mail or Samsung Email does not
know of HTML and CSS. The facts are those of [caniemail.com](https://www.caniemail.com) (MIT) of
June 2026, in `src/digest/checks/client_support.toml`; what a program knows in part counts as
known. Comments for Outlook are Outlook's own. These are used by our own templates, knowingly, and
are not told:
"""
_ON_A_SUBMISSION = """
## On a submission

What members hand in is never guessed at: where something cannot be read, it is left out or kept
as written, and a finding says so. All of these are warnings. An editor settles most of them by
editing the field in question (`digest submissions edit`).
"""
# What intake and collecting remark on; a test compares this table with what the code can say.
REMARKS = {
    "ambiguous-date": "A date can be read in two ways, such as 03/04/2023; none is taken.",
    "approximate-date": "A date says about when, not which day; none is taken.",
    "doubled-field": "Two fields mean the same; the first is used.",
    "end-before-start": "An event ends before it starts; the start is kept, the end is dropped.",
    "cancelled": "The source says that it is cancelled; it is held, or marked where it was sent.",
    "duplicate": "Submissions may be the same; an editor merges them or keeps them apart.",
    "far-ahead": "An event lies more than a year ahead.",
    "image-unavailable": "A picture could not be had, so the item is shown without it.",
    "impossible-date": "A date that no calendar has, such as 31 September; none is taken.",
    "incomplete-translation": "A translation lacks the title or the text; readers are shown the"
    " item in its own language.",
    "merged-changed": "The source changed a submission that is shown as another one.",
    "left-out": "Something whole and sound is not for a newsletter: it is cancelled, or private.",
    "missed": "It came after its issue was closed, and is over before the next one.",
    "missing-year": "A date leaves out its year, and nothing tells which is meant.",
    "more-dates": "There are more dates than one span and one deadline; the others are not used.",
    "recurring-date": "A date comes again and again; its span is shown, or none is taken.",
    "relative-date": "A date depends on the day it is read, such as “this weekend”; none is taken.",
    "separate-days": "Two days that are apart are shown as one span.",
    "source-changed": "The source changed a field that an editor had changed; the editor's stays.",
    "source-failing": "A source has failed three times in a row, or more.",
    "source-gone": "A submission is no longer in its source; it is kept.",
    "source-silent": "A source answers, and has given nothing new for longer than it may.",
    "spreadsheet-date": "A day is the number a spreadsheet keeps; it is read, and may be off.",
    "too-long": "A title, a place or a name has more than 500 characters, or a text more than"
    " 50,000; the rest is cut off.",
    "unknown-field": "A field is not known, and was passed over.",
    "unknown-kind": "A kind is not known; another was taken, and the finding says which.",
    "unknown-language": "A language is not written as a language tag, or there is none of it.",
    "unknown-organisation": "An organisation is not in the directory; it is kept as written.",
    "unknown-project": "A project is not known; it is kept as written.",
    "unknown-sender": "The address it was mailed from is no organisation's in the directory.",
    "unread-cancelled": "Whether it is cancelled is neither yes nor no; it is taken as no.",
    "unread-date": "No date could be read in what was written.",
    "unread-issue": "The issue asked for is not a month; the usual rules place the submission.",
    "unread-online": "Whether it is online is neither yes nor no.",
    "unread-published": "The day of publication could not be read.",
    "unusable-image": "A picture, or its address, is not one that can be used; it is left out.",
    "unusable-link": "A link is not one that can be used.",
    "unusable-value": "A field holds a table where a text belongs; it was passed over.",
    "weekday-mismatch": "A weekday is not the one of its date, in a field or in the text.",
    "zone-mismatch": "A time's zone is not that of its season, such as CET in July.",
}


def page() -> str:
    """The page: the codes of an issue, then of a letter, then those of a submission."""
    on_submission = (f"| `{code}` | {meaning} |\n" for code, meaning in REMARKS.items())
    features = (f"| `{name}` | {reason} |\n" for name, reason in sorted(EXPLAINED.items()))
    return (
        f"{_HEAD}{_CONTENT}\n{_table(CONTENT)}{_LINKS}{_LETTER}\n{_table(LETTER)}"
        f"{_PROGRAMS}\n| feature | why it may stand there |\n|---|---|\n{''.join(features)}"
        f"{_ON_A_SUBMISSION}\n| code | means |\n|---|---|\n{''.join(on_submission)}"
    )


def _table(codes: Mapping[str, Code]) -> str:
    """A table of codes, the blocking ones first."""
    ordered = sorted(codes.items(), key=lambda each: each[1].severity is not Severity.ERROR)
    rows = (
        f"| `{code}` | {each.severity} | {each.meaning} | {each.hint} |\n" for code, each in ordered
    )
    return f"| code | severity | means | what to do |\n|---|---|---|---|\n{''.join(rows)}"
