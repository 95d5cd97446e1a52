import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.settings import Colours
from digest.rendering.colours import CONTRAST, contrast, mix, palette, readable

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)]
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


def test_a_colour_that_can_be_read_stays_as_it_is():
    assert readable("#1d4e6f", "#ffffff") == "#1d4e6f"


def test_mixing_goes_from_one_end_to_the_other():
    assert [mix("#000000", "#ffffff", share) for share in (0, 0.5, 1)] == [
        "#000000",
        "#808080",
        "#ffffff",
    ]


@given(COLOURS, COLOURS)
def test_whatever_the_brand_everything_can_be_read(accent, accent_dark):
    chosen = palette(Colours(accent=accent, accent_dark=accent_dark))
    pairs = [
        (chosen.on_accent, chosen.accent),
        *((each, chosen.paper) for each in (chosen.ink, chosen.quiet, chosen.link)),
        *((each, chosen.table) for each in (chosen.quiet, chosen.footer_link)),
        (chosen.on_tint, chosen.tint),
        (chosen.dark_on_accent, chosen.dark_accent),
        *((each, chosen.dark_paper) for each in (chosen.dark_ink, chosen.dark_quiet)),
        *((chosen.dark_link, each) for each in (chosen.dark_paper, chosen.dark_table)),
        (chosen.dark_quiet, chosen.dark_table),
        (chosen.dark_on_tint, chosen.dark_tint),
    ]
    assert [pair for pair in pairs if contrast(*pair) < CONTRAST] == []
