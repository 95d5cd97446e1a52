from queue import Queue
from threading import Event, Thread

import pytest

from digest.web.changes import changes

PATIENCE = 10  # seconds; a change is told much sooner


@pytest.fixture
def follow():
    """Follow paths in a thread; every change told is put into the queue that is given back."""
    stop, threads = Event(), []

    def start(*paths):
        told = Queue()

        def run():
            for _ in changes(paths, stop):
                told.put("changed")

        threads.append(Thread(target=run))
        threads[-1].start()
        told.get(timeout=PATIENCE)  # once at the beginning: the watch is set
        return told

    yield start
    stop.set()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_a_file_in_a_folder_is_followed_through_all_its_life(follow, tmp_path):
    told = follow(tmp_path)
    file = tmp_path / "2023-09" / "ima.md"
    file.parent.mkdir()
    told.get(timeout=PATIENCE)
    for text in ("one", "two"):
        file.write_text(text)
        told.get(timeout=PATIENCE)
    file.unlink()
    told.get(timeout=PATIENCE)


def test_a_file_that_is_replaced_by_another_is_followed_again_and_again(follow, tmp_path):
    file = tmp_path / "config.toml"
    file.write_text("0")
    told = follow(file)
    for number in range(3):
        other = tmp_path / "config.toml.new"
        other.write_text(str(number))
        other.replace(file)
        told.get(timeout=PATIENCE)


def test_a_folder_that_comes_later_is_followed_from_then_on(follow, tmp_path):
    config, templates = tmp_path / "config.toml", tmp_path / "templates"
    config.write_text("")
    told = follow(config, templates)
    templates.mkdir()
    told.get(timeout=PATIENCE)
    (templates / "item.html.j2").write_text("x")
    told.get(timeout=PATIENCE)


def test_where_nothing_changes_nothing_is_told(follow, tmp_path):
    told = follow(tmp_path)
    Event().wait(0.6)
    assert told.empty()
