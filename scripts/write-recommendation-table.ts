import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'

import type { Measured } from '../src/commands/measure-recommender.ts'
import type { PublishedLine } from '../src/commands/recommend-data-sets.ts'
import { families } from '../src/models/recommenders/families.ts'

/**
 * Runs `evaluate recommend` on the public data sets, each family in a process of its own so that its peak memory is its own, and writes the tables into
 * docs/models/recommendations.md between their markers:
 *   node scripts/write-recommendation-table.ts [--data <folder>] [--results <folder>] [--set <name>]... [--family <name>]... [--configurations <n>] [--write-only]
 * What is in the results folder already is not run again; remove a file there to measure anew. All families and the blend take hours on the largest set.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.CLIENTELE_DATASETS ?? '../shared/data' },
    results: { type: 'string', default: 'node_modules/.cache/clientele/recommenders' },
    set: { type: 'string', multiple: true, default: ['amazon-electronics', 'amazon-cds', 'beauty'] },
    family: { type: 'string', multiple: true, default: [...families.map(({ name }) => name), 'blend'] },
    configurations: { type: 'string', default: '8' },
    'write-only': { type: 'boolean', default: false },
  },
})

const root = join(import.meta.dirname, '..')
const page = join(root, 'docs/models/recommendations.md')

interface Evaluation {
  readonly dataSet: string
  readonly protocol: string
  readonly k: number
  readonly measure: 'recall' | 'hitRate'
  readonly threads: number
  readonly results: readonly Measured[]
  readonly published: readonly PublishedLine[]
}

const fileOf = (set: string): string => join(values.results, `${set}.json`)

const known = async (set: string): Promise<readonly Measured[]> => {
  try {
    return JSON.parse(await readFile(fileOf(set), 'utf8')) as readonly Measured[]
  } catch {
    return []
  }
}

/** One process of the command; with an empty list of families it only tells what is known. */
const evaluate = async (set: string, family: string): Promise<Evaluation> => {
  const asked = ['--family', family, '--configurations', values.configurations, '--results', fileOf(set), '--json']
  const child = spawn(
    process.execPath,
    [join(root, 'src/cli.ts'), 'evaluate', 'recommend', set, '--data', values.data, ...asked],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const said = await text(child.stdout)
  return JSON.parse(said) as Evaluation
}

const evaluateSet = async (set: string): Promise<Evaluation> => {
  const done = new Set((await known(set)).map(({ family }) => family))
  let evaluation: Evaluation | null = null
  for (const family of values['write-only'] ? [] : values.family) {
    if (!done.has(family)) evaluation = await evaluate(set, family)
  }
  // 'popular' takes a second, and its answer holds all that is known of the others.
  return evaluation ?? evaluate(set, 'popular')
}

const seconds = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)))

const ourRow = ({ family, metrics, seconds: took, peakMemoryBytes }: Measured, measure: Evaluation['measure']) => {
  if (metrics === null) return []
  const cells = [
    family === 'blend' ? '**blend**' : family,
    metrics[measure].toFixed(4),
    metrics.ndcg.toFixed(4),
    metrics.coverage.toFixed(3),
    // Of lists that are all empty there is none, which JSON tells as null.
    metrics.novelty?.toFixed(1) ?? '',
    seconds(took.fit),
    seconds(took.score),
    String(Math.round(peakMemoryBytes / 2 ** 20)),
  ]
  return [{ ndcg: metrics.ndcg, cells }]
}

const shortly = (options: object): string =>
  JSON.stringify(options, (_, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(3)) : value,
  )

const tableOf = ({ dataSet, protocol, k, measure, threads, results, published }: Evaluation): string => {
  const theirs = published.map(({ name, found, ndcg, source }) => ({
    ndcg,
    cells: [`*${name}, ${source}*`, found.toFixed(4), ndcg.toFixed(4), '', '', '', '', ''],
  }))
  const rows = [...results.flatMap((measured) => ourRow(measured, measure)), ...theirs].sort((a, b) => b.ndcg - a.ndcg)
  const first = measure === 'recall' ? 'Recall' : 'HR'
  const head = ['', `${first}@${k}`, `NDCG@${k}`, 'coverage', 'novelty (bits)', 'fit s', 'score s', 'peak MB']
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const chosen = results.flatMap(({ family, metrics, options }) =>
    metrics === null || Object.keys(options).length === 0 ? [] : [`- ${family}: \`${shortly(options)}\``],
  )
  const without = results.flatMap(({ family, leftOut }) => (leftOut === null ? [] : [`${family} (${leftOut})`]))
  return [
    `### ${dataSet}`,
    `${protocol[0].toUpperCase()}${protocol.slice(1)}. ${threads} threads.`,
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map(({ cells }) => line(cells)),
    '',
    'Chosen on the validation part, beside the defaults:',
    ...(chosen.length === 0 ? ['- nothing'] : chosen),
    '',
    ...(without.length === 0 ? [] : [`Left out: ${without.join('; ')}.`, '']),
  ].join('\n')
}

/** Each table has markers of its own, so that one can be written without the others. */
const writeTable = async (set: string, table: string): Promise<void> => {
  const [start, end] = [`<!-- table ${set} -->\n`, `<!-- end ${set} -->`]
  const before = await readFile(page, 'utf8')
  const [from, to] = [before.indexOf(start), before.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${page} has no markers for ${set}`)
  await writeFile(page, `${before.slice(0, from + start.length)}${table}${before.slice(to)}`)
}

await mkdir(values.results, { recursive: true })
for (const set of values.set) await writeTable(set, tableOf(await evaluateSet(set)))
