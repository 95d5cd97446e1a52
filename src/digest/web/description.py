"""The API, described for programs: one path, what it takes and what it answers.

OpenAPI 3.1, https://spec.openapis.org/oas/v3.1.1.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from pydantic import ConfigDict, Field
from pydantic.json_schema import models_json_schema

from digest.model.finding import Finding
from digest.model.frozen import Frozen
from digest.model.period import Period
from digest.model.submission import SubmissionState
from digest.web.problems import (
    A_MINUTE,
    ANOTHER_BODY,
    IN_PROGRESS,
    LARGEST,
    LONGEST_KEY,
    MEDIA_TYPE,
    NO_IDEMPOTENCY_KEY,
    NO_KEY,
    NOT_JSON,
    NOT_OPEN,
    TOO_LARGE,
    TOO_OFTEN,
    UNAVAILABLE,
    WRONG_KEY,
    Problem,
    ProblemDocument,
    malformed,
    rejected,
)

PATH = "/api/submissions"
_SCHEMAS = "#/components/schemas/"
Text = str | None
Texts = str | list[str] | None


class TranslatedNews(Frozen):
    """A submission in one more language: its title and its text, or it is not used."""

    model_config = ConfigDict(extra="allow")

    title: Text = None
    text: Text = Field(default=None, description="in Markdown")
    place: Texts = None
    url: Text = None
    image_alt: Text = None


class News(Frozen):
    """One submission. Needed is a title or a text.

    Names are met leniently: case, spaces and dashes in them do not count, and common other names
    are known (`start_date`, `venue`, `link` …). What is not known is passed over, with a finding.
    """

    model_config = ConfigDict(extra="allow")

    id: str | int | None = Field(
        default=None,
        description="your own id for it: posted again with the same id, it is brought up to date;"
        " without one it cannot be changed in this way any more",
    )
    title: Text = Field(default=None, examples=["Museums and the sea"])
    text: Text = Field(default=None, description="in Markdown")
    dates: Text = Field(
        default=None, description="a day, a span or a deadline", examples=["2–4 October 2023"]
    )
    starts: Text = Field(default=None, description="the first day, where it stands by itself")
    ends: Text = Field(default=None, description="the last day")
    deadline: Text = Field(default=None, description="of a call: the last day to answer it")
    place: Texts = Field(default=None, examples=["Tallinn, Estonia"])
    online: bool | Text = Field(default=None, description="yes or no; left out, the place tells")
    url: Text = Field(default=None, description="where to read more: https://…")
    image: Text = Field(default=None, description="the address of a picture: https://…")
    image_alt: Text = Field(default=None, description="what the picture shows")
    organisations: Texts = Field(
        default=None, description="others besides your own, which always stands first"
    )
    kind: Text = Field(
        default=None,
        description="event, call, publication, news, project-update or statement;"
        " left out, the dates tell",
    )
    language: Text = Field(default=None, description="of the text, by its code: en, fr, pt-BR")
    translations: Mapping[str, TranslatedNews] = Field(
        default={},
        description="title, text and more in further languages, by the language's code;"
        " title_de and the like say the same",
    )
    project: Text = Field(default=None, description="a project of the network, by its id or name")
    issue: Text = Field(default=None, description="the month it is meant for: 2023-10")
    cancelled: bool | Text = Field(
        default=None,
        description="yes: what was posted before is held, or marked where readers know of it;"
        " the editors are told",
    )
    published: Text = Field(default=None, description="the day it was published, with its year")


class Answered(Frozen):
    """What became of a submission."""

    id: str = Field(description="its id at the newsletter, for questions")
    state: SubmissionState = Field(description="held: it waits for an editor")
    issue: Period | None = Field(description="the issue it stands in, a month; null: in none")
    findings: tuple[Finding, ...] = Field(description="what was noticed; none of it is an error")


_ANSWERED: Mapping[HTTPStatus, str] = MappingProxyType(
    {
        HTTPStatus.OK: "It was known by its id, and is up to date now.",
        HTTPStatus.CREATED: "It is new, and was taken in.",
    }
)
_PROBLEMS: tuple[Problem, ...] = (
    NO_IDEMPOTENCY_KEY,
    malformed("is empty"),
    NO_KEY,
    WRONG_KEY,
    NOT_OPEN,
    IN_PROGRESS,
    TOO_LARGE,
    NOT_JSON,
    rejected("has no title and no text; one is needed"),
    ANOTHER_BODY,
    TOO_OFTEN,
    UNAVAILABLE,
)


def description() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Submissions",
            "version": "1",
            "description": "Organisations push their news into the newsletter.",
        },
        "paths": {PATH: {"post": _operation()}},
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "the organisation's key, which the editors give out",
                }
            },
        },
    }


def _operation() -> dict[str, Any]:
    return {
        "operationId": "submit",
        "summary": "Push one submission in",
        "description": f"At most {LARGEST:,} bytes, and {A_MINUTE} posts a minute.",
        "security": [{"key": []}],
        "parameters": [dict(_IDEMPOTENCY_KEY)],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _reference(News)}},
        },
        "responses": {**_answers(), **_refusals()},
    }


_IDEMPOTENCY_KEY: Mapping[str, Any] = MappingProxyType(
    {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "a new one for each new request, such as a UUID; the same again, with the"
        " same body, gets the same answer and does nothing",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY + 2},  # its quotes
    }
)


def _answers() -> dict[str, Any]:
    return {
        str(status.value): {
            "description": said,
            "content": {"application/json": {"schema": _reference(Answered)}},
        }
        for status, said in _ANSWERED.items()
    }


def _refusals() -> dict[str, Any]:
    """One response for each status, with all that can have led to it."""
    return {
        str(status.value): {
            "description": " Or: ".join(each.detail for each in _PROBLEMS if each.status is status),
            "headers": _headers(each for each in _PROBLEMS if each.status is status),
            "content": {MEDIA_TYPE: {"schema": _reference(ProblemDocument)}},
        }
        for status in dict.fromkeys(each.status for each in _PROBLEMS)
    }


def _headers(those: Iterable[Problem]) -> dict[str, Any]:
    return {name: {"schema": {"type": "string"}} for each in those for name in each.headers}


def _reference(model: type[Frozen]) -> dict[str, str]:
    return {"$ref": f"{_SCHEMAS}{model.__name__}"}


def _schemas() -> dict[str, Any]:
    _, found = models_json_schema(
        [(News, "validation"), (Answered, "serialization"), (ProblemDocument, "serialization")],
        ref_template=_SCHEMAS + "{model}",
    )
    return dict(found["$defs"])
