// One fit of bench/classifiers.ts in a process of its own, so that its peak memory is its own:
//   node bench/support/fit-classifier.ts <folder> <family> <epochs> <threads>
// Prints a line of JSON: seconds of the fit (by the clock, and of the processor), of scoring and of explaining, rows explained, peak memory in bytes, AUC on the rows to score.
import { openCompute } from '../../src/compute/open.ts'
import { familyNamed } from '../../src/models/classifiers/families.ts'
import { takeRows } from '../../src/models/classifiers/take-rows.ts'
import { auc } from '../../src/models/evaluation/auc.ts'
import { readRows } from './classifier-rows.ts'

const [folder, name, epochs, threads] = process.argv.slice(2)
const family = familyNamed(name)
const [learned, judged] = [readRows(folder, 'learned'), readRows(folder, 'judged')]
/** As the same of scikit-learn is set up. */
const alike: Readonly<Record<string, object>> = {
  'gradient-boosted-trees': {
    trees: 100,
    leaves: 31,
    depth: 31,
    learningRate: 0.1,
    leastRows: 20,
    ridge: 1,
    rowShare: 1,
    columnShare: 1,
    heldOut: 0,
  },
  'multi-layer-perceptron': {
    hidden: [64],
    networks: 1,
    dropout: 0,
    learningRate: 0.003,
    batchRows: 256,
    epochs: Number(epochs),
    patience: Number(epochs) + 1,
  },
}
const compute = openCompute({ threads: Number(threads) })
const timed = <Result>(work: () => Result): readonly [Result, number] => {
  const started = performance.now()
  const result = work()
  return [result, (performance.now() - started) / 1000]
}
const options = { ...family.defaults, ...alike[name] }
const before = process.cpuUsage()
const [model, fit] = timed(() => family.fit(learned, options, { compute, seed: 1 }))
const { user, system } = process.cpuUsage(before)
const [found, score] = timed(() => family.predict(model, judged.table, compute))
const peak = process.resourceUsage().maxRSS * 1024
const some = takeRows(
  judged.table,
  Array.from({ length: Math.min(20_000, judged.table.rows) }, (_, row) => row),
)
const [, explain] = timed(() => family.explain(model, some, compute))
console.log(
  JSON.stringify({
    fit,
    cpu: (user + system) / 1e6,
    score,
    explain,
    explained: some.rows,
    peak,
    auc: auc(found, judged.labels),
  }),
)
await compute.close()
