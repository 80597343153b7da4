// How long does a fit of a classifier take, and how much memory, next to scikit-learn on the same rows? How many rows are scored and explained in a second?
//   node bench/classifiers.ts [rounds] [rows, by commas] [families, by commas]
// Needs python3 with scikit-learn for the reference (Debian: python3-sklearn); says so and goes without where it is missing.
import { join } from 'node:path'

import { generatedRows } from './support/classifier-rows.ts'
import { blasThreads, inFolder, linesOf, median, missing, writeArrays } from './support/native.ts'

const threads = 2
const rounds = Number(process.argv[2] ?? 3)
const sizes = (process.argv[3] ?? '10000,100000,1000000').split(',').map(Number)
const families = (process.argv[4] ?? 'logistic-regression,multi-layer-perceptron,gradient-boosted-trees').split(',')
const judgedRows = 100_000
const reference = join(import.meta.dirname, 'reference/classifiers.py')
const own = join(import.meta.dirname, 'support/fit-classifier.ts')
/** Debian's scikit-learn belongs to Debian's own Python. */
const python = ['python3', '/usr/bin/python3'].find((program) => missing(program, ['-c', 'import sklearn']) === null)

interface Result {
  readonly fit: number
  /** Of both cores together: what else runs on the machine changes it little. */
  readonly cpu: number
  readonly score: number
  readonly peak: number
  readonly auc: number
  readonly explain?: number
  readonly explained?: number
}

const epochsFor = (rows: number): number => (rows > 200_000 ? 2 : 10)
/** An epoch of ours ends after 131,072 rows; a tenth is held out on both sides. */
const ownEpochs = (rows: number): number =>
  Math.max(1, Math.round((epochsFor(rows) * 0.9 * rows) / Math.min(0.9 * rows, 131_072)))

const ours = (folder: string, family: string, rows: number): Result =>
  JSON.parse(linesOf('node', [own, folder, family, String(ownEpochs(rows)), String(threads)])[0])

/** Threads that have nothing to do sleep: where they spin, what else runs on the machine makes a fit take tens of times as long. */
const atPeace = { ...blasThreads(threads), OMP_WAIT_POLICY: 'PASSIVE', GOMP_SPINCOUNT: '0' }

const theirs = (program: string, folder: string, family: string, rows: number): Result =>
  JSON.parse(linesOf(program, [reference, folder, family, String(epochsFor(rows))], atPeace)[0])

const middle = (results: readonly Result[], of: (result: Result) => number): number => median(results.map(of))

const show = (name: string, results: readonly Result[]): void => {
  const [first] = results
  const fits = results.map(({ fit }) => fit.toFixed(2)).join(', ')
  const scored = Math.round(judgedRows / middle(results, ({ score }) => score)).toLocaleString('en')
  const { explained = 0 } = first
  const told =
    explained > 0 ? Math.round(explained / middle(results, ({ explain = 1 }) => explain)).toLocaleString('en') : ''
  const peak = Math.round(middle(results, (result) => result.peak) / 2 ** 20)
  console.log(
    `    ${name.padEnd(13)} fit ${middle(results, ({ fit }) => fit).toFixed(2)} s (rounds: ${fits}), ${middle(results, ({ cpu }) => cpu).toFixed(2)} s of the processor, peak ${peak} MiB, AUC ${first.auc.toFixed(4)}, ${scored} rows scored a second${told ? `, ${told} explained` : ''}`,
  )
}

const compare = (folder: string, family: string, rows: number): void => {
  const [mine, other]: [Result[], Result[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    mine.push(ours(folder, family, rows))
    if (python) other.push(theirs(python, folder, family, rows))
  }
  console.log(`  ${family}`)
  show('ours', mine)
  if (!python) return
  show('scikit-learn', other)
  const ratios = mine.map(({ fit }, at) => fit / other[at].fit)
  const byRounds = ratios.map((ratio) => ratio.toFixed(2)).join(', ')
  const ofProcessor = (middle(mine, ({ cpu }) => cpu) / middle(other, ({ cpu }) => cpu)).toFixed(2)
  console.log(
    `    ours takes ${median(ratios).toFixed(2)} of its time (by rounds: ${byRounds}), ${ofProcessor} of its processor's`,
  )
}

if (!python) console.log('without scikit-learn, which no Python here has')
console.log(`classifiers of 30 numbers, ${threads} threads each, ${rounds} rounds by turns; scored: ${judgedRows} rows`)
for (const rows of sizes) {
  console.log(`${rows} rows`)
  inFolder((folder) => {
    for (const [part, data] of [
      ['learned', generatedRows(rows, 1)],
      ['judged', generatedRows(judgedRows, 2)],
    ] as const) {
      writeArrays(folder, { [`${part}-cells`]: data.table.values, [`${part}-labels`]: data.labels })
    }
    for (const family of families) compare(folder, family, rows)
  })
}
