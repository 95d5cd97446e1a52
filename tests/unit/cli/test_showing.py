import pytest
from rich.console import Console

from digest.cli.showing import show_books
from digest.model.mailing import Books
from digest.model.period import Period


@pytest.mark.parametrize(
    ("state", "first_line"), [("test", "2023-09 (test)"), ("sent", "2023-09 is sent")]
)
def test_books_begin_with_the_issue_and_where_it_stands(state, first_line):
    console = Console(width=200)
    with console.capture() as caught:
        show_books(console, Books(Period("2023-09"), state, candidates=0))
    assert caught.get().splitlines()[0] == first_line
