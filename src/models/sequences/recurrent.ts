import type { Compute } from '../../compute/compute.ts'
import { alignTable } from '../classifiers/align-table.ts'
import { type Encoder, fitEncoder, widthOfEncoder } from '../classifiers/encode.ts'
import { probabilityOf } from '../classifiers/probability-of.ts'
import { bytesOfColumns, widestEncoding } from '../classifiers/table-size.ts'
import { logit } from '../math/sigmoid.ts'
import { createHoldOut } from '../neural/hold-out.ts'
import { checkSequences } from './check-sequences.ts'
import {
  bytesOfEvents,
  type EventSequences,
  type LabelledSequences,
  lastEvents,
  type SequencesShape,
  takePeople,
} from './event-sequences.ts'
import type { SequenceFamily } from './family.ts'
import { openRecurrent, recurrentWeights } from './recurrent-network.ts'
import { mostEpochPeople, type RecurrentTraining, trainingMemory, trainRecurrent } from './train-recurrent.ts'

export interface RecurrentOptions extends RecurrentTraining {
  /** Numbers of the state; even. */
  readonly width: number
  /** How many are trained where there are few people; one from 20,000 on. */
  readonly networks: number
}

export interface RecurrentModel {
  readonly encoder: Encoder
  readonly width: number
  readonly longest: number
  /** The weights of each; a logit is the mean of theirs. */
  readonly networks: readonly Float32Array[]
  /** The logit of who has no events. */
  readonly withoutEvents: number
}

const networksFor = (people: number, { networks }: RecurrentOptions): number =>
  Math.min(networks, Math.max(1, Math.ceil(20_000 / Math.max(1, people))))

const withEvents = ({ people, pointers }: EventSequences): Int32Array =>
  Int32Array.from({ length: people }, (_, p) => p).filter((p) => pointers[p + 1] > pointers[p])

/** How many of those without events were 1, drawn to all by ten people: often there are few of them. */
const logitWithoutEvents = ({ sequences: { pointers }, labels }: LabelledSequences): number => {
  let [none, positives, all] = [0, 0, 0]
  labels.forEach((label, p) => {
    all += label
    if (pointers[p + 1] > pointers[p]) return
    none++
    positives += label
  })
  return logit((positives + (10 * all) / labels.length) / (none + 10))
}

const fit: SequenceFamily<RecurrentOptions, RecurrentModel>['fit'] = (data, options, tools) => {
  checkSequences(data)
  if (options.width % 2 !== 0) throw new Error('The width of a recurrent network has to be even.')
  const able = withEvents(data.sequences)
  const recent = takePeople(data.sequences, able, options.longest)
  const encoder = fitEncoder(recent.events)
  const inputs = widthOfEncoder(encoder)
  if (inputs === 0) throw new Error('No column of the events ever changes: there is nothing to learn from.')
  const learnable = {
    sequences: { ...recent, events: alignTable(encoder.columns, recent.events) },
    labels: Uint8Array.from(able, (p) => data.labels[p]),
  }
  const { people } = data
  const own = people && Float64Array.from(able, (p) => people[p])
  const holdOut = createHoldOut(learnable.labels, tools.seed, own)
  const { width, longest } = options
  const count = networksFor(able.length, options)
  const networks = Array.from({ length: count }, (_, network) =>
    trainRecurrent({ inputs, width }, encoder, learnable, holdOut(network), options, {
      compute: tools.compute,
      seed: tools.seed + network,
      report: (fraction) => tools.report?.((network + fraction) / count),
    }),
  )
  return Object.freeze({ encoder, width, longest, networks, withoutEvents: logitWithoutEvents(data) })
}

const scoredAtOnce = 256

const predict = (model: RecurrentModel, sequences: EventSequences, compute: Compute): Float64Array => {
  const { encoder, width, longest, networks } = model
  const aligned = { ...sequences, events: alignTable(encoder.columns, sequences.events) }
  const recent = lastEvents(aligned, longest)
  const people = withEvents(recent)
  const logits = new Float64Array(sequences.people)
  compute.scope(() => {
    const shape = { inputs: widthOfEncoder(encoder), width }
    const most = Math.min(scoredAtOnce, people.length)
    for (const own of people.length > 0 ? networks : []) {
      compute.scope(() => {
        const weights = compute.float32(own.length)
        weights.set(own)
        const network = openRecurrent(compute, shape, { people: most, longest }, weights, weights)
        for (let from = 0; from < people.length; from += most) {
          const block = people.subarray(from, Math.min(people.length, from + most))
          network.read(encoder, recent, block)
          network.forward(null)
          block.forEach((p, at) => {
            logits[p] += network.logits[at] / networks.length
          })
        }
      })
    }
  })
  for (let p = 0; p < recent.people; p++)
    if (recent.pointers[p + 1] === recent.pointers[p]) logits[p] = model.withoutEvents
  return logits.map(probabilityOf)
}

const shapeFor = ({ events }: SequencesShape, { width }: RecurrentOptions) => ({
  inputs: widestEncoding(events.columns),
  width,
})

/**
 * A gated recurrent network (Cho et al. 2014; the encoder of GRU4Rec, with a layer norm of what comes out) that reads the last `longest` events of somebody in their order:
 * an event's numbers standardised, its categories one-hot, a flag for what is missing, all of it embedded by a dense layer; the state after the last event becomes the logit.
 * Trained by real back-propagation through time, with dropout, Adam and early stopping. Who has no events gets the rate of those who had none.
 * Where people are few, a logit is the mean of several networks', each of which holds back others. An epoch costs events x width^2; events take 4 bytes a cell.
 */
export const recurrent: SequenceFamily<RecurrentOptions, RecurrentModel> = {
  name: 'recurrent',
  defaults: {
    width: 16,
    longest: 50,
    networks: 3,
    dropout: 0.3,
    learningRate: 0.003,
    batchPeople: 64,
    epochs: 30,
    patience: 4,
  },
  space: { width: [8, 16, 32], dropout: [0.1, 0.3, 0.5] },
  memory: (shape, options) => {
    const network = shapeFor(shape, options)
    const ofWeights = 4 * networksFor(shape.people, options) * recurrentWeights(network)
    const { columns } = shape.events
    const model = bytesOfColumns(columns) + 64 * network.inputs + ofWeights
    return {
      model,
      fit: model + 2 * bytesOfEvents(shape, options.longest) + trainingMemory(network, shape.people, options),
    }
  },
  // Forward and back through every weight, 28 of these at a time, and some thirty steps for each number of a gate.
  work: (shape, options) => {
    const network = shapeFor(shape, options)
    const ofOneEvent = (6 * recurrentWeights(network)) / 28 + 100 * options.width + 4 * network.inputs
    const eventsOfOne = Math.min(options.longest, shape.events.rows / Math.max(1, shape.people))
    const seen = options.epochs * Math.min(shape.people, mostEpochPeople) * networksFor(shape.people, options)
    return (seen + shape.people) * eventsOfOne * ofOneEvent
  },
  fit,
  predict,
}
