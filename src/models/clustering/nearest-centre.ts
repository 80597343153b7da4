import type { Points } from './points.ts'

export interface Assignment {
  /** Per row the place of the nearest centre; of equally near ones the first. */
  readonly labels: Int32Array
  /** Per row its squared distance from that centre. */
  readonly squaredDistances: Float64Array
}

/** ||x_row - c||^2, given up once it is past `limit`. */
export const squaredDistance = (
  { width, values }: Points,
  row: number,
  centres: ArrayLike<number>,
  centre: number,
  limit = Infinity,
): number => {
  const [from, to] = [row * width, centre * width]
  let sum = 0
  for (let c = 0; c < width && sum < limit; c++) {
    const difference = values[from + c] - centres[to + c]
    sum += difference * difference
  }
  return sum
}

/** The nearest of `centres` (k x width) to each row, or to the rows `only`: rows x k x width steps at most. */
export const assignToCentres = (points: Points, centres: Float64Array, only?: ArrayLike<number>): Assignment => {
  const count = only === undefined ? points.rows : only.length
  const k = centres.length / points.width
  const labels = new Int32Array(count)
  const squaredDistances = new Float64Array(count)
  for (let at = 0; at < count; at++) {
    const row = only === undefined ? at : only[at]
    let [nearest, least] = [0, Infinity]
    for (let centre = 0; centre < k; centre++) {
      const distance = squaredDistance(points, row, centres, centre, least)
      if (distance < least) [nearest, least] = [centre, distance]
    }
    labels[at] = nearest
    squaredDistances[at] = least
  }
  return { labels, squaredDistances }
}
