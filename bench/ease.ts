// How long does a fit of EASE take (Gram matrix, inversion, weights), next to numpy with OpenBLAS, and how does it grow with the interactions?
//   node bench/ease.ts [items] [rounds]
// Needs python3 with numpy and scipy for the reference; says so and goes without where they are missing.
import { join } from 'node:path'

import { openCompute } from '../src/compute/open.ts'
import type { Interactions } from '../src/models/interactions.ts'
import { sparseOf } from '../src/models/recommenders/sparse-of.ts'
import { generatedInteractions } from './support/generated-interactions.ts'
import { blasThreads, inFolder, linesOf, median, missing, writeArrays } from './support/native.ts'

const [items, rounds] = [Number(process.argv[2] ?? 5000), Number(process.argv[3] ?? 3)]
const [users, regularisation, threads] = [50_000, 200, 2]
const script = join(import.meta.dirname, 'reference/ease.py')

/** Seconds of each part, and a number that tells whether both came to the same: the sum of |B|. */
interface Result {
  readonly gram: number
  readonly inversion: number
  readonly checksum: number
}

const compute = openCompute({ threads })

const ours = (interactions: Interactions): Result =>
  compute.scope(() => {
    const n = interactions.items
    const sparse = sparseOf(compute, interactions)
    const matrix = compute.float32(n * n)
    const started = performance.now()
    compute.sparseGram(sparse, matrix)
    const between = performance.now()
    for (let item = 0; item < n; item++) matrix[item * n + item] += regularisation
    if (!compute.invertPositiveDefinite(matrix, n)) throw new Error('cannot be inverted')
    const ended = performance.now()
    let checksum = 0
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) if (i !== j) checksum += Math.abs(matrix[i * n + j] / matrix[j * n + j])
    }
    return { gram: (between - started) / 1000, inversion: (ended - between) / 1000, checksum }
  })

const inNumpy = (interactions: Interactions): Result =>
  inFolder((folder) => {
    const { pointers, indices, values } = interactions
    writeArrays(folder, { pointers, indices, values })
    const sizes = [interactions.users, interactions.items, regularisation].map(String)
    const [gram, inversion, checksum] = linesOf('python3', [script, folder, ...sizes], blasThreads(threads)).map(Number)
    return { gram, inversion, checksum }
  })

const show = (name: string, results: readonly Result[], by: readonly Result[] | null): void => {
  const seconds = (all: readonly Result[]) => median(all.map(({ gram, inversion }) => gram + inversion))
  const [gram, inversion] = [median(results.map((one) => one.gram)), median(results.map((one) => one.inversion))]
  const ratio = by ? `  ${(seconds(results) / seconds(by)).toFixed(2)} of numpy's time` : ''
  console.log(
    `  ${name.padEnd(6)} ${seconds(results).toFixed(3)} s (Gram matrix ${gram.toFixed(3)}, inversion ${inversion.toFixed(3)}), sum of |B| ${results[0].checksum.toPrecision(6)}${ratio}`,
  )
}

const interactions = generatedInteractions(users, items)
const noNumpy = missing('python3', ['-c', 'import numpy, scipy'])
console.log(
  `EASE, ${users} users x ${items} items, ${interactions.indices.length} interactions, ${threads} threads each, 32-bit floats; ${rounds} rounds by turns`,
)
const [mine, native]: [Result[], Result[]] = [[], []]
for (let round = 0; round < rounds; round++) {
  mine.push(ours(interactions))
  if (noNumpy === null) native.push(inNumpy(interactions))
}
show('ours', mine, noNumpy === null ? native : null)
if (noNumpy) console.log(`skipped: the reference in numpy, because ${noNumpy}`)
else show('numpy', native, null)
const tenth = generatedInteractions(users / 10, items)
const [few, many] = [ours(tenth), mine[0]]
console.log(
  `${(interactions.indices.length / tenth.indices.length).toFixed(1)} times the interactions: Gram matrix ${few.gram.toFixed(3)} and ${many.gram.toFixed(3)} s, inversion ${few.inversion.toFixed(3)} and ${many.inversion.toFixed(3)} s`,
)
await compute.close()
