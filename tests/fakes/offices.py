"""A desk and a dispatch room over a real store, with the packaged templates."""

from threading import Event

from digest.delivery.pace import Pace
from digest.delivery.retry import Retry
from digest.intake.names import Directory
from digest.model.settings import IssueSettings, ScheduleSettings
from digest.sources.packaged import packaged
from digest.sources.templates import read_templates
from digest.workflows.approve import approve
from digest.workflows.desk import Desk
from digest.workflows.dispatch import Accounts, Dispatch
from fakes.issues import newsletter, submission
from fakes.newsroom import HEAD


def a_desk(newsroom, *, on_empty="hold", zone="Europe/Berlin", templates=None, **schedule):
    """Give a desk; the schedule is the default one but for what is named."""
    return Desk(
        newsletter=newsletter(time_zone=zone),
        issue=IssueSettings(on_empty=on_empty),
        schedule=ScheduleSettings.model_validate(schedule),
        public_url="https://news.example.org",
        organisations=(),
        directory=Directory(),
        projects=(),
        templates=templates or read_templates(packaged("templates"), None),
        submissions=newsroom.submissions,
        issues=newsroom.issues,
        parcels=newsroom.parcels,
        health=newsroom.health,
        album=newsroom.album,
        links=newsroom.links,
    )


def a_dispatch(newsroom, transport, clock):
    """Give a dispatch room that never waits between two tries."""
    return Dispatch(
        accounts=Accounts(
            newsroom.issues, newsroom.subscribers, newsroom.mailings, newsroom.ledger, clock
        ),
        head=HEAD,
        on_unknown="hold",
        pace=Pace(),
        retry=Retry(tries=1, first=0.0),
        signing_keys=("key",),
        transport=transport,
        open_transport=lambda: transport,
        stop=Event(),
    )


def an_issue(newsroom, period, now, *items):
    """Open an issue, with one item in it where none are given."""
    newsroom.issues.open(period)
    number = int(period.replace("-", ""))
    placed = items or (submission(number, title="A conference", text_html="<p>It meets.</p>"),)
    here = tuple(each.model_copy(update={"issue": period}) for each in placed)
    newsroom.submissions.save(here, now)


def an_approved_issue(desk, newsroom, period, now):
    """Open an issue with one item in it, and approve it."""
    an_issue(newsroom, period, now)
    approve(desk, period, "Ada", now)
