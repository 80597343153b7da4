/**
 * Layer normalisation (Ba, Kiros & Hinton 2016): y = gain * (x - mean) / sqrt(variance + 1e-5) + bias, over the `width` numbers of each row.
 * `normed` (rows x width) and `scale` (rows) are kept for the way back.
 */
export const layerNorm = (
  x: Float32Array,
  rows: number,
  gain: Float32Array,
  bias: Float32Array,
  normed: Float32Array,
  scale: Float32Array,
  y: Float32Array,
): void => {
  const width = gain.length
  for (let row = 0; row < rows; row++) {
    const from = row * width
    let mean = 0
    for (let at = from; at < from + width; at++) mean += x[at]
    mean /= width
    let variance = 0
    for (let at = from; at < from + width; at++) variance += (x[at] - mean) * (x[at] - mean)
    const inverse = 1 / Math.sqrt(variance / width + 1e-5)
    scale[row] = inverse
    for (let j = 0; j < width; j++) {
      const value = (x[from + j] - mean) * inverse
      normed[from + j] = value
      y[from + j] = value * gain[j] + bias[j]
    }
  }
}

/** The way back: adds to `dx`, `dGain` and `dBias` what `dy` says of them. */
export const layerNormBack = (
  dy: Float32Array,
  rows: number,
  gain: Float32Array,
  normed: Float32Array,
  scale: Float32Array,
  dx: Float32Array,
  dGain: Float32Array,
  dBias: Float32Array,
): void => {
  const width = gain.length
  for (let row = 0; row < rows; row++) {
    const from = row * width
    let mean = 0
    let along = 0
    for (let j = 0; j < width; j++) {
      const d = dy[from + j]
      dGain[j] += d * normed[from + j]
      dBias[j] += d
      mean += d * gain[j]
      along += d * gain[j] * normed[from + j]
    }
    mean /= width
    along /= width
    for (let j = 0; j < width; j++) {
      dx[from + j] += scale[row] * (dy[from + j] * gain[j] - mean - normed[from + j] * along)
    }
  }
}
