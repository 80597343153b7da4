import { createRandom } from '../../math/random.ts'
import type { Encoder } from '../../neural/encoder.ts'
import type { RecommenderFamily, TrainingData } from '../family.ts'
import { createLeaveOut } from '../leave-out.ts'
import { toSequences } from '../sequences.ts'
import { denseWeights } from './next-item-network.ts'
import { type NextItemModel, scoreNextItem } from './score-next-item.ts'
import { type TrainingOptions, trainingMemory, trainNextItem } from './train-next-item.ts'

export interface NetworkOptions extends TrainingOptions {
  /** Numbers an item. */
  readonly width: number
}

export interface TrainedNetwork<Shape> extends NextItemModel {
  readonly shape: Shape
}

export interface NetworkDescription<Options, Shape> {
  readonly name: string
  readonly defaults: Options
  readonly space: RecommenderFamily<Options & object>['space']
  readonly shapeOf: (options: Options) => Shape
  readonly encoderOf: (shape: Shape) => Encoder
}

/** What every network may be tried with; `longest` and the rest are as good as they are. */
export const networkDefaults = {
  longest: 50,
  dropout: 0.6,
  negatives: 1024,
  learningRate: 0.003,
  epochs: 40,
  patience: 4,
  batchEvents: 1024,
} as const

const recommendableItems = ({ items, recommendable }: TrainingData['catalogue']): Int32Array =>
  Int32Array.from({ length: items }, (_, item) => item).filter((item) => recommendable[item])

/** A family of networks that are trained to say what comes next, and that differ only in how they read a sequence. */
export const nextItemFamily = <Options extends NetworkOptions, Shape extends object>({
  name,
  defaults,
  space,
  shapeOf,
  encoderOf,
}: NetworkDescription<Options, Shape>): RecommenderFamily<Options, TrainedNetwork<Shape>> => {
  const score: RecommenderFamily<Options, TrainedNetwork<Shape>>['score'] = (model, block, compute) =>
    scoreNextItem(encoderOf(model.shape), model, block, compute)
  return {
    name,
    defaults,
    space,
    isSequential: true,
    memory: ({ histories, catalogue }, options) => {
      const encoder = encoderOf(shapeOf(options))
      return {
        model: 4 * (catalogue.items * options.width + denseWeights(encoder)) + catalogue.items + 128,
        fit: trainingMemory(encoder, catalogue.items, histories.item.length, options),
      }
    },
    // Forward and back through every dense weight and every candidate, 28 of these at a time.
    work: ({ histories, catalogue }, options) => {
      const candidates = Math.min(catalogue.items, options.negatives)
      const ofOneEvent = 6 * (denseWeights(encoderOf(shapeOf(options))) + candidates * options.width)
      return (options.epochs * histories.item.length * ofOneEvent) / 28
    },
    fit: ({ histories, catalogue }, options, tools) => {
      const { weights, longest } = options
      const shape = shapeOf(options)
      const sequences = toSequences(histories, catalogue.recommendable, { weights, longest: Infinity })
      const allowed = recommendableItems(catalogue)
      const random = createRandom(tools.seed)
      const trained = trainNextItem(encoderOf(shape), sequences, allowed, catalogue.items, options, tools, random)
      return Object.freeze({ shape, weights, longest, recommendable: catalogue.recommendable.slice(), ...trained })
    },
    score,
    explain: createLeaveOut(score),
  }
}
