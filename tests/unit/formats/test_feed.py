import codecs
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.formats.document import MAX_BYTES, MAX_ENTRIES, Document, Reading
from digest.formats.feed import read_feed
from digest.formats.feed_items import Naming
from digest.model.record import TextFormat

GOLDEN = Path(__file__).parents[2] / "golden" / "feed"
FEEDS = [path for path in sorted(GOLDEN.iterdir()) if not path.name.endswith(".expected.json")]
URL = "https://feeds.example/x/feed"
GOOD = "<item><title>One</title></item>"
LAST = GOOD.replace("One", "Last")
SIZE = 1_000_000  # enough to tell whether time grows with the length alone, or faster


def read(data, url=URL, naming=None):
    document = Document("s", "feed.xml", data if isinstance(data, bytes) else data.encode())
    return read_feed(document, url, *([naming] if naming else []))


def rss(*items, head=""):
    return (
        f'<?xml version="1.0"?>\n<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'
    )


def atom(*entries, head=""):
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{"".join(entries)}</feed>'


def titles(reading):
    return [each.fields.get("title") for each in reading.records]


def fields(item, **words):
    reading = read(rss(f"<item><title>T</title>{item}</item>", **words))
    assert reading.rejections == ()
    (record,) = reading.records
    return {name: value for name, value in record.fields.items() if name != "title"}


def reasons(reading):
    return {each.where: each.reason for each in reading.rejections}


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_feeds_as_sites_give_them(path):
    reading = read_feed(Document("s", path.name, path.read_bytes()), URL)
    records = [
        {
            "key": each.provenance.key,
            "where": each.provenance.where,
            "format": each.text_format,
            "fields": each.fields,
        }
        for each in reading.records
    ]
    rejections = [{"where": each.where, "reason": each.reason} for each in reading.rejections]
    expected = json.loads((GOLDEN / f"{path.stem}.expected.json").read_bytes())
    assert {"records": records, "rejections": rejections} == expected


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("<link>/a?b=1&amp;c=2</link>", {"url": "https://feeds.example/a?b=1&c=2"}),
        ("<guid>https://e.example/1</guid>", {"url": "https://e.example/1"}),
        ("<guid>7</guid>", {}),
        ("<pubDate>Sat, 30 Sep 2023 23:30:00 -0500</pubDate>", {"published": "2023-09-30"}),
        ("<pubDate>2023-09-30T23:30:00-05:00</pubDate>", {"published": "2023-09-30"}),
        ("<pubDate>am 3. Oktober 2023</pubDate>", {"published": "am 3. Oktober 2023"}),
        ("<author>info@m.museum (Jane  Doe)</author>", {"organisations": ["Jane Doe"]}),
        ("<author>Jane Doe &lt;info@m.museum&gt;</author>", {"organisations": ["Jane Doe"]}),
        ("<author>info@m.museum</author>", {}),
        ("<dc:creator>A</dc:creator><dc:creator>A</dc:creator>", {"organisations": ["A"]}),
        ("<category>News &amp;amp; views</category>", {"categories": ["News & views"]}),
        ('<enclosure url="/a.PNG"/>', {"image": "https://feeds.example/a.PNG"}),
        ('<enclosure url="/a.mp3" type="audio/mpeg"/>', {}),
        ('<media:thumbnail url="t.jpg"/>', {"image": "https://feeds.example/x/t.jpg"}),
        ("<ev:startdate>2023-10-06T00:30:00+03:00</ev:startdate>", {"starts": "2023-10-06"}),
        ("<source url='https://other.example'>Other</source>", {}),
        ("<slash:comments>4</slash:comments><x:y a='1'/>", {}),
    ],
)
def test_what_an_entry_says(item, expected):
    said = fields(item)
    said.pop("id", None)
    assert said == expected


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("A &amp; B", "A & B"),
        ("A &amp;amp; B", "A & B"),
        ("<![CDATA[A &#8211; <i>B</i>]]>", "A – B"),
        ("1 &lt; 2", "1 < 2"),
        ("  two\n lines ", "two lines"),
        ("Caf&eacute; &unknown; & more", "Café &unknown; & more"),
        ("a&#0;b&#x1F;c&#xFFFE;d", "abcd"),
    ],
)
def test_a_title_is_plain_text(title, plain):
    assert titles(read(rss(f"<item><title>{title}</title></item>"))) == [plain]


