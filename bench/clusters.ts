// How long does it take to divide everybody into clusters, and to find the lookalikes of a segment, and do both grow in proportion? Would the kernels of compute/ be faster at the step that reads everybody?
//   node bench/clusters.ts [people, by commas]
// Clusters are found in memory; lookalikes end to end, in a throw-away database of DATABASE_URL's server, or of the embedded one of CLIENTELE_DATA. A million people take about 1 GB.
import { availableParallelism } from 'node:os'

import pg from 'pg'

import { openCompute } from '../src/compute/open.ts'
import { readConfig } from '../src/config.ts'
import { chooseClusters } from '../src/models/clustering/choose-clusters.ts'
import { assignToCentres } from '../src/models/clustering/nearest-centre.ts'
import type { Points } from '../src/models/clustering/points.ts'
import { principalComponents, projectPoints } from '../src/models/clustering/principal-components.ts'
import { createRandom } from '../src/models/math/random.ts'
import { openEmbeddedPostgres } from '../src/postgres/embedded.ts'
import { createLookalikes } from '../src/serving/lookalikes.ts'
import { openDatabase } from '../src/store/database.ts'
import { listLookalikes } from '../src/store/lookalikes.ts'
import { migrate } from '../src/store/migrate.ts'
import { attachPartition, createPartition } from '../src/store/partitions.ts'
import { peakMemoryBytes } from './support/process.ts'

const width = 17
const columns = 84
const groups = 6

/** Groups that overlap, as those of people do. */
const madeUp = (rows: number): Points => {
  const random = createRandom(1)
  const middles = Float64Array.from({ length: groups * width }, () => 2 * random.normal())
  const values = new Float32Array(rows * width)
  for (let row = 0; row < rows; row++) {
    const group = random.integer(groups)
    for (let c = 0; c < width; c++) values[row * width + c] = middles[group * width + c] + random.normal()
  }
  return { rows, width, values }
}

const timed = <Result>(work: () => Result): readonly [Result, number] => {
  const started = performance.now()
  const result = work()
  return [result, (performance.now() - started) / 1000]
}

/** The step that reads everybody, as one product of matrices: the nearest is the one of largest x . c - |c|^2 / 2. */
const assignByKernels = ({ rows, values }: Points, centres: Float64Array): number => {
  const compute = openCompute({ threads: availableParallelism() })
  const k = centres.length / width
  const seconds = compute.scope(() => {
    const [a, b, c] = [compute.float32(values.length), compute.float32(centres.length), compute.float32(rows * k)]
    const [, spent] = timed(() => {
      a.set(values)
      b.set(centres)
      compute.multiply({ m: rows, n: k, k: width, a, b, c, transposeB: true })
      const halves = Array.from({ length: k }, (_, j) =>
        centres.subarray(j * width, (j + 1) * width).reduce((s, v) => s + (v * v) / 2, 0),
      )
      const labels = new Int32Array(rows)
      for (let row = 0; row < rows; row++) {
        let best = 0
        for (let j = 1; j < k; j++) if (c[row * k + j] - halves[j] > c[row * k + best] - halves[best]) best = j
        labels[row] = best
      }
    })
    return spent
  })
  void compute.close()
  return seconds
}

const divide = (people: number): void => {
  const points = madeUp(people)
  const counts = [2, 3, 4, 5, 6, 7, 8, 9, 10]
  const [chosen, choosing] = timed(() => chooseClusters(points, { counts, least: 4, before: null, seed: 1 }))
  const [, mapping] = timed(() => projectPoints(principalComponents(points, 2), points))
  const [, plain] = timed(() => assignToCentres(points, chosen.model.centres))
  const kernels = assignByKernels(points, chosen.model.centres)
  console.log(
    `${people} people x ${width}: ${chosen.silhouettes.length} clusters by ${chosen.family} in ${choosing.toFixed(2)} s, map in ${mapping.toFixed(2)} s; everybody to the nearest centre ${plain.toFixed(3)} s, by kernels ${kernels.toFixed(3)} s`,
  )
}

