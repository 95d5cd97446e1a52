from digest.issues.segments import for_segment
from digest.model.settings import Segment
from digest.model.submission import Kind
from fakes.issues import issue, submission

WHOLE = issue(submission(1), submission(2, kind=Kind.NEWS), submission(3, kind=Kind.STATEMENT))


def test_a_segment_gets_its_sections_in_the_order_of_the_issue():
    part = for_segment(WHOLE, Segment(name="x", tags=("x",), sections=("A statement", "Events")))
    assert [each.title for each in part.sections] == ["Events", "A statement"]
    assert part.period == WHOLE.period


def test_of_an_issue_without_its_sections_a_segment_gets_nothing():
    assert not for_segment(WHOLE, Segment(name="x", tags=("x",), sections=("Calls",))).items
