"""The composition root: a workspace's configuration → the objects the workflows work with.

Only the command line, the web and the jobs may know it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Event

from digest.config import Workspace, load
from digest.delivery.retry import Retry
from digest.fetch.fetcher import Fetcher
from digest.intake.names import Directory
from digest.model.mailing import LetterHead
from digest.model.picture import FOLDER
from digest.model.rendered import TOKEN
from digest.rendering.addresses import ARCHIVE
from digest.sources.api import ApiSettings
from digest.sources.contract import Surroundings
from digest.sources.declaration import BY_HAND, SourceDeclaration
from digest.sources.directory import read_organisations, read_projects
from digest.sources.opening import open_source
from digest.sources.packaged import packaged
from digest.sources.templates import read_templates
from digest.store.archive_folder import ArchiveFolder
from digest.store.calls import Calls
from digest.store.database import Database
from digest.store.health import Health
from digest.store.issues import Issues
from digest.store.keys import Keys
from digest.store.ledger import Ledger
from digest.store.links import Links
from digest.store.mailings import Mailings
from digest.store.parcels import Parcels
from digest.store.pictures import Pictures
from digest.store.publications import Publications
from digest.store.submissions import Submissions
from digest.store.subscribers import Subscribers
from digest.store.upkeep import upgrade
from digest.store.webhooks import Webhooks
from digest.transports.contract import Transport
from digest.transports.opening import open_transport
from digest.transports.webhook import Webhook
from digest.transports.webhooks.opening import open_webhook
from digest.workflows.collect import Feed
from digest.workflows.desk import Desk
from digest.workflows.dispatch import Accounts, Dispatch
from digest.workflows.links import SETTINGS as FOR_LINKS
from digest.workflows.links import LinkDesk
from digest.workflows.outcomes import Terms
from digest.workflows.pictures import Album
from digest.workflows.publish import Press
from digest.workflows.submit import Pushing
from digest.workflows.track import Tracking


def utc_now() -> dt.datetime:
    """The one clock of the program."""
    return dt.datetime.now(dt.UTC)


class App:
    """A workspace with its database open and migrated.

    Args:
        clock: gives the moment, aware.
        stop: set by whoever wants a mailing to end after the batch in hand.
    """

    def __init__(
        self, workspace: Workspace, *, clock: Callable[[], dt.datetime], stop: Event
    ) -> None:
        self.workspace = workspace
        self.config = workspace.config
        self.clock = clock
        self.stop = stop
        self.fetcher = Fetcher(self.config.fetch, stop=stop)
        self.database = Database(workspace.database_url())
        upgrade(self.database)
        newsletter = self.config.newsletter.list_id
        self.pictures = Pictures(self.database, workspace.path(FOLDER))
        self.subscribers = Subscribers(self.database)
        self.accounts = Accounts(
            issues=Issues(self.database, newsletter),
            subscribers=self.subscribers,
            mailings=Mailings(self.database, newsletter),
            ledger=Ledger(self.database),
            clock=clock,
        )

    def reload(self) -> None:
        """Read config.toml again; the database stays open.

        Raises:
            ConfigError: it has problems now; what was read before stays.
        """
        self.workspace = load(self.workspace.config_file)
        self.config = self.workspace.config
        self.fetcher = Fetcher(self.config.fetch, stop=self.stop)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def desk(self) -> Desk:
        """The editors' desk, with the directory, projects and templates as they now stand."""
        directory = self.config.directory
        organisations = (
            read_organisations(self.workspace.path(directory.organisations))
            if directory.organisations
            else ()
        )
        projects = (
            read_projects(self.workspace.path(directory.projects)) if directory.projects else ()
        )
        return Desk(
            newsletter=self.config.newsletter,
            issue=self.config.issue,
            schedule=self.config.schedule,
            public_url=self.public_url,
            organisations=organisations,
            directory=Directory(organisations),
            projects=projects,
            templates=read_templates(
                packaged("templates"), self._own_templates(), self.config.newsletter.brand.theme
            ),
            submissions=Submissions(self.database),
            issues=self.accounts.issues,
            parcels=Parcels(self.database),
            health=Health(self.database),
            album=self._album(),
            links=Links(self.database),
        )

    def link_desk(self) -> LinkDesk:
        """What asks for the links of an issue; their hosts are nobody's own."""
        return LinkDesk(Links(self.database), lambda stop: Fetcher(FOR_LINKS, stop=stop))

    def archive_folder(self) -> ArchiveFolder:
        """Where the archive is written, and shown from."""
        return ArchiveFolder(self.workspace.path(ARCHIVE))

    def press(self) -> Press:
        """What publishes the issues that are out."""
        newsletter = self.config.newsletter.list_id
        return Press(self.desk(), Publications(self.database, newsletter), self.archive_folder())

    def feeds(self) -> tuple[Feed, ...]:
        """Every source of the configuration, ready to be collected."""
        here = Surroundings(
            workspace=self.workspace.root,
            secret=self.workspace.secret,
            fetcher=self.fetcher,
            clock=self.clock,
            zone=self.config.newsletter.zone,
            stop=self.stop,
        )
        return tuple(_feed(settings, here) for settings in self.config.source)

    def coming_once(self) -> tuple[str, ...]:
        """The sources whose items nothing gives a second time: pushed, or added by an editor."""
        return (*(each.name for each in self._pushed()), BY_HAND)

    def pushing(self) -> Pushing:
        """What takes in the news that organisations push, by the settings as they then stand."""
        return Pushing(
            keys=Keys(self.database),
            calls=Calls(self.database),
            desk=self.desk,
            terms=self._push_terms,
            clock=self.clock,
        )

    def transport(self) -> Transport:
        """The transport of the configuration, its secrets looked up; nothing is called yet."""
        return open_transport(
            self.config.transport,
            workspace=self.workspace.root,
            secret=self.workspace.secret,
            clock=self.clock,
        )

    def dispatch(self) -> Dispatch:
        """The dispatch room."""
        return Dispatch(
            accounts=self.accounts,
            head=self.letter_head(),
            on_unknown=self.config.transport.on_unknown,
            pace=self.config.transport.pace,
            retry=Retry(),
            signing_keys=self.workspace.signing_keys(),
            transport=self.transport(),
            open_transport=self.transport,
            stop=self.stop,
            spread_over=self.config.transport.spread_over,
        )

    def tracking(self) -> Tracking:
        """What follows messages by what ESPs tell, by the settings as they then stand."""
        return Tracking(
            webhooks=self._webhooks,
            calls=Webhooks(self.database),
            accounts=self.accounts,
            fetcher=self.fetcher,
        )

    def letter_head(self) -> LetterHead:
        """What the configuration says today of who writes, and where one unsubscribes."""
        newsletter = self.config.newsletter
        return LetterHead(
            sender_name=newsletter.sender_name,
            sender_email=newsletter.sender_email,
            reply_to=newsletter.reply_to,
            list_id=newsletter.list_id,
            list_name=newsletter.title,
            unsubscribe_url=f"{self.public_url}/unsubscribe/{TOKEN}",
        )

    @property
    def public_url(self) -> str:
        """What readers' links begin with."""
        return self.config.web.public_url.rstrip("/")

    def _webhooks(self) -> Mapping[str, Webhook]:
        webhook = open_webhook(self.config.transport, self.workspace.secret)
        return {} if webhook is None else {webhook.name: webhook}

    def _album(self) -> Album:
        return Album(self.pictures, self.fetcher, self.workspace.root)

    def _push_terms(self) -> Terms | None:
        settings = next(self._pushed(), None)
        return None if settings is None else _terms(settings, is_whole=False)

    def _pushed(self) -> Iterator[ApiSettings]:
        return (each for each in self.config.source if isinstance(each, ApiSettings))

    def _own_templates(self) -> Path | None:
        """The workspace's own templates, where it has some and they are not the packaged ones."""
        own = self.workspace.path("templates")
        is_packaged = own.resolve() == packaged("templates").resolve()
        return own if own.is_dir() and not is_packaged else None


def _feed(settings: SourceDeclaration, here: Surroundings) -> Feed:
    source = open_source(settings, here)
    terms = _terms(settings, is_whole=source.is_whole)
    return Feed(source, terms, settings.silent_after_days)


def _terms(settings: SourceDeclaration, *, is_whole: bool) -> Terms:
    return Terms(
        source=settings.name,
        defaults=settings.defaults,
        fields=settings.fields,
        trust=settings.trust,
        is_whole=is_whole,
        declared=settings.model_dump_json(exclude={"name", "trust", "silent_after_days"}),
    )
