"""Issue → RenderedIssue: the same issue, settings and templates give the same bytes."""

from __future__ import annotations

from digest.model.issue import Issue
from digest.model.rendered import Cuts, RenderedIssue
from digest.rendering.calendar import calendar, revisions_of
from digest.rendering.context import issue_view
from digest.rendering.mail import mail
from digest.rendering.setting import RenderSetting
from digest.rendering.templates import Templates, TemplateSet, template_set
from digest.rendering.view import IssueView

TEXT = "issue.txt.j2"


def render(issue: Issue, setting: RenderSetting, templates: Templates) -> RenderedIssue:
    """Render one variant of an issue.

    Raises:
        RenderError: a template is broken; the error names the file and, where known, the line.
    """
    ready = template_set(templates)
    made = mail(issue, setting, ready)
    whole = issue_view(issue, setting)
    return RenderedIssue(
        language=made.view.language,
        segment=setting.segment,
        subject=made.view.subject,
        preheader=made.view.preheader,
        html=made.html,
        text=letter(made.view, ready),
        calendar=calendar(
            whole.items,
            name=whole.subject,
            domain=setting.newsletter.list_id,
            revisions=revisions_of(issue),
        ),
        cuts=_cuts(made.view),
    )


def _cuts(view: IssueView) -> Cuts:
    return Cuts(
        texts=sum(1 for item in view.items if item.read_on),
        lines=sum(len(section.lines) for section in view.sections),
        left=sum(section.left for section in view.sections),
    )


def letter(view: IssueView, templates: TemplateSet) -> str:
    """The plain text of the email.

    Raises:
        RenderError: the template is broken.
    """
    return templates.render(TEXT, {"issue": view}).strip() + "\n"
