"""What single fields say."""

from __future__ import annotations

import datetime as dt

import pytest

from digest.intake.fields import Named
from digest.intake.particulars import issue_of_record, online_of_record, project_of_record
from digest.intake.when import Reader
from digest.model.project import Project

READER = Reader(dt.date(2023, 8, 20), "en")
PROJECTS = (Project(id="charter", name="CHARTER Alliance"),)


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        ("2023-09", "2023-09"),
        ("September 2023", "2023-09"),
        ("October", "2023-10"),
        ("2023", None),
        ("2023-13", None),
        ("Report of May 2023", None),
    ],
)
def test_issues(text, issue):
    assert issue_of_record({"issue": Named("issue", text)}, READER).value == issue


@pytest.mark.parametrize(
    ("fields", "place", "online"),
    [
        ({}, "Bonn", False),
        ({}, "Bonn and online", True),
        ({"online": "no"}, "Bonn and online", False),
        ({"online": True}, "Bonn", True),
    ],
)
def test_online(fields, place, online):
    named = {name: Named(name, value) for name, value in fields.items()}
    assert online_of_record(named, place).value is online


@pytest.mark.parametrize(
    ("text", "projects", "project", "findings"),
    [
        ("CHARTER", PROJECTS, "charter", 0),
        ("charter alliance", PROJECTS, "charter", 0),
        ("Nothing", PROJECTS, "Nothing", 1),
        ("Nothing", (), "Nothing", 0),  # there is nothing to know
    ],
)
def test_projects(text, projects, project, findings):
    read = project_of_record({"project": Named("project", text)}, projects)
    assert (read.value, len(read.remarks)) == (project, findings)