/** People who are compared by bytes drawn by lot, of whom every fiftieth is a member; a tenth of the bytes are drawn from fewer values for members. */
const fill = async (client: pg.ClientBase, people: number): Promise<void> => {
  await client.query(
    `INSERT INTO users (external_id, created_at) SELECT 'u' || i, now() FROM generate_series(1, ${people}) i`,
  )
  const vector = JSON.stringify(Array.from({ length: columns }, (_, c) => ({ kind: 'NUMBER', name: `f${c}` })))
  const { rows } = await client.query(
    `INSERT INTO model_runs (kind, version, status, as_of, flow_id, seed, artefact)
    VALUES ('CLUSTERS', 1, 'PUBLISHED', now(), 'bench', 1, jsonb_build_object('vector', $1::jsonb)) RETURNING id`,
    [vector],
  )
  const runId = rows[0].id
  const partition = await createPartition(client, 'user_clusters', runId)
  const lot = Array.from({ length: 6 }, (_, n) => `uuid_send(md5(u.id::text || '${n}')::uuid)`).join(' || ')
  await client.query(
    `INSERT INTO ${partition} (user_id, run_id, cluster, distance, x, y, place, vector)
    SELECT u.id, ${runId}, 1, 0, 0, 0, u.id, CASE WHEN u.id % 50 = 0 THEN decode(repeat('2a', ${columns / 12}), 'hex') ELSE ''::bytea END
      || substring(${lot} FROM 1 FOR ${columns} - CASE WHEN u.id % 50 = 0 THEN ${columns / 12} ELSE 0 END) FROM users u`,
  )
  await attachPartition(client, 'user_clusters', 'run_id', runId)
  await client.query(`INSERT INTO published_runs (kind, run_id, published_at) VALUES ('CLUSTERS', ${runId}, now())`)
  await client.query(
    `INSERT INTO segments (key, name, description, kind, rule, rule_hash) VALUES ('seed', '', '', 'RULE', '{}', 'x');
    INSERT INTO segment_builds SELECT id, 'x', now(), now(), 0, '{}', 0 FROM segments;
    INSERT INTO memberships SELECT u.id, s.id, now() FROM users u, segments s WHERE u.id % 50 = 0`,
  )
  await client.query('ANALYZE')
}

const look = async (url: string, people: number): Promise<void> => {
  const database = openDatabase({ url })
  const seconds = async <Result>(work: () => Promise<Result>): Promise<readonly [Result, string]> => {
    const started = performance.now()
    const result = await work()
    return [result, ((performance.now() - started) / 1000).toFixed(3)]
  }
  try {
    const lookalikes = createLookalikes(database)
    const [list, making] = await seconds(() => lookalikes.of(1))
    const [, again] = await seconds(() => lookalikes.of(1))
    const pageAfter = (after: number | null) =>
      seconds(() => listLookalikes(database, list.id, { limit: 500, after, before: null, backward: false }))
    const [, first] = await pageAfter(null)
    const [, last] = await pageAfter(list.userCount - 501)
    console.log(
      `${people} people, ${list.seedCount} members: ${list.userCount} lookalikes by ${list.model} in ${making} s (again ${again} s), page of 500 ${first} s, the last ${last} s, peak ${Math.round(peakMemoryBytes(process.pid) / 2 ** 20)} MiB`,
    )
  } finally {
    await database.close()
  }
}

const lookInThrowAway = async (sizes: readonly number[]): Promise<void> => {
  const config = readConfig(process.env)
  const server = config.databaseUrl
    ? { url: config.databaseUrl, close: async () => undefined }
    : await openEmbeddedPostgres(config.dataFolder)
  const administer = async (sql: string, url = server.url): Promise<void> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  const url = new URL(server.url)
  url.pathname = '/bench_clusters'
  try {
    for (const people of sizes) {
      await administer('DROP DATABASE IF EXISTS bench_clusters WITH (FORCE)')
      await administer('CREATE DATABASE bench_clusters')
      await migrate(url.href)
      const client = new pg.Client({ connectionString: url.href })
      await client.connect()
      await fill(client, people).finally(() => client.end())
      await look(url.href, people)
    }
    await administer('DROP DATABASE IF EXISTS bench_clusters WITH (FORCE)')
  } finally {
    await server.close()
  }
}

const sizes = (process.argv[2] ?? '10000,100000,1000000').split(',').map(Number)
for (const people of sizes) divide(people)
await lookInThrowAway(sizes)
