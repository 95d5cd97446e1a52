import datetime as dt
import re
from pathlib import Path

import pytest
from markupsafe import Markup

from digest.errors import RenderError
from digest.rendering import effort
from digest.rendering.context import issue_view
from digest.rendering.filters import FILTERS, TESTS
from digest.rendering.sandbox import TEXT_METHODS
from digest.rendering.setting import RenderSetting
from digest.rendering.templates import TemplateSource, template_set
from digest.rendering.view import LinkView
from fakes.issues import PROJECTS, newsletter, sample_issue

ROOT = Path(__file__).parents[3]
LINK = LinkView("https://example.org", "words")
ISSUE = issue_view(
    sample_issue(3), RenderSetting(newsletter(), PROJECTS, "https://news.example.org", "en")
)
VIEW = {"link": LINK, "issue": ISSUE}


def templates(**texts):
    names = {name.replace("_", "."): text for name, text in texts.items()}
    return {name: TemplateSource(name, text, f"own/{name}") for name, text in names.items()}


def rendered(text, **view):
    return template_set(templates(a_html_j2=text)).render("a.html.j2", view)


def refused(text, **others):
    """The error of a template, over the views."""
    with pytest.raises(RenderError) as caught:
        template_set(templates(a_html_j2=text, **others)).render("a.html.j2", VIEW)
    return caught.value


def test_words_are_escaped_and_never_run():
    assert rendered("{{ title }}", title="{{ 7*7 }} <b>&") == "{{ 7*7 }} &lt;b&gt;&amp;"


