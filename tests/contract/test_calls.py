from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from digest.store.calls import KEPT_DAYS, Answer, Calls, Question, Standing
from fakes.newsroom import NOW, at_once

QUESTION = Question("ima", "8e03978e", "a" * 64)
ANOTHER_BODY = replace(QUESTION, body_sha256="b" * 64)
ANSWER = Answer(201, '{"id": "é"}')
SOON, LONG_AFTER = NOW + dt.timedelta(seconds=59), NOW + dt.timedelta(seconds=61)


@pytest.fixture
def calls(database):
    return Calls(database)


def test_whoever_comes_first_answers_and_the_next_waits(calls):
    assert calls.begin(QUESTION, NOW) is Standing.OURS
    assert calls.begin(QUESTION, SOON) is Standing.IN_PROGRESS


def test_the_same_question_gets_the_same_answer(calls):
    calls.begin(QUESTION, NOW)
    calls.finish(QUESTION, NOW, ANSWER)
    assert [calls.begin(QUESTION, at) for at in (NOW, SOON, LONG_AFTER)] == [ANSWER] * 3


@pytest.mark.parametrize("is_answered", [True, False])
@pytest.mark.parametrize("at", [SOON, LONG_AFTER])
def test_another_body_under_the_same_key_is_told_so(calls, is_answered, at):
    calls.begin(QUESTION, NOW)
    if is_answered:
        calls.finish(QUESTION, NOW, ANSWER)
    assert calls.begin(ANOTHER_BODY, at) is Standing.ANOTHER


@pytest.mark.parametrize(
    "other", [replace(ANOTHER_BODY, organisation="icom"), replace(ANOTHER_BODY, key="9f")]
)
def test_keys_are_each_organisations_own(calls, other):
    calls.begin(QUESTION, NOW)
    assert calls.begin(other, NOW) is Standing.OURS


def test_what_came_to_nothing_may_be_asked_anew_with_any_body(calls):
    calls.begin(QUESTION, NOW)
    calls.let_go(QUESTION, NOW)
    assert calls.begin(ANOTHER_BODY, SOON) is Standing.OURS


def test_an_answer_that_was_given_cannot_be_let_go(calls):
    calls.begin(QUESTION, NOW)
    calls.finish(QUESTION, NOW, ANSWER)
    calls.let_go(QUESTION, NOW)
    assert calls.begin(QUESTION, SOON) == ANSWER


def test_a_call_whose_process_is_gone_is_taken_over_once(calls):
    calls.begin(QUESTION, NOW)
    assert calls.begin(QUESTION, LONG_AFTER) is Standing.OURS
    assert calls.begin(QUESTION, LONG_AFTER) is Standing.IN_PROGRESS


def test_who_was_too_slow_changes_nothing_any_more(calls):
    calls.begin(QUESTION, NOW)
    calls.begin(QUESTION, LONG_AFTER)
    calls.finish(QUESTION, NOW, replace(ANSWER, status=500))
    calls.let_go(QUESTION, NOW)
    assert calls.begin(QUESTION, LONG_AFTER) is Standing.IN_PROGRESS
    calls.finish(QUESTION, LONG_AFTER, ANSWER)
    assert calls.begin(QUESTION, LONG_AFTER) == ANSWER


def test_answers_are_forgotten_in_the_end(calls):
    calls.begin(QUESTION, NOW)
    calls.finish(QUESTION, NOW, ANSWER)
    last = NOW + dt.timedelta(days=KEPT_DAYS)
    assert calls.begin(QUESTION, last) == ANSWER
    assert calls.begin(ANOTHER_BODY, last + dt.timedelta(seconds=1)) is Standing.OURS


@pytest.mark.parametrize("abandoned_before", [False, True])
def test_of_many_at_the_same_moment_one_answers(calls, abandoned_before):
    if abandoned_before:
        calls.begin(QUESTION, NOW)
    said = at_once(lambda _number: calls.begin(QUESTION, LONG_AFTER), 8)
    assert Counter(said) == {Standing.OURS: 1, Standing.IN_PROGRESS: 7}
