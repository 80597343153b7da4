import type { Compute } from '../../compute/compute.ts'
import { alignTable } from '../classifiers/align-table.ts'
import { type Encoder, encodeRows, widthOfEncoder } from '../classifiers/encode.ts'
import type { Table } from '../classifiers/table.ts'
import { type DenseShape, openDense } from '../neural/dense-network.ts'

/** Networks of one shape; a logit is the mean of theirs. */
export interface PerceptronModel {
  readonly encoder: Encoder
  readonly hidden: readonly number[]
  /** Of each network its weights, then its biases. */
  readonly networks: readonly Float32Array[]
  /** Per column the mean absolute contribution over (at most 2,000 of) the training rows. */
  readonly spread: Float64Array
}

export type Networks = Pick<PerceptronModel, 'encoder' | 'hidden' | 'networks'>

export const shapeOf = ({ encoder, hidden }: Pick<PerceptronModel, 'encoder' | 'hidden'>): DenseShape => ({
  inputs: widthOfEncoder(encoder),
  hidden,
})

const blockRows = 4096

/** A copy that kernels reach. */
export const reachable = (compute: Compute, weights: Float32Array): Float32Array => {
  const copy = compute.float32(weights.length)
  copy.set(weights)
  return copy
}

/** The logit of each row of a table, block by block. */
export const logitsOf = (model: Networks, table: Table, compute: Compute): Float64Array => {
  const aligned = alignTable(model.encoder.columns, table)
  const out = new Float64Array(aligned.rows)
  compute.scope(() => {
    const shape = shapeOf(model)
    const high = Math.min(blockRows, aligned.rows)
    const opened = model.networks.map((weights) => openDense(compute, shape, high, reachable(compute, weights), null))
    for (let from = 0; from < aligned.rows; from += blockRows) {
      const rows = Math.min(blockRows, aligned.rows - from)
      opened.forEach((network, at) => {
        if (at === 0) encodeRows(model.encoder, aligned, [from, from + rows], network.input)
        else network.input.set(opened[0].input)
        network.forward(rows, null)
        for (let row = 0; row < rows; row++) out[from + row] += network.logits[row] / opened.length
      })
    }
  })
  return out
}
