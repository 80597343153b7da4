import { stratifiedFolds } from '../evaluation/stratified-folds.ts'

/** Rows to learn from, and others that tell when to stop. */
export interface HoldOut {
  readonly learned: Int32Array
  readonly held: Int32Array
}

const [parts, most] = [10, 20_000]

/** Fewer than this of a class, and none are held out: a tenth of them would tell nothing. */
const fewest = 30

/**
 * Deals rows out so that each network holds back another tenth of them, with as many of each class as in all; at most 20,000 rows. Nobody is held back where a class has
 * fewer than 30 rows.
 */
export const createHoldOut = (labels: Uint8Array, seed: number): ((network: number) => HoldOut) => {
  const all = Int32Array.from(labels.keys())
  const positives = labels.reduce((sum, label) => sum + label, 0)
  if (Math.min(positives, labels.length - positives) < fewest) return () => ({ learned: all, held: new Int32Array(0) })
  const count = Math.max(parts, Math.ceil(labels.length / most))
  const foldOf = stratifiedFolds(labels, count, seed)
  return (network) => ({
    learned: all.filter((row) => foldOf[row] !== network % count),
    held: all.filter((row) => foldOf[row] === network % count),
  })
}
