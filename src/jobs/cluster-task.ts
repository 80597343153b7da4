import type { BehaviourTable } from '../domain/behaviour.ts'
import type { ClusterSpace } from '../domain/cluster.ts'
import { clusterFeatures } from '../features/cluster-features.ts'
import { columnOf } from '../models/classifiers/table.ts'
import { type ChosenClusters, chooseClusters } from '../models/clustering/choose-clusters.ts'
import type { Points } from '../models/clustering/points.ts'
import { principalComponents, projectPoints } from '../models/clustering/principal-components.ts'
import { type ColumnScale, measureColumn, standardiseColumns } from '../models/clustering/standardise.ts'
import { encodeVectors } from '../models/clustering/vectors.ts'
import { median } from '../models/math/median.ts'
import { createRandom } from '../models/math/random.ts'
import { learnableColumns } from './prediction-data.ts'

export interface ClusterInput {
  readonly table: BehaviourTable
  /** Where the published clusters are; null before the first. */
  readonly before: ClusterSpace | null
  readonly seed: number
}

/** Arrays with a row per person are in the order of `userIds`, ascending. */
export interface ClusterResult {
  readonly userIds: Float64Array
  readonly chosen: ChosenClusters
  readonly space: ClusterSpace
  /** Per feature, of everybody; and per cluster. */
  readonly typical: readonly (number | null)[]
  readonly typicalOf: readonly (readonly (number | null)[])[]
  /** rows x 2, and per cluster. */
  readonly map: Float32Array
  readonly mapOf: readonly (readonly number[])[]
  readonly axes: readonly { readonly share: number; readonly loadings: readonly number[] }[]
  /** An order drawn by lot. */
  readonly places: Int32Array
  /** Learnable columns of the table, a byte each. */
  readonly vectors: Int8Array
}

/** Fewer are tried for comparison, but not chosen: what divides customers in two or three is how recent and how much, which RFM says already. */
const fewestClusters = 4
const mostClusters = 10
/** So many people to a cluster, at least. */
const peoplePerCluster = 10

/** Whoever was seen doing anything. */
export const seenRows = (table: BehaviourTable): Int32Array => {
  const last = columnOf(
    table,
    table.columns.findIndex(({ name }) => name === 'daysSinceLastSeen'),
  )
  return Int32Array.from(last.keys()).filter((row) => !Number.isNaN(last[row]))
}

const takeColumn = (column: Float32Array, rows: Int32Array): Float32Array => {
  const taken = new Float32Array(rows.length)
  rows.forEach((row, at) => {
    taken[at] = column[row]
  })
  return taken
}

const weigh = ({ rows, width, values }: Points): Points => {
  const weighed = values.slice()
  for (let row = 0; row < rows; row++)
    for (let c = 0; c < width; c++) weighed[row * width + c] *= clusterFeatures[c].weight
  return { rows, width, values: weighed }
}

/** Centres of a run before in the units of this one; null where it compared people by something else. */
const translate = (before: ClusterSpace | null, scales: readonly ColumnScale[]): Float64Array | null => {
  const isSame = clusterFeatures.every(
    ({ name, weight }, c) => before?.features[c] === name && before.weights[c] === weight,
  )
  if (before === null || !isSame || before.features.length !== clusterFeatures.length) return null
  const moved = (value: number, c: number): number => {
    const [from, to, { weight }] = [before.scales[c], scales[c], clusterFeatures[c]]
    if (to.deviation === 0) return 0
    const scaled = from.mean + (value / weight) * from.deviation
    const plain = from.logarithm ? Math.expm1(scaled) : scaled
    return (((to.logarithm ? Math.log1p(Math.max(0, plain)) : plain) - to.mean) / to.deviation) * weight
  }
  return Float64Array.from(before.centres.flatMap((centre) => centre.map(moved)))
}

/** The median of those who have the value; null where most have none. */
const typicalValue = (values: Float32Array): number | null => {
  const known = Float64Array.from(values.filter((value) => !Number.isNaN(value)))
  return known.length === 0 || 2 * known.length < values.length ? null : median(known)
}

const countsFor = (people: number): readonly number[] => {
  const most = Math.max(fewestClusters, Math.min(mostClusters, Math.floor(people / peoplePerCluster)))
  return Array.from({ length: most - 1 }, (_, more) => 2 + more)
}

/** Divides everybody who was seen, says what is typical of each part, and draws the map. */
export const clusters = ({ table, before, seed }: ClusterInput, report: (part: number) => void): ClusterResult => {
  const rows = seenRows(table)
  const columns = clusterFeatures.map(({ name }) =>
    takeColumn(
      columnOf(
        table,
        table.columns.findIndex((column) => column.name === name),
      ),
      rows,
    ),
  )
  const scales = columns.map(measureColumn)
  const points = weigh(standardiseColumns(columns, scales))
  const choice = { counts: countsFor(rows.length), least: fewestClusters, before: translate(before, scales), seed }
  const chosen = chooseClusters(points, choice)
  report(0.6)
  const { centres } = chosen.model
  const k = centres.length / points.width
  const components = principalComponents(points, 2)
  const middles = { rows: k, width: points.width, values: Float32Array.from(centres) }
  const mapOf = projectPoints(components, middles)
  const membersOf = Array.from({ length: k }, (_, cluster) =>
    Int32Array.from(chosen.labels.keys()).filter((row) => chosen.labels[row] === cluster),
  )
  const columnsOfVector = learnableColumns(table).map((column) => table.columns.indexOf(column))
  report(0.8)
  return {
    userIds: Float64Array.from(rows, (row) => table.userIds[row]),
    chosen,
    space: {
      features: clusterFeatures.map(({ name }) => name),
      scales,
      weights: clusterFeatures.map(({ weight }) => weight),
      centres: Array.from({ length: k }, (_, c) => [...centres.subarray(c * points.width, (c + 1) * points.width)]),
    },
    typical: columns.map(typicalValue),
    typicalOf: membersOf.map((members) => columns.map((column) => typicalValue(takeColumn(column, members)))),
    map: projectPoints(components, points),
    mapOf: Array.from({ length: k }, (_, c) => [mapOf[2 * c], mapOf[2 * c + 1]]),
    axes: Array.from(components.shares, (share, at) => ({
      share,
      loadings: [...components.loadings.subarray(at * points.width, (at + 1) * points.width)],
    })),
    places: Int32Array.from(createRandom(seed).shuffle(Array(rows.length).keys())),
    vectors: encodeVectors(table, columnsOfVector, rows),
  }
}
