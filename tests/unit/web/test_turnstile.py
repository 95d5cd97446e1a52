import datetime as dt

from digest.web.turnstile import Turnstile
from fakes.newsroom import NOW, at_once


def after(seconds):
    return NOW + dt.timedelta(seconds=seconds)


def test_so_many_pass_and_the_next_hears_how_long_to_wait():
    turnstile = Turnstile(3)
    assert [turnstile.wait("ima", after(second)) for second in (0, 10, 20)] == [None] * 3
    assert turnstile.wait("ima", after(20)) == 40
    assert turnstile.wait("ima", after(59.5)) == 1


def test_who_waited_passes():
    turnstile = Turnstile(2)
    for second in (0, 30):
        turnstile.wait("ima", after(second))
    assert turnstile.wait("ima", after(60)) is None
    assert turnstile.wait("ima", after(61)) == 29


def test_a_refused_one_does_not_wait_the_longer_for_having_come():
    turnstile = Turnstile(1)
    turnstile.wait("ima", after(0))
    assert [turnstile.wait("ima", after(second)) for second in (10, 20, 30)] == [50, 40, 30]
    assert turnstile.wait("ima", after(60)) is None


def test_everybody_has_a_turnstile_of_their_own():
    turnstile = Turnstile(1)
    assert [turnstile.wait(who, NOW) for who in ("ima", "icom", "ima")] == [None, None, 60]


def test_of_many_at_the_same_moment_as_many_pass_as_may():
    turnstile = Turnstile(5)
    said = at_once(lambda _number: turnstile.wait("ima", NOW), 16)
    assert said.count(None) == 5
