"""What the fuzzer begins with: files as the real thing has them, and the words of each format."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"

ITEM = "---\norganisation: ICOM France; NEMO\ndates: 8–9 September 2023\nplace: Tours and online\n"
MARKDOWN = (
    f"{ITEM}link: https://example.org/?utm_source=x\nimage: hall.jpg\n---\n\n# A *fair*\n\n- one\n",
    "---\ntitle: 'ICOM: Fair, Tours, 8 May'\nkind: call\ndeadline: until 3/4\n---\n> [a](b)\n",
)
YAML = (
    "- title: The fair\n  dates: [2023-09-08, 2023-09-09]\n  text: |\n    One.\n\n    Two.\n- {a: b}\n",
    '# c\n---\ntitle: "x\\u00e9"\nwhere: >-\n  Tours\nonline: yes\n...\n',
)
JSON = (
    '{"title": "The fair", "dates": "8 September 2023", "organisations": ["A", {"b": 1e3}]}',
    '[{"title": "One", "online": true, "text": "\\ud83d\\ude00"}, {"title": "Two", "place": null}]',
)
CSV = (
    'title,link,dates\n"A ""fair""",https://example.org,45000\nTwo,,"8.9.\n2023"\n',
    "\ufeffTitle;Where;When\r\nOne;Tours;8/9/2023\r\n",
)
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VTIMEZONE\r\nTZID:Here\r\nBEGIN:STANDARD\r\n"
    "DTSTART:19701025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
    "END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\nDTSTART;TZID=Here:20230908T190000\r\n"
    "DURATION:PT2H\r\nRRULE:FREQ=WEEKLY;BYDAY=FR,-1SU;COUNT=9\r\nEXDATE;TZID=Here:20230915T190000\r\n"
    "SUMMARY:The fair\\, again\r\nLOCATION:Tours\r\nDESCRIPTION:One\\nTwo\r\n  folded\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:1@example.org\r\nRECURRENCE-ID;TZID=Here:20230922T190000\r\n"
    "DTSTART:20230923T170000Z\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
)
FEEDS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements'
    '/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title>'
    "<item><title>The fair</title><link>https://example.org/1</link><guid>1</guid><dc:creator>ICOM"
    "</dc:creator><category>Event</category><pubDate>Fri, 08 Sep 2023 10:00:00 +0200</pubDate>"
    "<description>&lt;p&gt;It &amp;amp; more&lt;/p&gt;</description><content:encoded><![CDATA[<p>It"
    '</p><img src="/a.jpg" alt="x">]]></content:encoded><enclosure url="https://example.org/b.png" '
    'type="image/png"/></item><item><title>Two</title></item></channel></rss>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/"><title>News</title>'
    "<author><name>NEMO</name></author><entry><id>urn:1</id><title type='html'>A &lt;b&gt;fair&lt;/b"
    "&gt;</title><link href='1'/><updated>2023-09-08T10:00:00Z</updated><content type='xhtml'><div "
    "xmlns='http://www.w3.org/1999/xhtml'><p>It</p></div></content></entry></feed>",
    '{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [{"id": "1", "url": '
    '"https://example.org/1", "title": "The fair", "content_html": "<p>It</p>", "image": "a.jpg", '
    '"date_published": "2023-09-08T10:00:00+02:00", "authors": [{"name": "NEMO"}]}, {"id": 2}]}',
)
POSTS = (
    '[{"id": 1, "date": "2023-09-08T10:00:00", "link": "https://example.org/1", "status": "publish",'
    ' "title": {"rendered": "A &#8220;fair&#8221;"}, "excerpt": {"rendered": "<p>It [&hellip;]</p>"'
    '}, "content": {"rendered": "<p>It</p>"}, "_embedded": {"wp:featuredmedia": [{"source_url": '
    '"https://example.org/a.jpg", "alt_text": "x"}], "wp:term": [[{"taxonomy": "category", "name": '
    '"News"}]]}}, {"id": 2, "title": {}}]',
)
EVENTS = (
    '{"events": [{"id": 1, "global_id": "a?id=1", "url": "https://example.org/1", "title": "Fair", '
    '"description": "<p>It</p>", "start_date": "2023-09-08 19:00:00", "end_date": '
    '"2023-09-08 21:00:00", "timezone": "Europe/Paris", "all_day": false, "venue": {"venue": "Hall",'
    ' "city": "Tours"}, "organizer": [{"organizer": "ICOM"}], "image": {"url": "https://a.org/a.jpg"'
    '}}], "total": 1, "next_rest_url": "https://example.org/2"}',
)
PAGES = (
    "<!doctype html><html><head><meta charset=utf-8><script type='application/ld+json'>"
    '{"@context": "https://schema.org", "@graph": [{"@type": ["Event", "Festival"], "@id": "#1", '
    '"name": "The fair", "startDate": "2023-09-08T19:00+02:00", "endDate": "2023-09-09", "location":'
    ' {"@type": "Place", "name": "Hall", "address": {"addressLocality": "Tours"}}, "organizer": '
    '{"@id": "#o"}, "image": ["https://example.org/a.jpg"], "subEvent": [{"@type": "Event", "name": '
    '"Two"}]}, {"@id": "#o", "@type": "Organization", "name": "ICOM"}]}</script></head></html>',
    '<SCRIPT type="application/ld+json">/*<![CDATA[*/[{"@type":"NewsArticle","headline":"A fair",'
    '"datePublished":"2023-09-08","author":{"name":"NEMO"},"articleBody":"It"}]/*]]>*/</SCRIPT>',
)
LETTERS = (
    "From: =?utf-8?q?In=C3=AAs?= <ines@example.org>\r\nSubject: =?utf-8?b?RmFpcg==?= AW: WG: news\r\n"
    "Date: Fri, 8 Sep 2023 10:00:00 +0200\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/alternative; "
    "boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=iso-8859-1; format=flowed\r\nContent-"
    "Transfer-Encoding: quoted-printable\r\n\r\nThe fair =E9 \r\nis on.\r\n-- \r\nInes\r\n\r\n--c\r\n"
    "Content-Type: text/html\r\n\r\n<p>The fair</p><img src=cid:1 alt=x>\r\n--c--\r\n--b\r\nContent-"
    "Type: image/png\r\nContent-ID: <1>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
    "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@example.org\r\nSubject: x\r\n\r\nOn 8 May 2023,"
    " A wrote:\r\n> b\r\n--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
    "DTSTART:20230908\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n",
)
DATES = (
    *("8–9 September 2023", "25|9|2023 - 25|9|2023", "until 30 September", "03/04/2023", "45000"),
    *("du 8 au 10 mai, 19h30", "Deadline: Fr., 8. Sept. ’23, 23:59 CET", "2023-09-08T10:00Z/P1D"),
    *("am ersten Wochenende im Mai", "8, 9 and 15 May 2023", "from 31.12.2023", "29 February 2023"),
    *("każdy piątek, od 8 do 10 września", "8. – 9. září 2023", "lunedì 8 settembre 2023", "May"),
    *("8 Σεπτεμβρίου 2023", "8 вересня 2023 р.", "2023. szeptember 8–9.", "end of summer 2024"),
    *(
        "Call closes on the 3rd",
        "8 Eylül Cuma",
        "9/2023",
        "Q3 2023",
        "this weekend",
        "12.–3.5.9999",
    ),
)
NAMES = (
    *("ICOM France", "NEMO – Network of European Museum Organisations", "A, B and C; D & E / F"),
    *(
        "The Federal Association (FAME) e.V.",
        "ICOM Germany, ICOM Denmark",
        "[x] ( y",
        "a – b – c – d",
    ),
    *("ICOM: Fair, Tours, 8 May", "H&M, Heritage&Museums", "Ministry of Culture Spain and and &"),
)
LINKS = (
    *("https://www.example.org/a/?utm_source=x&b=c#d", "HTTP://EXAMPLE.org:80/%7Ea%2f", "//a", "?"),
    *(
        "mailto:a@b.org?subject=c%0a",
        "https://[::1]:99/",
        "https://xn--a.org/\u202e",
        "www.ü.org/é",
    ),
)
MARKUP = (
    "<p>One <b>two</b><table><td><a href='https://a.org?b&amp;c=d'>x</a></table><!-- c --><h1>h</h1>",
    "<svg><style><img src=x onerror=y></style></svg><math><mi><![CDATA[x]]></math><template><p>a",
    "<ul><li>a<ol><li>b</ol></ul>&#xE000;&lt;script&gt;<select><option>x<a><table><a>&nbsp;\u202e",
    "# a\n\n*b* [c](https://a.org 'd') <e> `f`\n\n1. g\n\n> h\n\n![i](j)\n***\n&amp;\\",
)
TOKENS = (
    *(
        "\x00",
        "\ufeff",
        "\u202e",
        "\ue000",
        "\ud83d",
        "\u2028",
        "\x1b[31m",
        "\r",
        "\r\n",
        "\t",
        " ",
    ),
    *(
        "'",
        '"',
        "`",
        "\\",
        "/",
        "%",
        "%00",
        "&",
        ";",
        ",",
        ":",
        "=",
        "-",
        "--",
        "---",
        "|",
        "*",
        "\n",
    ),
    *(
        "0",
        "-1",
        "1e999",
        "99999999999999999999",
        "NaN",
        "null",
        "true",
        "[]",
        "{}",
        "[",
        "{",
        "<",
        ">",
    ),
    *(
        "]]>",
        "<![CDATA[",
        "<!--",
        "-->",
        "<!DOCTYPE a [<!ENTITY b 'c'>]>",
        "&b;",
        "&#0;",
        "&#xD800;",
    ),
    *(
        "&#x10FFFF;",
        "<?xml version='1.0' encoding='utf-7'?>",
        "<script>",
        "<a href=",
        "<p>",
        "</p>",
    ),
    *(
        "\\u0000",
        "\\ud800",
        "&a",
        "*a",
        "!!python/object",
        "? ",
        "<<: ",
        "%YAML 9.9\n",
        "0001-01-01",
    ),
    *(
        "9999-12-31",
        "20230229T256199Z",
        "Mon, 31 Feb 2023 25:00:00 +9999",
        "UNTIL=99991231",
        "INTERVAL=0",
    ),
    *(
        "FREQ=SECONDLY",
        "COUNT=999999999",
        "BYDAY=999MO",
        "TZID=Nowhere",
        "P9999999999D",
        "=?x?b?=?=",
    ),
    *(
        "charset=utf-7",
        "boundary=",
        "Content-Type: ",
        "title",
        "dates",
        "organisations",
        "text",
        "id",
    ),
    *(
        "https://",
        "javascript:",
        "http://[",
        "é",
        "ß",
        "İ",
        "👩‍👩‍👧",
        "مرحبا",
        "\u0301" * 30,
        "a" * 600,
    ),
)


def pictures() -> tuple[bytes, ...]:
    """One small picture of each kind."""
    image = Image.linear_gradient("L").resize((60, 50)).convert("RGB")
    kinds = (("JPEG", {"progressive": True}), ("PNG", {}), ("GIF", {}), ("WEBP", {}), ("TIFF", {}))
    return tuple(_saved(image, kind, more) for kind, more in (*kinds, ("BMP", {})))


def _saved(image: Image.Image, kind: str, more: dict[str, object]) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    image.save(out, kind, exif=exif, **more)
    return out.getvalue()


def golden(*patterns: str) -> tuple[bytes, ...]:
    """The sample files of the tests."""
    files = (file for pattern in patterns for file in sorted(GOLDEN.glob(pattern)))
    return tuple(file.read_bytes() for file in files if file.stat().st_size < 60_000)


def encoded(texts: Iterable[str]) -> tuple[bytes, ...]:
    """Texts as bytes; half characters too."""
    return tuple(text.encode("utf-8", "surrogatepass") for text in texts)


def as_json(texts: Iterable[str]) -> tuple[bytes, ...]:
    """Texts as the values of a JSON object."""
    return tuple(json.dumps({"title": text, "organisation": text}).encode() for text in texts)
