import itertools

import pytest

from digest.formats.entry import Entry
from digest.formats.keys import keys_of


def entries(*fields):
    return tuple(Entry(each, position=n) for n, each in enumerate(fields, start=1))


def test_a_file_that_is_one_entry_is_known_by_its_path():
    assert keys_of("a/b.md", (Entry({"id": "7"}),)) == ("a/b.md",)


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"ID": 7, "link": "https://x.org"}, "7"),
        ({"URL": "https://x.org", "title": "T"}, "https://x.org"),
        ({"Organisation": "O", "Title": "T", "dates": "x"}, "O T"),
        ({"organisations": ["O", "P"]}, "O; P"),
        ({"title": "  two \n lines\x00\u202e "}, "two lines"),
        ({"GUID": "7", "website": "https://x.org"}, "7"),
        ({"website": "https://x.org", "heading": "T"}, "https://x.org"),
        ({"Read more": "https://x.org"}, "https://x.org"),
        ({"Submitted by": "O", "subject": "T"}, "O T"),
        ({"link": "https://a.org", "url": "https://b.org"}, "https://b.org"),
        ({"url": "https://b.org", "link": "https://a.org"}, "https://b.org"),  # in any order
        ({"text": "x"}, "~1"),
    ],
)
def test_an_entry_among_several_is_known_by_what_it_says_of_itself(fields, key):
    assert keys_of("a.csv", entries(fields)) == (f"a.csv#{key}",)


SHARING = (
    {"link": "https://x.org", "organisation": "A", "title": "T"},
    {"link": "https://x.org", "organisation": "A", "title": "U"},
    {"id": "1", "link": "https://y.org"},
    {"id": "1", "link": "https://z.org"},
    {"organisation": "B"},
)


@pytest.mark.parametrize("order", tuple(itertools.permutations(range(5))))
def test_keys_move_with_their_rows(order):
    """As long as those that share a name stay in order among themselves."""
    straight = keys_of("a.csv", entries(*SHARING))
    moved = keys_of("a.csv", entries(*(SHARING[index] for index in order)))
    for first, second in ((0, 1), (2, 3)):
        if order.index(first) < order.index(second):
            assert moved[order.index(first)] == straight[first]
            assert moved[order.index(second)] == straight[second]
    assert moved[order.index(4)] == straight[4]
    assert len(set(moved)) == len(moved)


@pytest.mark.parametrize(
    ("first", "second", "keys"),
    [
        ({"id": "1", "link": "x"}, {"id": "1", "link": "y"}, ("1", "1|y")),
        ({"link": "x", "title": "T"}, {"link": "x", "title": "U"}, ("x", "x|U")),
        ({"id": "1", "link": "x"}, {"id": "1", "link": "x"}, ("1", "1|x")),
        ({"title": "T"}, {"title": "T"}, ("T", "T~1")),
    ],
)
def test_the_first_keeps_its_name_when_another_comes_that_shares_it(first, second, keys):
    assert keys_of("a.csv", entries(first)) == (f"a.csv#{keys[0]}",)
    assert keys_of("a.csv", entries(first, second)) == tuple(f"a.csv#{each}" for each in keys)


def test_a_longer_name_never_takes_anothers_own():
    fields = ({"id": "1"}, {"id": "1", "link": "x"}, {"id": "1|x"}, {"id": "1|x~1"})
    own = ("1", "1|x~2", "1|x", "1|x~1")
    assert keys_of("a.csv", entries(*fields)) == tuple(f"a.csv#{each}" for each in own)


def test_what_nothing_tells_apart_is_numbered():
    fields = ({"title": "T"}, {"title": "T"}, {"title": "T~1"}, {}, {})
    keys = keys_of("a.csv", entries(*fields))
    assert len(set(keys)) == len(keys)


def test_a_long_key_is_cut_and_stays_different():
    first, second = keys_of("a.csv", entries({"title": "x" * 9000}, {"title": "x" * 9001}))
    assert first != second
    assert len(first.encode()) < 2000
