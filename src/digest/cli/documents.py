"""The JSON documents of the commands; their shapes are a contract with scripts."""

from __future__ import annotations

from collections.abc import Iterable

from digest.issues.coverage import Coverage
from digest.model.finding import Finding
from digest.model.issue import Approval, Issue, IssueStatus
from digest.model.mailing import Books, Delivery, DeliveryState
from digest.model.organisation import Organisation
from digest.model.project import Project
from digest.model.record import Rejection
from digest.model.submission import Submission
from digest.model.subscriber import Subscriber, Suppression
from digest.workflows.reports import Collected

Document = dict[str, object]


def submission_document(each: Submission) -> Document:
    """SUBMISSION; dates are ISO 8601 or null."""
    content = each.content.model_dump(mode="json")
    shown = (
        "kind",
        "organisations",
        "title",
        "starts",
        "ends",
        "deadline",
        "dates_raw",
        "project",
        "place",
        "online",
        "text_html",
        "url",
        "image",
        "language",
    )
    return {
        "id": each.id,
        **{name: content[name] for name in shown},
        "state": each.state.value,
        "issue": None if each.merged_into else each.issue,  # shown as another, it stands nowhere
        "source": each.source,
        "revision": each.revision,
    }


def submissions_document(submissions: Iterable[Submission]) -> Document:
    """Submissions, in one document."""
    return {"submissions": [submission_document(each) for each in submissions]}


def finding_document(finding: Finding) -> Document:
    """FINDING."""
    return finding.model_dump(mode="json")


def findings_document(findings: Iterable[Finding]) -> Document:
    """What `check` says."""
    return {"findings": [finding_document(each) for each in findings]}


def collect_document(collected: Collected) -> Document:
    """What `collect` says."""
    return {
        "sources": [
            {
                "name": report.name,
                "found": report.found,
                "new": report.count("new"),
                "updated": report.count("updated"),
                "unchanged": report.count("unchanged"),
                "rejected": [rejection_document(each) for each in report.rejected],
                "error": report.error,
            }
            for report in collected.reports
        ],
        "findings": [finding_document(each) for each in collected.findings],
    }


def rejection_document(rejection: Rejection) -> Document:
    """Where, and why."""
    return {"where": rejection.where, "reason": rejection.reason}


def approval_document(approval: Approval | None) -> Document | None:
    """A person's word, or null."""
    return approval.model_dump(mode="json") if approval else None


def status_document(status: IssueStatus) -> Document:
    """An issue's facts, without its content."""
    return {
        "issue": status.period,
        "state": status.state.value,
        "approval": approval_document(status.approval),
    }


def issue_document(status: IssueStatus, issue: Issue) -> Document:
    """An issue with its items."""
    return {**status_document(status), "sections": sections_document(issue)}


def sections_document(issue: Issue) -> list[Document]:
    """What stands in an issue, in reading order."""
    return [
        {"title": section.title, "items": [submission_document(each) for each in section.items]}
        for section in issue.sections
    ]


def books_document(books: Books) -> Document:
    """The books: at every moment the states add up to the candidates."""
    states = (
        DeliveryState.PLANNED,
        DeliveryState.SENDING,
        DeliveryState.ACCEPTED,
        DeliveryState.REJECTED,
        DeliveryState.UNKNOWN,
        DeliveryState.DELIVERED,
        DeliveryState.DEFERRED,
        DeliveryState.BOUNCED,
        DeliveryState.COMPLAINED,
    )
    return {
        "issue": books.issue,
        "state": books.state,
        "candidates": books.candidates,
        **{state.value: books.count(state) for state in states},
        "skipped": dict(books.skipped),
    }


def deliveries_document(deliveries: Iterable[Delivery]) -> Document:
    """The ledger's rows."""
    return {
        "deliveries": [
            {
                "email": each.email,
                "state": each.state.value,
                "reason": each.reason,
                "receipt": each.receipt,
                "at": each.at.isoformat(),
            }
            for each in deliveries
        ]
    }


def subscribers_document(
    subscribers: Iterable[tuple[Subscriber, Suppression | None]],
) -> Document:
    """The audience."""
    return {
        "subscribers": [
            {
                "email": each.email,
                "name": each.name,
                "language": each.language,
                "tags": list(each.tags),
                "country": each.country,
                "consent_at": each.consent.at.isoformat(),
                "consent_source": each.consent.source,
                "suppressed": suppression.reason if suppression else None,
            }
            for each, suppression in subscribers
        ]
    }


def organisations_document(organisations: Iterable[Organisation]) -> Document:
    """The directory."""
    return {"organisations": [each.model_dump(mode="json") for each in organisations]}


def coverage_document(found: Iterable[Coverage]) -> Document:
    """Who has been heard of, and who has been silent."""
    return {
        "organisations": [
            {
                "id": each.organisation.id,
                "name": each.organisation.name,
                "items": each.items,
                "last_issue": each.last_issue,
                "months_silent": each.months_silent,
            }
            for each in found
        ]
    }


def projects_document(projects: Iterable[tuple[Project, bool]]) -> Document:
    """Projects, each with whether it is current."""
    return {
        "projects": [
            {**project.model_dump(mode="json"), "current": is_current}
            for project, is_current in projects
        ]
    }
