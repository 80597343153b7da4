import type { Attention, AttentionBack } from '../compute.ts'

/** Where things are: a row's query at `query`, keys from `keys` on, values from `values` on, `stride` from row to row. */
interface Row {
  readonly count: number
  readonly size: number
  readonly scale: number
  readonly query: number
  readonly keys: number
  readonly values: number
  readonly stride: number
  /** Its first cell in the triangle. */
  readonly cell: number
  /** Where it is in `out`. */
  readonly out: number
  readonly head: number
}

type Layout = Pick<Attention, 'sequences' | 'pointers' | 'cells' | 'heads' | 'width'>

const eachRow = ({ sequences, pointers, cells, heads, width }: Layout, visit: (row: Row) => void): void => {
  const [size, stride] = [width / heads, 3 * width]
  const scale = 1 / Math.sqrt(size)
  for (let s = 0; s < sequences; s++) {
    let cell = cells[s] * heads
    for (let head = 0; head < heads; head++) {
      const keys = pointers[s] * stride + width + head * size
      for (let i = 0; pointers[s] + i < pointers[s + 1]; i++) {
        const [query, values] = [keys - width + i * stride, keys + width]
        const out = (pointers[s] + i) * width + head * size
        visit({ count: i + 1, size, scale, query, keys, values, stride, cell, out, head })
        cell += i + 1
      }
    }
  }
}

const dot = (a: Float32Array, from: number, b: Float32Array, at: number, size: number): number => {
  let sum = 0
  for (let d = 0; d < size; d++) sum += a[from + d] * b[at + d]
  return sum
}

const addScaled = (to: Float32Array, at: number, scale: number, x: Float32Array, from: number, size: number): void => {
  for (let d = 0; d < size; d++) to[at + d] += scale * x[from + d]
}

/** In place; numerically safe. */
const softmax = (x: Float32Array, from: number, count: number): void => {
  let [most, sum] = [-Infinity, 0]
  for (let at = from; at < from + count; at++) most = Math.max(most, x[at])
  for (let at = from; at < from + count; at++) {
    x[at] = Math.exp(x[at] - most)
    sum += x[at]
  }
  for (let at = from; at < from + count; at++) x[at] /= sum
}

export const attention = (request: Attention): void => {
  const { farthest, qkv, bias, weights, out } = request
  eachRow(request, ({ count, size, scale, query, keys, values, stride, cell, out: to, head }) => {
    for (let at = 0; at < count; at++) {
      const distance = Math.min(count - 1 - at, farthest - 1)
      weights[cell + at] = dot(qkv, query, qkv, keys + at * stride, size) * scale + bias[head * farthest + distance]
    }
    softmax(weights, cell, count)
    out.fill(0, to, to + size)
    for (let at = 0; at < count; at++) addScaled(out, to, weights[cell + at], qkv, values + at * stride, size)
  })
}

export const attentionBack = (request: AttentionBack): void => {
  const { sequences, pointers, width, qkv, weights, dOut, dQkv } = request
  dQkv.fill(0, 0, pointers[sequences] * 3 * width)
  const dWeights = new Float64Array(pointers[sequences])
  eachRow(request, ({ count, size, scale, query, keys, values, stride, cell, out }) => {
    let along = 0
    for (let at = 0; at < count; at++) {
      const value = values + at * stride
      dWeights[at] = dot(dOut, out, qkv, value, size)
      along += dWeights[at] * weights[cell + at]
      addScaled(dQkv, value, weights[cell + at], dOut, out, size)
    }
    for (let at = 0; at < count; at++) {
      const dScore = weights[cell + at] * (dWeights[at] - along)
      weights[cell + at] = dScore
      addScaled(dQkv, query, dScore * scale, qkv, keys + at * stride, size)
      addScaled(dQkv, keys + at * stride, dScore * scale, qkv, query, size)
    }
  })
}