def test_plain_text_is_not_escaped():
    ready = template_set(templates(a_txt_j2="{{ title }}"))
    assert ready.render("a.txt.j2", {"title": "H&M"}) == "H&M"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{% for a in [1, 2] %}{{ loop.index }}{{ ', ' if not loop.last }}{% endfor %}", "1, 2"),
        ("{{ 'a' ~ 1 ~ '<' ~ link.words|safe }}", "a1&lt;words"),
        ("{{ '&#8199;' * 3 }}|{{ ('&#8199;' * 2)|safe }}", "&amp;#8199;" * 3 + "|" + "&#8199;" * 2),
        ("{{ 2 ** 10 + 7 % 4 }}", "1027"),
        ("{{ [3, 1, 2]|sort|join('-') }}", "1-2-3"),
        ("{{ ['', 'a', none]|select|join('|') }}", "a"),
        ("{{ 'b' in 'abc' }} {{ 1 not in [2] }} {{ 1 < 2 < 3 }}", "True True True"),
        ("{{ 'abc'[1:] }}{{ 'abc'[0] }}{{ {'a': 1}.a }}", "bca1"),
        ("{{ day.year }}-{{ day }}", "2023-2023-09-14"),
        ("{{ 'a b'.split() | map('upper') | join }}", "AB"),
        ("{{ '%s of %02d'|format('a', 3) }}", "a of 03"),
        ("{{ x | default('none') }}{{ x is defined }}", "noneFalse"),
        ("{% set n = namespace(a=1) %}{% set n.a = n.a + 1 %}{{ n.a }}", "2"),
        ("{% macro m(a) %}{{ a }}{{ caller() }}{% endmacro %}{% call m('&') %}c{% endcall %}",
         "&amp;c"),
        ("{% for g in [link, link]|groupby('url') %}{{ g.grouper }}{{ g.list|length }}{% endfor %}",
         "https://example.org2"),
        ("{% block b %}{{ self.c() }}{% block c %}x{% endblock %}{% endblock %}", "xx"),
        ("{{ [1, 2]|sum }} {{ 3 is odd }} {{ 1.25|round(1) }}", "3 True 1.2"),
        ("{{ 'a\nb'|indent(2) }}|{{ 'aXa'|replace('a', 'bb') }}", "a\n  b|bbXbb"),
        ("{{ {'a': [1, 'é']}|tojson }}", '{"a": [1, "\\u00e9"]}'),
    ],
)  # fmt: skip
def test_what_an_email_needs_is_there(text, written):
    assert rendered(text, day=dt.date(2023, 9, 14), link=LINK) == written


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a\nb\n{% if %}", 3, "Expected an expression"),
        ("a\n{{ 1 / 0 }}", 2, "ZeroDivisionError"),
        ("\n{% include 'b.html.j' %}", 2, "no template 'b.html.j'"),
        ("{{ 'x' | uper }}", 1, "No filter named 'uper'"),
        ("\n{% if 1 is emty %}{% endif %}", 2, "No test named 'emty'"),
        ("a\n{% foo %}", 2, "unknown tag 'foo'"),
        ("{% for a in [1] %}\n\nx", 2, "Unexpected end of template"),
        ("\n{{ none }}", 2, "writes “None”"),
        ("\n{{ issue.sections }}", 2, "writes a whole list"),
        ("\n{{ issue }}", 2, "writes a whole issue"),
        ("\n{{ 'a' ~ issue.words }}", 2, "writes a whole words"),
        ("\n{{ 'x'.upper }}", 2, "writes a whole function"),
        ("\n" + "[" * 300 + "\n{{ " + "[" * 3000 + "]" * 3000 + " }}", 3, "too much stands in"),
        ("\n{{ " + "1+" * 9000 + "1 }}", 2, "too much stands in one another"),
        ("\n" + "{% for a in [1] %}\n" * 30 + "{% endfor %}" * 30, 31, "too much stands in"),
        ("\n{{ " + "1" * 5000 + " }}", 2, "a number of thousands of digits"),
        ("a\x0c\u2028b\r{{ " + "1" * 5000 + " }}", 2, "a number of thousands of digits"),
        (
            "a\n{% for a in [1] %}x{% include 'a.html.j2' %}{% endfor %}",
            2,
            "more than 50 templates",
        ),
    ],
)
def test_a_broken_template_is_named_with_its_line_and_the_cause(text, line, said):
    error = refused(text)
    assert (error.template, error.line) == ("own/a.html.j2", line)
    assert said in str(error)


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("{{ isue.title }}", "no variable 'isue'", "Did you mean issue?"),
        ("{% set colour = 1 %}{{ color }}", "no variable 'color'", "Did you mean colour?"),
        ("{{ x }}", "no variable 'x'", "There are: dict, issue, link, namespace, range."),
        ("{{ issue.titel }}", "an issue has no 'titel'", "Did you mean issue.title?"),
        ("{{ issue.sections[0].titl }}", "a section has no 'titl'", "Did you mean title?"),
        ("{{ issue.items[0].hading }}", "an item has no 'hading'", "Did you mean heading?"),
        ("{{ issue.alt }}", "an issue has no 'alt'", "There is picture.alt."),
        ("{{ link.nothing }}", "a link has no 'nothing'", "There are: url, words."),
        ("{{ issue.sections[9] }}", "a list has no 9", ""),
        ("{{ issue.items[0].link.url }}", "'url' is asked of nothing", "{% if one.link %}"),
        ("{{ ''.uper() }}", "a text has no 'uper'", ""),
        ("{% from 'b.html.j2' import itm %}{{ itm() }}", "'itm'", "Did you mean item?"),
        ("{{ 'x' | uper }}", "'uper'", "Did you mean upper?"),
        ("{{ 'x' | lipsum }}", "'lipsum'", "There are: abs, batch, capitalize,"),
        ("{% include 'b.html' %}", "'b.html'", "Did you mean 'b.html.j2'?"),
        ("a\n{% for a in [] %}\nx", "of template", "{% for %} of line 2 is still open."),
        ("{% if 1 %}\n{% endfor %}", "unknown tag", "{% if %} of line 1 is still open."),
        ("{{ 'x'.replace('x', 'y') }}", "'replace' of a text", "a filter of that name"),
        ("{{ 'x'.center(9) }}", "'center' of a text", "Of a text there are: capitalize,"),
    ],
)
def test_an_error_says_what_was_probably_meant(text, said, hint):
    error = refused(text, b_html_j2="{% macro item() %}{% endmacro %}")
    assert said in str(error)
    assert hint in error.hint
    assert bool(hint) == bool(error.hint)


