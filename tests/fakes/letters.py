"""Letters, recipients and batches for tests: small, sound, and changed where a test says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from digest.model.mailing import Batch, Letter, Recipient
from digest.model.period import Period
from digest.model.rendered import TOKEN

LINK = f"https://news.example.org/unsubscribe/{TOKEN}"

_LETTER = Letter(
    reference="2023-09-1a2b3c4d",
    period=Period("2023-09"),
    sender_name="The Network",
    sender_email="news@example.org",
    reply_to="secretariat@example.org",
    subject="News from our Members – September 2023",
    html=f'<p>Café</p>\n<a href="{LINK}">Unsubscribe</a>\n',
    text=f"Café\n\nUnsubscribe: {LINK}\n",
    list_id="members-news.example.org",
    list_name="News from our Members",
    unsubscribe_url=LINK,
    date=dt.datetime(2023, 9, 1, 7, 0, tzinfo=dt.UTC),
)


def a_letter(**changes):
    """Give a letter that can be sent."""
    return replace(_LETTER, **changes)


def a_recipient(number=1, **changes):
    """Give a recipient with an address, a name and a token of their own."""
    whole = {
        "delivery_id": number,
        "email": f"reader{number}@example.com",
        "name": f"Reader {number}",
        "token": f"token-of-{number}",
    }
    return Recipient(**(whole | changes))


def a_batch(*recipients, number=1):
    """Give a batch of these recipients, claimed just now: some look-ups ask since when."""
    return Batch(
        id=number,
        reference=f"2023-09-1a2b3c4d-{number}",
        recipients=recipients or tuple(a_recipient(each) for each in (1, 2, 3)),
        posted_at=dt.datetime.now(dt.UTC),
    )