def test_links_and_pictures_of_a_text_lead_somewhere():
    text = '<a href="/a?x=1&amp;y">a</a> <a href="#n">b</a> <a href="mailto:x@y.z">c</a>'
    picture = '<img width="600" src="../p.jpg" alt="A boat">'
    said = fields(f"<description><![CDATA[{text}{picture}]]></description>")
    assert said["text"] == (
        '<a href="https://feeds.example/a?x=1&amp;y">a</a> <a href="#n">b</a>'
        ' <a href="mailto:x@y.z">c</a>'
        '<img width="600" src="https://feeds.example/p.jpg" alt="A boat">'
    )
    assert (said["image"], said["image_alt"]) == ("https://feeds.example/p.jpg", "A boat")


def test_a_feed_of_a_file_leaves_links_as_they_are():
    (record,) = read(rss("<item><title>T</title><link>/a</link></item>"), None).records
    assert record.fields["url"] == "/a"


@pytest.mark.parametrize(
    ("content", "text", "text_format"),
    [
        ("<summary>1 &lt; 2</summary>", "1 < 2", TextFormat.PLAIN),
        ('<summary type="html">&lt;b&gt;x</summary>', "<b>x", TextFormat.HTML),
        ('<content type="text/html; charset=utf-8">x</content>', "x", TextFormat.HTML),
        ("<summary>s</summary><content>c</content>", "c", TextFormat.PLAIN),
        ('<content type="image/png">iVBO</content><summary>s</summary>', "s", TextFormat.PLAIN),
        ('<content mode="base64">AAAA</content><summary>s</summary>', "s", TextFormat.PLAIN),
        (
            '<content type="xhtml"><div>a<br/>b &lt;</div></content>',
            "<div>a<br>b &lt;</div>",
            TextFormat.HTML,
        ),
    ],
)
def test_texts_of_atom(content, text, text_format):
    (record,) = read(atom(f"<entry><title>T</title>{content}</entry>")).records
    assert (record.fields["text"], record.text_format) == (text, text_format)


NOBODY = '{"title": "T", "items": [{"id": "1", "title": "a"}, {"id": "2", "title": "b"%s}]}'
ONE_AUTHOR = NOBODY % ', "authors": [{"name": "B"}]'


@pytest.mark.parametrize(
    ("feed", "naming", "expected"),
    [
        (NOBODY % "", Naming(), [["T"], ["T"]]),
        (NOBODY % "", Naming(title=False), [None, None]),
        (ONE_AUTHOR, Naming(), [None, ["B"]]),
        (ONE_AUTHOR, Naming(authors=False), [["T"], ["T"]]),
        (ONE_AUTHOR, Naming(authors=False, title=False), [None, None]),
        (ONE_AUTHOR.replace("{", '{"author": {"name": "A"}, ', 1), Naming(), [["A"], ["B"]]),
    ],
)
def test_who_stands_in_where_an_entry_names_nobody(feed, naming, expected):
    reading = read(feed, naming=naming)
    assert [each.fields.get("organisations") for each in reading.records] == expected


def test_a_key_is_the_id_else_the_link_else_the_title_wherever_the_feed_stands():
    items = (
        "<item><title>a</title><guid>1</guid></item>",
        "<item><title>b</title><link>/b</link></item>",
        "<item><title>c</title></item>",
    )
    reading = read(rss(*items))
    keys = [each.provenance.key for each in reading.records]
    assert keys == ["1", "https://feeds.example/b", "c"]
    moved = read(rss(items[0]), "https://elsewhere.example/feed")
    assert moved.records[0].provenance.key == "1"


def test_an_id_is_one_entrys_own():
    items = "".join(f"<item><title>{n}</title><guid>x</guid></item>" for n in range(10_000))
    reading = read(rss(items, "<item><title>y</title></item>"))
    assert titles(reading) == ["0", "y"]
    assert len(reading.rejections) == 9_999
    assert reading.rejections[0].where.endswith("entry 2")
    assert (
        reading.rejections[0].reason == "has the id of entry 1 once more; only the first was taken"
    )


def test_entries_without_an_id_are_one_where_nothing_tells_them_apart():
    same = "<item><title>a</title><link>/a</link></item>"
    reading = read(rss(same, same, same.replace(">a<", ">b<")))
    assert [each.provenance.key for each in reading.records] == [
        "https://feeds.example/a",
        "https://feeds.example/a|b",
    ]
    assert [each.reason for each in reading.rejections] == [
        "is entry 1 once more; only the first was taken"
    ]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-32", "utf-32"),
        ("iso-8859-2", "ISO-8859-2"),
        ("koi8-u", "KOI8-U"),
        ("cp1250", "windows-1250"),
    ],
)
def test_alphabets(encoding, declared):
    title = "Київ" if encoding == "koi8-u" else "Łódź"
    text = (
        f'<?xml version="1.0" encoding="{declared}"?><rss><item><title>{title}</title></item></rss>'
    )
    reading = read(text.encode(encoding))
    assert (titles(reading), reading.rejections) == ([title], ())


