from threading import Event

import pytest

from digest.errors import SourceError
from digest.formats.document import Reading
from digest.sources.contract import Parcel
from digest.workflows.reading_ahead import ReadAhead


class Slow:
    """A source that gives so many parcels, then fails where it is told to."""

    is_whole = False
    is_remote = True

    def __init__(self, name, count, error=None):
        self.name, self.given = name, 0
        self._count, self._error = count, error

    def parcels(self, known):
        for number in range(self._count):
            self.given += 1
            yield Parcel(f"{self.name} {number} {known.get('x', '')}", Reading())
        if self._error:
            raise self._error


def ahead_of(*sources, at_once=2, known=None):
    by_name = {each.name: each for each in sources}
    return ReadAhead(by_name, {name: known or {} for name in by_name}, at_once)


def paths(ahead, name):
    return [each.path for each in ahead.parcels(name)]


@pytest.mark.parametrize("at_once", [1, 2, 9])
def test_every_source_gives_its_parcels_in_its_order(at_once):
    sources = [Slow(name, 25) for name in "abcdefg"]
    with ahead_of(*sources, at_once=at_once) as ahead:
        for source in sources:
            assert paths(ahead, source.name) == [f"{source.name} {n} " for n in range(25)]


def test_what_is_known_reaches_the_source():
    with ahead_of(Slow("a", 1), known={"x": "a print"}) as ahead:
        assert paths(ahead, "a") == ["a 0 a print"]


@pytest.mark.parametrize("error", [SourceError("it is away"), ValueError("a slip of ours")])
def test_an_error_comes_after_what_came_before_it_and_stops_no_other(error):
    with ahead_of(Slow("a", 3, error), Slow("b", 1), at_once=1) as ahead:
        given = ahead.parcels("a")
        assert [next(given).path for _ in range(3)] == ["a 0 ", "a 1 ", "a 2 "]
        with pytest.raises(type(error), match=str(error)):
            next(given)
        assert paths(ahead, "b") == ["b 0 "]


def test_no_more_is_read_than_a_few_ahead():
    source = Slow("a", 1000)
    with ahead_of(source) as ahead:
        next(ahead.parcels("a"))
        Event().wait(0.3)
        assert source.given < 10


def test_readers_end_when_nobody_wants_the_rest():
    source = Slow("a", 1000)
    with ahead_of(source) as ahead:
        next(ahead.parcels("a"))
    for reader in ahead._readers:
        reader.join(5)
        assert not reader.is_alive()
