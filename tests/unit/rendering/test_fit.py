"""The plan keeps within its budget, is fair, and gives way in the order it promises."""

from hypothesis import given
from hypothesis import strategies as st

from digest.rendering.fit import WHOLE, SectionPlan, Weight, everything, in_turns, plan, weight_of

FROM_A_TO_D = st.sampled_from("abcd")


@st.composite
def weights(draw):
    text = draw(st.integers(0, 5_000))
    return Weight(
        organisation=draw(FROM_A_TO_D),
        row=draw(st.integers(300, 1_500)),
        text=text,
        least=min(text, draw(st.integers(50, 400))),
        line=draw(st.integers(100, 299)),
    )


SECTIONS = st.lists(st.lists(weights(), max_size=14).map(tuple), max_size=4).map(tuple)


def item(organisation="a", text=1_000, row=500, least=200, line=200):
    return Weight(organisation, row, text, min(text, least), line)


def shown_weight(sections, layout):
    """What a plan weighs, where every text takes its room, or its least."""
    total = 0
    for section, planned in zip(sections, layout, strict=True):
        count = len(planned.texts)
        for each, room in zip(section, planned.texts, strict=False):
            total += each.row + max(each.least, min(each.text, room))
        total += sum(each.line for each in section[count : count + planned.lines])
        total += 300 if planned.left else 0
    return total


def least_weight(sections):
    """One item a section, and the number of the rest."""
    return sum(
        section[0].row + section[0].least + (300 if len(section) > 1 else 0)
        for section in sections
        if section
    )


@given(SECTIONS, st.integers(0, 60_000))
def test_every_item_stands_somewhere_and_the_whole_within_the_budget(sections, budget):
    layout = plan(sections, budget)
    for section, planned in zip(sections, layout, strict=True):
        assert len(planned.texts) + planned.lines + planned.left == len(section)
        assert bool(planned.texts) == bool(section)
    assert shown_weight(sections, layout) <= max(budget, least_weight(sections))


@given(SECTIONS)
def test_what_fits_is_left_whole(sections):
    assert plan(sections, weight_of(sections)) == everything(sections)


@given(SECTIONS, st.integers(0, 30_000), st.integers(0, 30_000))
def test_more_room_never_shows_fewer_items(sections, budget, more):
    def count(layout):
        return sum(len(each.texts) + each.lines for each in layout)

    assert count(plan(sections, budget)) <= count(plan(sections, budget + more))


def test_first_the_texts_of_whoever_sent_the_most_give_way():
    section = (item("talker", 3_000), item("talker", 2_000), item("quiet", 800))
    (planned,) = plan((section,), weight_of((section,)) - 2_500)
    assert planned.texts == (1_250, 1_250, WHOLE)
    assert (planned.lines, planned.left) == (0, 0)


def test_two_who_sent_much_get_the_same_room():
    section = (item("a", 3_000), item("b", 1_500), item("b", 1_500), item("c", 100))
    (planned,) = plan((section,), weight_of((section,)) - 2_000)
    assert planned.texts == (1_900, 1_050, 1_050, WHOLE)


def test_then_the_tail_of_the_longest_section_stands_in_lines():
    long, short = tuple(item() for _ in range(60)), tuple(item() for _ in range(10))
    first, second = plan((long, short), 40_000)
    assert len(second.texts) == 10
    assert len(first.texts) + first.lines == 60
    assert first.lines
    assert first.left == second.left == 0


def test_then_the_tail_of_the_lines_becomes_a_number():
    long = tuple(item() for _ in range(500))
    (planned,) = plan((long,), 40_000)
    assert len(planned.texts) == 8
    assert planned.lines
    assert planned.left == 500 - 8 - planned.lines


def test_where_nothing_fits_one_item_a_section_stands():
    long = tuple(item() for _ in range(20))
    assert plan((long, ()), 0) == (SectionPlan((200,), 0, 19), SectionPlan((), 0, 0))


OWNERS = st.lists(st.sampled_from("abc"), max_size=30).map(tuple)


@given(OWNERS, st.integers(0, 30), st.integers(0, 30))
def test_everybody_s_first_has_a_line_before_anybody_s_second(owners, full, lines):
    shown = in_turns(owners, full, lines)
    assert shown == tuple(sorted(set(shown)))
    assert len(shown) == min(lines, max(0, len(owners) - full))
    turn = [owners[:place].count(owner) for place, owner in enumerate(owners)]
    left = set(range(full, len(owners))) - set(shown)
    assert all(turn[one] <= turn[other] for one in shown for other in left)
