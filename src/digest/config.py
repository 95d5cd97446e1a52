"""config.toml → frozen settings, with every problem named at once. Secrets are read here only."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, ValidationError

from digest.errors import ConfigError
from digest.fetch.settings import FetchSettings
from digest.model.frozen import Frozen
from digest.model.mismatched import doubled, mismatched
from digest.model.secret import EnvSecret, FileSecret, SecretReference
from digest.model.settings import HttpUrl, IssueSettings, NewsletterSettings, ScheduleSettings
from digest.model.unfit import unfit
from digest.rendering.catalogues import LANGUAGES, spoken
from digest.sources.opening import BROKEN, SourceSettings
from digest.transports.opening import TransportSettings

FILE_NAME = "config.toml"


class DirectorySettings(Frozen):
    """[directory]: who the members are, and the projects they share."""

    organisations: str | None = Field(
        default=None,
        description="a CSV file: id, name, acronym, aliases, country, website, emails",
    )
    projects: str | None = Field(default=None, description="a folder of Markdown files")


class DatabaseSettings(Frozen):
    """[database]: where submissions, approvals and the ledger are kept."""

    url: Annotated[str, StringConstraints(pattern=r"^(sqlite|postgresql\+psycopg)://.+")] = Field(
        default="sqlite:///digest.db",
        description="an SQLite file, relative to config.toml",
        examples=["sqlite:///digest.db"],
    )


def _a_beginning(url: str) -> str:
    if "?" in url or "#" in url:
        raise ValueError('must not have a "?" or a "#": the path of every link is put behind it')
    return url


class WebSettings(Frozen):
    """[web]: what readers' links lead to, and where this machine serves it."""

    public_url: Annotated[HttpUrl, AfterValidator(_a_beginning)] = Field(
        default="http://127.0.0.1:8765", description="what readers' links begin with"
    )
    host: str = Field(default="127.0.0.1", description="the address `digest run` listens on")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        default=8765, description="its port; 0 takes any that is free"
    )
    signing_keys: Annotated[tuple[SecretReference, ...], Field(min_length=1)] = Field(
        default=(FileSecret(file="signing.key"),),
        description="keys of the links in test mails: the first signs, all verify",
    )


class Config(Frozen):
    """The whole of config.toml."""

    newsletter: NewsletterSettings
    directory: DirectorySettings = DirectorySettings()
    issue: IssueSettings = IssueSettings()
    # the kinds of sources are known at run time: third parties add some
    source: tuple[SourceSettings, ...] = Field(default=(), description="where records come from")
    fetch: FetchSettings = FetchSettings()
    transport: TransportSettings = Field(description="what carries messages")
    schedule: ScheduleSettings = ScheduleSettings()
    database: DatabaseSettings = DatabaseSettings()
    web: WebSettings = WebSettings()


class Workspace:
    """A folder with a config.toml: its settings, its paths, its secrets."""

    def __init__(self, config_file: Path, config: Config) -> None:
        self.config_file = config_file
        self.root = config_file.parent
        self.config = config

    def path(self, relative: str) -> Path:
        """A path of the configuration, relative to it."""
        return self.root / relative

    def database_url(self) -> str:
        """The database's URL, an SQLite file relative to the workspace."""
        url = self.config.database.url
        kind, _, name = url.partition(":///")
        return f"{kind}:///{self.path(name)}" if kind == "sqlite" else url

    def secret(self, reference: SecretReference) -> SecretStr:
        """What a reference stands for.

        Raises:
            ConfigError: the variable is not set, or the file cannot be read or is empty.
        """
        value, cause = _look_up(reference, self.root)
        if cause:
            raise ConfigError(str(self.config_file), (cause,), hint=_secret_hint(reference))
        return SecretStr(value)

    def signing_keys(self) -> tuple[str, ...]:
        """The keys of the tokens in links: the first signs, all verify."""
        return tuple(self.secret(each).get_secret_value() for each in self.config.web.signing_keys)