@pytest.mark.parametrize("broken", ["\n{{ nothing }}", "\n{% endfor %}", "\n<p>"])
def test_the_template_that_is_broken_is_named_not_the_one_that_calls_it(broken):
    error = refused("{% include 'b.html.j2' %}", b_html_j2=broken)
    assert (error.template, error.line) == ("own/b.html.j2", 2)


FORBIDDEN = (
    "{% import 'os' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import system %}",
    "{% extends 'os' %}",
    "{% include '/etc/passwd' %}",
    "{% include '../config.toml' %}",
    "{% include ['x', 'y'] %}",
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ ['']|map(attribute='__class__')|list }}",
    "{{ ['']|map('attr', '__class__')|list }}",
    "{{ [link]|groupby('__class__')|list }}",
    "{{ [link]|sort(attribute='__init__') }}",
    "{{ issue.__init__ }}",
    "{{ issue['__init__'] }}",
    "{{ issue.__dataclass_fields__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ namespace.__init__ }}",
    "{{ dict.fromkeys }}",
    "{{ range.__globals__ }}",
    "{{ self.__dict__ }}",
    "{{ self._TemplateReference__context }}",
    "{% macro m() %}{% endmacro %}{{ m.__class__ }}{{ m._func }}",
    "{% macro m() %}{% endmacro %}{{ m._environment }}",
    "{% for a in [1] %}{{ loop.__class__ }}{% endfor %}",
    "{% for a in [1] %}{{ loop._iterator }}{% endfor %}",
    "{% import 'b.html.j2' as b %}{{ b.__loader__ }}{{ b.__dict__ }}",
    "{% import 'b.html.j2' as b %}{{ b._body_stream }}",
    "{% block b %}{{ super.__class__ }}{% endblock %}",
    "{{ ([1]|map('string')).gi_frame }}",
    "{{ x.__class__ }}",
    "{{ '{0.__class__}'.format('') }}",
    "{{ '{0.__class__}'.format_map({}) }}",
    "{{ ('{0.__class__}'|safe).format('') }}",
    "{{ '%s'.__mod__ }}",
    "{{ [].append(1) }}",
    "{{ {}.update({}) }}",
    "{{ {}.setdefault(1, 2) }}",
    "{{ issue.title.encode() }}",
    "{{ issue.title.join }}",
    "{{ 1.5.hex() }}",
    "{{ 1 .to_bytes(9) }}",
)


@pytest.mark.parametrize("text", FORBIDDEN)
def test_what_a_template_has_no_business_with_is_refused_with_file_line_and_hint(text):
    error = refused(f"fine\n{text}", b_html_j2="{% macro m() %}{% endmacro %}")
    assert (error.template, error.line) == ("own/a.html.j2", 2)
    assert error.hint or "item assignment" in str(error) or "expected" in str(error)


