/** Adam (Kingma & Ba 2015). */
export interface AdamOptions {
  readonly learningRate: number
  /** Gradients longer than this are cut to it. */
  readonly longestGradient: number
  /** How much of the first `decayed` dense weights a step takes away, times the learning rate (decoupled: Loshchilov & Hutter 2019); none when absent. */
  readonly weightDecay?: number
  readonly decayed?: number
  /** How slowly the squares of gradients are forgotten; .98 when absent, as transformers have it. */
  readonly memory?: number
}

/** Parameters and what a batch says of them. */
export interface Descended {
  readonly parameters: Float32Array
  readonly gradient: Float32Array
}

const [beta1, epsilon] = [0.9, 1e-8]

const squares = (x: Float32Array, from: number, to: number): number => {
  let sum = 0
  for (let at = from; at < to; at++) sum += x[at] * x[at]
  return sum
}

/** Parameters with their gradient and its moments. */
const createMoments = (parameters: Float32Array, gradient: Float32Array) => ({
  parameters,
  gradient,
  first: new Float32Array(parameters.length),
  second: new Float32Array(parameters.length),
})

type Moments = ReturnType<typeof createMoments>

/** Moves `from .. to` and empties the gradient. */
const move = (moments: Moments, from: number, to: number, rate: number, scale: number, beta2: number): void => {
  const { parameters, gradient, first, second } = moments
  for (let at = from; at < to; at++) {
    const g = gradient[at] * scale
    first[at] += (1 - beta1) * (g - first[at])
    second[at] += (1 - beta2) * (g * g - second[at])
    parameters[at] -= (rate * first[at]) / (Math.sqrt(second[at]) + epsilon)
    gradient[at] = 0
  }
}

/** Rows that a batch has touched. */
export const createTouched = (rows: number) => {
  const stamps = new Int32Array(rows)
  const list = new Int32Array(rows)
  let stamp = 1
  let count = 0
  return {
    add: (row: number): void => {
      if (stamps[row] === stamp) return
      stamps[row] = stamp
      list[count++] = row
    },
    rows: () => list.subarray(0, count),
    clear: (): void => {
      stamp++
      count = 0
    },
  }
}

const decay = (parameters: Float32Array, count: number, share: number): void => {
  for (let at = 0; at < count; at++) parameters[at] -= share * parameters[at]
}

const none = new Float32Array(0)
const nothing = new Int32Array(0)

/**
 * One optimiser over dense weights and, where there is one, the rows of an embedding: of these only the touched ones move, moments and all ("lazy"), so that a step costs
 * what it touched. Returns a step: it takes the touched rows and the rate to learn at (that of the options when absent); all gradients are left at 0.
 */
export const createAdam = (
  dense: Descended,
  { learningRate, longestGradient, weightDecay = 0, decayed = 0, memory = 0.98 }: AdamOptions,
  table: Descended & { readonly width: number } = { parameters: none, gradient: none, width: 1 },
) => {
  const denseMoments = createMoments(dense.parameters, dense.gradient)
  const tableMoments = createMoments(table.parameters, table.gradient)
  const { width } = table
  let step = 0
  return (touched: Int32Array = nothing, learning = learningRate): void => {
    step++
    let norm = squares(dense.gradient, 0, dense.gradient.length)
    for (const row of touched) norm += squares(table.gradient, row * width, (row + 1) * width)
    const scale = Math.min(1, longestGradient / Math.sqrt(norm))
    const rate = (learning * Math.sqrt(1 - memory ** step)) / (1 - beta1 ** step)
    if (weightDecay > 0) decay(dense.parameters, decayed, learning * weightDecay)
    move(denseMoments, 0, dense.parameters.length, rate, scale, memory)
    for (const row of touched) move(tableMoments, row * width, (row + 1) * width, rate, scale, memory)
  }
}
