import pytest

from digest.errors import RenderError
from digest.rendering.templates import TemplateSource, template_set
from digest.rendering.view import LinkView


def templates(**texts):
    names = {name.replace("_", "."): text for name, text in texts.items()}
    return {name: TemplateSource(name, text, f"own/{name}") for name, text in names.items()}


def rendered(text, **view):
    return template_set(templates(a_html_j2=text)).render("a.html.j2", view)


def test_words_are_escaped_and_never_run():
    assert rendered("{{ title }}", title="{{ 7*7 }} <b>&") == "{{ 7*7 }} &lt;b&gt;&amp;"


def test_plain_text_is_not_escaped():
    ready = template_set(templates(a_txt_j2="{{ title }}"))
    assert ready.render("a.txt.j2", {"title": "H&M"}) == "H&M"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a\nb\n{% if %}", 3, "Expected an expression"),
        ("a\n{{ unknown }}", 2, "'unknown' is undefined"),
        ("\n\n{{ link.nothing }}", 3, "nothing"),
        ("a\n{{ 1 / 0 }}", 2, "ZeroDivisionError"),
        ("{{ ''.__class__ }}", 1, "unsafe"),
        ("{{ link.__init__ }}", 1, "unsafe"),
        ("{{ [].append(1) }}", 1, "unsafe"),
        ("{% for x in range(10 ** 9) %}{% endfor %}", 1, "Range too big"),
        ("\n{% include 'b.html.j' %}", 2, "no template 'b.html.j'"),
        ("{{ 'x' | nofilter }}", 1, "nofilter"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 1, "RecursionError"),
    ],
)
def test_a_broken_template_is_named_with_its_line_and_the_cause(text, line, said):
    with pytest.raises(RenderError) as caught:
        rendered(text, link=LinkView("u", "w"))
    assert (caught.value.template, caught.value.line) == ("own/a.html.j2", line)
    assert said in str(caught.value)


@pytest.mark.parametrize("broken", ["\n{{ nothing }}", "\n{% endfor %}"])
def test_the_template_that_is_broken_is_named_not_the_one_that_calls_it(broken):
    ready = template_set(templates(a_html_j2="{% include 'b.html.j2' %}", b_html_j2=broken))
    with pytest.raises(RenderError) as caught:
        ready.render("a.html.j2", {})
    assert (caught.value.template, caught.value.line) == ("own/b.html.j2", 2)


def test_a_template_that_is_not_there_suggests_the_nearest():
    ready = template_set(templates(a_html_j2="{% include 'item.htm' %}", item_html_j2=""))
    with pytest.raises(RenderError) as caught:
        ready.render("a.html.j2", {})
    assert "item.html.j2" in caught.value.hint


def test_the_same_sources_are_compiled_once():
    assert template_set(templates(a_html_j2="x")) is template_set(templates(a_html_j2="x"))


def test_a_changed_source_is_seen_at_once():
    assert [rendered("one"), rendered("two")] == ["one", "two"]
