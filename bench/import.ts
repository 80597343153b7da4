// How fast is an import, next to psql's \copy of the same file into a bare table, and into one with an index as wide as the
// key of events? Is its memory flat?
//   node bench/import.ts
// Needs the public Online Retail file ($CLIENTELE_DATASETS, else ../shared/data) and psql on the path.
import { spawn, spawnSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import pg from 'pg'

import { readConfig } from '../src/config.ts'
import { openEmbeddedPostgres } from '../src/postgres/embedded.ts'
import { datasetFile } from '../test/support/datasets.ts'
import { peakMemoryBytes } from './support/process.ts'

const root = join(import.meta.dirname, '..')
const config = readConfig(process.env)
const server = config.databaseUrl
  ? { url: config.databaseUrl, close: async () => undefined }
  : await openEmbeddedPostgres(config.dataFolder)

const administer = async (sql: string) => {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

const freshDatabase = async (name: string) => {
  await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  await administer(`CREATE DATABASE ${name}`)
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return url.href
}

/** Runs a command of ours to its end; its peak memory is read while it runs. */
const runClientele = (url: string, args: readonly string[]) =>
  new Promise<{ seconds: number; peakBytes: number; report: { rowsRead: number } }>((resolve, reject) => {
    const started = performance.now()
    const child = spawn(process.execPath, [join(root, 'src/cli.ts'), ...args], {
      env: { ...process.env, DATABASE_URL: url, LOG_LEVEL: 'error' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let peakBytes = 0
    let text = ''
    const poll = setInterval(() => {
      try {
        peakBytes = Math.max(peakBytes, peakMemoryBytes(child.pid as number))
      } catch {
        // It has just ended.
      }
    }, 50)
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.once('close', (code) => {
      clearInterval(poll)
      if (code !== 0) return reject(new Error(`${args.join(' ')} ended with ${code}`))
      const report = text.trim().startsWith('{') ? JSON.parse(text) : {}
      resolve({ seconds: (performance.now() - started) / 1000, peakBytes, report })
    })
  })

const importInto = async (name: string, file: string, map: readonly string[]) => {
  const url = await freshDatabase(name)
  await runClientele(url, ['migrate'])
  const result = await runClientele(url, [
    'import',
    'events',
    file,
    ...map,
    '--json',
    '--rejects',
    join(folder, `${name}.rejected`),
  ])
  await administer(`DROP DATABASE ${name} WITH (FORCE)`)
  return result
}

const copyWithPsql = async (file: string, index: string): Promise<number> => {
  const url = await freshDatabase('bench_copy')
  const columns =
    'invoice text, stock text, description text, quantity int, at timestamp, price float8, customer text, country text'
  const sql = ['-c', `CREATE TABLE plain (${columns}); ${index}`]
  spawnSync('psql', [url, '-q', ...sql])
  const started = performance.now()
  const { status, stderr } = spawnSync(
    'psql',
    [url, '-q', '-c', `\\copy plain FROM PROGRAM 'gzip -dc "${file}"' WITH (FORMAT csv, HEADER)`],
    { encoding: 'utf8' },
  )
  const seconds = (performance.now() - started) / 1000
  if (status !== 0) throw new Error(stderr)
  await administer('DROP DATABASE bench_copy WITH (FORCE)')
  return seconds
}

/** Events that are all different, in the canonical columns. */
const writeSynthetic = async (file: string, rows: number) => {
  const lines = function* () {
    yield 'type,user_id,timestamp,product_id,quantity,unit_price,order_id\n'
    for (let i = 0; i < rows; i++) {
      const at = new Date(Date.UTC(2025, 0, 1) + i * 15_000).toISOString()
      yield `PURCHASE,u${(i * 7919) % 50_000},${at},p${(i * 104_729) % 4000},${1 + (i % 5)},${(1 + (i % 997) / 10).toFixed(2)},o${Math.trunc(i / 3)}\n`
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(file))
}

const wideIndex = 'CREATE INDEX ON plain (customer, at, invoice, stock)'
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]
const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`
const folder = await mkdtemp(join(tmpdir(), 'clientele-bench-'))
const retail = datasetFile('online-retail/online_retail.csv.gz')

if (retail) {
  const seconds = { bare: [] as number[], indexed: [] as number[], import: [] as number[] }
  for (let round = 0; round < 5; round++) {
    const bare = await copyWithPsql(retail, '')
    const indexed = await copyWithPsql(retail, wideIndex)
    const ours = await importInto('bench_import', retail, ['--map', 'online-retail'])
    seconds.bare.push(bare)
    seconds.indexed.push(indexed)
    seconds.import.push(ours.seconds)
    const rate = (ours.report.rowsRead / ours.seconds).toFixed(0)
    console.log(
      `import ${ours.seconds.toFixed(1)} s (${rate} rows/s, peak ${mebibytes(ours.peakBytes)}), ` +
        `psql \\copy bare ${bare.toFixed(1)} s, indexed ${indexed.toFixed(1)} s`,
    )
  }
  const ratio = (other: readonly number[]) => median(other.map((value, n) => value / seconds.import[n])).toFixed(2)
  console.log(
    `medians: import ${median(seconds.import).toFixed(1)} s, bare ${median(seconds.bare).toFixed(1)} s (ratio ${ratio(seconds.bare)}), ` +
      `indexed ${median(seconds.indexed).toFixed(1)} s (ratio ${ratio(seconds.indexed)})`,
  )
}

const sizes = process.argv.includes('--retail-only') ? [] : [250_000, 1_000_000, 4_000_000]
for (const rows of sizes) {
  const file = join(folder, `${rows}.csv`)
  await writeSynthetic(file, rows)
  const { seconds, peakBytes } = await importInto('bench_import', file, [])
  console.log(`${rows} synthetic rows: ${(rows / seconds).toFixed(0)} rows/s, peak memory ${mebibytes(peakBytes)}`)
}
await rm(folder, { recursive: true, force: true })
await server.close()
