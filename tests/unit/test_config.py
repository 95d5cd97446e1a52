import tomllib
from itertools import takewhile
from pathlib import Path

import pytest

from digest.config import FILE_NAME, find_config, load
from digest.errors import ConfigError
from digest.model.secret import EnvSecret, FileSecret
from digest.sources.packaged import packaged
from digest.transports.opening import TRANSPORTS

EXAMPLE = packaged("config.example.toml")
LEAST = """
[newsletter]
title = "News"
sender = "The Network <news@example.org>"
postal_address = "Street 1, Town"
list_id = "news.example.org"

[transport]
kind = "folder"
"""
HIDDEN = "hunter2-and-more"
NO_ZONE = 'is not a time zone; write an IANA name, such as Europe/Brussels, found "Mars"'


def written(folder, text):
    file = folder / FILE_NAME
    file.write_text(text, "utf-8")
    return file


def problems_of(folder, text):
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text))
    return caught.value.problems


def test_the_example_can_be_loaded():
    config = load(EXAMPLE).config
    assert config.newsletter.title == "News from our Members"
    assert [source.name for source in config.source] == ["members", "updates", "statements"]
    assert config.transport.kind == "folder"


def test_the_repository_is_a_workspace_of_the_example():
    assert (EXAMPLE.parent / FILE_NAME).read_text("utf-8") == EXAMPLE.read_text("utf-8")


def shown_in_a_comment(heading):
    """The lines that the example shows and does not say."""
    after = EXAMPLE.read_text("utf-8").partition(heading)[2].splitlines()[1:]
    shown = takewhile(lambda line: line.startswith("#   "), after)
    return "\n".join(line.removeprefix("#   ") for line in shown)


def test_the_transport_the_example_shows_in_a_comment_can_be_loaded(tmp_path):
    text = LEAST.replace('kind = "folder"', shown_in_a_comment("# To send through Mailgun"))
    transport = load(written(tmp_path, text)).config.transport
    assert transport.kind == "mailgun"
    assert transport.api_key == EnvSecret(env="MAILGUN_API_KEY")


def test_the_segments_the_example_shows_in_a_comment_can_be_loaded(tmp_path):
    text = LEAST.replace("[transport]", shown_in_a_comment("# Readers with") + "\n[transport]")
    (segment,) = load(written(tmp_path, text)).config.newsletter.segments
    assert (segment.name, segment.tags) == ("press", ("press",))


def test_what_does_not_meet_is_named_with_all_other_problems(tmp_path):
    segments = 'segments = [{ name = "press", tags = ["x"], sections = ["Evens"] }]\nlist = 1'
    problems = problems_of(tmp_path, LEAST.replace("[transport]", segments + "\n[transport]"))
    assert sorted(each.partition(":")[0] for each in problems) == [
        *("newsletter.list", "newsletter.segments.sections"),
    ]


def test_what_is_left_out_has_a_default(tmp_path):
    workspace = load(written(tmp_path, LEAST))
    assert workspace.database_url() == f"sqlite:///{tmp_path}/digest.db"
    assert workspace.config.web.signing_keys == (FileSecret(file="signing.key"),)
    assert workspace.config.schedule.send.text == "day 1 at 09:00"


def test_a_byte_order_mark_is_no_problem(tmp_path):
    assert load(written(tmp_path, "\ufeff" + LEAST)).config.newsletter.title == "News"


def test_every_problem_is_named_at_once(tmp_path):
    text = (
        LEAST.replace('"News"', '""')
        .replace('list_id = "news.example.org"', 'time_zone = "Mars"')
        .replace('"folder"', '"pigeon"')
    )
    text += '\n[[source]]\nname = "a"\n[[source]]\nname = "a"\nkind = "folder"\npath = "x"\n'
    kinds = ", ".join(map(repr, TRANSPORTS))
    assert set(problems_of(tmp_path, text)) == {
        'newsletter.title: must have at least 1 character, found ""',
        "newsletter.list_id: is missing",
        f"newsletter.time_zone: {NO_ZONE}",
        f'transport.kind: must be one of {kinds}, found "pigeon"',
        "source.1.kind: is missing",
        "source.name: 'a' stands 2 times; a name is unique",
    }


def test_two_sources_of_one_name_are_a_problem_alone(tmp_path):
    source = '\n[[source]]\nname = "a"\nkind = "folder"\npath = "x"\n'
    assert problems_of(tmp_path, LEAST + source + source) == (
        "source.name: 'a' stands 2 times; a name is unique",
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            'headers = { Authorization = "Bearer s3cret" }',
            'source.1.headers.Authorization: write { env = "NAME" }',
        ),
        ('url = "htps://a.example/x?key=s3cret"', "source.1.url: URL scheme"),
        ('url = "htps://ada:s3cret@a.example/x"', "source.1.url: URL scheme"),
    ],
)
def test_what_is_secret_is_not_repeated(tmp_path, line, problem):
    source = f'\n[[source]]\nname = "a"\nkind = "json"\npath = "x"\n{line}\n'
    problems = problems_of(tmp_path, LEAST + source)
    assert any(each.startswith(problem) for each in problems)
    assert "s3cret" not in str(problems)


def test_there_is_one_door_for_pushed_news(tmp_path):
    doors = "".join(f'\n[[source]]\nname = "{name}"\nkind = "api"\n' for name in "ab")
    assert problems_of(tmp_path, LEAST + doors) == (
        "source.kind: 'api' stands 2 times; there can be one such source",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[newsletter\n", "Expected ']' at the end of a table declaration (at line 1, column 12)"),
        ("[newsletter]\ntitle = News\n", "Invalid value (at line 2, column 9)"),
    ],
)
def test_a_file_that_is_no_toml_says_where(tmp_path, text, problem):
    assert problems_of(tmp_path, text) == (problem,)


