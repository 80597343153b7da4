import { stratifiedFolds } from '../evaluation/stratified-folds.ts'

/** Rows to learn from, and others that tell when to stop. */
export interface HoldOut {
  readonly learned: Int32Array
  readonly held: Int32Array
}

const [parts, most] = [10, 20_000]

/** Fewer than this of a class, and none are held out: a tenth of them would tell nothing. */
const fewest = 30

/** Per row its fold; all rows of one person have the same. */
export const foldsOf = (
  labels: Uint8Array,
  people: Float64Array | undefined,
  count: number,
  seed: number,
): Int32Array => {
  if (!people) return stratifiedFolds(labels, count, seed)
  const places = new Map<number, number>()
  const firstLabels: number[] = []
  people.forEach((person, row) => {
    if (places.has(person)) return
    places.set(person, firstLabels.length)
    firstLabels.push(labels[row])
  })
  const foldOf = stratifiedFolds(Uint8Array.from(firstLabels), count, seed)
  return Int32Array.from(people, (person) => foldOf[places.get(person) ?? 0])
}

/**
 * Deals rows out so that each network holds back another tenth of them, with as many of each class as in all; at most about 20,000 rows. Nobody is held back where a class
 * has fewer than 30 rows. Where people have several rows, all of one person's are dealt out together: who is known already is too easy to tell.
 */
export const createHoldOut = (
  labels: Uint8Array,
  seed: number,
  people?: Float64Array,
): ((network: number) => HoldOut) => {
  const all = Int32Array.from(labels.keys())
  const positives = labels.reduce((sum, label) => sum + label, 0)
  if (Math.min(positives, labels.length - positives) < fewest) return () => ({ learned: all, held: new Int32Array(0) })
  const count = Math.max(parts, Math.ceil(labels.length / most))
  const foldOf = foldsOf(labels, people, count, seed)
  return (network) => ({
    learned: all.filter((row) => foldOf[row] !== network % count),
    held: all.filter((row) => foldOf[row] === network % count),
  })
}
