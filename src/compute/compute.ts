import type { TreeSteps } from './tree-steps.ts'

/** Rows of a sparse matrix: row r is `indices[pointers[r] .. pointers[r + 1]]`, ascending, with their values. */
export interface SparseRows {
  readonly rows: number
  readonly columns: number
  /** rows + 1 */
  readonly pointers: Int32Array
  readonly indices: Int32Array
  readonly values: Float32Array
}

/** C = alpha op(A) op(B) + beta C, all row-major: op(A) is m x k, op(B) k x n, C m x n. */
export interface MatrixProduct {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly a: Float32Array
  readonly b: Float32Array
  readonly c: Float32Array
  /** `a` is stored k x m. */
  readonly transposeA?: boolean
  /** `b` is stored n x k. */
  readonly transposeB?: boolean
  /** 1 when absent. */
  readonly alpha?: number
  /** 0 when absent: what was in C is overwritten. */
  readonly beta?: number
}

/** One half of an iteration of implicit ALS: every row is solved against the fixed factors. */
export interface AlsSweep {
  /** rows x columns; a value is how much more than 1 the confidence is. */
  readonly interactions: SparseRows
  /** columns x factors */
  readonly fixed: Float32Array
  /** rows x factors; read as the start (conjugate gradient) and overwritten. */
  readonly solved: Float32Array
  readonly factors: number
  readonly regularisation: number
  readonly solver: 'cholesky' | 'conjugate-gradient'
  /** Of conjugate gradient, preconditioned by what all rows share: 1 or 2 are enough. */
  readonly steps: number
}

/** The best columns of each row of a dense block; ties go to the smaller column. */
export interface TopOfRows {
  /** rows x columns; what is not to be listed is -Infinity. */
  readonly scores: Float32Array
  readonly rows: number
  readonly columns: number
  readonly k: number
  /** rows x k, best first; -1 past the end. */
  readonly best: Int32Array
  /** rows x k */
  readonly bestScores: Float32Array
}

/** Rows of logits become chances, in place: x_rj = weight_r e^(x_rj + shift_j) / (e^own_r + sum over k of e^(x_rk + shift_k)). */
export interface SoftmaxOfRows {
  /** rows x columns; -Infinity: no chance. */
  readonly logits: Float32Array
  readonly rows: number
  readonly columns: number
  /** columns; nothing is added when absent. */
  readonly shift?: Float32Array
  /** rows: one more logit beside the columns; there is none when absent. */
  readonly own?: Float32Array
  /** rows; 1 when absent. */
  readonly weight?: Float32Array
  /** rows, written: the logarithm of what is divided by; -Infinity, and a row of zeros, where no logit is finite. */
  readonly logSums: Float32Array
}

/**
 * Causal scaled dot-product attention over sequences packed one after the other (sequence s is rows `pointers[s] .. pointers[s + 1]`), each row over itself and those before it:
 *   w(i, j) = softmax over j <= i of q_i . k_j / sqrt(width / heads) + bias(head, i - j),   out_i = sum_j w(i, j) v_j
 */
export interface Attention {
  readonly sequences: number
  /** sequences + 1 */
  readonly pointers: Int32Array
  /** sequences + 1: cells of the triangles before each, n (n + 1) / 2 for n rows. */
  readonly cells: Int32Array
  /** Divides the width. */
  readonly heads: number
  readonly width: number
  /** Distances from here on share one bias. */
  readonly farthest: number
  /** rows x 3 width: queries, keys and values side by side. */
  readonly qkv: Float32Array
  /** heads x farthest */
  readonly bias: Float32Array
  /** heads x cells, written: the triangles of w, sequence by sequence and head by head. */
  readonly weights: Float32Array
  /** rows x width, written. */
  readonly out: Float32Array
}

/** The way back from `dOut` to `dQkv` (written); `weights` becomes the gradient of what the softmax was taken of, whose sums by distance are that of the bias. */
export interface AttentionBack extends Omit<Attention, 'farthest' | 'bias' | 'out'> {
  readonly dOut: Float32Array
  readonly dQkv: Float32Array
}

/**
 * What heavy loops are handed: the plain TypeScript twin in tests, WebAssembly kernels on threads in jobs; the same numbers either way, to rounding.
 * Calls return when the work is done. Kernels take only arrays made here.
 */
export interface Compute extends TreeSteps {
  readonly threads: number
  /** Zeros in the memory that kernels reach, until the enclosing `scope` ends. */
  readonly float32: (length: number) => Float32Array
  readonly int32: (length: number) => Int32Array
  /** A copy that kernels reach. */
  readonly sparse: (rows: SparseRows) => SparseRows
  /** What is allocated within `work` is given back at its end: copy out what is to stay. */
  readonly scope: <Result>(work: () => Result) => Result
  readonly multiply: (product: MatrixProduct) => void
  /** out (rows x width) = sparse x dense (columns x width). */
  readonly multiplySparse: (sparse: SparseRows, dense: Float32Array, width: number, out: Float32Array) => void
  /** out (columns x columns) = transposed x itself. */
  readonly sparseGram: (sparse: SparseRows, out: Float32Array) => void
  /** In place; false, and nothing of use left, where it is not positive definite to working precision. */
  readonly invertPositiveDefinite: (matrix: Float32Array, n: number) => boolean
  readonly alsSweep: (sweep: AlsSweep) => void
  readonly topOfRows: (request: TopOfRows) => void
  readonly softmaxOfRows: (request: SoftmaxOfRows) => void
  readonly attention: (request: Attention) => void
  readonly attentionBack: (request: AttentionBack) => void
}
