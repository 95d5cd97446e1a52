"""Links: what is known of them on both databases, and asking for them at real websites."""

import contextlib
import datetime as dt
import time
from threading import Event, Lock

import pytest

from digest.fetch.fetcher import Fetcher, World
from digest.fetch.settings import FetchSettings
from digest.model.finding import Severity
from digest.model.link import LinkOutcome, Reach
from digest.store.links import Links
from digest.workflows.approve import approve
from digest.workflows.assemble import assembled, rendered
from digest.workflows.check import addresses_of, checked
from digest.workflows.links import SETTINGS, LinkDesk, ask
from fakes.issues import submission
from fakes.newsroom import LATER, NOW, PERIOD, at_once
from fakes.offices import a_desk, an_issue
from fakes.websites import answer, known_names, secure_website, trusting_ours, website

HOSTS = ("one.museum", "two.museum", "three.museum", "secure.example.org")
TOMORROW = NOW + dt.timedelta(days=1)
NEXT_HOUR = NOW + dt.timedelta(hours=1)


def outcome(url, reach=Reach.REACHED, words="", at=NOW):
    return LinkOutcome(url, at, reach, words)


@pytest.fixture
def known(database):
    return Links(database)


# What is known
def test_an_outcome_is_kept_as_it_was(known):
    bad = outcome("https://a.eu/ä?b=c", Reach.BROKEN, "https://a.eu/ä: is not there (404).")
    known.keep((outcome("https://a.eu"), bad))
    assert known.of(("https://a.eu", bad.url, "https://never.eu")) == {
        "https://a.eu": outcome("https://a.eu"),
        bad.url: bad,
    }


def test_a_later_outcome_takes_the_place_of_the_earlier(known):
    known.keep((outcome("https://a.eu", Reach.SILENT, "why"),))
    known.keep((outcome("https://a.eu", at=LATER),))
    assert known.of(("https://a.eu",)) == {"https://a.eu": outcome("https://a.eu", at=LATER)}


def test_thousands_are_known_at_once(known):
    urls = [f"https://a.eu/{number}" for number in range(1200)]
    known.keep(map(outcome, urls))
    assert known.of(urls).keys() == set(urls)
    known.keep(())


def test_two_who_keep_the_same_at_the_same_moment_both_come_through(known):
    urls = [f"https://a.eu/{number}" for number in range(50)]
    at_once(lambda number: known.keep(map(outcome, urls if number % 2 else urls[::-1])), 6)
    assert len(known.of(urls)) == 50


# Asking
class Asking:
    """Asks for links in a world whose hosts are all this machine, but for those named."""

    def __init__(self, known, *, seconds=8.0, pause=0.0, allowed=HOSTS, world=None):
        settings = SETTINGS.model_copy(update={"allow_private": allowed, "pause_seconds": pause})
        world = world or World(resolve=known_names(), trust=trusting_ours)
        self.known = known
        self.counted = []
        self.desk = LinkDesk(known, lambda stop: Fetcher(settings, stop=stop, world=world), seconds)

    def ask(self, *urls, now=NOW):
        self.counted.clear()
        found = ask(self.desk, urls, now, self.counted.append)
        assert sum(self.counted) == len(urls) or Reach.NOT_ASKED in self.reaches(found).values()
        return found

    @staticmethod
    def reaches(found):
        return {url: each.reach for url, each in found.items()}


@pytest.fixture
def asking(sqlite):
    return Asking(Links(sqlite))


def test_a_page_that_is_there_is_reached_and_not_asked_for_again_for_a_day(asking):
    with website({"/a": answer(b"x")}) as site:
        url = site.url("/a", host="one.museum")
        assert asking.reaches(asking.ask(url)) == {url: Reach.REACHED}
        asking.ask(url, now=TOMORROW - dt.timedelta(seconds=1))
        assert len(site.asked) == 1
        asking.ask(url, now=TOMORROW)
        assert len(site.asked) == 2


def test_one_that_is_not_there_is_asked_for_again_after_an_hour(asking):
    with website({"/": answer(b"x")}) as site:
        good, bad = (site.url(each, host="one.museum") for each in ("/", "/gone"))
        found = asking.ask(good, bad)
        assert found[bad].reach is Reach.BROKEN
        assert "is not there (404)" in found[bad].words
        asking.ask(good, bad, now=NEXT_HOUR - dt.timedelta(seconds=1))
        assert len(site.asked) == 2
        site.pages["/gone"] = answer(b"back")
        assert asking.ask(good, bad, now=NEXT_HOUR)[bad].reach is Reach.REACHED
        assert len(site.asked) == 3


@pytest.mark.parametrize(
    ("page", "reach", "words"),
    [
        (answer(status="403 Forbidden"), Reach.BROKEN, "403"),
        (answer(status="500 Oops"), Reach.BROKEN, "500"),
        (answer(b"x" * 70_000), Reach.REACHED, ""),
        (b"nonsense", Reach.BROKEN, "does not speak HTTP"),
        (answer(b"", "Location: /", status="302 Found"), Reach.BROKEN, "leads in a circle"),
    ],
)
def test_each_answer_is_told_apart(asking, page, reach, words):
    with website({"/": page, "/fine": answer(b"x")}) as site:
        url = site.url("/", host="one.museum")
        found = asking.ask(site.url("/fine", host="two.museum"), url)[url]
        assert found.reach is reach
        assert words in found.words


