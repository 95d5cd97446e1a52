"""What the doctor asks, from the configuration to the transport's key."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial

from dns.resolver import Resolver

from digest.app import App
from digest.config import Workspace
from digest.errors import SourceError, StoreError
from digest.model.period import Period
from digest.store import upkeep
from digest.transports.contract import Capabilities
from digest.transports.dns import txt_records
from digest.transports.webhooks.opening import WEBHOOKS
from digest.workflows.assemble import assembled, rendered
from digest.workflows.authentication import prove_dmarc, prove_spf
from digest.workflows.collect import Feed
from digest.workflows.doctor import Probe
from digest.workflows.fitness import must_carry
from digest.workflows.health import remarks_on
from digest.workflows.publish import proof

_ROOM = 200 * 2**20  # bytes: a ledger of a million rows and its journal


def probes_of(app: App) -> Iterator[tuple[str, Probe]]:
    """Everything a mailing needs, by name."""
    yield "configuration", lambda: f"{app.workspace.config_file} has no problem."
    yield "directory", lambda: _directory(app)
    yield "templates", lambda: _templates(app)
    yield "database", lambda: _database(app)
    for feed in app.feeds():
        yield f"source {feed.name}", partial(_source, app, feed)
    yield "disk", lambda: _disk(app.workspace)
    yield "signing keys", lambda: f"{len(app.workspace.signing_keys())} key(s) can be read."
    yield "transport", lambda: app.transport().probe()
    yield "letters", lambda: _letters(app)
    if app.config.transport.kind in WEBHOOKS:
        yield "webhook", lambda: _webhook(app)
    mail_domain = app.config.transport.mail_domain
    if mail_domain:
        sender_domain = app.config.newsletter.sender_email.partition("@")[2]
        yield "DNS: SPF", lambda: prove_spf(mail_domain, _txt)
        yield "DNS: DMARC", lambda: prove_dmarc(sender_domain, _txt)


def _txt(name: str) -> tuple[str, ...]:
    return txt_records(name, Resolver())


def _directory(app: App) -> str:
    desk = app.desk()
    count = len(desk.organisations)
    return f"{count} organisations and {len(desk.projects)} projects are known."


def _source(app: App, feed: Feed) -> str:
    """Ask for the first it gives; what is known of its health counts too."""
    next(iter(feed.source.parcels({})), None)
    health = app.desk().health.all().get(feed.name)
    remarks = remarks_on(health, feed.silent_after_days, app.clock()) if health else ()
    for each in remarks:
        raise SourceError(each.message, hint=each.hint)
    return "It can be read."


def _webhook(app: App) -> str:
    """Opening it shows whether the secret can be one of the ESP's; without one much is not told."""
    names = app.tracking().webhooks()
    if not names:
        return (
            "None is set up (webhook_secret in [transport]). So nobody here learns which messages "
            "bounced, nor stops writing to who complained. What a lost answer leaves unknown "
            f"{_resolved(app.transport().capabilities)}."
        )
    urls = ", ".join(f"{app.public_url}/webhooks/{name}" for name in names)
    return f"The ESP's calls are believed at {urls}."


def _resolved(able: Capabilities) -> str:
    """What resolves an unknown outcome where no webhook does."""
    if able.lookup:
        return "is looked up"
    if able.idempotent_seconds:
        hours = able.idempotent_seconds / 3600
        return f"is asked for again during {hours:g} hours; after that a person has to decide"
    return "a person has to decide"


def _letters(app: App) -> str:
    """What the transport cannot carry is better known before anybody approves it."""
    desk, transport, now = app.desk(), app.transport(), app.clock()
    period = Period.of(now.date())
    variants = rendered(desk, assembled(desk, period))
    must_carry(transport, app.letter_head(), variants, period, now)
    return f"{transport.name} can carry this month's letters, as they are now."


def _templates(app: App) -> str:
    press = app.press()
    issue = assembled(press.desk, Period.of(app.clock().date()))
    languages = dict.fromkeys(each.language for each in rendered(press.desk, issue))
    files = proof(press, issue)
    return f"They render in {', '.join(languages)}, and {files} files of the archive."


def _database(app: App) -> str:
    damage = upkeep.check(app.database)
    if damage:
        raise StoreError(
            f"The database is damaged: {'; '.join(damage[:3])}.",
            hint="Restore a backup made with `digest db backup`.",
        )
    return f"{app.database.url.render_as_string(hide_password=True)} is sound and up to date."


def _disk(workspace: Workspace) -> str:
    free = shutil.disk_usage(workspace.root).free
    if free < _ROOM:
        raise StoreError(
            f"Only {free // 2**20} MB are free under {workspace.root}.",
            hint=f"Make room: a large mailing may need {_ROOM // 2**20} MB.",
        )
    return f"{free // 2**30} GB are free under {workspace.root}."
