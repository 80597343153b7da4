/** Columns in at most 256 bins each, by eights: byte 8 (g rows + row) + c is the bin of column 8 g + c. */
export interface BinnedRows {
  readonly rows: number
  readonly columns: number
  /** The bytes, in 2 words for every eight columns of a row. */
  readonly bins: Int32Array
}

/** Numbers of one column into their bins: 0 where missing, else 1 and how many of the edges are below. */
export interface BinColumn {
  readonly binned: BinnedRows
  readonly column: number
  /** One per row. */
  readonly cells: Float32Array
  /** 255, ascending; Infinity after the last. */
  readonly edges: Float32Array
}

/** Gradient and curvature of each row's loss by its score, in whole numbers: sums of them are exact, whatever their order. */
export interface BoostGradients {
  /** logistic: log(1 + e^s) - y s; squared: (s - y)^2 / 2. */
  readonly loss: 'logistic' | 'squared'
  readonly scores: Float32Array
  readonly targets: Float32Array
  /** What 1 is as a whole number. Beyond 31 bits the largest one is taken. */
  readonly gradientScale: number
  readonly curvatureScale: number
  /** rows x 2, written. */
  readonly gradients: Int32Array
}

/** Sums of gradients, curvatures and rows by bin, of some rows. */
export interface BinSums {
  readonly binned: BinnedRows
  /** rows x 2, as of `BoostGradients`; curvatures of 0 or more whose sum is below 2^40. */
  readonly gradients: Int32Array
  /** Rows, fewer than 2^23; those from `from` up to `to` count. */
  readonly members: Int32Array
  readonly from: number
  readonly to: number
  /** columns + 1: where the bins of each column begin. */
  readonly offsets: Int32Array
  /** 4 words a bin, written: 64 bits of gradients, 40 of curvatures, 24 of rows. */
  readonly sums: Int32Array
  /** The same of rows that these are among: becomes that of the others. */
  readonly whole?: Int32Array
}

/** Puts the members whose bin is not in a set before those whose is; both stay in their order. */
export interface PartRows {
  readonly binned: BinnedRows
  readonly column: number
  /** 8 words: a bit for each bin. */
  readonly set: Int32Array
  readonly members: Int32Array
  readonly from: number
  readonly to: number
  /** As long as `members`; may hold anything. */
  readonly spare: Int32Array
}

/** Trees in one list of nodes: from a node to `left`, or to the one after it where the row's bin of `column` is in the set. */
export interface TreeNodes {
  /** -1: a leaf. */
  readonly column: Int32Array
  readonly left: Int32Array
  /** 8 words a node. */
  readonly set: Int32Array
  /** 64 bits a node, as 2 words. */
  readonly value: Int32Array
}

/** Adds to the sums of some rows the values of the leaves they come to. */
export interface TreeSums {
  readonly binned: BinnedRows
  readonly nodes: TreeNodes
  readonly roots: Int32Array
  /** All rows when absent. */
  readonly members?: Int32Array
  /** A number of 64 bits per row (of `members`, where they are told), as 2 words. */
  readonly sums: Int32Array
}

/** The heavy steps of growing and reading trees. */
export interface TreeSteps {
  readonly binColumn: (request: BinColumn) => void
  readonly boostGradients: (request: BoostGradients) => void
  readonly sumBins: (request: BinSums) => void
  /** How many come first. */
  readonly partRows: (request: PartRows) => number
  readonly addTrees: (request: TreeSums) => void
}