def test_a_certificate_that_is_not_trusted_is_told(asking):
    with secure_website({"/": answer(b"x")}) as site:
        good = site.url("/", host="secure.example.org", scheme="https")
        bad = site.url("/", host="one.museum", scheme="https")
        found = asking.ask(good, bad)
        assert asking.reaches(found) == {good: Reach.REACHED, bad: Reach.BROKEN}
        assert "certificate" in found[bad].words


def test_a_private_address_is_not_called_whatever_its_name(sqlite):
    asking = Asking(Links(sqlite), allowed=())
    with website({"/": answer(b"x")}) as site:
        url = site.url("/", host="one.museum")
        assert asking.reaches(asking.ask(url)) == {url: Reach.PRIVATE}
        assert site.asked == []


def test_nobodys_own_network_is_asked():
    assert SETTINGS.allow_private == ()


def no_names(_host, _port):
    raise OSError("no such name")


def test_without_a_network_nothing_is_kept_against_a_link(sqlite):
    asking = Asking(Links(sqlite), world=World(resolve=no_names))
    urls = tuple(f"https://host{number}.museum/" for number in range(12))
    assert set(asking.reaches(asking.ask(*urls)).values()) == {Reach.UNKNOWN}
    assert asking.known.of(urls) == {}


def test_one_name_that_nobody_knows_among_others_is_kept(sqlite):
    def resolve(host, port):
        return no_names(host, port) if host == "two.museum" else ("127.0.0.1",)

    asking = Asking(Links(sqlite), world=World(resolve=resolve))
    with website({"/": answer(b"x")}) as site:
        asking.ask(site.url("/", host="one.museum"), "https://two.museum/")
    assert asking.known.of(("https://two.museum/",))["https://two.museum/"].reach is Reach.UNKNOWN


def test_what_takes_too_long_is_left_for_the_next_time(sqlite):
    asking = Asking(Links(sqlite), seconds=1)
    done = Event()
    with website({"/": lambda *_: done.wait(5)}) as one, website({"/": answer(b"x")}) as two:
        slow, quick = one.url("/", host="one.museum"), two.url("/", host="two.museum")
        before = time.monotonic()
        found = asking.ask(slow, quick)
        took = time.monotonic() - before
        done.set()
    assert asking.reaches(found) == {slow: Reach.NOT_ASKED, quick: Reach.REACHED}
    assert took < 3
    assert asking.known.of((slow, quick)).keys() == {quick}


class Busy:
    """Counts how many are served at the same moment, of each host and of all."""

    def __init__(self):
        self.now, self.most, self.most_of_all = {}, {}, 0
        self._lock = Lock()

    def page(self, connection, request):
        host = request.partition("Host: ")[2].split(":")[0]
        with self._count(host):
            time.sleep(0.05)
        connection.sendall(answer(b"x"))

    @contextlib.contextmanager
    def _count(self, host):
        with self._lock:
            self.now[host] = self.now.get(host, 0) + 1
            self.most[host] = max(self.most.get(host, 0), self.now[host])
            self.most_of_all = max(self.most_of_all, sum(self.now.values()))
        yield
        with self._lock:
            self.now[host] -= 1


def test_hosts_are_asked_at_the_same_time(asking):
    busy = Busy()
    pages = {f"/{number}": busy.page for number in range(4)}
    with contextlib.ExitStack() as open_sites:
        sites = {host: open_sites.enter_context(website(pages)) for host in HOSTS[:3]}
        urls = [site.url(path, host=host) for host, site in sites.items() for path in pages]
        found = asking.ask(*urls)
    assert set(asking.reaches(found).values()) == {Reach.REACHED}
    assert busy.most_of_all == 3


def test_a_host_is_asked_for_one_link_after_the_other(asking):
    """At two ports of it, so that the website itself lets them in at the same time."""
    busy = Busy()
    with website({"/": busy.page}) as one, website({"/": busy.page}) as other:
        asking.ask(*(site.url("/", host="one.museum") for site in (one, other)))
    assert busy.most == {"one.museum": 1}


def test_nothing_to_ask_is_no_wait(asking):
    assert asking.ask() == {}


# In the checks
@pytest.fixture
def office(sqlite_newsroom):
    """A desk with an issue of one item, whose link is known to lead nowhere."""
    url = "https://museum.eu/gone"
    item = submission(1, title="A conference", text_html="<p>It meets.</p>", url=url)
    an_issue(sqlite_newsroom, PERIOD, NOW, item)
    sqlite_newsroom.links.keep((outcome(url, Reach.BROKEN, f"{url}: is not there (404)."),))
    return a_desk(sqlite_newsroom)


def test_what_is_known_is_said_and_nobody_is_called(office):
    issue = assembled(office, PERIOD)
    variants = rendered(office, issue)
    assert addresses_of(office, issue, variants) == ("https://museum.eu/gone",)
    told = [each for each in checked(office, issue, variants) if each.code == "unreachable-link"]
    assert [each.where for each in told] == ["submission s0001"]
    assert "unreachable-link" not in {each.code for each in checked(office, issue, variants, {})}


def test_a_link_that_leads_nowhere_blocks_no_approval(office):
    assert approve(office, PERIOD, "Ada", NOW).approved_by == "Ada"
    issue = assembled(office, PERIOD)
    findings = checked(office, issue, rendered(office, issue))
    assert Severity.ERROR not in {each.severity for each in findings}


def test_the_settings_are_those_of_a_link_check():
    assert isinstance(SETTINGS, FetchSettings)
    assert SETTINGS.timeout_seconds + 1 < 8
    assert SETTINGS.max_bytes < 100_000
