import { shares } from '../math/shares.ts'
import { denseMemory, denseWeights } from '../neural/dense-network.ts'
import { explainPerceptron } from '../perceptron/explain-perceptron.ts'
import { fitPerceptron, networksFor, type PerceptronOptions } from '../perceptron/fit-perceptron.ts'
import { logitsOf, type PerceptronModel } from '../perceptron/score-perceptron.ts'
import { mostEpochRows, perceptronMemory } from '../perceptron/train-perceptron.ts'
import type { ClassifierFamily } from './family.ts'
import { probabilityOf } from './probability-of.ts'
import { bytesOfCells, bytesOfColumns, type TableShape, widestEncoding } from './table-size.ts'

const shapeFor = ({ columns }: TableShape, { hidden }: Pick<PerceptronOptions, 'hidden'>) => ({
  inputs: widestEncoding(columns),
  hidden,
})

/**
 * Hidden layers of rectified units and one sigmoid (Rumelhart, Hinton & Williams 1986; Glorot, Bordes & Bengio 2011), the mean log loss by Adam with decoupled weight decay
 * on mini-batches, dropout, and an end when the tenth of the rows that is held back is told no better. Numbers standardised, categories one-hot, a flag for what is missing.
 * Where rows are few, a logit is the mean of several networks', each of which holds back other rows. Contributions are integrated gradients from the average customer, made
 * complete: they add up to the logit; each is exact to rounding with one hidden layer, and with more within some hundredths of the logit.
 * An epoch costs rows x weights; the encoded rows take 4 bytes a feature.
 */
export const multiLayerPerceptron: ClassifierFamily<PerceptronOptions, PerceptronModel> = {
  name: 'multi-layer-perceptron',
  defaults: {
    hidden: [64],
    networks: 5,
    dropout: 0.2,
    learningRate: 0.003,
    weightDecay: 0.01,
    batchRows: 256,
    epochs: 60,
    patience: 6,
  },
  space: {
    hidden: [[64], [64, 32], [128]],
    dropout: [0.2, 0.5],
    weightDecay: [0.01, 0.1],
  },
  memory: (shape, options) => {
    const network = shapeFor(shape, options)
    const ofWeights = 4 * networksFor(shape.rows, options) * denseWeights(network)
    const levels = shape.columns.reduce(
      (sum, column) => sum + (column.kind === 'CATEGORY' ? column.levels.length : 0),
      0,
    )
    const model =
      bytesOfColumns(shape.columns) + 12 * levels + 64 * network.inputs + 128 * shape.columns.length + ofWeights
    const encoded = 4 * shape.rows * network.inputs
    const explaining = 4 * networksFor(shape.rows, options) * denseMemory(network, 4096)
    return {
      model,
      fit:
        model + bytesOfCells(shape) + encoded + explaining + perceptronMemory(network, shape.rows, options.batchRows),
    }
  },
  // Forward and back through every weight, 28 of these at a time; and every number that is gathered, cut off or dropped.
  work: (shape, options) => {
    const network = shapeFor(shape, options)
    const units = options.hidden.reduce((sum, width) => sum + width, 0)
    const ofOneRow = (6 * denseWeights(network)) / 28 + 2 * network.inputs + 8 * units
    const seen = options.epochs * Math.min(shape.rows, mostEpochRows) * networksFor(shape.rows, options)
    return (seen + shape.rows) * ofOneRow
  },
  fit: fitPerceptron,
  predict: (model, table, compute) => logitsOf(model, table, compute).map(probabilityOf),
  explain: (model, table, compute) => explainPerceptron(model, table, compute),
  importance: ({ spread }) => shares(spread),
}
