import pytest

from digest.errors import RenderError
from digest.rendering.locating import Located, Place
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


@pytest.mark.parametrize(
    ("written", "shell", "line"),
    [
        (f"x\n{A}\n{A}", A + A, 3),  # the second is one too many
        (f"x\n{A}\n", "", 2),  # it was written, and MJML dropped it
        (f"x\n{A}\n{B}\n", A + B, 3),  # there is nothing to fill it with
        ("x\ny\n", "", None),  # it was written nowhere
    ],
)
def test_the_line_that_wrote_it_is_named_where_there_is_one(written, shell, line):
    def locate():
        lines = written.splitlines(keepends=True)
        starts = tuple(sum(map(len, lines[:n])) for n in range(len(lines)))
        return Located(written, starts, tuple(Place("own", n + 1) for n in range(len(lines))))

    with pytest.raises(RenderError) as caught:
        fill(shell, {A: "x"}, template="issue.mjml.j2", locate=locate)
    wanted = ("issue.mjml.j2", None) if line is None else ("own", line)
    assert (caught.value.template, caught.value.line) == wanted
    assert ("own, line 2" if shell == A + A else "mail_only") in caught.value.hint
