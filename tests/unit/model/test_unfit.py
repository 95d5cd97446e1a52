import json
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, StringConstraints, ValidationError

from digest.model.frozen import Frozen
from digest.model.secret import SecretReference
from digest.model.unfit import unfit

Shape = Annotated[str, StringConstraints(pattern="^#[0-9]+$"), Field(examples=["#1"])]


class Part(Frozen):
    colour: Shape = Field(default="#1", description="its own words do not hide the example")
    shapes: tuple[Shape, ...] = ()
    bare: Annotated[str, StringConstraints(pattern="^x$")] = "x"


class Red(Frozen):
    kind: Literal["red"]
    depth: int = 0
    key: SecretReference | None = None


class Blue(Frozen):
    kind: Literal["blue"]
    keys: Annotated[tuple[SecretReference, ...], Field(min_length=1)] = ()


class Whole(Frozen):
    parts: Annotated[tuple[Part, ...], Field(min_length=1)] = (Part(),)
    either: Annotated[Red | Blue, Field(discriminator="kind")] = Red(kind="red")
    otherwise: bool = Field(default=True, alias="else")


def problems(settings):
    with pytest.raises(ValidationError) as caught:
        Whole.model_validate(settings)
    return unfit(caught.value, Whole)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"prats": []}, "prats: unknown key; did you mean 'parts'?"),
        ({"zzz": 1}, "zzz: unknown key; known are: parts, either, else"),
        ({"otherwise": False}, "otherwise: unknown key; known are: parts, either, else"),
        ({"else": "maybe"}, 'else: must be true or false, found "maybe"'),
        ({"parts": []}, "parts: must have at least 1 item after validation, not 0"),
        ({"parts": 3}, "parts: must be a list, found 3"),
        ({"parts": [{}, {"coluor": 1}]}, "parts.2.coluor: unknown key; did you mean 'colour'?"),
        ({"parts": [{"colour": 5}]}, "parts.1.colour: must be a text, found 5"),
        ({"parts": [{"colour": "r"}]}, 'parts.1.colour: must be written like "#1", found "r"'),
        ({"parts": [{"shapes": ["r"]}]}, 'parts.1.shapes.1: must be written like "#1", found "r"'),
        ({"parts": [{"bare": "y"}]}, "parts.1.bare: must match pattern '^x$', found \"y\""),
        ({"either": {}}, "either.kind: is missing"),
        ({"either": {"kind": "re"}}, "either.kind: must be one of 'red', 'blue', found \"re\""),
        ({"either": {"kind": "red", "depth": "x"}}, 'either.depth: must be a number, found "x"'),
        ({"either": {"kind": "red", "deep": 1}}, "either.deep: unknown key; did you mean 'depth'?"),
    ],
)
def test_a_problem_is_one_sentence_by_key_path(settings, problem):
    assert problems(settings) == (problem,)


@pytest.mark.parametrize("wrong", ["hunter2", {"evn": "hunter2"}, {"env": 22222}, ["hunter2"]])
@pytest.mark.parametrize(
    ("place", "settings"),
    [
        ("either.key", lambda wrong: {"kind": "red", "key": wrong}),
        ("either.keys.2", lambda wrong: {"kind": "blue", "keys": [{"env": "A"}, wrong]}),
    ],
)
def test_a_secret_is_not_repeated(place, settings, wrong):
    (problem,) = problems({"either": settings(wrong)})
    assert problem.startswith(f'{place}: write {{ env = "NAME" }} or {{ file = "PATH" }}')
    assert "2222" not in problem
    assert "hunter2" not in problem


def test_a_long_value_is_shown_in_short():
    (problem,) = problems({"parts": [{"colour": "r" * 1000}]})
    assert len(problem) < 150


def test_problems_are_told_together_and_once():
    settings = {"parts": [{"colour": "r", "bare": "y"}, {"colour": "r"}], "zzz": 1}
    assert [each.partition(":")[0] for each in problems(settings)] == [
        "parts.1.colour",
        "parts.1.bare",
        "parts.2.colour",
        "zzz",
    ]


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
names = st.sampled_from(["parts", "either", "else", "kind", "key", "keys", "env", "colour", "x"])
trees = st.recursive(
    scalars | st.sampled_from(["red", "blue"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
)


@given(st.dictionaries(names, trees, max_size=4))
def test_whatever_is_written_the_problems_can_be_told(settings):
    try:
        Whole.model_validate(settings)
    except ValidationError as error:
        told = unfit(error, Whole)
        assert told
        assert all(": " in each and each[0] != ":" for each in told), json.dumps(told)
