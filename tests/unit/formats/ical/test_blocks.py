import pytest

from digest.formats.entry import Fault
from digest.formats.ical.blocks import Block, Line, blocks

HEAD, FOOT = b"BEGIN:VCALENDAR\n", b"END:VCALENDAR\n"


def found(data):
    return list(blocks(data))


def event(data):
    (block,) = found(HEAD + b"BEGIN:VEVENT\n" + data + b"\nEND:VEVENT\n" + FOOT)
    return block


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_lines_may_end_in_any_way_and_folds_are_undone(end):
    data = HEAD + b"BEGIN:VEVENT\nSUMMARY:A lo\n ng\n\t title\nEND:VEVENT\n" + FOOT
    (block,) = found(data.replace(b"\n", end))
    assert block == Block(1, {"SUMMARY": (Line("A long title"),)}, {})


def test_a_fold_may_cut_a_character_in_two():
    assert event(b"SUMMARY:Mus" + b"\xc3\n \xa9e").text("SUMMARY") == "Musée"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("summary:x", Line("x")),
        (r"SUMMARY:a\, b\; c\nd\\e: f", Line("a, b; c\nd\\e: f")),
        ('SUMMARY;Language=de;X="a:b;c":x', Line("x", {"LANGUAGE": "de", "X": "a:b;c"})),
        ("SUMMARY;X=a,b:x", Line("x", {"X": "a, b"})),
        ("SUMMARY;LANGUAGE:x", Line("x")),  # a parameter without a value: the value is kept
        ("SUMMARY", None),
    ],
)
def test_a_property_is_read_with_its_parameters(line, expected):
    assert event(line.encode()).first("SUMMARY") == expected


def test_lines_a_program_forgot_to_fold_belong_to_the_text_above_them():
    block = event(b"DESCRIPTION:one\ntwo words\n\nthree\nDTSTART:20261201\n, four")
    assert block.text("DESCRIPTION") == "one\ntwo words\nthree"
    assert block.text("DTSTART") == "20261201"


def test_alarms_and_other_components_say_nothing_of_the_event():
    block = event(b"BEGIN:VALARM\nBEGIN:X\nSUMMARY:no\nEND:X\nSUMMARY:no\nEND:VALARM\nSUMMARY:yes")
    assert block.lines == {"SUMMARY": (Line("yes"),)}
    todo = b"BEGIN:VTODO\nSUMMARY:no\nEND:VTODO\nBEGIN:VTIMEZONE\nTZID:x\nEND:VTIMEZONE\n"
    assert found(HEAD + todo + FOOT) == []


def test_a_calendar_speaks_for_its_own_events_only():
    one = b"BEGIN:VEVENT\nEND:VEVENT\n"
    zone = b"X-WR-TIMEZONE:Europe/Rome\n"
    first, second = found(HEAD + zone + one + HEAD + one + FOOT + FOOT)
    assert (first.calendar, second.calendar) == ({"X-WR-TIMEZONE": Line("Europe/Rome")}, {})


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (b"BEGIN:VEVENT\nBEGIN:VEVENT\nEND:VEVENT\n" + FOOT, ["its END:VEVENT is missing", None]),
        (b"BEGIN:VEVENT\n" + FOOT, ["its END:VEVENT is missing"]),
        (b"BEGIN:VEVENT\n" + HEAD + FOOT + FOOT, ["its END:VEVENT is missing"]),
        (b"END:VEVENT\nEND:X\nBEGIN:VEVENT\nEND:Y\nEND:VEVENT\n" + FOOT, [None]),
        (
            b"BEGIN:VEVENT\nSUMMARY:\xe9\nEND:VEVENT\nBEGIN:VEVENT\nEND:VEVENT\n" + FOOT,
            ["its SUMMARY is not valid UTF-8; save the calendar as UTF-8", None],
        ),
        (b"BEGIN:VEVENT\nX-OTHER:\xe9\nEND:VEVENT\n" + FOOT, [None]),
    ],
)
def test_a_broken_event_falls_alone(data, faults):
    assert [each.fault for each in found(HEAD + data)] == faults


def test_a_cut_off_file_gives_what_came_before():
    whole, cut, end = found(HEAD + b"BEGIN:VEVENT\nEND:VEVENT\nBEGIN:VEVENT\nSUMM")
    assert (whole.fault, cut.fault) == (None, "the file ends within it")
    assert isinstance(end, Fault)
    assert "was cut off" in end.reason


@pytest.mark.parametrize(
    "data", [b"", b"<!doctype html><p>Please log in", b"BEGIN:VCARD\nEND:VCARD"]
)
def test_what_is_no_calendar_is_said_to_be_none(data):
    (fault,) = found(data)
    assert "is not a calendar" in fault.reason


def test_events_without_a_calendar_around_them_are_taken():
    assert found(b"\xef\xbb\xbfBEGIN:VEVENT\nEND:VEVENT\n") == [Block(1, {}, {})]
