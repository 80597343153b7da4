import { filterInteractions, type Interactions, transpose } from '../interactions.ts'
import { truncatedSvd } from '../math/truncated-svd.ts'
import { addFactorScores, placeHistories, setNegativesToZero } from './add-factor-scores.ts'
import type { Catalogue } from './catalogue.ts'
import type { FitTools, RecommenderFamily, ScorePart } from './family.ts'
import type { Histories } from './histories.ts'
import { positiveParts } from './positive-parts.ts'
import { rememberUser } from './remember-user.ts'
import {
  everySignal,
  everySignalAlike,
  lovedAndBought,
  purchasesOnly,
  type SignalWeights,
  toInteractions,
} from './to-interactions.ts'

export interface ContentOptions {
  /** How much a word of the name counts beside a category or an attribute. */
  readonly words: number
  /** Dimensions that features are reduced to, so that what goes together counts as alike (latent semantic analysis); 0: features as they are. */
  readonly dimensions: number
  readonly weights: SignalWeights
  /** Of the history that is read; 0: nothing fades. */
  readonly halfLifeDays: number
}

export interface Content {
  /** items x features: TF-IDF, rows of length 1; empty rows for what is not recommendable. */
  readonly described: Interactions
  /** The same as features x items. */
  readonly carriers: Interactions
  readonly dimensions: number
  /** features x dimensions: V. */
  readonly axes: Float32Array
  /** items x dimensions: x_j V, rows of length 1. */
  readonly places: Float32Array
  /** |x_j V| per item. */
  readonly reach: Float32Array
  readonly recommendable: Uint8Array
  readonly weights: SignalWeights
  readonly halfLifeDays: number
}

/** Length of row `row` of a matrix of rows of that many numbers. */
const lengthOf = (matrix: Float32Array, width: number, row: number): number => {
  let squares = 0
  for (let at = row * width; at < (row + 1) * width; at++) squares += matrix[at] ** 2
  return Math.sqrt(squares)
}

/** Rows of length 1. */
const withUnitRows = (matrix: Interactions): Interactions => {
  const values = matrix.values.slice()
  for (let row = 0; row < matrix.users; row++) {
    const own = values.subarray(matrix.pointers[row], matrix.pointers[row + 1])
    const length = lengthOf(own, own.length, 0)
    own.forEach((value, at) => {
      own[at] = value / length
    })
  }
  return { ...matrix, values }
}

/** x_jf ~ ln(N / n_f) for a feature that n_f of N items have; a feature of all items says nothing and is left out. */
const describeItems = ({ features, featureNames, recommendable }: Catalogue, words: number): Interactions => {
  const told = filterInteractions(features, (item) => recommendable[item] === 1)
  const carriers = transpose(told).pointers
  const items = recommendable.reduce((sum, one) => sum + one, 0)
  const values = Float32Array.from(told.indices, (feature) => {
    const rarity = Math.log(items / (carriers[feature + 1] - carriers[feature]))
    return rarity * (featureNames[feature].kind === 'WORD' ? words : 1)
  })
  return withUnitRows(filterInteractions({ ...told, values }, (_item, _feature, value) => value > 0))
}

const reduce = (described: Interactions, dimensions: number, { compute, seed }: FitTools) => {
  const { users: rows, items: columns, ...entries } = described
  const options = { rank: dimensions, iterations: 4, oversampling: 20, seed }
  const { rank, right: axes } = truncatedSvd({ rows, columns, ...entries }, options, compute)
  const places = placeHistories(described, axes, rank)
  const reach = Float32Array.from({ length: rows }, (_, item) => lengthOf(places, rank, item))
  places.forEach((value, at) => {
    const length = reach[Math.floor(at / rank)]
    places[at] = length > 0 ? value / length : 0
  })
  return { dimensions: rank, axes, places, reach }
}

const unreduced = {
  dimensions: 0,
  axes: new Float32Array(0),
  places: new Float32Array(0),
  reach: new Float32Array(0),
}

const hear = ({ recommendable, weights, halfLifeDays }: Content, histories: Histories, from: number, to: number) =>
  toInteractions(histories, recommendable, { weights, halfLifeDays }, from, to)

