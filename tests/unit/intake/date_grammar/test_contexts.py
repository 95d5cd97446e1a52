"""Tokens whose class depends on what stands beside them."""

from __future__ import annotations

import pytest

from digest.intake.date_grammar.contexts import scan
from digest.intake.date_grammar.lexicon import DAY_FIRST, MONTH_FIRST, lexicon


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("es", "mar 12 mar 2024", "WdMy"),
        ("es", "12 mar 2024", "dMy"),
        ("en", "18 MAY10", "dMy"),
        ("en", "MAY10", "Md"),
        ("en", "8 IX 2023", "dMy"),
        ("en", "8-Sep-2023", "doMoy"),
        ("en", "July 31-August 3", "Md-Md"),
        ("de", "8. September, 14 – 18 Uhr", "dM,hhhh"),
        ("nl", "van 14:00 tot 17:00", "ohhh"),
        ("da", "kl. 18-20", "hhhh"),
        ("da", "kl. 8. september", "EdM"),
        ("en", "from 10:00 on 8 May", "hhodM"),
        ("en", "now until 8 May", "oTdM"),
    ],
)
def test_classes(language, text, kinds):
    assert "".join(token.kind for token in scan(text, lexicon(language))) == kinds


@pytest.mark.parametrize(
    ("language", "text", "orders"),
    [
        ("fr", "3/4/2023", [DAY_FIRST]),
        ("fr", "3/4", [DAY_FIRST]),
        ("fr", "11/24/2023 3/4/2023", [MONTH_FIRST]),  # what is certain in the text wins
        ("en", "3/4/2023", [DAY_FIRST, MONTH_FIRST]),
        ("en-GB", "3/4/2023", [DAY_FIRST]),
        ("en-US", "3/4/2023", [MONTH_FIRST]),
        ("hu", "3/4/2023", [DAY_FIRST, MONTH_FIRST]),
        ("hu", "3/4", [MONTH_FIRST]),
        ("hu", "03.04.", [MONTH_FIRST]),
        ("hu", "28.04.", [DAY_FIRST]),  # there is no month 28
        ("sv", "3/4", [DAY_FIRST]),
        ("und", "3/4/2023", [DAY_FIRST, MONTH_FIRST]),
    ],
)
def test_the_language_decides_what_the_text_leaves_open(language, text, orders):
    assert list(scan(text, lexicon(language))[-1].readings) == orders
