import type { Column } from '../classifiers/table.ts'
import type { Network } from './network.ts'
import type { NodePlan } from './node-plan.ts'
import type { EvidencePart } from './weigh-evidence.ts'

/** A network over the columns of a table and, as its last node, the label. Plain data. */
export interface BayesianModel {
  readonly columns: readonly Column[]
  /** Per column how its cells become states. */
  readonly plans: readonly NodePlan[]
  readonly network: Network
  /** What the logit of the label is made of where all that it hangs on directly is known. */
  readonly parts: readonly EvidencePart[]
  /** The mean logit over the training rows. */
  readonly base: number
  readonly importance: Float64Array
}

/** The place of the label among the nodes. */
export const labelOf = ({ columns }: Pick<BayesianModel, 'columns'>): number => columns.length
