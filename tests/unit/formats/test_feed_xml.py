from pathlib import Path
from xml.parsers import expat

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.formats.feed_text import text_of
from digest.formats.feed_xml import mended

GOLDEN = Path(__file__).parents[2] / "golden" / "feed"
FEEDS = [
    text_of(path.read_bytes())[0] for path in sorted(GOLDEN.iterdir()) if path.suffix != ".json"
]
ODD_PREFIX = '<rss xmlns:\ufffdx="http://purl.org/dc/elements/1.1/"><item><\ufffdx:date>1</\ufffdx:date></item></rss>'


@pytest.mark.parametrize(
    ("xml", "data"),
    [
        (
            "<rss><channel><x/><title>T</title></channel></rss>",
            "<rss><channel><title>T</title></channel></rss>",
        ),
        (
            "<rss><item><description>A</description></item></rss>",
            "<rss><item><description>0</description></item></rss>",
        ),
        (
            "<rss><item><dc:date>1</dc:date></item></rss>",
            "<rss><item><dc_date>1</dc_date></item></rss>",
        ),
        (ODD_PREFIX, "<rss><item><dc_date>1</dc_date></item></rss>"),
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><id>1</id></feed>',
            '<feed><id ispermalink="false">1</id></feed>',
        ),
        ('<rss q="1" version="2.0" xml:lang="de"/>', '<rss version="2.0" xml:lang="de"/>'),
    ],
)
def test_only_what_is_read_is_left(xml, data):
    sound = mended(xml)
    assert (sound.data.decode(), sound.faults) == (data, ())


def test_long_texts_wait_outside():
    sound = mended(
        "<rss><item><description>A</description></item><item><summary> B </summary></item></rss>"
    )
    assert sound.texts == ("A", "B")


@pytest.mark.parametrize(
    ("xml", "reason", "line", "breaks_off"),
    [
        (
            "<rss>\n<item><title>a</b></item></rss>",
            "is not well-formed XML: Opening and ending tag",
            2,
            False,
        ),
        (
            "\n\n<?xml version='1.0'?>\n<rss><item></b></item></rss>",
            "is not well-formed XML",
            4,
            False,
        ),
        ("<rss><item/>\n<item><title>a", "breaks off", 2, True),
        ("<rss><item/>\n<item></item>", "breaks off", 2, False),
        ("<r:rss><r:item/>\n<r:item><r:title>a", "breaks off", 2, False),
        ("<rss>" + "<b>" * 300, "its elements are nested more than 255 deep", 1, False),
    ],
)
def test_what_is_broken_is_named(xml, reason, line, breaks_off):
    sound = mended(xml)
    (fault,) = sound.faults
    assert fault.reason.startswith(reason)
    assert (fault.line, sound.breaks_off) == (line, breaks_off)


@pytest.mark.parametrize("text", ["", "hello", "<", "<!-- -->", "<?xml version='1.0'?>"])
def test_no_element_at_all(text):
    assert mended(text) is None


@given(
    st.sampled_from(FEEDS),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 30), st.text(max_size=8)), max_size=6),
)
@example(ODD_PREFIX, [])
def test_whatever_is_left_is_well_formed(xml, damages):
    for start, length, piece in damages:
        xml = xml[:start] + piece + xml[start + length :]
    sound = mended(text_of(xml.encode("utf-8", "replace"))[0])
    if sound is not None:
        expat.ParserCreate(namespace_separator=" ").Parse(sound.data, True)  # noqa: FBT003 - the end
