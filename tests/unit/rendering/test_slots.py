import pytest

from digest.errors import RenderError
from digest.rendering.slots import fill, slot

A, B = slot("a"), slot("b-2")


def test_every_slot_is_filled_and_what_fills_it_is_not_read_again():
    assert fill(f"<{A}|{B}>", {A: B, B: "[[a]]"}, template="t") == f"<{B}|[[a]]>"


@pytest.mark.parametrize(
    ("shell", "fillings"), [("", {A: "x"}), (A + A, {A: "x"}), (A + B, {A: "x"})]
)
def test_a_slot_that_is_missing_or_double_or_has_no_filling_is_an_error(shell, fillings):
    with pytest.raises(RenderError, match="exactly once") as caught:
        fill(shell, fillings, template="issue.mjml.j2")
    assert caught.value.template == "issue.mjml.j2"
