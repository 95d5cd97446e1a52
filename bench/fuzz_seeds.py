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
    "- title: The fair\n  dates: [2023-09-08, 2023-09-09]\n  text: |\n    One.\n\n    Two.\n- {}",
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
    "<p>One <b>two</b><table><td><a href='https://a.org?b&amp;c=d'>x</a></table><!-- --><h1>h</h1>",
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
        "&#" + "9" * 5000,
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