/** Per feature what one heard history says of it: sum_i w_ui x_if, or that through the reduced dimensions. */
const createTaste = ({ described, dimensions, axes, places }: Content) => {
  const taste = new Float64Array(described.items)
  const addPlain = (heard: Interactions, row: number): void => {
    for (let at = heard.pointers[row]; at < heard.pointers[row + 1]; at++) {
      const item = heard.indices[at]
      for (let of = described.pointers[item]; of < described.pointers[item + 1]; of++) {
        taste[described.indices[of]] += heard.values[at] * described.values[of]
      }
    }
  }
  const addReduced = (heard: Interactions): void => {
    const place = placeHistories(heard, places, dimensions)
    for (let at = 0; at < axes.length; at++) taste[Math.floor(at / dimensions)] += axes[at] * place[at % dimensions]
  }
  return {
    taste,
    add: (heard: Interactions, row: number) => (dimensions > 0 ? addReduced(heard) : addPlain(heard, row)),
    clear: () => taste.fill(0),
  }
}

/** The taste of the last history explained. */
const tasteOf = rememberUser((model: Content, histories, user) => {
  const { taste, add } = createTaste(model)
  add(hear(model, histories, user, user + 1), 0)
  return taste
})

/** Touches only items that share a feature with the history. */
const scorePlain = (model: Content, heard: Interactions, scores: Float32Array): void => {
  const { carriers } = model
  const { taste, add, clear } = createTaste(model)
  for (let row = 0; row < heard.users; row++) {
    clear()
    add(heard, row)
    const base = row * heard.items
    for (let feature = 0; feature < taste.length; feature++) {
      if (taste[feature] === 0) continue
      for (let at = carriers.pointers[feature]; at < carriers.pointers[feature + 1]; at++) {
        scores[base + carriers.indices[at]] += taste[feature] * carriers.values[at]
      }
    }
  }
}

/**
 * Content: what is described like what the person has (Salton & Buckley 1988, TF-IDF; with `dimensions` Deerwester, Dumais, Furnas, Landauer & Harshman 1990, latent semantic
 * analysis by randomised SVD). A product that nobody has bought yet is reached like any other.
 *
 *   score(u, j) = max(0, sum_i w_ui cos(x_i, x_j)),   x_jf = ln(N / n_f) for each feature f of j;   reduced: cos(x_i V, x_j V)
 */
export const content: RecommenderFamily<ContentOptions, Content> = {
  name: 'content',
  defaults: { words: 0.5, dimensions: 0, weights: everySignalAlike, halfLifeDays: 180 },
  space: {
    words: [0, 0.5, 1],
    dimensions: [0, 32, 128],
    weights: [purchasesOnly, lovedAndBought, everySignal, everySignalAlike],
    halfLifeDays: [0, 30, 90, 180],
  },
  isSequential: false,
  memory: ({ catalogue: { items, features } }, { dimensions }) => {
    const sparse = 16 * features.indices.length + 4 * (items + features.items + 2)
    const width = dimensions > 0 ? dimensions + 20 : 0
    const dense = 4 * dimensions * (items + features.items) + (dimensions > 0 ? 4 * items : 0)
    return {
      model: sparse + dense + items + 256,
      fit: sparse + dense + 40 * features.indices.length + 4 * width * (items + 3 * features.items + 4 * width),
    }
  },
  fit: ({ catalogue }, { words, dimensions, weights, halfLifeDays }, tools) => {
    const described = describeItems(catalogue, words)
    const reduced = dimensions > 0 ? reduce(described, dimensions, tools) : unreduced
    const { recommendable } = catalogue
    return Object.freeze({
      described,
      carriers: transpose(described),
      ...reduced,
      recommendable,
      weights,
      halfLifeDays,
    })
  },
  score: (model, { histories, from, to, scores }, compute) => {
    const heard = hear(model, histories, from, to)
    scores.fill(0)
    if (model.dimensions === 0) return scorePlain(model, heard, scores)
    const place = placeHistories(heard, model.places, model.dimensions)
    addFactorScores(place, model.places, model.dimensions, scores, compute)
    setNegativesToZero(scores)
  },
  explain: (model, histories, user, item) => {
    const { described, dimensions, reach } = model
    const taste = tasteOf(model, histories, user)
    const scale = dimensions > 0 ? 1 / reach[item] : 1
    const parts: ScorePart[] = []
    for (let at = described.pointers[item]; at < described.pointers[item + 1]; at++) {
      const feature = described.indices[at]
      parts.push({ kind: 'FEATURE', value: taste[feature] * described.values[at] * scale, feature })
    }
    return positiveParts(parts)
  },
}
