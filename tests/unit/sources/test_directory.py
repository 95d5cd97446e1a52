import datetime as dt

import pytest

from digest.errors import SourceError
from digest.model.organisation import Organisation
from digest.model.project import Project
from digest.sources.directory import read_organisations, read_projects

HEADER = "id,name,acronym,aliases,country,website\n"


def organisations(tmp_path, text):
    file = tmp_path / "organisations.csv"
    file.write_text(text, "utf-8")
    return read_organisations(file)


def test_organisations_are_read_as_they_stand(tmp_path):
    text = f'{HEADER}hm,"H&M, Heritage",HM,One; Two ;,Greece,https://hm.example.org\n\nb,B,,,,\n'
    assert organisations(tmp_path, text) == (
        Organisation(
            id="hm",
            name="H&M, Heritage",
            acronym="HM",
            aliases=("One", "Two"),
            country="Greece",
            website="https://hm.example.org",
        ),
        Organisation(id="b", name="B"),
    )


def test_columns_may_be_left_out(tmp_path):
    assert organisations(tmp_path, "ID;Name\na;A\n") == (Organisation(id="a", name="A"),)


def test_emails_are_addresses_and_domains(tmp_path):
    text = "id,name,emails\na,A,Press@A.example; @a-museum.example ;\nb,B,\n"
    assert [each.emails for each in organisations(tmp_path, text)] == [
        ("press@a.example", "@a-museum.example"),
        (),
    ]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("a,A,a.example", "line 2: 'a.example' among the emails is neither"),
        ("a,A,@", "line 2: '@' among the emails"),
        ("a,A,@localhost", "line 2: '@localhost' among the emails"),
        ("a,A,x y@a.example", "line 2: 'x y@a.example' among the emails"),
        ('a,A,"x@a.example, y@a.example"', "line 2: "),
        ("a,A,x@a.example\nb,B,X@A.example", 'line 3: "x@a.example" writes for A already (org'),
        ("a,A,@a.example\nb,B,@a.example", 'line 3: "@a.example" writes for A already'),
    ],
)
def test_a_problem_with_emails_is_named_with_its_line(tmp_path, rows, problem):
    with pytest.raises(SourceError) as caught:
        organisations(tmp_path, f"id,name,emails\n{rows}\n")
    assert problem in caught.value.message
    assert "1 problem" in caught.value.message


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (",A,,,,", "line 2: has no id"),
        ("a,,,,,", "line 2: has no name"),
        ("a,A,,,,ftp://x.org", "line 2: the website 'ftp://x.org'"),
        ("a,A,,,,mailto:a@x.org", "line 2: the website"),
        ("a,A,,,", "line 2: has 5 cells"),
        ("a,A,,,,\na,B,,,,", 'line 3: the id "a" is taken already'),
        ("a,A,,,,\nb,The a,,,,", 'line 3: "The a" means A already'),
        ("a,A,X,,,\nb,B,x,,,", 'line 3: "x" means A already'),
        ("a,A,,One;X,,\nb,B,x,,,", 'line 3: "x" means A already'),
    ],
)
def test_a_problem_is_named_with_its_line(tmp_path, rows, problem):
    with pytest.raises(SourceError) as caught:
        organisations(tmp_path, f"{HEADER}{rows}\n")
    assert problem in caught.value.message
    assert "1 problem" in caught.value.message


def test_every_problem_is_named_at_once(tmp_path):
    with pytest.raises(SourceError, match=r"3 problem\(s\)") as caught:
        organisations(tmp_path, f"{HEADER},A,,,,\nb,,,,,\nc,C,,,,x y\nd,D,,,,\n")
    assert [f"line {number}" in caught.value.message for number in (2, 3, 4, 5)] == [
        True,
        True,
        True,
        False,
    ]


def test_an_unknown_column_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"'akronym' \(perhaps \"acronym\"\)"):
        organisations(tmp_path, "id,name,akronym\n")


def test_a_missing_file_is_a_source_error(tmp_path):
    with pytest.raises(SourceError, match="no such file") as caught:
        read_organisations(tmp_path / "gone.csv")
    assert "config.toml" in caught.value.hint


def projects(tmp_path, *texts):
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.md").write_text(text, "utf-8")
    return read_projects(tmp_path)


def test_projects_are_read_with_their_summaries(tmp_path):
    text = (
        "---\nid: moi\nname: MOI!\nprogramme: Creative Europe\nstarts: 2019-12-01\n"
        "ends: '2022-11-30'\nduration: three years\nfinished: true\n"
        "website: https://moi.example.org\n---\n\nA *tool* <b>now</b>\n"
    )
    assert projects(tmp_path, text, "---\nid: charter\nname: CHARTER\n---\n") == (
        Project(id="charter", name="CHARTER"),
        Project(
            id="moi",
            name="MOI!",
            programme="Creative Europe",
            starts=dt.date(2019, 12, 1),
            ends=dt.date(2022, 11, 30),
            duration="three years",
            finished=True,
            website="https://moi.example.org",
            summary_html="<p>A <em>tool</em> &lt;b&gt;now&lt;/b&gt;</p>",
        ),
    )


def test_a_month_alone_is_its_whole_span(tmp_path):
    (project,) = projects(tmp_path, "---\nid: a\nname: A\nstarts: 2021-01\nends: 2024-02\n---\n")
    assert (project.starts, project.ends) == (dt.date(2021, 1, 1), dt.date(2024, 2, 29))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ("name: A", "id: Field required"),
        ("id: a", "name: Field required"),
        ("id: a\nname: A\nprogram: X", "unknown fields: program; known are"),
        ("id: a\nname: A\nstarts: January 2021", "starts: "),
        ("id: a\nname: A\nstarts: 2021-02-01\nends: 2021-01", "before it starts"),
        ("id: a\nname: A\nfinished: perhaps", "finished: "),
        ("id: a\nname: A\nwebsite: nowhere", "the website 'nowhere'"),
        ("id: a: b", "in quotes"),
    ],
)
def test_a_problem_is_named_with_its_file(tmp_path, fields, problem):
    with pytest.raises(SourceError) as caught:
        projects(tmp_path, f"---\n{fields}\n---\n", "---\nid: good\nname: G\n---\n")
    assert "0.md" in caught.value.message
    assert problem in caught.value.message


def test_ids_are_unique(tmp_path):
    text = "---\nid: a\nname: A\n---\n"
    with pytest.raises(SourceError, match=r'1\.md: the id "a" is taken already \(0\.md\)'):
        projects(tmp_path, text, text)


def test_a_missing_folder_is_a_source_error(tmp_path):
    with pytest.raises(SourceError, match="projects"):
        read_projects(tmp_path / "gone")
