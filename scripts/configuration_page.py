"""docs/configuration.md and docs/config.schema.json, made from the settings models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from digest.config import Config
from digest.model.monthly import MonthlyTime

Schema = dict[str, Any]
EXAMPLE = Path(__file__).parents[1] / "config.example.toml"
_HEAD = """\
# Configuration

A workspace is a folder with a `config.toml`. It is the one named by `--config`, or by
`$DIGEST_CONFIG`, or the one in the current folder; every relative path in it is relative to it.
`digest init DIR` makes a workspace from the example below.

Every problem is reported at once, with its key path, what may stand there and what was found;
a key that is not known is an error that names the nearest one. `digest doctor` also tries what
the settings lead to: folders, templates, the database, the transport's key.

A secret never stands in the file. Where a value is called "a secret", write
`{ env = "NAME" }` for an environment variable, or `{ file = "PATH" }` for a file.

Editors that know JSON Schema check the file while you write: the schema is
[config.schema.json](config.schema.json). With the Even Better TOML extension, for example,
begin the file with `#:schema` and the schema's path.
"""
_UNIONS = {"source": "[[source]]", "transport": "[transport]"}


class _Generator(GenerateJsonSchema):
    """Writes the default of a time of the month as an editor would."""

    def encode_default(self, dft: Any) -> Any:  # noqa: ANN401 - any default
        return str(dft) if isinstance(dft, MonthlyTime) else super().encode_default(dft)


def schema() -> Schema:
    """The JSON Schema of config.toml."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Config.model_json_schema(schema_generator=_Generator),
        "title": "config.toml of a digest workspace",
    }


def schema_file() -> str:
    """The schema as it is shipped."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def page() -> str:
    """The page: the rules, every key, and the example."""
    whole = schema()
    sections = "\n".join(_section(whole, name) for name in whole["properties"])
    example = EXAMPLE.read_text("utf-8")
    return f"{_HEAD}\n{sections}\n## The example\n\n```toml\n{example}```\n"


def _section(whole: Schema, name: str) -> str:
    models = tuple(_models(whole, whole["properties"][name]))
    if name not in _UNIONS:
        return f"## `[{name}]`\n\n{_about(models[0])}\n\n{_table(whole, models[0])}"
    parts = [f"## `{_UNIONS[name]}`\n\n{whole['properties'][name]['description'].capitalize()}.\n"]
    for model in models:
        kind = model["properties"]["kind"]["const"]
        parts.append(f'### `kind = "{kind}"`\n\n{_table(whole, model)}')
    return "\n".join(parts)


def _models(whole: Schema, schema: Schema) -> Iterator[Schema]:
    """The tables a value may be."""
    named = _resolved(whole, schema)
    if "properties" in named:
        yield named
    for each in (*schema.get("oneOf", ()), *schema.get("anyOf", ()), schema.get("items")):
        if each:
            yield from _models(whole, each)


def _resolved(whole: Schema, schema: Schema) -> Schema:
    name = schema.get("$ref", "").rpartition("/")[2]
    return whole["$defs"][name] if name else schema


def _about(model: Schema) -> str:
    words = model["description"].rpartition("]: ")[2].partition("\n")[0]
    return words[0].upper() + words[1:]


def _table(whole: Schema, model: Schema) -> str:
    rows = (f"| {' | '.join(row)} |\n" for row in _rows(whole, model, ""))
    return "| key | value | if left out | means |\n|---|---|---|---|\n" + "".join(rows)


def _rows(whole: Schema, model: Schema, prefix: str) -> Iterator[tuple[str, str, str, str]]:
    required = model.get("required", ())
    for name, value in model["properties"].items():
        if name == "kind":
            continue
        inner = tuple(each for each in _models(whole, value) if not _is_secret(each))
        default = "an error" if name in required else _default(value, is_table=bool(inner))
        words = value.get("description", "")
        yield f"`{prefix}{name}`", _value(whole, value), default, words
        for each in inner:
            yield from _rows(whole, each, f"{prefix}{name}.")


def _is_secret(model: Schema) -> bool:
    return model.get("title") in ("EnvSecret", "FileSecret")


def _default(value: Schema, *, is_table: bool) -> str:
    default = value.get("default")
    if default is None or default == {}:
        return "nothing"
    if isinstance(default, list) and is_table:
        return f"{len(default)} of them, one for each kind"
    if not is_table:
        return f"`{_toml(default)}`"
    return "as below"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _value(whole: Schema, value: Schema) -> str:
    """What may stand there, in words."""
    models = tuple(_models(whole, value))
    if models and _is_secret(models[0]):
        return "a list of secrets" if value.get("type") == "array" else "a secret"
    if models:
        return "a list of tables" if value.get("type") == "array" else "a table"
    choices = [each for each in value.get("anyOf", ()) if each.get("type") != "null"]
    return _plain(whole, choices[0] if choices else value)


def _plain(whole: Schema, written: Schema) -> str:
    value = _resolved(whole, written)
    if "enum" in value:
        return " or ".join(f"`{_toml(each)}`" for each in value["enum"])
    if "const" in value:
        return f"`{_toml(value['const'])}`"
    if "examples" in value:
        return "like " + " or ".join(f"`{_toml(each)}`" for each in value["examples"])
    if value["type"] == "array":
        return f"a list: {_plain(whole, value['items'])}"
    words = {"object": "a table of texts", "boolean": "`true` or `false`", "string": "a text"}
    return words.get(value["type"]) or _number(value)


def _number(value: Schema) -> str:
    least, most = value.get("minimum"), value.get("maximum")
    bounds = [f"from {least}"] * (least is not None) + [f"to {most}"] * (most is not None)
    return " ".join(["a number", *bounds])
