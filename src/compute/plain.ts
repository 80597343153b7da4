import type {
  AlsSweep,
  Attention,
  AttentionBack,
  Compute,
  MatrixProduct,
  SoftmaxOfRows,
  SparseRows,
  TopOfRows,
} from './compute.ts'
import { alsSweep } from './plain/als-sweep.ts'
import { attention, attentionBack } from './plain/attention.ts'
import { invertPositiveDefinite } from './plain/cholesky.ts'
import { multiply } from './plain/multiply.ts'
import { softmaxOfRows } from './plain/softmax-of-rows.ts'
import { multiplySparse, sparseGram } from './plain/sparse.ts'
import { topOfRows } from './plain/top-of-rows.ts'
import { addTrees, binColumn, boostGradients, partRows, sumBins } from './plain/trees.ts'
import type { BinColumn, BinSums, BoostGradients, PartRows, TreeSteps, TreeSums } from './tree-steps.ts'

/** As strict as the kernels: takes only arrays made here, and empties those of a scope when it ends, so that what would break in a job breaks in a test. */
const createMemory = () => {
  const ours = new WeakSet<ArrayBufferLike>()
  const scopes: ArrayBuffer[][] = []
  const allocate = (bytes: number): ArrayBuffer => {
    const buffer = new ArrayBuffer(bytes)
    ours.add(buffer)
    scopes.at(-1)?.push(buffer)
    return buffer
  }
  const check = (...arrays: readonly (Float32Array | Int32Array)[]): void => {
    for (const { buffer } of arrays) {
      if (!ours.has(buffer)) throw new TypeError('a kernel was given an array that its compute did not make')
    }
  }
  const scope = <Result>(work: () => Result): Result => {
    scopes.push([])
    try {
      return work()
    } finally {
      for (const buffer of scopes.pop() ?? []) buffer.transfer(0)
    }
  }
  return { allocate, check, scope }
}

const checkedTreeSteps = (check: (...arrays: readonly (Float32Array | Int32Array)[]) => void): TreeSteps => ({
  binColumn: (request: BinColumn) => {
    check(request.binned.bins, request.cells, request.edges)
    binColumn(request)
  },
  boostGradients: (request: BoostGradients) => {
    check(request.scores, request.targets, request.gradients)
    boostGradients(request)
  },
  sumBins: (request: BinSums) => {
    const { binned, gradients, members, offsets, sums, whole = sums } = request
    check(binned.bins, gradients, members, offsets, sums, whole)
    sumBins(request)
  },
  partRows: (request: PartRows) => {
    check(request.binned.bins, request.set, request.members, request.spare)
    return partRows(request)
  },
  addTrees: (request: TreeSums) => {
    const { binned, nodes, roots, members = roots, sums } = request
    check(binned.bins, nodes.column, nodes.left, nodes.set, nodes.value, roots, members, sums)
    addTrees(request)
  },
})

const checkedKernels = (check: (...arrays: readonly (Float32Array | Int32Array)[]) => void) => {
  const checkSparse = ({ pointers, indices, values }: SparseRows) => check(pointers, indices, values)
  return {
    multiply: (product: MatrixProduct) => {
      check(product.a, product.b, product.c)
      multiply(product)
    },
    multiplySparse: (sparse: SparseRows, dense: Float32Array, width: number, out: Float32Array) => {
      checkSparse(sparse)
      check(dense, out)
      multiplySparse(sparse, dense, width, out)
    },
    sparseGram: (sparse: SparseRows, out: Float32Array) => {
      checkSparse(sparse)
      check(out)
      sparseGram(sparse, out)
    },
    invertPositiveDefinite: (matrix: Float32Array, n: number) => {
      check(matrix)
      return invertPositiveDefinite(matrix, n)
    },
    alsSweep: (sweep: AlsSweep) => {
      checkSparse(sweep.interactions)
      check(sweep.fixed, sweep.solved)
      alsSweep(sweep)
    },
    topOfRows: (request: TopOfRows) => {
      check(request.scores, request.best, request.bestScores)
      topOfRows(request)
    },
    softmaxOfRows: (request: SoftmaxOfRows) => {
      const { logits, shift, own, weight, logSums } = request
      check(logits, logSums, ...[shift, own, weight].filter((array) => array !== undefined))
      softmaxOfRows(request)
    },
    attention: (request: Attention) => {
      check(request.pointers, request.cells, request.qkv, request.bias, request.weights, request.out)
      attention(request)
    },
    ...checkedTreeSteps(check),
    attentionBack: (request: AttentionBack) => {
      check(request.pointers, request.cells, request.qkv, request.weights, request.dOut, request.dQkv)
      attentionBack(request)
    },
  }
}

/** The twin of the kernels in plain TypeScript: what they are compared with, and what tests of models compute with. */
export const createPlainCompute = (): Compute => {
  const { allocate, check, scope } = createMemory()
  const float32 = (length: number) => new Float32Array(allocate(4 * length))
  const int32 = (length: number) => new Int32Array(allocate(4 * length))
  const sparse = ({ rows, columns, pointers, indices, values }: SparseRows): SparseRows => {
    const copy = {
      rows,
      columns,
      pointers: int32(pointers.length),
      indices: int32(indices.length),
      values: float32(values.length),
    }
    copy.pointers.set(pointers)
    copy.indices.set(indices)
    copy.values.set(values)
    return copy
  }
  return Object.freeze({ threads: 1, float32, int32, sparse, scope, ...checkedKernels(check) })
}
