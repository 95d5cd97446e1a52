"""Members' hostile texts in a real Chromium: nothing runs, and nothing is fetched."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from digest.intake.text import clean_html, markdown_to_html, plain_to_html
from digest.rendering.archive.site import alone
from digest.rendering.rendering import render
from digest.rendering.setting import RenderSetting
from digest.sources.packaged import packaged
from digest.sources.templates import read_templates
from fakes.editions import an_edition
from fakes.issues import PROJECTS, issue, newsletter, submission

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
RUN = "top.ran(1)"  # what every one of them would run
IMG = f'<img src=x onerror="{RUN}">'
HOSTILE = {
    "a script": f"<script>{RUN}</script>",
    "a script in two cases": f"<ScRiPt\n>{RUN}</sCrIpT\t>",
    "a script in a script": f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    "a script without an end": f"<script>{RUN}//",
    "a script from elsewhere": "<script src=//elsewhere.test/x.js></script>",
    "a picture that fails": IMG,
    "slashes for spaces": f"<img/src=x/onerror={RUN}>",
    "a handler on what is allowed": f'<p onmouseover="{RUN}" onfocus="{RUN}" tabindex=0>x</p>',
    "a handler after a quote": f'<a href="https://a.org" " onclick="{RUN}">x</a>',
    "a link that runs": f'<a href="javascript:{RUN}">x</a>',
    "a scheme in pieces": (
        f"<a href=\"java\n\tscript:{RUN}\">x</a><a href='&#1;javascript:{RUN}'>y</a>"
    ),
    "a scheme in references": f'<a href="&#106;&#x61vascript&colon;{RUN}">x</a>',
    "a link to data": f'<a href="data:text/html,<script>{RUN}</script>">x</a>',
    "a link to a script of old": f'<a href="vbscript:{RUN}">x</a>',
    "a base for links": '<base href="javascript:/a/"><a href="//x">x</a>',
    "markup that changes when it is read again": f'<noscript><p title="</noscript>{IMG}">',
    "a style that ends in a title": f'<svg></p><style><a id="</style>{IMG}">',
    "a table that throws out": f"<table><a><table><a href=1><svg><desc><table>{IMG}",
    "forms within forms": f"<form><math><mtext></form><form><mglyph><style></math>{IMG}",
    "mathematics": f"<math><mi><table><mglyph><style><!--</style>{IMG}-->",
    "mathematics with a link": f'<math href="javascript:{RUN}">x</math>',
    "a drawing that loads": f"<svg onload={RUN}><g onload={RUN}></g></svg>",
    "a drawing that moves": f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    "a drawing with a foreign object": f"<svg><foreignObject><p><style></p>{IMG}</style>",
    "a drawing that uses another": '<svg><use href="data:image/svg+xml,<svg id=x/>#x"/></svg>',
    "a section of characters": f'<svg><![CDATA[><p title="]]>{IMG}">]]></svg>',
    "a section outside a drawing": f"<![CDATA[<b>]]>{IMG}",
    "a comment that ends early": f"<!--><p>{IMG}-->",
    "a comment that ends oddly": f"<!-- --!>{IMG}-->",
    "a comment for one browser": f"<!--[if gte IE 4]>{IMG}<![endif]-->",
    "a processing instruction": f"<?x ><p>?>{IMG}",
    "a marked section and a picture": f'<![><img src="]>{IMG}">',
    "a template": f"<template><p>{IMG}</template>",
    "a shadow": f"<div><template shadowrootmode=open>{IMG}</template></div>",
    "a title": f"<title><a title='</title>{IMG}'></title>",
    "a text area": f"<textarea><p title='</textarea>{IMG}'>",
    "an example of old": f"<xmp><p title='</xmp>{IMG}'>",
    "plain text for ever": f"<plaintext></plaintext>{IMG}",
    "a choice": f"<select><option><style></option></select>{IMG}</style>",
    "frames": f"<frameset onload={RUN}><frame src='javascript:{RUN}'></frameset>",
    "a page within": f'<iframe srcdoc="<script>{RUN}</script>"></iframe>',
    "a page within, of a script": f'<iframe src="javascript:{RUN}"></iframe>',
    "an object": f'<object data="data:text/html,<script>{RUN}</script>"></object>',
    "an embedded thing": f'<embed src="javascript:{RUN}">',
    "a film": f"<video onerror={RUN}><source src=x onerror={RUN}></video>",
    "details": f"<details open ontoggle={RUN}><summary>x",
    "what takes the focus": (
        f"<input autofocus onfocus={RUN}><b contenteditable autofocus onfocus={RUN}>"
    ),
    "a running line": f"<marquee onstart={RUN}>x</marquee>",
    "a style": (
        "<style>@import '//elsewhere.test/a.css';p { background: url(//elsewhere.test/b) }"
    ),
    "a style of its own": '<p style="background: url(//elsewhere.test/c)">x</p>',
    "a style in references": '<p style="b&#97;ckground:\\75rl(//elsewhere.test/d)">x</p>',
    "a sheet": (
        "<link rel=stylesheet href=//elsewhere.test/e><link rel=prefetch href=//elsewhere.test/f>"
    ),
    "a background": (
        "<table background=//elsewhere.test/g><td background=//elsewhere.test/h>x</table>"
    ),
    "a poster": (
        "<video poster=//elsewhere.test/i></video><audio src=//elsewhere.test/j autoplay>"
    ),
    "a set of pictures": (
        "<picture><source srcset=//elsewhere.test/k><img srcset='//elsewhere.test/l 1x'>"
    ),
    "a page that moves on": f'<meta http-equiv=refresh content="0;url=javascript:{RUN}">',
    "a policy": '<meta http-equiv=Content-Security-Policy content="default-src *">',
    "a click that is counted": '<a href="https://a.org" ping=//elsewhere.test/m>x</a>',
    "a form": f'<form action="javascript:{RUN}"><button>x</button><input type=image src=x></form>',
    "a button of a form elsewhere": f'<button form=f formaction="javascript:{RUN}">x</button>',
    "names of the page's own": (
        "<a id=ran name=ran href=https://a.org>x</a><form name=body><input id=top></form>"
    ),
    "attributes that say no more": "<b lang=x title=y class=z is=x slot=y itemid=z data-x=1>x</b>",
    "a null character": f"<scr\0ipt>{RUN}</scr\0ipt><im\0g src=x onerror={RUN}>",
    "another alphabet": f"+ADw-script+AD4-{RUN}+ADw-/script+AD4-",
    "wide signs": f"＜script＞{RUN}＜/script＞\u2028<\u00adscript>",
    "halves of characters": f"<p title=\ud83d>{IMG}",
    "a reference without its end": f"&lt;img src=x onerror={RUN}&gt&ltscript&gt",
    "twice escaped": f"&amp;lt;script&amp;gt;{RUN}&amp;lt;/script&amp;gt;",
    "many that are open": f"{'<b>' * 600}{IMG}",
    "Markdown that is a link": (
        f"[x](javascript:{RUN}) [y](<javascript:{RUN}>) ![z](//elsewhere.test/n)"
    ),
    "Markdown with HTML in it": f"*a*{IMG}\n\n<div>\n{IMG}\n\n[a]: javascript:{RUN}\n[b][a]",
    "Markdown that quotes": f'[x](https://a.org/ "\'onmouseover={RUN}") <javascript:{RUN}>',
}
LOOK = """async texts => {
  const allowed = new Set('A B BLOCKQUOTE BR EM H4 I LI OL P STRONG UL'.split(' '));
  const found = [];
  const look = (root, how) => root.querySelectorAll('*').forEach(each => {
    const leads = ['http:', 'https:', 'mailto:'].includes(each.protocol);
    const attributes = [...each.attributes].filter(({name}) =>
      !(each.tagName === 'A' && (name === 'rel' || name === 'href' && leads)));
    if (!allowed.has(each.tagName) || each.namespaceURI !== 'http://www.w3.org/1999/xhtml' ||
        attributes.length) found.push(how + ': ' + each.cloneNode().outerHTML);
  });
  for (const text of texts) {
    const stage = document.body.appendChild(document.createElement('div'));
    stage.innerHTML = text;
    look(stage, 'written');
    const once = stage.innerHTML;
    stage.innerHTML = once;
    look(stage, 'written again');
    if (stage.innerHTML !== once) found.push('another the second time: ' + once);
    for (const each of stage.querySelectorAll('*'))
      for (const type of ['mouseover', 'focus', 'toggle', 'keydown', 'error', 'load'])
        each.dispatchEvent(new Event(type));
    const page = document.createElement('iframe');
    page.srcdoc = text;
    document.body.append(page);
    await new Promise(done => { page.onload = done; });
    look(page.contentDocument.body, 'a page of its own');
  }
  return found;
}"""


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


class Stage:
    """A page that notes what runs on it and what it asks for."""

    def __init__(self, context):
        self.ran, self.asked, self.html = [], [], "<!doctype html><body></body>"
        context.expose_function("ran", self._note)
        context.route("**/*", self._answer)
        self.page = context.new_page()
        self.page.on("dialog", lambda dialog: (self.ran.append(dialog.type), dialog.dismiss()))

    def _note(self, what):
        self.ran.append(what)

    def show(self, html):
        self.html = html
        self.page.goto("http://stage.test/")
        self.page.wait_for_timeout(300)

    def _answer(self, route):
        if route.request.url == "http://stage.test/":
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
        else:
            self.asked.append(route.request.url)
            route.abort()


@pytest.fixture
def stage(chromium):
    context = chromium.new_context()
    stage = Stage(context)
    stage.show(stage.html)
    yield stage
    context.close()


@pytest.mark.parametrize("name", ["a picture that fails", "a page within", "a style of its own"])
def test_what_is_not_cleaned_is_noticed(stage, name):
    assert stage.page.evaluate(LOOK, [HOSTILE[name]])
    stage.page.wait_for_timeout(300)
    assert stage.ran or stage.asked


@pytest.mark.parametrize("clean", [clean_html, markdown_to_html, plain_to_html])
def test_a_cleaned_text_runs_nothing_and_asks_for_nothing(stage, clean):
    texts = [clean(hostile) for hostile in HOSTILE.values()]
    texts += [clean(f'<a href="{hostile}">x</a><p>{hostile}') for hostile in HOSTILE.values()]
    assert stage.page.evaluate(LOOK, texts) == []
    stage.page.wait_for_timeout(300)
    assert (stage.ran, stage.asked) == ([], [])


def test_neither_does_a_letter_or_a_page_made_of_them(stage):
    texts = enumerate(HOSTILE.values(), start=1)
    items = (
        submission(
            number,
            title=text,
            place=text,
            organisations=(text,),
            url=f"https://a.org/?{number}",
            text_html=clean_html(text),
            image_alt=text,
        )
        for number, text in texts
    )
    setting = RenderSetting(newsletter(), PROJECTS, "https://news.example.org", "en")
    templates = read_templates(packaged("templates"), None)
    made = issue(*items)
    mail = render(made, setting, templates).html
    for html in (mail, alone(an_edition(made), setting, templates)):
        stage.show(html)
        assert stage.page.get_by_role("heading").count() >= len(HOSTILE)
        assert (stage.ran, stage.asked) == ([], [])
