"""Carriers: who is sending a mailing at this moment, in a sentence."""

from __future__ import annotations

import datetime as dt

from digest.model.mailing import Claimant, Mailing
from digest.workflows.dispatch import Accounts


def carriers(accounts: Accounts, mailing: Mailing, zone: dt.tzinfo) -> str:
    """Who is sending a mailing: "process 4711 on desk since 12:31"; empty where nobody is."""
    return named(accounts.ledger.carriers(mailing.id), zone)


def named(claimants: tuple[Claimant, ...], zone: dt.tzinfo) -> str:
    """Processes, as a person can find them."""
    return " and ".join(
        f"process {each.pid} on {each.host} since {each.since.astimezone(zone):%Y-%m-%d %H:%M}"
        for each in claimants
    )
