import type { Compute, SparseRows } from '../../compute/compute.ts'
import type { Interactions } from '../interactions.ts'

/** Interactions where kernels reach them. */
export const sparseOf = ({ sparse }: Compute, { users, items, ...arrays }: Interactions): SparseRows =>
  sparse({ rows: users, columns: items, ...arrays })
