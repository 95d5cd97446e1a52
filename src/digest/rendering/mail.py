"""The email's HTML of one variant: the frame from MJML, the items beside it, in one size budget.

The frame (masthead, contents, sections, footer) is MJML. The items are pieces of HTML that go
into their sections' slots after mrml has run: what members write never passes through it, and
every item can be weighed on its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from digest.errors import RenderError
from digest.model.issue import Issue, Section
from digest.model.submission import Submission
from digest.rendering.bodies import inline
from digest.rendering.context import (
    addresses_of,
    frame_view,
    item_writer,
    section_view,
    with_sections,
)
from digest.rendering.excerpt import shortened
from digest.rendering.fit import (
    WHOLE,
    Plan,
    SectionPlan,
    Weight,
    everything,
    in_turns,
    plan,
    weight_of,
)
from digest.rendering.items import ItemText
from digest.rendering.mjml import to_html
from digest.rendering.setting import RenderSetting
from digest.rendering.slots import fill
from digest.rendering.templates import TemplateSet
from digest.rendering.text import plain
from digest.rendering.translating import in_language
from digest.rendering.view import IssueView, ItemView, LineView, SectionView
from digest.rendering.weighing import owner, weight

SHELL = "issue.mjml.j2"
ROWS = "rows.html.j2"
ITEM = "item.html.j2"
STYLE = "body.css.j2"
MAIL_ONLY = "mail_only.html.j2"

BUDGET = 100_000  # bytes of HTML as sent: Gmail cuts an email off a little above
_TOKENS = 700  # what a reader's own tokens add to it, at most: a test mail's two
_FRAME = 13_200  # what stands around the items, about
_SURELY = 1.12  # so many times the room is too much, however rough the estimate
_TRIES = 5
_NEAR = 3_000  # bytes below the budget that are not worth another try
_MARGIN = 500  # bytes kept back, so that the next try is not over by a hair
_CUT = "\ue013"  # between two pieces; no text has it

Shown = tuple[Submission, int]  # in full, with the room of its text
Block = tuple[str, object, bool]  # what kind of piece, its view, whether it begins a section


@dataclass(frozen=True, slots=True)
class Mail:
    """A variant's email."""

    view: IssueView  # what stands in it, for the plain text to say the same
    html: str
    weight: int  # bytes of its items


def mail(issue: Issue, setting: RenderSetting, templates: TemplateSet) -> Mail:
    """The most of an issue that fits: plan, render, weigh, and plan again where it is over.

    Raises:
        RenderError: a template is broken.
    """
    maker = _Maker(issue, setting, templates)
    sections = maker.weights()
    room = BUDGET - _TOKENS - _FRAME
    whole = everything(sections)
    layout = whole
    if weight_of(sections) > _SURELY * room:
        room -= _NEAR
        layout = plan(sections, room)
    tried: list[tuple[bool, int, Mail]] = []
    for _try in range(_TRIES):
        made = maker.make(layout)
        size = len(made.html.encode())
        over = size - (BUDGET - _TOKENS)
        tried.append((over > 0, abs(over), made))
        if over <= 0 and (layout == whole or -over < _NEAR):
            break
        # The estimate is off by about the same share the next time.
        planned = min(room, weight_of(sections))
        room = (BUDGET - _TOKENS - size + made.weight) * planned // max(1, made.weight) - _MARGIN
        layout = plan(sections, room)
    return min(tried, key=lambda each: each[:2])[2]


