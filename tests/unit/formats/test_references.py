import pytest

from digest.formats.references import unescaped


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Museum &#038; You &amp; me", "Museum & You & me"),
        ("&#x41;&eacute;", "Aé"),
        (f"a&#{'9' * 5_000};b", "a\ufffdb"),
        (f"a&#{'0' * 5_000}65;b", "a\ufffdb"),
        ("&#1114112;", "\ufffd"),
        ("&zzz; &", "&zzz; &"),
    ],
)
def test_references_are_read(text, read):
    assert unescaped(text) == read
