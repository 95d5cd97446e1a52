"""Issue → RenderedIssue: the same issue, settings and templates give the same bytes."""

from __future__ import annotations

from digest.model.issue import Issue
from digest.model.rendered import RenderedIssue
from digest.rendering.bodies import inline
from digest.rendering.calendar import calendar
from digest.rendering.context import issue_view
from digest.rendering.mjml import to_html
from digest.rendering.setting import RenderSetting
from digest.rendering.slots import fill
from digest.rendering.templates import Templates, TemplateSet, template_set
from digest.rendering.view import IssueView

SHELL = "issue.mjml.j2"
STYLE = "body.css.j2"
TEXT = "issue.txt.j2"
MAIL_ONLY = "mail_only.html.j2"  # to a reader of the web page it would mean nothing


def render(issue: Issue, setting: RenderSetting, templates: Templates) -> RenderedIssue:
    """Render one variant of an issue.

    Raises:
        RenderError: a template is broken; the error names the file and, where known, the line.
    """
    view = issue_view(issue, setting)
    ready = template_set(templates)
    html, archive_html = mail_and_page(view, ready)
    return RenderedIssue(
        language=view.language,
        subject=view.subject,
        preheader=view.preheader,
        html=html,
        text=letter(view, ready),
        calendar=calendar(
            view.items,
            name=view.subject,
            domain=setting.newsletter.list_id,
            period=issue.period,
        ),
        archive_html=archive_html,
    )


def mail_and_page(view: IssueView, templates: TemplateSet) -> tuple[str, str]:
    """The HTML of the email, and of the web page that is the same without anybody's links.

    Raises:
        RenderError: a template is broken.
    """
    named = {"issue": view}
    shell = to_html(templates.render(SHELL, named), template=templates.path(SHELL))
    written = [item for item in view.items if item.body]
    bodies = inline(tuple(item.html for item in written), templates.render(STYLE, named))
    fillings = {item.body: body for item, body in zip(written, bodies, strict=True)}
    fillings[view.mail_only] = view.mail_only  # filled last, in two ways
    filled = fill(shell, fillings, template=templates.path(SHELL))
    before, _, after = filled.rpartition(view.mail_only)
    return f"{before}{templates.render(MAIL_ONLY, named)}{after}", f"{before}{after}"


def letter(view: IssueView, templates: TemplateSet) -> str:
    """The plain text of the email.

    Raises:
        RenderError: the template is broken.
    """
    return templates.render(TEXT, {"issue": view}).strip() + "\n"