class _Maker:
    """Makes the email by one plan after another; what two of them share is made once."""

    def __init__(self, issue: Issue, setting: RenderSetting, templates: TemplateSet) -> None:
        self._issue = issue
        self._templates = templates
        self._language = setting.language
        self._frame = frame_view(issue, setting)
        self._writer = item_writer(issue, setting)
        self._page = addresses_of(setting).issue(issue.period)
        self._items: dict[tuple[str, str], ItemView] = {}
        self._shown: dict[str, ItemView] = {}  # as the plan at hand shows them
        self._lines: dict[str, LineView] = {}
        self._pieces: dict[tuple[int, bool], tuple[object, str]] = {}  # by the view, kept beside
        self._shells: dict[tuple[str, str], str] = {}

    def weights(self) -> tuple[tuple[Weight, ...], ...]:
        """What every item weighs, about."""
        return tuple(
            tuple(weight(each, in_language(each.content, self._language)) for each in section.items)
            for section in self._issue.sections
        )

    def make(self, layout: Plan) -> Mail:
        """The email as planned."""
        self._write_items(tuple(_shown(self._issue, layout)))
        sections = tuple(
            self._section(section, place, each)
            for place, (section, each) in enumerate(
                zip(self._issue.sections, layout, strict=True), start=1
            )
            if section.items
        )
        view = with_sections(self._frame, sections)
        self._render_pieces(view)
        rows = {each.rows: self._rows(each) for each in view.sections}
        return Mail(view, self._html(view, rows), sum(map(_bytes, rows.values())))

    def _write_items(self, shown: tuple[Shown, ...]) -> None:
        """Write the views that are not written yet, their texts all at once."""
        texts = tuple((item, *self._text(item, room)) for item, room in shown)
        new = tuple(each for each in texts if (each[0].id, each[1]) not in self._items)
        htmls = tuple(html for _item, html, _is_whole in new)
        directions = tuple(self._writer.direction(item) for item, _html, _is_whole in new)
        bodies = self._inlined(htmls, directions)
        for (item, html, is_whole), body, words in zip(new, bodies, plain(htmls), strict=True):
            text = ItemText(html, body, words, is_whole=is_whole)
            self._items[item.id, html] = self._writer.write(item, text)
        self._shown = {item.id: self._items[item.id, html] for item, html, _is_whole in texts}

    def _inlined(self, htmls: tuple[str, ...], directions: tuple[str, ...]) -> tuple[str, ...]:
        """The texts with their styles; lists and quotations stand in from where a text begins."""
        ways = dict.fromkeys((self._frame.direction, *directions))
        told = tuple(zip(htmls, directions, strict=True))
        made = {
            way: iter(self._styled(tuple(html for html, other in told if other == way), way))
            for way in ways
        }
        return tuple(next(made[way]) for way in directions)

    def _styled(self, htmls: tuple[str, ...], direction: str) -> tuple[str, ...]:
        css = self._templates.render(STYLE, {"issue": replace(self._frame, direction=direction)})
        try:
            return inline(htmls, css)
        except Exception as problem:  # cssutils stumbles over some rules, each time in another way
            raise RenderError(
                f"the style sheet cannot be read ({type(problem).__name__})",
                template=self._templates.path(STYLE),
                hint="Write rules only, each as in p { margin: 0 }.",
            ) from problem

    def _text(self, item: Submission, room: int) -> tuple[str, bool]:
        """An item's text in the room it has, and whether that is the whole of it."""
        html = in_language(item.content, self._language).text_html
        short = shortened(html, room) if room < WHOLE else None
        return (html, True) if short is None else (short, False)

    def _section(self, section: Section, place: int, layout: SectionPlan) -> SectionView:
        """A section as planned; its anchor is told by its place among all."""
        count = len(layout.texts)
        items = tuple(self._shown[item.id] for item in section.items[:count])
        view = section_view(section, place, self._language, items)
        more = None
        if layout.left:
            more = self._writer.more(layout.left, view.title, f"{self._page}#{view.id}")
        listed = in_turns(tuple(map(owner, section.items)), count, layout.lines)
        lines = tuple(self._line(section.items[each]) for each in listed)
        return replace(view, lines=lines, more=more, left=layout.left)

    def _line(self, item: Submission) -> LineView:
        if item.id not in self._lines:
            self._lines[item.id] = self._writer.line(item)
        return self._lines[item.id]

    def _html(self, view: IssueView, rows: Mapping[str, str]) -> str:
        path = self._templates.path(SHELL)
        last = {view.mail_only: self._templates.render(MAIL_ONLY, {"issue": view})}
        locate = partial(self._templates.located, SHELL, {"issue": view})
        return fill(self._shell(view), {**rows, **last}, template=path, locate=locate)

    def _shell(self, view: IssueView) -> str:
        """The frame, which is the same for all plans but for whether it says that there is more."""
        known = (view.shortened, view.preheader)
        if known not in self._shells:
            mjml = self._templates.render(SHELL, {"issue": view})
            path = self._templates.path(SHELL)
            locate = partial(self._templates.located, SHELL, {"issue": view})
            self._shells[known] = to_html(mjml, template=path, locate=locate)
        return self._shells[known]

    def _rows(self, section: SectionView) -> str:
        return "".join(self._pieces[_key(each)][1] for each in _blocks(section))

    def _render_pieces(self, view: IssueView) -> None:
        """Render the pieces that are not rendered yet, in one run of the template."""
        blocks = (each for section in view.sections for each in _blocks(section))
        new = [each for each in blocks if _key(each) not in self._pieces]
        named = {"issue": view, "blocks": new, "cut": _CUT}
        pieces = self._templates.render(ROWS, named).split(_CUT)
        if len(pieces) != len(new) + 1:
            raise RenderError(
                "a piece of the issue is not told from the next",
                template=self._templates.path(ROWS),
                hint="It must write {{ cut }} behind every item, line and number.",
            )
        for block, piece in zip(new, pieces, strict=False):
            self._must_hold_its_text(block, piece)
            self._pieces[_key(block)] = block[1], piece.replace("\n", " ").strip()

    def _must_hold_its_text(self, block: Block, piece: str) -> None:
        _kind, view, _is_first = block
        if isinstance(view, ItemView) and view.body not in piece:
            raise RenderError(
                f"the text of “{view.heading}” does not stand in the issue",
                template=self._templates.path(ITEM),
                hint="Write {{ one.body }} where the text of an item goes.",
            )


def _key(block: Block) -> tuple[int, bool]:
    _kind, view, is_first = block
    return id(view), is_first


def _bytes(text: str) -> int:
    return len(text.encode())


def _shown(issue: Issue, layout: Plan) -> Iterator[Shown]:
    for section, planned in zip(issue.sections, layout, strict=True):
        yield from zip(section.items, planned.texts, strict=False)


def _blocks(section: SectionView) -> Iterator[Block]:
    for place, item in enumerate(section.items):
        yield "item", item, place == 0
    for place, line in enumerate(section.lines):
        yield "line", line, place == 0
    if section.more:
        yield "more", section.more, not section.lines
