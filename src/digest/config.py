"""config.toml → frozen settings, with every problem named at once. Secrets are read here only."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Field, SecretStr, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from digest.errors import ConfigError
from digest.model.frozen import Frozen
from digest.model.secret import EnvSecret, FileSecret, SecretReference
from digest.model.settings import HttpUrl, IssueSettings, NewsletterSettings, ScheduleSettings
from digest.sources.settings import SourceSettings
from digest.transports.opening import TransportSettings

FILE_NAME = "config.toml"


class DirectorySettings(Frozen):
    """[directory]: who the members are, and the projects they share."""

    organisations: str | None = None  # a CSV file
    projects: str | None = None  # a folder of Markdown files


class DatabaseSettings(Frozen):
    """[database]: where submissions, approvals and the ledger are kept."""

    url: Annotated[str, StringConstraints(pattern=r"^(sqlite|postgresql\+psycopg)://.+")] = (
        "sqlite:///digest.db"
    )


class WebSettings(Frozen):
    """[web]: what readers' links lead to, and where this machine serves it."""

    public_url: HttpUrl = "http://127.0.0.1:8765"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8765
    signing_keys: Annotated[tuple[SecretReference, ...], Field(min_length=1)] = (
        FileSecret(file="signing.key"),
    )


class Config(Frozen):
    """The whole of config.toml."""

    newsletter: NewsletterSettings
    directory: DirectorySettings = DirectorySettings()
    issue: IssueSettings = IssueSettings()
    source: tuple[SourceSettings, ...] = ()
    transport: TransportSettings
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
        return tuple(
            self.secret(each).get_secret_value() for each in self.config.web.signing_keys
        )


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
    try:
        raw = tomllib.loads(config_file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(str(config_file), (str(error),)) from error
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        problems = tuple(_problem(each) for each in error.errors(include_url=False))
        raise ConfigError(
            str(config_file),
            tuple(dict.fromkeys(problems)),
            hint="docs/configuration.md has every key.",
        ) from error
    names = [source.name for source in config.source]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ConfigError(
            str(config_file),
            tuple(f"source.name: {name!r} stands twice; a name is unique" for name in twice),
        )
    return Workspace(config_file, config)


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


def _problem(error: ErrorDetails) -> str:
    """One sentence: the key path, what was found, and what is allowed."""
    model, path = _walk(error["loc"])
    where = ".".join(path)
    if error["type"] == "extra_forbidden":
        name = path[-1]
        near = difflib.get_close_matches(name, model, n=1, cutoff=0.5)
        suggestion = f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(model)}"
        return f"{where}: unknown key; {suggestion}"
    if error["type"] == "missing":
        return f"{where}: is missing"
    found = error["input"]
    shown = f", found {found!r}" if isinstance(found, str | int | float | bool) else ""
    return f"{where}: {error['msg'].removeprefix('Value error, ')}{shown}"


def _walk(location: tuple[int | str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Follow an error's location through the settings.

    Returns:
        The keys known at the last step, and the path as the editor wrote it
        (pydantic puts the chosen kind of a union into a location; the editor did not).
    """
    annotation: Any = Config
    known: tuple[str, ...] = ()
    path: list[str] = []
    for step in location:
        models = _models(annotation)
        if isinstance(step, int):
            path.append(str(step + 1))
            continue
        fields = {
            (field.alias or name): field.annotation
            for model in models
            for name, field in model.model_fields.items()
        }
        chosen = [model for model in models if _is_kind(model, step)]
        if step not in fields and chosen:
            annotation = chosen[0]
            continue
        known = tuple(fields)
        annotation = fields.get(step)
        path.append(step)
    return known, tuple(path)


def _models(annotation: Any) -> tuple[type[BaseModel], ...]:  # noqa: ANN401 - any annotation
    """The settings models an annotation stands for, through Annotated, unions and tuples."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (annotation,)
    if get_origin(annotation) in (Annotated, Union, UnionType, tuple):
        return tuple(model for each in get_args(annotation) for model in _models(each))
    return ()


def _is_kind(model: type[BaseModel], step: str) -> bool:
    kind = model.model_fields.get("kind")
    return model.__name__ == step or (kind is not None and step in get_args(kind.annotation))
