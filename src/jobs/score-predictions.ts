import { type PredictionTarget, predictionLevers } from '../domain/prediction.ts'
import { pullLever } from '../features/behaviour-levers.ts'
import { createTopicReasons, mainReason } from '../features/behaviour-reasons.ts'
import { churnHorizonsOf } from '../features/behaviour-targets.ts'
import type { Column, Table } from '../models/classifiers/table.ts'
import { noLessThan } from '../models/predictions/no-less-than.ts'
import {
  type ExplainedBlock,
  explainBlock,
  predictCalibrated,
  type TellColumns,
} from '../models/predictions/score-block.ts'
import { taskOf } from './classification-target.ts'
import { blockOf, peopleOf } from './prediction-data.ts'
import type { CounterfactualBlock, PredictedKind, PredictionItem } from './prediction-items.ts'
import { leversOf } from './prediction-targets.ts'
import { blockSize, type Fitted, type Work } from './prediction-work.ts'

type Report = (fraction: number) => void

/** Below these nobody would act: points of probability. */
const noticeable = 0.01

/** The best of what single levers do, rescored by the model itself. */
const counterfactualsOf = (
  target: PredictionTarget,
  block: Table,
  probabilities: Float64Array,
  rescore: (table: Table) => Float64Array,
): CounterfactualBlock => {
  const { rows } = block
  const best = {
    lever: new Int8Array(rows).fill(-1),
    feature: new Int16Array(rows).fill(-1),
    from: new Float64Array(rows),
    to: new Float64Array(rows),
    probability: Float64Array.from(probabilities),
  }
  const better = target === 'CHURN' ? -1 : 1
  for (const lever of leversOf(target)) {
    const { values, moved } = pullLever({ rows, columns: block.columns, values: block.values }, lever)
    if (moved.every((place) => place < 0)) continue
    const changed = rescore({ ...block, values })
    for (let row = 0; row < rows; row++) {
      if (moved[row] < 0 || !(better * (changed[row] - best.probability[row]) > noticeable)) continue
      best.lever[row] = predictionLevers.indexOf(lever)
      best.feature[row] = moved[row]
      best.from[row] = block.values[moved[row] * rows + row]
      best.to[row] = values[moved[row] * rows + row]
      best.probability[row] = changed[row]
    }
  }
  return best
}

const valuesOf = ({ features }: ExplainedBlock, block: Table): Float64Array => {
  const named = features.length / block.rows
  return Float64Array.from(features, (place, at) =>
    place < 0 ? Number.NaN : block.values[place * block.rows + Math.floor(at / named)],
  )
}

/** By topic, for what features of one topic contribute means something only together; of a risk the reason that tells why is among the named ones. */
const tellTopics = (target: PredictionTarget, columns: readonly Column[]): TellColumns => {
  const read = createTopicReasons(columns)
  return (contributions, cellOf) => {
    const reasons = read(contributions, cellOf)
    const main = target === 'CHURN' ? mainReason(reasons) : null
    return main === null ? reasons : [main, ...reasons.filter((reason) => reason !== main)]
  }
}

/** Everybody's probabilities of a target with their reasons and what would change them, block by block. */
export function* scoreBlocks(
  { target, trained }: Fitted,
  run: PredictedKind,
  { audience, compute }: Work,
  { alive, floors }: { readonly alive: Float64Array | null; readonly floors: Float64Array },
  report: Report,
): Generator<PredictionItem> {
  const { final, columns } = trained
  if (final === null) return
  const task = taskOf(target)
  const people = audience.rows.length
  const tell = tellTopics(target.target, columns)
  for (let from = 0; from < people; from += blockSize) {
    const to = Math.min(people, from + blockSize)
    const block = blockOf(audience, columns, from, to)
    const explained = noLessThan(explainBlock(task, final, block, compute, tell), floors.subarray(from, to))
    floors.set(explained.probabilities, from)
    const rescore = (changed: Table) => predictCalibrated(task, final, changed, compute)
    const counterfactual = counterfactualsOf(target.target, block, explained.probabilities, rescore)
    const userIds = peopleOf(audience, from, to)
    const isChurn = target.target === 'CHURN'
    yield {
      kind: 'scores',
      run,
      block: {
        target: target.target,
        userIds,
        explained,
        values: valuesOf(explained, block),
        counterfactual,
        horizonDays: isChurn ? churnHorizonsOf({ ...block, userIds }) : null,
        probabilityAlive: alive && Float64Array.from(audience.rows.subarray(from, to), (row) => alive[row]),
      },
    }
    report(to / people)
  }
}