def test_a_file_that_is_no_text_says_so(tmp_path):
    file = tmp_path / FILE_NAME
    file.write_bytes(b"title = '\xff'")
    with pytest.raises(ConfigError, match="is not UTF-8 text: byte 9"):
        load(file)


@pytest.mark.parametrize("line", [f'api_key = "{HIDDEN}"', f'api_key = {{ evn = "{HIDDEN}" }}'])
def test_a_secret_in_the_wrong_place_is_not_shown(tmp_path, line):
    text = LEAST.replace('kind = "folder"', f'kind = "mailgun"\ndomain = "mg.example.org"\n{line}')
    (problem,) = problems_of(tmp_path, text)
    assert problem.startswith('transport.api_key: write { env = "NAME" } or { file = "PATH" }')


@pytest.mark.parametrize("password", [HIDDEN, f"a/{HIDDEN}", f"{HIDDEN}/a", f"a@{HIDDEN}/@b"])
def test_a_password_in_an_address_is_not_shown(tmp_path, password):
    url = f"mysql://me:{password}@host/db"
    (problem,) = problems_of(tmp_path, f'{LEAST}[database]\nurl = "{url}"\n')
    assert HIDDEN not in problem
    assert problem.startswith("database.url: must be written like")


@pytest.mark.parametrize(
    ("end", "shown"), [("?a=b", "?…"), ("/news?", "/news?"), ("#top", "#top"), ("/news#", "/news#")]
)
def test_links_cannot_begin_with_a_query_or_a_fragment(tmp_path, end, shown):
    url = f"https://news.example.org/x{end}"
    (problem,) = problems_of(tmp_path, f'{LEAST}[web]\npublic_url = "{url}"\n')
    assert problem.startswith('web.public_url: must not have a "?" or a "#": the path of every')
    assert problem.endswith(f'found "https://news.example.org/x{shown}"')


def in_languages(languages):
    return LEAST.replace("[transport]", f"languages = {languages}\n[transport]")


def test_a_language_without_words_is_refused(tmp_path):
    assert problems_of(tmp_path, in_languages('["en", "ja"]'))[0].startswith(
        "newsletter.languages: there are no words for 'ja' yet; there are: bg, cs,"
    )


def test_a_variant_of_a_language_with_words_is_taken(tmp_path):
    workspace = load(written(tmp_path, in_languages('["en-GB"]')))
    assert workspace.config.newsletter.languages == ("en-GB",)


def test_secrets_are_read_from_the_environment_and_from_files(tmp_path, monkeypatch):
    workspace = load(written(tmp_path, LEAST))
    monkeypatch.setenv("DIGEST_TEST_KEY", HIDDEN)
    (tmp_path / "signing.key").write_text(f"{HIDDEN}\n", "utf-8")
    found = workspace.secret(EnvSecret(env="DIGEST_TEST_KEY"))
    assert found.get_secret_value() == HIDDEN
    assert HIDDEN not in repr(found)
    assert workspace.signing_keys() == (HIDDEN,)


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        (EnvSecret(env="DIGEST_NOT_SET"), "the environment variable DIGEST_NOT_SET is not set"),
        (FileSecret(file="empty"), "the secret's file empty is empty"),
        (FileSecret(file="missing"), "the secret's file missing cannot be read"),
        (FileSecret(file="binary"), "the secret's file binary cannot be read"),
    ],
)
def test_a_secret_that_is_not_there_is_named(tmp_path, reference, problem):
    (tmp_path / "empty").touch()
    (tmp_path / "binary").write_bytes(b"\xff")
    workspace = load(written(tmp_path, LEAST))
    with pytest.raises(ConfigError) as caught:
        workspace.secret(reference)
    assert caught.value.problems[0].startswith(problem)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:///books/digest.db", "sqlite:///{}/books/digest.db"),
        ("sqlite:////srv/digest.db", "sqlite:////srv/digest.db"),
        ("postgresql+psycopg://host/digest", "postgresql+psycopg://host/digest"),
    ],
)
def test_a_database_file_is_relative_to_the_workspace(tmp_path, url, expected):
    workspace = load(written(tmp_path, f'{LEAST}[database]\nurl = "{url}"\n'))
    assert workspace.database_url() == expected.format(tmp_path)


@pytest.mark.parametrize(
    ("named", "environment", "expected"),
    [
        ("a/config.toml", {"DIGEST_CONFIG": "b/config.toml"}, "a/config.toml"),
        ("a", {}, "a/config.toml"),
        (None, {"DIGEST_CONFIG": "b/config.toml"}, "b/config.toml"),
        (None, {"DIGEST_CONFIG": ""}, "config.toml"),
        (None, {}, "config.toml"),
    ],
)
def test_the_configuration_is_named_or_found(tmp_path, named, environment, expected):
    for folder in (tmp_path, tmp_path / "a", tmp_path / "b"):
        folder.mkdir(exist_ok=True)
        written(folder, LEAST)
    absolute = {key: str(tmp_path / each) if each else "" for key, each in environment.items()}
    found = find_config(tmp_path / named if named else None, absolute, tmp_path)
    assert found == tmp_path / expected


def test_a_configuration_that_is_not_there_says_what_to_do(tmp_path):
    with pytest.raises(ConfigError, match="there is no such file") as caught:
        find_config(None, {}, tmp_path)
    assert "digest init" in caught.value.hint


def test_the_example_needs_no_secret():
    assert "env =" not in str(tomllib.loads(Path(EXAMPLE).read_text("utf-8"))["transport"])
