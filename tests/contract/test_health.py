import datetime as dt

from fakes.newsroom import LATER, NOW

MUCH_LATER = NOW + dt.timedelta(days=90)


def test_strikes_count_until_the_source_answers(newsroom):
    newsroom.health.failed("feed", NOW, "it is away")
    struck = newsroom.health.failed("feed", LATER, "still away")
    assert (struck.strikes, struck.failing_since, struck.last_error) == (2, NOW, "still away")
    well = newsroom.health.answered("feed", MUCH_LATER, has_news=False)
    assert (well.strikes, well.failing_since, well.last_error) == (0, None, None)
    assert newsroom.health.all() == {"feed": well}


def test_the_last_news_is_remembered(newsroom):
    met = newsroom.health.answered("feed", NOW, has_news=False)
    assert met.news_at == NOW
    newsroom.health.answered("feed", LATER, has_news=True)
    newsroom.health.failed("feed", MUCH_LATER, "away")
    silent = newsroom.health.answered("feed", MUCH_LATER, has_news=False)
    assert (silent.news_at, silent.answered_at) == (LATER, MUCH_LATER)
