import { createRandom } from '../math/random.ts'

/** Per row its fold, 0 .. folds - 1, drawn so that every fold has as many positives and as many negatives as any other, give or take one. */
export const stratifiedFolds = (labels: Uint8Array, folds: number, seed: number): Int32Array => {
  const random = createRandom(seed)
  const foldOf = new Int32Array(labels.length)
  let dealt = 0
  for (const label of [1, 0]) {
    const rows = random.shuffle(Array.from(labels.keys()).filter((row) => labels[row] === label))
    // Going on where the other class ended keeps the folds of one size.
    for (const row of rows) foldOf[row] = dealt++ % folds
  }
  return foldOf
}
