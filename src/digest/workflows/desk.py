"""What the editorial workflows work with: settings, the directory, templates, the stores."""

from __future__ import annotations

from dataclasses import dataclass, replace

from digest.intake.names import Directory
from digest.issues.life import ON_ITS_WAY, OPEN
from digest.issues.placing import Calendar
from digest.model.organisation import Organisation
from digest.model.period import Period
from digest.model.project import Project
from digest.model.settings import IssueSettings, NewsletterSettings, ScheduleSettings
from digest.rendering.templates import Templates
from digest.store.health import Health
from digest.store.issues import Issues
from digest.store.links import Links
from digest.store.parcels import Parcels
from digest.store.submissions import Submissions
from digest.workflows.pictures import Album


@dataclass(frozen=True, slots=True)
class Desk:
    """The editors' desk: all a content workflow may touch."""

    newsletter: NewsletterSettings
    issue: IssueSettings
    schedule: ScheduleSettings
    public_url: str
    organisations: tuple[Organisation, ...]
    directory: Directory  # the same, to be found by name
    projects: tuple[Project, ...]
    templates: Templates
    submissions: Submissions
    issues: Issues
    parcels: Parcels
    health: Health
    album: Album
    links: Links

    def offline(self) -> Desk:
        """The same desk, that leaves pictures of the web to the next collecting."""
        return replace(self, album=replace(self.album, fetcher=None))

    def out(self) -> frozenset[Period]:
        """The issues that are on their way to their readers, or have arrived."""
        every = self.issues.all()
        return frozenset(each.period for each in every if each.state in ON_ITS_WAY)

    def calendar(self) -> Calendar:
        """The newsletter's time, with the issues closed at this moment."""
        closed = frozenset(
            status.period for status in self.issues.all() if status.state not in OPEN
        )

        def is_closed(period: Period) -> bool:
            return period in closed

        return Calendar(
            zone=self.newsletter.zone,
            schedule=self.schedule,
            is_closed=is_closed,
            repeat_before_deadline=self.issue.repeat_before_deadline,
        )
