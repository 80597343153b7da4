import type { ClientBase } from 'pg'

import type { BehaviourColumn } from '../domain/behaviour.ts'
import type { Clustering, ClusterSpace, UserCluster } from '../domain/cluster.ts'
import type { Database, Statement } from './database.ts'
import type { RunRows } from './model-runs.ts'
import { readColumns } from './read-numbers.ts'

/** What a run of clusters keeps of itself. */
export interface ClusterArtefact {
  readonly clustering: Clustering
  readonly space: ClusterSpace
  /** What each byte of `user_clusters.vector` is. */
  readonly vector: readonly BehaviourColumn[]
  /** The least number that no cluster was ever called by. */
  readonly next: number
}

/** Any constant of our own: runs of clusters call them by numbers one after the other. */
const numberingLock = 7_213_400_061

/** The clusters that readers see, who is in them (by ascending id), and the least number that was never given to any; until the transaction ends, nobody else gives one. */
export const readClustersBefore = async (client: ClientBase, signal?: AbortSignal) => {
  await client.query('SELECT pg_advisory_xact_lock($1)', [numberingLock])
  const { rows } = await client.query<{ runId: number; artefact: ClusterArtefact }>(
    `SELECT r.id AS "runId", r.artefact FROM published_runs p JOIN model_runs r ON r.id = p.run_id WHERE p.kind = 'CLUSTERS'`,
  )
  const numbered = await client.query<{ next: number }>(
    `SELECT coalesce(max((artefact ->> 'next')::int), 1) AS next FROM model_runs WHERE kind = 'CLUSTERS'`,
  )
  const runId = Math.trunc(rows.at(0)?.runId ?? 0)
  const query = `SELECT user_id::float8, cluster::float8 FROM user_clusters WHERE run_id = ${runId} ORDER BY user_clusters.user_id`
  const [userIds, clusters] = await readColumns(client, query, [Float64Array, Int32Array], signal)
  return { artefact: rows.at(0)?.artefact ?? null, userIds, clusters, next: numbered.rows[0].next }
}

export interface ClusteredUser extends UserCluster {
  readonly place: number
  readonly vector: Uint8Array
}

function* rowsOf(users: Iterable<ClusteredUser>) {
  for (const { userId, cluster, distance, x, y, place, vector } of users) {
    const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)
    yield [userId, cluster, distance, x, y, place, `\\x${bytes.toString('hex')}`]
  }
}

export const userClusterRows = (users: Iterable<ClusteredUser>): RunRows => ({
  table: 'user_clusters',
  columns: ['user_id', 'cluster', 'distance', 'x', 'y', 'place', 'vector'],
  rows: rowsOf(users),
})

const clusteringsOfRuns: Statement = {
  name: 'clusterings_of_runs',
  text: `SELECT id AS "runId", artefact -> 'clustering' AS clustering FROM model_runs WHERE kind = 'CLUSTERS' AND id = ANY($1::int[])`,
}

export interface ClusteringOfRun {
  readonly runId: number
  readonly clustering: Clustering
}

export const findClusterings = (
  database: Pick<Database, 'read'>,
  runIds: readonly number[],
): Promise<ClusteringOfRun[]> => database.read<ClusteringOfRun>(clusteringsOfRuns, [runIds])

const ofRun: Statement = {
  name: 'user_clusters_of_run',
  text: `SELECT user_id AS "userId", cluster, distance, x, y FROM user_clusters WHERE run_id = $1::int AND user_id = ANY($2::bigint[])`,
}

export const findUserClusters = (
  database: Pick<Database, 'read'>,
  runId: number,
  userIds: readonly number[],
): Promise<UserCluster[]> => database.read<UserCluster>(ofRun, [runId, userIds])

const sample: Statement = {
  name: 'cluster_sample',
  text: `SELECT user_id AS "userId", cluster, distance, x, y FROM user_clusters WHERE run_id = $1::int AND place < $2::int ORDER BY place`,
}

/** So many people of a run, drawn by lot: the first thousand are a part of the first two thousand. */
export const sampleUserClusters = (
  database: Pick<Database, 'read'>,
  runId: number,
  most: number,
): Promise<UserCluster[]> => database.read<UserCluster>(sample, [runId, most])
