/** The shape of causal attention over sequences packed one after the other: sequence s is rows `pointers[s] .. pointers[s + 1]`. */
export interface AttentionShape {
  readonly heads: number
  /** A multiple of the heads. */
  readonly width: number
  /** Distances from here on share one bias. */
  readonly farthest: number
}

/**
 * Scaled dot-product attention (Vaswani et al. 2017), each row of a sequence over itself and what came before it:
 *   w(i, j) = softmax over j <= i of q_i . k_j / sqrt(width / heads) + bias(i - j),   out_i = sum_j w(i, j) v_j
 * with a learned bias per head and distance (Raffel et al. 2020) in place of SASRec's positions, so that a taste is the same taste one step later.
 * `qkv`: rows x 3 width (queries, keys, values side by side); `bias`: heads x farthest; `weights`: the triangles, sequence by sequence and head by head.
 */
export const attention = (
  { heads, width, farthest }: AttentionShape,
  pointers: Int32Array,
  sequences: number,
  qkv: Float32Array,
  bias: Float32Array,
  weights: Float32Array,
  out: Float32Array,
): void => {
  const size = width / heads
  const scale = 1 / Math.sqrt(size)
  const stride = 3 * width
  out.fill(0, 0, pointers[sequences] * width)
  let cell = 0
  for (let s = 0; s < sequences; s++) {
    for (let head = 0; head < heads; head++) {
      const offset = head * size
      for (let i = pointers[s]; i < pointers[s + 1]; i++) {
        const query = i * stride + offset
        let most = -Infinity
        for (let j = pointers[s]; j <= i; j++) {
          const key = j * stride + width + offset
          let dot = 0
          for (let d = 0; d < size; d++) dot += qkv[query + d] * qkv[key + d]
          const value = dot * scale + bias[head * farthest + Math.min(i - j, farthest - 1)]
          weights[cell + j - pointers[s]] = value
          if (value > most) most = value
        }
        const count = i - pointers[s] + 1
        let sum = 0
        for (let at = cell; at < cell + count; at++) {
          const value = Math.exp(weights[at] - most)
          weights[at] = value
          sum += value
        }
        for (let at = 0; at < count; at++) {
          const weight = weights[cell + at] / sum
          weights[cell + at] = weight
          const value = (pointers[s] + at) * stride + 2 * width + offset
          for (let d = 0; d < size; d++) out[i * width + offset + d] += weight * qkv[value + d]
        }
        cell += count
      }
    }
  }
}

/** The way back: writes `dQkv` and adds to `dBias`. `scratch` holds as many numbers as the longest sequence. */
export const attentionBack = (
  { heads, width, farthest }: AttentionShape,
  pointers: Int32Array,
  sequences: number,
  qkv: Float32Array,
  weights: Float32Array,
  dOut: Float32Array,
  dQkv: Float32Array,
  dBias: Float32Array,
  scratch: Float32Array,
): void => {
  const size = width / heads
  const scale = 1 / Math.sqrt(size)
  const stride = 3 * width
  dQkv.fill(0, 0, pointers[sequences] * stride)
  let cell = 0
  for (let s = 0; s < sequences; s++) {
    for (let head = 0; head < heads; head++) {
      const offset = head * size
      for (let i = pointers[s]; i < pointers[s + 1]; i++) {
        const from = i * width + offset
        const query = i * stride + offset
        const count = i - pointers[s] + 1
        let along = 0
        for (let at = 0; at < count; at++) {
          const value = (pointers[s] + at) * stride + 2 * width + offset
          const weight = weights[cell + at]
          let dWeight = 0
          for (let d = 0; d < size; d++) {
            dWeight += dOut[from + d] * qkv[value + d]
            dQkv[value + d] += weight * dOut[from + d]
          }
          scratch[at] = dWeight
          along += dWeight * weight
        }
        for (let at = 0; at < count; at++) {
          const dScore = weights[cell + at] * (scratch[at] - along)
          dBias[head * farthest + Math.min(count - 1 - at, farthest - 1)] += dScore
          const key = (pointers[s] + at) * stride + width + offset
          for (let d = 0; d < size; d++) {
            dQkv[query + d] += dScore * scale * qkv[key + d]
            dQkv[key + d] += dScore * scale * qkv[query + d]
          }
        }
        cell += count
      }
    }
  }
}
