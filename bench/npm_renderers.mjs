// The same issue through npm's mjml and through react-email, in one warm process:
//   node npm_renderers.mjs RUNS FILE ...
// Each file is JSON: { mjml, title, month, tagline, sections: [{ title, items: [{ ... }] }] }.
// Prints one JSON object: for each file the median milliseconds and the bytes of both.
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import mjml2html from 'mjml'
import { createElement as h } from 'react'
import { render } from '@react-email/render'
import { Body, Container, Head, Heading, Hr, Html, Link, Preview, Section, Text } from '@react-email/components'

const [runs, ...files] = process.argv.slice(2)
const issues = files.map((file) => [file, JSON.parse(readFileSync(file, 'utf8'))])
const font = { fontFamily: 'Helvetica, Arial, sans-serif', color: '#1b1f23' }

function item(each) {
  return h('div', { key: each.id },
    h(Heading, { as: 'h3', style: { margin: '28px 0 0', fontSize: '20px' } }, each.heading),
    each.meta ? h(Text, { style: { margin: '6px 0 0', fontSize: '15px', color: '#54595f' } }, each.meta) : null,
    h('div', { dangerouslySetInnerHTML: { __html: each.html } }),
    each.link ? h(Link, { href: each.link.url, style: { color: '#1d4e6f', fontWeight: 'bold' } }, each.link.words) : null,
    h(Hr, null))
}

function email(issue) {
  return h(Html, { lang: 'en', dir: 'ltr' }, h(Head), h(Preview, null, issue.title),
    h(Body, { style: { ...font, background: '#f1f2f3' } },
      h(Container, { style: { maxWidth: '640px', background: '#ffffff' } },
        h(Section, null, h(Text, null, issue.month), h(Heading, { as: 'h1' }, issue.title), h(Text, null, issue.tagline)),
        ...issue.sections.map((section) => h(Section, { key: section.title },
          h(Heading, { as: 'h2' }, section.title), ...section.items.map(item))))))
}

async function mjml(issue) {
  return (await mjml2html(issue.mjml, { validationLevel: 'skip', fonts: {} })).html
}

async function react(issue) {
  return render(email(issue))
}

async function median(action, issue) {
  const html = await action(issue) // warm
  if (!html.includes('</html>')) throw new Error('that is no document')
  const times = []
  for (let run = 0; run < Number(runs); run += 1) {
    const start = performance.now()
    await action(issue)
    times.push(performance.now() - start)
  }
  return { ms: times.sort((a, b) => a - b)[Math.floor(times.length / 2)], bytes: Buffer.byteLength(html) }
}

const medians = {}
for (const [file, issue] of issues) {
  medians[file] = { mjml: await median(mjml, issue), react: await median(react, issue) }
}
console.log(JSON.stringify(medians))
