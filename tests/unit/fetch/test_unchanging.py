"""Documents that never change: fetched once, the last few of them, from where they were named."""

import pytest

from digest.fetch import addresses
from digest.fetch.failures import Cause, FetchError
from digest.fetch.unchanging import Unchanging
from fakes.websites import answer, website


@pytest.fixture
def this_machine_is_public(monkeypatch):
    monkeypatch.setattr(addresses, "fault", lambda _address: None)


@pytest.mark.usefixtures("this_machine_is_public")
def test_a_document_is_fetched_once(fetcher):
    kept = Unchanging()
    with website({"/one.pem": answer(b"one")}) as site:
        for _time in range(3):
            assert kept.get(site.url("/one.pem"), fetcher(pause_seconds=0)) == b"one"
    assert len(site.asked) == 1


@pytest.mark.usefixtures("this_machine_is_public")
def test_only_the_last_few_are_kept(fetcher):
    kept, asking = Unchanging(), fetcher(pause_seconds=0)
    pages = {f"/{number}": answer(b"%d" % number) for number in range(9)}
    with website(pages) as site:
        for number in (*range(9), 8, 1, 0):  # of nine the first is forgotten, then the third
            assert kept.get(site.url(f"/{number}"), asking) == b"%d" % number
    assert len(site.asked) == 10


@pytest.mark.usefixtures("this_machine_is_public")
def test_what_leads_elsewhere_is_refused_each_time(fetcher):
    kept = Unchanging()
    away = answer(b"", "Location: /other", status="302 Found")
    with website({"/one.pem": away, "/other": answer(b"other")}) as site:
        for _time in range(2):
            with pytest.raises(FetchError, match="leads on") as caught:
                kept.get(site.url("/one.pem"), fetcher(pause_seconds=0))
            assert caught.value.cause is Cause.LOST


@pytest.mark.usefixtures("this_machine_is_public")
def test_it_is_small(fetcher):
    with website({"/one.pem": answer(b"x" * 20_001)}) as site, pytest.raises(FetchError):
        Unchanging().get(site.url("/one.pem"), fetcher())


def test_a_private_host_that_sources_may_read_is_none_for_these(fetcher):
    with website({"/one.pem": answer(b"one")}) as site, pytest.raises(FetchError) as caught:
        Unchanging().get(site.url("/one.pem"), fetcher())
    assert caught.value.cause is Cause.REFUSED_ADDRESS
    assert site.asked == []
