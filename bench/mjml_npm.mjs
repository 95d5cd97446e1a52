// The same MJML through npm's mjml, in one warm process: node mjml_npm.mjs RUNS FILE ...
// Prints one JSON object: the median milliseconds of each file.
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import mjml2html from 'mjml'

const [runs, ...files] = process.argv.slice(2)
const sources = files.map((file) => [file, readFileSync(file, 'utf8')])

async function once(source) {
  const start = performance.now()
  const { html } = await mjml2html(source, { validationLevel: 'skip', fonts: {} })
  if (!html.includes('</html>')) throw new Error('npm mjml gave no document')
  return performance.now() - start
}

await once(sources[0][1]) // warm
const medians = {}
for (const [file, source] of sources) {
  const times = []
  for (let run = 0; run < Number(runs); run += 1) times.push(await once(source))
  medians[file] = times.sort((a, b) => a - b)[Math.floor(times.length / 2)]
}
console.log(JSON.stringify(medians))