DOUBLING = "{% set n = namespace(a=(1,), b=(1,)) %}{% for i in range(40) %}{% set n.a = (n.a, n.a) %}{% set n.b = (n.b, n.b) %}{% endfor %}"  # noqa: E501
ENDLESS = (
    "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}",
    "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "{% for a in range(9999) %}{% for b in range(9999) if b < 0 %}{% endfor %}{% endfor %}",
    "{% for a in range(9999) %}{% for b in range(9999)|select('lt', 0) %}{% endfor %}{% endfor %}",
    "{% for a in range(9999) %}{{ range(9999)|map('string')|list|length }}{% endfor %}",
    "{% for a in range(9999) %}{{ (issue.items * 999)|map(attribute='id')|join }}{% endfor %}",
    "{% for a in range(10 ** 9) %}{% endfor %}",
    "{% for x in [1, 2] recursive %}{{ loop([1, 2]) }}{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(99) }}",
    "{% macro m() %}{% call m() %}{% endcall %}{% endmacro %}{{ m() }}",
    "x{% include 'a.html.j2' %}",
    "{% extends 'a.html.j2' %}",
    "{% include 'b.html.j2' %}",
    "{% import 'a.html.j2' as a %}",
    "{% block b %}{{ self.b() }}{% endblock %}",
    "{{ 'x' * 10 ** 9 }}",
    "{{ 10 ** 9 * 'x' }}",
    "{{ ([1] * 10 ** 9) | length }}",
    "{{ 10 ** 10 ** 10 ** 10 }}",
    "{{ 2 ** 99999 }}",
    "{% set n = namespace(a=9) %}{% for i in range(99) %}{% set n.a = n.a * n.a %}{% endfor %}",
    "{{ '%999999999d' % 1 }}",
    "{{ '%999999999d' | format(1) }}",
    "{{ '%*d' | format(999999999, 1) }}",
    "{{ '%.999999999f' | format(1) }}",
    "{{ '%(a)999999999d' | format(a=1) }}",
    "{{ '%((a))999999999d' | format(a=1) }}",
    "{{ '{:>999999999}'.format(1) }}",
    "{{ 'x' | center(10 ** 9) }}",
    "{{ 'x'.ljust(10 ** 9) }}",
    "{{ 'x'.zfill(10 ** 9) }}",
    "{{ '\t'.expandtabs(10 ** 9) }}",
    "{{ 'a' | indent(10 ** 9) }}",
    "{{ ('a\\n' * 9999) | indent('x' * 9999) }}",
    "{{ [1] | batch(10 ** 9, 'x') | list | length }}",
    "{{ [1] | slice(10 ** 9) | list | length }}",
    "{{ [[1]] | sum(start=[]) | length }}",
    "{{ (['x' * 99999] * 9999) | join('x') }}",
    "{{ (['x'] * 9999) | join('x' * 9999) }}",
    "{{ ('x' * 99999) | replace('', 'y' * 99999) }}",
    "{{ ('x' * 9999) | underline('=' * 9999) }}",
    "{{ ('x ' * 9999) | wrap(1, '', 'x' * 99999) }}",
    "{{ 'x' | round(9, 'ceil') }}",
    "{{ 1.5 | round(10 ** 9, 'ceil') }}",
    "{{ '%999999999d' is even }}",
    "{{ '%999999999d' is divisibleby(1) }}",
    "{{ lipsum(n=10 ** 6) }}",
    "{% set n = namespace(a='x') %}{% for i in range(99) %}{% set n.a = n.a ~ n.a %}{% endfor %}",
    "{% set n = namespace(a='x') %}{% for i in range(99) %}{% set n.a = n.a + n.a %}{% endfor %}",
    "{% set n = namespace(a=[1]) %}{% for i in range(99) %}{% set n.a = n.a + n.a %}{% endfor %}",
    "{% set n = namespace(a='x') %}{% for i in range(99) %}{% set t %}{{ n.a }}{{ n.a }}{% endset %}{% set n.a = t %}{% endfor %}",  # noqa: E501
    f"{DOUBLING}{{{{ n.a | string }}}}",
    f"{DOUBLING}{{{{ n.a | tojson }}}}",
    f"{DOUBLING}{{{{ n.a == n.b }}}}",
    f"{DOUBLING}{{{{ n.a in [n.b] }}}}",
    f"{DOUBLING}{{{{ n.a is eq(n.b) }}}}",
    f"{DOUBLING}{{{{ [n.a] | select('in', [n.b]) | list }}}}",
    f"{DOUBLING}{{{{ {{n.a: 1}} | length }}}}",
    f"{DOUBLING}{{{{ {{}}[n.a] }}}}",
    f"{DOUBLING}{{{{ [n.a, n.b] | unique | list | length }}}}",
    f"{DOUBLING}{{{{ [n.a, n.b] | sort | length }}}}",
    f"{DOUBLING}{{{{ [n.a].index(n.b) }}}}",
    "{% for a in range(9999) %}" + "x" * 30_000 + "{% endfor %}",
    "{% set t = '<' * 999999 %}{% for a in range(9999) %}{{ t }}{% endfor %}",
    "{% set t = 'x' * 999999 %}{% for a in range(9999) %}{{ t.upper() | length }}{% endfor %}",
    "{% set t = 'x' * 999999 %}{% for a in range(9999) %}{{ 'y' in t }}{% endfor %}",
    "{% set t = 'x' * 999999 %}{% for a in range(9999) %}{{ t[1:] | length }}{% endfor %}",
    "{% for a in range(9999) %}{% for b in range(999) %}{{ issue.items | length }}{% endfor %}{% endfor %}",  # noqa: E501
    "x" * 50_000,
)


