import pytest
from rich.console import Console

from digest.cli.showing import show_books, show_whole
from digest.model.mailing import Books
from digest.model.period import Period
from digest.model.submission import SubmissionState
from fakes.issues import submission


@pytest.mark.parametrize(
    ("state", "first_line"), [("test", "2023-09 (test)"), ("sent", "2023-09 is sent")]
)
def test_books_begin_with_the_issue_and_where_it_stands(state, first_line):
    console = Console(width=200)
    with console.capture() as caught:
        show_books(console, Books(Period("2023-09"), state, candidates=0))
    assert caught.get().splitlines()[0] == first_line


@pytest.mark.parametrize(("accepted_by_a_merge", "is_said"), [(False, True), (True, False)])
def test_why_it_waits_is_not_said_of_one_that_a_merge_accepted(accepted_by_a_merge, is_said):
    state = SubmissionState.ACCEPTED if accepted_by_a_merge else SubmissionState.HELD
    update = {"state": state, "reason": "its place is open", "held_before": accepted_by_a_merge}
    console = Console(width=200)
    with console.capture() as caught:
        show_whole(console, (submission(1).model_copy(update=update),))
    assert ("its place is open" in caught.get()) is is_said
