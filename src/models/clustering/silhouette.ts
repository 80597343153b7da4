import type { Points } from './points.ts'

/** rows x rows Euclidean distances, symmetric. */
export const distancesBetween = ({ rows, width, values }: Points): Float32Array => {
  const distances = new Float32Array(rows * rows)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0
      for (let c = 0; c < width; c++) {
        const difference = values[i * width + c] - values[j * width + c]
        sum += difference * difference
      }
      distances[i * rows + j] = distances[j * rows + i] = Math.sqrt(sum)
    }
  }
  return distances
}

/**
 * How well each point lies in its cluster (Rousseeuw 1987): s = (b - a) / max(a, b), where a is its mean distance from the others of its own cluster and b the least of the mean
 * distances from those of another. -1 .. 1; 0 between two clusters, and for a point that is alone in its own.
 * @param distances rows x rows, of `distancesBetween`
 * @param labels per row its cluster, 0 .. k - 1
 */
export const silhouettes = (distances: Float32Array, labels: Int32Array, k: number): Float64Array => {
  const rows = labels.length
  const sizes = new Int32Array(k)
  for (const label of labels) sizes[label]++
  const sums = new Float64Array(k)
  return Float64Array.from({ length: rows }, (_, row) => {
    const own = labels[row]
    if (sizes[own] < 2) return 0
    sums.fill(0)
    for (let at = 0; at < rows; at++) sums[labels[at]] += distances[row * rows + at]
    let other = Infinity
    for (let c = 0; c < k; c++) if (c !== own && sizes[c] > 0) other = Math.min(other, sums[c] / sizes[c])
    if (other === Infinity) return 0
    const within = sums[own] / (sizes[own] - 1)
    const larger = Math.max(within, other)
    return larger === 0 ? 0 : (other - within) / larger
  })
}