@pytest.mark.parametrize("text", ENDLESS)
def test_what_comes_to_no_end_or_is_boundless_is_stopped_and_named(text, monkeypatch):
    monkeypatch.setattr(effort, "STEPS", 100_000)  # as in a run that is nearly over
    error = refused(text, b_html_j2="{% include 'a.html.j2' %}")
    assert error.template in ("own/a.html.j2", "own/b.html.j2")
    assert error.line == 1 or (error.line is None and "more than 40,000" in str(error))


def test_an_endless_loop_names_its_own_line_and_a_way_out():
    error = refused(
        "a\n{% for a in range(9999) %}\n{% for b in range(9999) %}\n.{% endfor %}\n{% endfor %}"
    )
    assert error.line in (3, 4)
    assert "comes to no end" in str(error)
    assert "a loop within a loop" in error.hint


def test_the_end_comes_at_the_same_step_everywhere_and_far_beyond_any_issue():
    ready = template_set(
        templates(
            a_html_j2="{% for a in range(n) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}"
        )
    )
    assert len(ready.render("a.html.j2", {"n": 12})) == 12 * 9999
    with pytest.raises(RenderError):
        ready.render("a.html.j2", {"n": 30})
    assert len(ready.render("a.html.j2", {"n": 12})) == 12 * 9999  # every run counts for itself


def test_a_run_within_a_run_counts_for_itself():
    with effort.one_run():
        before = effort.LEFT.get().steps
        with effort.one_run():
            effort.spend(1_000)
        assert effort.LEFT.get().steps == before


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("<p>\n<b>x</p>", 2, "<b> is not closed before </p>"),
        ("x\n</td>", 2, "</td> closes no tag"),
        ("a\n<p>", 2, "<p> is not closed before the end"),
        ("{% for a in [1, 2] %}\n<td>\n{% endfor %}", 2, "<td> is not closed"),
        ("a\n{% if issue %}\n<div>{% endif %}", 3, "<div> is not closed"),
        ('<p>\n<a href="x>y</a>\n<b id="z">z</b></p>', 2, "“<” begins no tag that ends"),
        ("\n<p title='x>y</p>", 2, "“<” begins no tag that ends"),
        ("\n<p", 2, "“<” begins no tag that ends"),
        ("\n\n<!-- x", 3, "a comment has no end"),
        ("\n<!--[if mso]>x", 2, "a comment for Outlook has no end"),
        ("\n<mj-text>x</mj-text>", 2, "<mj-text> stands in HTML"),
        ("\nx<![endif]-->", 2, "has no beginning"),
        ("\n<!--[if mso]>x\n<!--[if mso]>y<![endif]-->", 3, "begins inside another"),
        ("<!--[if !mso]><!-->\nx<![endif]-->", 2, "that all others than Outlook read"),
        ("{{ '<p>'|safe }}\n{{ '<b>'|safe }}</p>", 2, "<b> is not closed"),
        ("{% macro m() %}\n<i>\n{% endmacro %}x\n{{ m() }}\n", 2, "<i> is not closed"),
    ],
)  # fmt: skip
def test_markup_that_is_not_whole_is_put_down_to_the_line_that_wrote_it(text, line, said):
    error = refused(text)
    assert (error.template, error.line) == ("own/a.html.j2", line)
    assert said in str(error)
    assert error.hint


