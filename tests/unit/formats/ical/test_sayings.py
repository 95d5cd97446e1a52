import pytest

from digest.formats.ical.blocks import blocks
from digest.formats.ical.sayings import said
from digest.model.record import TextFormat


def fields(*lines, calendar=""):
    body = "\n".join(("BEGIN:VCALENDAR", calendar, "BEGIN:VEVENT", *lines, "END:VEVENT"))
    block, *_ = blocks(f"{body}\nEND:VCALENDAR\n".encode())
    return said(block)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("SUMMARY;LANGUAGE=pt-BR:Mar &amp; sal", {"title": "Mar & sal", "language": "pt-BR"}),
        ("SUMMARY: ", {}),
        ("LOCATION:Online", {"place": "Online"}),  # intake knows that word
        ("LOCATION:https://meet.example/1", {"online": "yes", "url": "https://meet.example/1"}),
        ("LOCATION:Cork https://meet.example/1", {"place": "Cork https://meet.example/1"}),
        ("CONFERENCE;VALUE=URI:https://meet.example/1", {"online": "yes"}),
        ("X-GOOGLE-CONFERENCE:https://meet.example/1", {"online": "yes"}),
        ("URL:https://a.example/b?c=d;e", {"url": "https://a.example/b?c=d;e"}),
        ("CATEGORIES:Talks,, Tours", {"categories": ["Talks", "Tours"]}),
        ("ORGANIZER;CN=Silk Museum:mailto:a@silk.example", {"organisations": "Silk Museum"}),
        ("ORGANIZER;CN=Silk%20Museum:mailto:a@silk.example", {"organisations": "Silk Museum"}),
        ("ORGANIZER;CN=100% Wool:mailto:a@silk.example", {"organisations": "100% Wool"}),
        ("ORGANIZER:MAILTO:a@silk.example", {"sender": "a@silk.example"}),
        ("ORGANIZER;CN=a@silk.example:mailto:a@silk.example", {"sender": "a@silk.example"}),
        ("ORGANIZER;CN=a@silk.example:invalid:nomail", {"sender": "a@silk.example"}),
        ("ORGANIZER:invalid:nomail", {}),
        ("ATTACH;FMTTYPE=image/png:https://a.example/b", {"image": "https://a.example/b"}),
        ("ATTACH;FMTTYPE=application/pdf:https://a.example/b", {}),
        ("ATTACH;FMTTYPE=image/png;ENCODING=BASE64;VALUE=BINARY:iVBORw0K", {}),
        ("IMAGE;VALUE=URI:https://a.example/b.png", {"image": "https://a.example/b.png"}),
        ("STATUS:cancelled", {"cancelled": "yes"}),
        ("STATUS:TENTATIVE", {}),
    ],
)
def test_a_property_becomes_a_field(line, expected):
    found, _ = fields(line)
    assert found == expected


def test_a_calendar_may_call_off_all_of_its_events():
    assert fields("SUMMARY:x", calendar="METHOD:CANCEL")[0]["cancelled"] == "yes"
    assert "cancelled" not in fields("SUMMARY:x", calendar="METHOD:PUBLISH")[0]


@pytest.mark.parametrize(
    ("lines", "text", "text_format"),
    [
        (["DESCRIPTION:a < b\\nc"], "a < b\nc", TextFormat.PLAIN),
        (["DESCRIPTION:see <https://a.example>"], "see <https://a.example>", TextFormat.PLAIN),
        (["DESCRIPTION:<b>a</b>\\nc"], "<b>a</b><br>c", TextFormat.HTML),
        (["DESCRIPTION:<p>a</p>\\n<p>c</p>"], "<p>a</p>\n<p>c</p>", TextFormat.HTML),
        (["DESCRIPTION:a", "X-ALT-DESC;FMTTYPE=text/html:<p>b</p>"], "<p>b</p>", TextFormat.HTML),
        (["DESCRIPTION:a", "X-ALT-DESC;FMTTYPE=text/html: "], "a", TextFormat.PLAIN),
        (["DESCRIPTION:a", "X-ALT-DESC:b"], "a", TextFormat.PLAIN),
    ],
)
def test_the_richer_text_is_preferred(lines, text, text_format):
    found, written_in = fields(*lines)
    assert (found["text"], written_in) == (text, text_format)
