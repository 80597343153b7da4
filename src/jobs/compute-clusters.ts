import type { Cluster } from '../domain/cluster.ts'
import type { Metric } from '../domain/model-run.ts'
import { nameClusters } from '../features/cluster-names.ts'
import { matchClusters } from '../models/clustering/match-clusters.ts'
import { abortable } from '../store/abortable.ts'
import { type ClusterArtefact, type ClusteredUser, readClustersBefore, userClusterRows } from '../store/clusters.ts'
import { readBehaviourTable } from './behaviour-table.ts'
import { type ClusterResult, seenRows } from './cluster-task.ts'
import { computeRun, type RunInput } from './compute-run.ts'
import type { JobContext } from './job-context.ts'
import { learnableColumns } from './prediction-data.ts'
import { runTask } from './threads.ts'

/** Fewer people than this are no crowd to be divided. */
const fewestPeople = 50

type Before = Awaited<ReturnType<typeof readClustersBefore>>

/** How many people were in each cluster of the one run and are in each of the other; both by ascending id. */
const overlapOf = ({ userIds, chosen, space }: ClusterResult, before: Before) => {
  const names = before.artefact?.clustering.clusters.map(({ id }) => id) ?? []
  const placeOf = new Map(names.map((id, place) => [id, place]))
  const k = space.centres.length
  const people = new Float64Array(names.length * k)
  let at = 0
  userIds.forEach((userId, row) => {
    while (at < before.userIds.length && before.userIds[at] < userId) at++
    const place = before.userIds[at] === userId ? placeOf.get(before.clusters[at]) : undefined
    if (place !== undefined) people[place * k + chosen.labels[row]]++
  })
  return { before: names, k, people }
}

const countLabels = (labels: Int32Array, k: number): Int32Array => {
  const counts = new Int32Array(k)
  for (const label of labels) counts[label]++
  return counts
}

/** Per cluster how far its centre is from everybody's, in standard deviations. */
const apartOf = ({ space }: ClusterResult): readonly (readonly number[])[] =>
  space.centres.map((centre) => centre.map((value, c) => value / space.weights[c]))

const describe = (result: ClusterResult, ids: readonly number[], before: Before): readonly Cluster[] => {
  const { chosen, typicalOf, mapOf, space } = result
  const counts = countLabels(chosen.labels, space.centres.length)
  const apart = apartOf(result)
  const order = ids.map((_, place) => place).sort((a, b) => counts[b] - counts[a] || ids[a] - ids[b])
  const known = new Map(before.artefact?.clustering.clusters.map(({ id, marks }) => [id, marks]))
  const unnamed = order.map((place) => ({
    apart: apart[place],
    typical: typicalOf[place],
    before: known.get(ids[place]) ?? null,
  }))
  const names = nameClusters(space.features, unnamed)
  return order.map((place, at) => ({
    id: ids[place],
    userCount: counts[place],
    silhouette: chosen.silhouettes[place],
    typical: typicalOf[place],
    apart: apart[place],
    ...names[at],
    x: mapOf[place][0],
    y: mapOf[place][1],
  }))
}

function* usersOf(result: ClusterResult, ids: readonly number[]): Generator<ClusteredUser> {
  const { userIds, chosen, map, places, vectors } = result
  const width = vectors.length / userIds.length
  const bytes = new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength)
  for (let row = 0; row < userIds.length; row++) {
    yield {
      userId: userIds[row],
      cluster: ids[chosen.labels[row]],
      distance: Math.sqrt(chosen.squaredDistances[row]),
      x: map[2 * row],
      y: map[2 * row + 1],
      place: places[row],
      vector: bytes.subarray(row * width, (row + 1) * width),
    }
  }
}

const metricsOf = ({ chosen, axes, userIds }: ClusterResult, known: number): readonly Metric[] => {
  const k = chosen.silhouettes.length
  return [
    { name: 'clusters', value: k },
    { name: 'silhouette', value: chosen.alternatives.find(({ k: tried }) => tried === k)?.silhouette ?? 0 },
    { name: 'people', value: userIds.length },
    { name: 'knownAgain', value: known },
    { name: 'shareOnMap', value: axes.reduce((sum, { share }) => sum + share, 0) },
    ...chosen.alternatives.map(({ k: tried, silhouette }) => ({ name: `silhouette@${tried}`, value: silhouette })),
  ]
}

/** Divides everybody who was seen into clusters of like behaviour, knows them again, and names them. */
export const computeClusters = (context: JobContext<RunInput>): Promise<void> =>
  computeRun(context, async ({ asOf, seed }, { complete, refuse }) => {
    const { database, signal, progress, timeZone } = context
    progress(0, 'reading what everybody did')
    const { table } = await abortable(database, signal, (client) =>
      readBehaviourTable(client, { asOf, timeZone, people: 'EVERYBODY' }, signal),
    )
    const seen = seenRows(table).length
    if (seen < fewestPeople) return refuse({ what: 'people seen in the shop', have: seen, need: fewestPeople })
    const vector = learnableColumns(table)
    await abortable(database, signal, async (client) => {
      const before = await readClustersBefore(client, signal)
      progress(0.5, 'dividing everybody into clusters')
      const onProgress = (part: number) => progress(0.5 + 0.4 * part, 'dividing everybody into clusters')
      const input = { table, before: before.artefact?.space ?? null, seed }
      const result = await runTask('clusters', input, { signal, onProgress })
      const ids = matchClusters(overlapOf(result, before), before.next)
      const { space, typical, axes, chosen, userIds } = result
      const artefact: ClusterArtefact = {
        clustering: {
          features: space.features,
          typical,
          clusters: describe(result, ids, before),
          alternatives: chosen.alternatives.map(({ k, ...measured }) => ({ count: k, ...measured })),
          axes,
        },
        space,
        vector,
        next: Math.max(before.next, ...ids.map((id) => id + 1)),
      }
      await complete([userClusterRows(usersOf(result, ids))], () => ({
        params: { family: chosen.family, clusters: ids.length, people: userIds.length, seed },
        metrics: metricsOf(result, ids.filter((id) => id < before.next).length),
        artefact: { ...artefact },
      }))
    })
  })
