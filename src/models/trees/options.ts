export interface BoostOptions {
  /** The most that are grown. */
  readonly trees: number
  /** By how much of its best step each tree moves scores. */
  readonly learningRate: number
  /** Of a tree, at most. */
  readonly leaves: number
  /** Splits between the root and a leaf, at most. */
  readonly depth: number
  /** Of a leaf. */
  readonly leastRows: number
  /** lambda: added to the sum of curvatures that the value of a leaf is divided by. */
  readonly ridge: number
  /** The same for splits of more than two categories. */
  readonly categoryRidge: number
  /** The part of rows that each tree is grown from, drawn anew. */
  readonly rowShare: number
  /** The part of columns that each tree may ask; at least four. */
  readonly columnShare: number
  /** Of a column, at most 255. */
  readonly bins: number
  /** The part of rows that decides when to stop; 0: all trees are grown. */
  readonly heldOut: number
  /** LAST: the last rows of the table, where those are the latest. */
  readonly heldOutBy: 'DRAW' | 'LAST'
  /** Stop when so many trees in a row did not help. */
  readonly patience: number
  /** Grow as many trees as were found to be best once more, from all rows, where there are at most so many rows. */
  readonly refitRows: number
}

/** Chosen on folds within the training parts of telco-churn: small trees of half the columns and most of the rows, many of them. */
export const defaultBoosting: BoostOptions = {
  trees: 500,
  learningRate: 0.05,
  leaves: 8,
  depth: 6,
  leastRows: 20,
  ridge: 5,
  categoryRidge: 5,
  rowShare: 0.7,
  columnShare: 0.5,
  bins: 255,
  heldOut: 0.15,
  heldOutBy: 'DRAW',
  patience: 30,
  refitRows: 100_000,
}

/** Which conditions of a path are met has to fit the bits of a number. */
const mostDepth = 31

const inRange = (name: string, value: number, low: number, high: number): void => {
  if (!(value >= low && value <= high)) throw new Error(`The option ${name} has to be between ${low} and ${high}.`)
}

/** @throws Error with a readable sentence where an option makes no sense */
export const checkOptions = (options: BoostOptions): void => {
  inRange('trees', options.trees, 1, 100_000)
  inRange('learningRate', options.learningRate, 1e-6, 1)
  inRange('leaves', options.leaves, 2, 4096)
  inRange('depth', options.depth, 1, mostDepth)
  inRange('leastRows', options.leastRows, 1, Number.MAX_SAFE_INTEGER)
  inRange('ridge', options.ridge, 0, Number.MAX_VALUE)
  inRange('categoryRidge', options.categoryRidge, 0, Number.MAX_VALUE)
  inRange('rowShare', options.rowShare, 0.01, 1)
  inRange('columnShare', options.columnShare, 0.01, 1)
  inRange('bins', options.bins, 2, 255)
  inRange('heldOut', options.heldOut, 0, 0.5)
  inRange('patience', options.patience, 1, 100_000)
}
