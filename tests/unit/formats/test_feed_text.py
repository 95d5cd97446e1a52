import pytest

from digest.formats.feed_text import text_of, with_sound_references, without_prelude


@pytest.mark.parametrize(
    ("xml", "sound"),
    [
        ("a &amp; b &lt; &#169; &#xA9;", "a &amp; b &lt; &#169; &#xA9;"),
        ("a & b && c&", "a &amp; b &amp;&amp; c&amp;"),
        ("&nbsp;&eacute;&ndash;", "\u00a0é–"),
        ("&made_up; &LT;", "&amp;made_up; &amp;LT;"),
        ("&#0;&#x1f;&#xFFFF;&#9999999;&#xD800;", ""),
        (
            "<![CDATA[a & &nbsp; b]]> & <![CDATA[&]]>",
            "<![CDATA[a & &nbsp; b]]> &amp; <![CDATA[&]]>",
        ),
        ("<![CDATA[a & b", "<![CDATA[a & b"),
        ("<![CDATA[&#1; &#xFFFF; &#65;]]>", "<![CDATA[  &#65;]]>"),
        ("<!ENTITY nbsp 'x'>&nbsp; &", "<!ENTITY nbsp 'x'>&nbsp; &amp;"),
    ],
)
def test_references(xml, sound):
    assert with_sound_references(xml) == sound


def test_what_stands_before_the_xml():
    assert without_prelude("\n\n <rss/>") == ("<rss/>", 2)
    assert without_prelude("<b>Warning</b>\n<?xml version='1.0'?>") == ("<?xml version='1.0'?>", 1)
    assert without_prelude("") == ("", 0)


@pytest.mark.parametrize(
    ("data", "text", "reason", "line"),
    [
        (b"a\nb\xff", "a\nb\u00ff", "is not written in utf-8", 2),
        (b"\xff\xfea\x00\x00", "a", "is not written in utf-16", 1),
        (
            b"<?xml encoding='punycode'?>",
            "<?xml encoding='punycode'?>",
            "nobody knows: punycode",
            None,
        ),
        (b"<?xml encoding='iso-8859-99'?>", "<?xml encoding='iso-8859-99'?>", "nobody knows", None),
        (b"a\n\x07b", "ab", "U+0007", 2),
    ],
)
def test_what_is_wrong_with_the_bytes(data, text, reason, line):
    found, (fault,) = text_of(data)
    assert found.replace("\ufffd", "").replace("\n", "") == text.replace("\n", "")
    assert reason in fault.reason
    assert fault.line == line


def test_a_declaration_of_wide_characters_in_narrow_ones_is_no_fault():
    assert text_of("<?xml encoding='UTF-16'?>é".encode()) == ("<?xml encoding='UTF-16'?>é", ())