def find_config(named: Path | None, environment: Mapping[str, str], folder: Path) -> Path:
    """The configuration named on the command line, by $DIGEST_CONFIG, or in the folder.

    Raises:
        ConfigError: there is none.
    """
    elsewhere = environment.get("DIGEST_CONFIG")
    path = named or (Path(elsewhere) if elsewhere else folder / FILE_NAME)
    if path.is_dir():
        path = path / FILE_NAME
    if not path.is_file():
        raise ConfigError(
            str(path),
            ("there is no such file",),
            hint="Make a workspace with `digest init DIR` and work in it, or name its"
            " configuration with --config or $DIGEST_CONFIG.",
        )
    return path.absolute()


def load(config_file: Path) -> Workspace:
    """Read a configuration.

    Raises:
        ConfigError: it cannot be read; or with every problem in it, by key path.
    """
    raw = _read(config_file)
    besides = (
        *_wordless_languages(raw),
        *mismatched(raw),
        *doubled("source.name", (str(each["name"]) for each in _sources(raw) if "name" in each)),
        *_broken_kinds(raw),
        *_second_doors(raw),
    )
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        raise _refused(config_file, (*unfit(error, Config), *besides)) from error
    if besides:
        raise _refused(config_file, besides)
    return Workspace(config_file, config)


def _read(config_file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(config_file.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        cause = f"is not UTF-8 text: byte {error.start} cannot be read"
        raise ConfigError(
            str(config_file), (cause,), hint="Save it again, with UTF-8 as its encoding."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            str(config_file),
            (str(error),),
            hint='A text stands in "quotes"; compare with docs/configuration.md.',
        ) from error
    except OSError as error:
        raise ConfigError(str(config_file), (f"cannot be read: {error.strerror}",)) from error


def _refused(config_file: Path, problems: tuple[str, ...]) -> ConfigError:
    return ConfigError(str(config_file), problems, hint="docs/configuration.md has every key.")


def _wordless_languages(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """An issue would be in two languages at once: its items', and English."""
    newsletter = raw.get("newsletter")
    named = newsletter.get("languages") if isinstance(newsletter, dict) else ()
    return tuple(
        f"newsletter.languages: there are no words for {each!r} yet;"
        f" there are: {', '.join(LANGUAGES)}"
        for each in (named if isinstance(named, list) else ())
        if isinstance(each, str) and spoken(each) is None
    )


def _sources(raw: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    sources = raw.get("source")
    tables = sources if isinstance(sources, list) else ()
    return tuple(each for each in tables if isinstance(each, dict))


def _broken_kinds(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Kinds of third parties that should be there: the union alone would call them unknown."""
    kinds = dict.fromkeys(str(each.get("kind")) for each in _sources(raw))
    return tuple(
        f"source.kind: {kind!r} was added by a package that cannot be used: {BROKEN[kind]}"
        for kind in kinds
        if kind in BROKEN
    )


def _second_doors(raw: Mapping[str, Any]) -> tuple[str, ...]:
    count = sum(each.get("kind") == "api" for each in _sources(raw))
    said = f"source.kind: 'api' stands {count} times; there can be one such source"
    return (said,) if count > 1 else ()


def _look_up(reference: SecretReference, root: Path) -> tuple[str, str]:
    """The secret, or the cause why there is none."""
    if isinstance(reference, EnvSecret):
        value = os.environ.get(reference.env, "")
        return value, "" if value else f"the environment variable {reference.env} is not set"
    try:
        value = (root / reference.file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        return "", f"the secret's file {reference.file} cannot be read: {error}"
    return value, "" if value else f"the secret's file {reference.file} is empty"


def _secret_hint(reference: SecretReference) -> str:
    if isinstance(reference, EnvSecret):
        return f"Set it before you call: export {reference.env}=…"
    return "`digest init .` in the workspace makes a missing signing key; other secrets are yours."