@pytest.mark.parametrize(
    ("data", "title", "reason"),
    [
        (
            rss("<item><title>Mus\xe9e</title></item>").encode("cp1252"),
            "Musée",
            "not written in utf-8",
        ),
        (
            rss("<item><title>é</title></item>").replace("?>", ' encoding="x-klingon"?>', 1),
            "é",
            "alphabet nobody knows: x-klingon",
        ),
        (rss("<item><title>a\0b</title></item>"), "ab", "U+0000"),
        (b"Warning: x in y.php\n" + rss(GOOD).encode(), "One", None),
        (b"\n\n" + rss(GOOD).encode(), "One", None),
    ],
)
def test_slips_that_are_mended(data, title, reason):
    reading = read(data)
    assert titles(reading) == [title]
    assert [reason in each.reason for each in reading.rejections] == ([True] if reason else [])


PAGE = '<!DOCTYPE html><html><head><link rel="alternate" %s></head><body><p>News</body></html>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        ("hello", "is no feed"),
        ("<urlset><url/></urlset>", "is XML, but no feed: it begins with <urlset>"),
        (f"<{'x' * 9_000}/>", f"is XML, but no feed: it begins with <{'x' * 40}>"),
        ("{}", "is JSON, but no JSON Feed: it has no list of items"),
        ('{"items": 3}', "is JSON, but no JSON Feed: it has no list of items"),
        ("{", "is not valid JSON: expecting property name enclosed in double quotes"),
        (PAGE % 'type="text/css"', "is a web page, not a feed"),
        (
            PAGE % 'type="application/rss+xml" href="/f?a&amp;b"',
            "is a web page, not a feed; its feed is https://feeds.example/f?a&b",
        ),
        (b" " * (MAX_BYTES + 1), "has 5,000,001 bytes and may have 5,000,000"),
    ],
)
def test_what_is_no_feed(data, reason):
    reading = read(data)
    assert reading.records == ()
    assert [each.where for each in reading.rejections] == ["feed.xml"]
    assert reading.rejections[0].reason.startswith(reason)


@pytest.mark.parametrize("data", [rss(), atom(), '{"title": "T", "items": []}'])
def test_an_empty_feed_is_no_fault(data):
    assert read(data) == Reading()


@pytest.mark.parametrize(
    ("data", "expected", "where"),
    [
        (rss(GOOD, "<item/>", LAST), ["One", "Last"], "entry 2"),
        (rss(GOOD, "<item><title>Two</title>", LAST), ["One", "Two", "Last"], "line 2"),
        (rss(GOOD, "<item><title>Two</tit")[:-16], ["One"], "entry 2"),
        (rss(GOOD, "<b>" * 400), ["One"], "line 2"),
        (
            '{"items": [{"title": "One"}, {"title": "\\ud800"}, {"title": "2"}]}',
            ["One", "2"],
            "entry 2",
        ),
        ('{"items": [{"title": "One"}, 3, {"title": "2"}]}', ["One", "2"], "entry 2"),
        ('{"items": [{"title": "One"},\n{"title": ', ["One"], "line 2"),
        ('{"items": [{"title": "One"}], "x": \n?}', ["One"], "line 2"),
        ('{"items": [{"title": "One"},\n' + "[" * 90_000, ["One"], None),
    ],
)
def test_good_entries_come_whatever_stands_beside_them(data, expected, where):
    reading = read(data)
    assert titles(reading) == expected
    assert (f"feed.xml, {where}" if where else "feed.xml") in reasons(reading)


TEN = "&l#;" * 10
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{TEN.replace("#", str(n))}">' for n in range(9))
DECLARED = '<!DOCTYPE rss [<!ENTITY l0 "%s">%s]>'


@pytest.mark.parametrize(
    "declared", [DECLARED % ("lol", LAUGHS), DECLARED % ("x" * 100_000, '<!ENTITY l9 "&l0;">')]
)
def test_entities_do_not_blow_up(declared):
    bomb = f"<item><title>{'&l9;' * 1000}</title></item>"
    reading = read(declared + rss(GOOD, bomb, GOOD).partition("\n")[2])
    assert titles(reading)[0] == "One"
    assert reasons(reading)["feed.xml, line 1"] == "its entities blow it up beyond measure"


