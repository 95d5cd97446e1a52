import pytest

from digest.workflows.silent_hosts import SilentHosts
from fakes.newsroom import at_once

ADDRESS = "https://museum.example/a.jpg"


def test_once_is_no_sign_of_silence_and_twice_is():
    silent = SilentHosts()
    assert not silent.is_one(ADDRESS)
    silent.note(ADDRESS)
    assert not silent.is_one(ADDRESS)
    silent.note(ADDRESS)
    assert silent.is_one(ADDRESS)


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("http://MUSEUM.example.:8000/b.png?size=1", True),
        ("https://www.museum.example/a.jpg", False),
        ("https://[::1/a.jpg", False),
        ("https://me:s3cret@museum.example/a.jpg", False),
    ],
)
def test_it_is_the_host_that_counts_however_it_is_written(address, is_one):
    silent = SilentHosts()
    silent.note(ADDRESS)
    silent.note("https://museum.example/another.jpg")
    assert silent.is_one(address) is is_one


def test_many_threads_may_note_at_once():
    silent = SilentHosts()
    at_once(lambda number: silent.note(f"https://{number % 2}.example/{number}"), 8)
    assert [silent.is_one(f"https://{number}.example/") for number in range(3)] == [
        True,
        True,
        False,
    ]
