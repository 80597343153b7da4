// How many users a second get their ten best of all items, by factors (a product and a selection) and by the rows of EASE?
//   node bench/top-k.ts [users] [items]
// Needs python3 with numpy for the reference of the product and selection; says so and goes without where it is missing.
import { join } from 'node:path'

import { openCompute } from '../src/compute/open.ts'
import { createRandom } from '../src/models/math/random.ts'
import { blasThreads, linesOf, median, missing } from './support/native.ts'

const [users, items] = [Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 20_000)]
const [factors, k, block, threads, rounds] = [64, 10, 500, 2, 3]
const script = join(import.meta.dirname, 'reference/top-k.py')

const compute = openCompute({ threads })
const random = createRandom(1)
const draws = (length: number) => {
  const out = compute.float32(length)
  for (let at = 0; at < length; at++) out[at] = random.uniform() - 0.5
  return out
}
const [x, y] = [draws(users * factors), draws(items * factors)]
const scores = compute.float32(block * items)
const [best, bestScores] = [compute.int32(users * k), compute.float32(users * k)]

const topOfAll = (): number => {
  const started = performance.now()
  for (let first = 0; first < users; first += block) {
    const rows = Math.min(block, users - first)
    const a = x.subarray(first * factors, (first + rows) * factors)
    compute.multiply({ m: rows, n: items, k: factors, a, b: y, transposeB: true, c: scores })
    compute.topOfRows({
      ...{ scores, rows, columns: items, k },
      best: best.subarray(first * k, (first + rows) * k),
      bestScores: bestScores.subarray(first * k, (first + rows) * k),
    })
  }
  return (performance.now() - started) / 1000
}

const topOfOne = (): number => {
  const started = performance.now()
  compute.multiply({ m: 1, n: items, k: factors, a: x.subarray(0, factors), b: y, transposeB: true, c: scores })
  const [one, oneScore] = [best.subarray(0, k), bestScores.subarray(0, k)]
  compute.topOfRows({ scores, rows: 1, columns: items, k, best: one, bestScores: oneScore })
  return performance.now() - started
}

console.log(
  `top ${k} of ${items} items for ${users} users, ${factors} factors, ${threads} threads each, ${rounds} rounds`,
)
const noNumpy = missing('python3', ['-c', 'import numpy'])
const sample = Math.min(users, 5000)
const [mine, native]: [number[], number[]] = [[], []]
for (let round = 0; round < rounds; round++) {
  mine.push(users / topOfAll())
  const sizes = [sample, items, factors, k, block].map(String)
  if (noNumpy === null) native.push(sample / Number(linesOf('python3', [script, ...sizes], blasThreads(threads))[0]))
}
const range = (rates: readonly number[]) => rates.map((rate) => Math.round(rate).toLocaleString('en')).join(', ')
console.log(`  ours   ${Math.round(median(mine)).toLocaleString('en')} users a second (rounds: ${range(mine)})`)
if (noNumpy) console.log(`skipped: the reference in numpy, because ${noNumpy}`)
else {
  console.log(
    `  numpy  ${Math.round(median(native)).toLocaleString('en')} users a second (product and argpartition, on ${sample} of them; rounds: ${range(native)})`,
  )
  console.log(`  ours takes ${(median(native) / median(mine)).toFixed(2)} of numpy's time`)
}
const singles = Array.from({ length: 201 }, topOfOne)
console.log(`  one user alone: ${median(singles).toFixed(2)} ms`)
await compute.close()