def test_entities_of_its_own_are_read_and_files_are_not():
    declared = '<!DOCTYPE rss [<!ENTITY m "Museum"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    reading = read(f"{declared}<rss><item><title>&m;: &f;</title></item></rss>")
    assert titles(reading) == ["Museum:"]


def test_more_entries_than_are_read():
    for feed in (rss("<item/>" * (MAX_ENTRIES + 1)), '{"items": [%s0]}' % ("0," * MAX_ENTRIES)):
        reading = read(feed)
        assert reasons(reading)["feed.xml"].startswith("holds more than 20,000 entries")
        assert len(reading.rejections) == MAX_ENTRIES + 1


def item(piece, before="", after=""):
    """An entry with a title, in which something goes on and on."""
    return rss(f"<item><title>One</title>{before}{piece * (SIZE // len(piece))}{after}</item>")


def described(piece):
    return item(piece, "<description><![CDATA[", "]]></description>")


def attributes(pattern):
    said = " ".join(pattern.replace("#", str(n)) for n in range(SIZE // 20))
    return rss(f"<item {said}><title>One</title></item>")


BOMBS = {
    "a title": rss(f"<item><title>{'x' * SIZE}</title></item>"),
    "an author": item("x", "<author>", "</author>"),
    "an address": item("x@", "<author>", "</author>"),
    "a date": item("1", "<pubDate>", "</pubDate>"),
    "a category": item("x ", "<category>", "</category>"),
    "a guid": item("x", "<guid>", "</guid>"),
    "a text": described("x"),
    "a text of line ends": described("\n"),
    "a text of references": described("&lt;"),
    "a text of tags": described("<b>"),
    "a text of torn tags": described('<a href="'),
    "a text of links": described('<a href="x">'),
    "a text of elements": item("<p>\n</p>", "<description>", "</description>"),
    "categories": item("<category>a</category>"),
    "authors": item("<author>a</author>"),
    "comments": item("<!-- -->"),
    "items": item("<item>"),
    "torn tags": item("<a "),
    "torn sections": item("<![CDATA["),
    "attributes": attributes('a#="1"'),
    "the same attribute": attributes('a="1"'),
    "namespaces": attributes('xmlns:a#="u#"'),
    "line ends before the feed": "\n" * SIZE + rss(GOOD),
    "a declaration without end": '<?xml encoding="' * (SIZE // 16),
    "objects": '{"items": [{"title": "One"}, ' + '{"a":' * (SIZE // 5),
    "spaces": '{"items"' + " " * SIZE,
    "a web page": "<html>" + "<link " * (SIZE // 6),
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_feed_takes_longer_than_its_length(name):
    started = time.process_time()
    reading = read(BOMBS[name])
    assert time.process_time() - started < 2
    assert reading.records or reading.rejections


@given(st.binary(max_size=300))
def test_any_bytes_give_a_reading(data):
    assert isinstance(read(data), Reading)


PIECES = (
    *("<item>", "</item>", "<entry>", "<title>", "</title>", "<author>", "<name>", "</content>"),
    *("<content type='xhtml'>", "<div>", "<link href='http://['/>", "<media:content url='x'>"),
    *("<dc:date>", "<a:", ":", "<x:y", "<![CDATA[", "]]>", "<!--", "<!DOCTYPE x [", "]>", "&a;"),
    *("<!ENTITY a 'b'>", "&#0;", "&#xFFFE;", "&lt;", " xml:base='http://['", " mode='base64'"),
    *("\ufffe", "\0", "\n", "{", "}", "[", "]", '"items":', '"', ",", "?>", "<guid>", "<category>"),
    *("2023-99-99", "<summary type='html'>", "<source>", "<image>", "<channel>", "<svg>"),
)


@given(
    st.sampled_from([path.read_bytes() for path in FEEDS]),
    st.lists(
        st.tuples(st.integers(0, 4000), st.integers(0, 40), st.sampled_from(PIECES)), max_size=8
    ),
)
def test_any_damage_gives_a_reading(feed, damages):
    data = bytearray(feed)
    for start, length, piece in damages:
        data[start : start + length] = piece.encode()
    reading = read(bytes(data))
    keys = [each.provenance.key for each in reading.records]
    assert len(set(keys)) == len(keys)
    assert all(each.fields.get("title") or each.fields.get("text") for each in reading.records)
