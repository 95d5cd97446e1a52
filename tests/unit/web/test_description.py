import json
import re

import pytest
from fastapi.openapi.models import OpenAPI
from jsonschema import Draft202012Validator

from digest.intake.fields import canonical
from digest.web import problems
from digest.web.description import PATH, News, description

DOCUMENT = json.loads(json.dumps(description()))
RESPONSES = DOCUMENT["paths"][PATH]["post"]["responses"]


def references(value):
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_it_is_openapi_of_one_path_and_one_method():
    OpenAPI.model_validate(DOCUMENT)
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert {path: [*methods] for path, methods in DOCUMENT["paths"].items()} == {PATH: ["post"]}


def test_every_schema_is_json_schema_and_every_reference_leads_to_one():
    schemas = DOCUMENT["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    assert {each.removeprefix("#/components/schemas/") for each in references(DOCUMENT)} == {
        *schemas
    }


def test_every_field_it_names_is_known_to_intake():
    assert {name: canonical(name) for name in News.model_fields} == {
        name: name for name in News.model_fields
    }


@pytest.mark.parametrize(
    "problem",
    [
        each
        for name, each in vars(problems).items()
        if isinstance(each, problems.Problem)
        and name not in {"NOT_HERE", "NO_SUCH_METHOD", "GONE_AWAY"}  # answers to no post, to nobody
    ],
    ids=lambda problem: problem.code,
)
def test_every_problem_of_a_post_is_described(problem):
    described = RESPONSES[str(int(problem.status))]
    assert problem.detail in described["description"]
    assert described["headers"].keys() >= problem.headers.keys()
    assert list(described["content"]) == ["application/problem+json"]


def test_every_problem_says_what_to_do():
    every = [each for each in vars(problems).values() if isinstance(each, problems.Problem)]
    assert len({each.code for each in every}) == len(every)
    for each in every:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", each.code)
        assert each.detail.endswith(".")
        assert each.hint.endswith(".")