@pytest.mark.parametrize(
    "text",
    [
        "<p>a<br>b<br/>c</p> 3 < 4 <img src=x> <P>x</p>",
        "<!DOCTYPE html><html><head><title>x</title></head><body></body></html>",
        "<script>if (a<b) { c = '</p>' }</script><style>a>b{}</style>",
        "<!-- a comment with <b> in it -->",
        "<!--[if mso]><table><tr><td><![endif]-->x<!--[if mso]></td></tr></table><![endif]-->",
        "<!--[if !mso]><!--><b>x</b><!--<![endif]-->",
        "<!--[if !mso]><!-- --><b>x</b><!--<![endif]-->",
        "{% if issue %}<b>{% endif %}x{% if issue %}</b>{% endif %}",
        '<td title="a > b" nowrap>x</td>',
    ],
)
def test_markup_that_is_whole_is_left_alone(text):
    assert template_set(templates(a_html_j2=text)).render("a.html.j2", VIEW)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("p { margin: 0 }\nli { margin: 0", 2, "“{” begins a rule that has no end"),
        ("p { margin: 0 }\n}", 2, "“}” ends no rule"),
        ("\n/* x", 2, "a comment has no end"),
        ('\np { font-family: "x }\n', 2, "a quotation has no end in its line"),
        ("\np { font-family: 'x\n' }", 2, "a quotation has no end in its line"),
        ("{{ 'p {'|safe }}\n", 1, "“{” begins a rule that has no end"),
    ],
)
def test_a_style_sheet_that_is_not_whole_is_put_down_to_its_line(text, line, said):
    ready = template_set(templates(a_css_j2=text))
    with pytest.raises(RenderError, match=said) as caught:
        ready.render("a.css.j2", VIEW)
    assert caught.value.line in (line, None)


@pytest.mark.parametrize(
    "text",
    ["", '/* { " */ p { color: red }', "@media print { p { content: '\\'{' } }", "a::before{}"],
)
def test_a_style_sheet_that_is_whole_is_left_alone(text):
    assert template_set(templates(a_css_j2=text)).render("a.css.j2", VIEW) == text


def test_a_plain_text_may_have_any_signs_in_it():
    ready = template_set(templates(a_txt_j2="<p> <!--[if mso]> {{ title }}"))
    assert ready.render("a.txt.j2", {"title": "</td>"}) == "<p> <!--[if mso]> </td>"


def test_what_a_member_wrote_is_never_the_templates_fault():
    body = Markup("<p>never closed <!--[if mso]>")
    ready = template_set(templates(a_html_j2="<td>{{ link.words }}</td>"))
    view = {"link": LinkView("u", body)}
    assert ready.render("a.html.j2", view) == f"<td>{body}</td>"
    broken = template_set(templates(a_html_j2="\n<td>{{ link.words }}"))
    with pytest.raises(RenderError, match="line 2: <td> is not closed"):
        broken.render("a.html.j2", view)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a\nHERE", 2),
        ("a\n{{ 'x' }}\nb HERE", 3),
        ("{# a\ncomment #}\nHERE", 3),
        ("{% if issue %}\nHERE\n{% endif %}\n", 2),
        ("{%- if issue %}\n\n  HERE{% endif -%}\n\n", 3),
        ("{% raw %}\n{{ HERE }}{% endraw %}", 2),
        ("{% macro m() %}\n\nHERE{% endmacro %}\n\n{{ m() }}", 3),
        ("a\r\nb\r\nHERE", 3),
    ],
)
def test_what_was_rendered_is_located(text, place):
    ready = template_set(templates(a_html_j2=text))
    located = ready.located("a.html.j2", VIEW)
    assert located.text == ready.render("a.html.j2", VIEW)
    found = located.place(located.text.index("HERE"))
    assert (found.template, found.line) == ("own/a.html.j2", place)


def test_the_same_sources_are_compiled_once():
    assert template_set(templates(a_html_j2="x")) is template_set(templates(a_html_j2="x"))


def test_a_changed_source_is_seen_at_once():
    assert [rendered("one"), rendered("two")] == ["one", "two"]


def test_the_page_lists_what_a_template_may_use():
    page = (ROOT / "docs/templates.md").read_text("utf-8").partition("### What a template may use")
    rows = dict(re.findall(r"^\| ([a-z ]+) \| (.*) \|$", page[2], re.MULTILINE))
    listed = {name: set(re.findall(r"`([^`]+)`", said)) for name, said in rows.items()}
    assert listed["filters"] == set(FILTERS)
    assert listed["tests"] == {each for each in TESTS if each.isalpha()}
    assert listed["of a text"] == set(TEXT_METHODS)
    assert listed["functions"] == set(template_set({}).environment.globals)
