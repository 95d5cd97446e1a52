"""One letter that has nothing wrong with it, small enough to be changed by hand in a test."""

import datetime as dt

from digest.checks.checking import check
from digest.checks.facts import Facts
from digest.checks.letter import opened
from digest.model.rendered import TOKEN, RenderedIssue
from fakes.issues import issue, newsletter, submission

PUBLIC = "https://news.example.org"
DAY = dt.date(2023, 9, 1)
OWN = newsletter(postal_address="A & B, Street 1", website=None)
HTML = f"""<!DOCTYPE html><html lang="en" dir="ltr"><head><title>News</title>
<style>.quiet {{ color: #54595f }} @media (prefers-color-scheme: dark) {{
  body, td {{ background-color: #121416 !important; color: #eceef0 !important }}
  .quiet {{ color: #b3b9bf !important }} a {{ color: #9cc9e6 !important }} }}</style></head>
<body style="background-color:#ffffff;color:#1b1f23"><div role="article">
<table role="presentation"><tr><td>
<h1>News from our Members</h1>
<h2 id="events">Events</h2>
<h3>The Museum<br>A conference</h3><p class="quiet">In Bonn</p>
<p>Words. <a href="https://museum.eu/conference" style="color:#1d4e6f">Read more about it</a></p>
<img src="{PUBLIC}/images/a.png" alt="A hall" width="560">
<p>A &amp; B,\n<b>Street 1</b></p>
<a href="{PUBLIC}/archive/2023-09" style="color:#1d4e6f">View online</a>
<a href="{PUBLIC}/unsubscribe/{TOKEN}" style="color:#1d4e6f">Leave</a>
</td></tr></table></div></body></html>"""
TEXT = f"""News from our Members – September 2023

Events

A conference
The Museum | In Bonn
Words.
https://museum.eu/conference

A & B,
Street 1
{PUBLIC}/archive/2023-09
{PUBLIC}/unsubscribe/{TOKEN}
"""


def a_variant(**changes):
    """The letter, or one that differs from it."""
    parts = {
        "language": "en",
        "subject": "News – September 2023",
        "preheader": "p" * 60,
        "html": HTML,
        "text": TEXT,
        "calendar": "",
    }
    return RenderedIssue(**(parts | changes))


def a_letter(old="", new="", **changes):
    """The same, opened; with a piece of its HTML replaced."""
    assert old in HTML
    return opened(a_variant(**({"html": HTML.replace(old, new, 1) if old else HTML} | changes)))


def with_html(piece):
    """The letter with a piece of HTML more."""
    return a_letter("<h2 ", f"{piece}<h2 ")


def an_item(**fields):
    """An item that has nothing wrong with it."""
    return submission(**({"title": "A conference", "text_html": "<p>Words.</p>"} | fields))


def facts(**changes):
    """What the checks are told of an issue of these letters."""
    return Facts(**({"newsletter": OWN, "day": DAY, "public_url": PUBLIC} | changes))


def findings(*items, variants=None, **changes):
    """Everything that is said of an issue."""
    of = issue(*(items or (an_item(url="https://museum.eu/conference"),)))
    return check(of, variants or (a_variant(),), facts(**changes))


def codes(found):
    """The codes of findings, in their order."""
    return [each.code for each in found]
