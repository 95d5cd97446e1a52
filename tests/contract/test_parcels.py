from digest.store.parcels import TakenParcel

ONE, TWO = TakenParcel("a.md", "print 1", 1), TakenParcel("b.csv", "", 7)


def test_parcels_are_known_by_their_source_and_path(newsroom):
    newsroom.parcels.keep("members", "as now", [ONE, TWO])
    assert newsroom.parcels.known("members", "as now") == {"a.md": ONE, "b.csv": TWO}
    assert newsroom.parcels.known("others", "as now") == {}


def test_read_under_other_circumstances_a_parcel_is_there_without_its_fingerprint(newsroom):
    newsroom.parcels.keep("members", "as then", [ONE])
    assert newsroom.parcels.known("members", "as now") == {"a.md": TakenParcel("a.md", None, 1)}


def test_a_parcel_taken_again_stands_in_its_place(newsroom):
    newsroom.parcels.keep("members", "as then", [ONE, TWO])
    again = TakenParcel("a.md", "print 2", 3)
    newsroom.parcels.keep("members", "as now", [again])
    assert newsroom.parcels.known("members", "as now")["a.md"] == again


def test_what_is_forgotten_is_gone_and_the_rest_stays(newsroom):
    newsroom.parcels.keep("members", "as now", [ONE, TWO])
    newsroom.parcels.keep("others", "as now", [ONE])
    newsroom.parcels.forget("members", ["a.md", "never there"])
    assert list(newsroom.parcels.known("members", "as now")) == ["b.csv"]
    assert list(newsroom.parcels.known("others", "as now")) == ["a.md"]


def test_nothing_kept_or_forgotten_is_nothing_done(newsroom):
    newsroom.parcels.keep("members", "as now", [])
    newsroom.parcels.forget("members", [])
    assert newsroom.parcels.known("members", "as now") == {}
