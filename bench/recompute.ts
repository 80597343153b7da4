// How long does a whole recompute take, and how much memory, step by step?
//   node bench/recompute.ts [rounds]
// Needs a database with a shop: DATABASE_URL, or the embedded one of CLIENTELE_DATA (import one first).
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

interface Run {
  readonly kind: string
  readonly status: string
  readonly metrics: readonly { readonly name: string; readonly value: number }[]
}

interface Report {
  readonly seconds: number
  readonly peakMemoryBytes: number
  readonly runs: readonly Run[]
}

const recompute = (): Report => {
  const cli = join(import.meta.dirname, '../src/cli.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'recompute', '--json'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

const rounds = Array.from({ length: Number(process.argv[2] ?? 3) }, recompute)
const line = (name: string, seconds: readonly number[], bytes: readonly number[]) =>
  `${name.padEnd(16)} ${median(seconds).toFixed(2).padStart(7)} s  ${(median(bytes) / 2 ** 20).toFixed(0).padStart(5)} MiB`

const metric = (run: Run | undefined, name: string): number => run?.metrics.find((one) => one.name === name)?.value ?? 0

console.log(
  `median of ${rounds.length} rounds; memory is the process's peak while the step ran, steps side by side share it`,
)
for (const { kind } of rounds[0].runs) {
  const runs = rounds.map((round) => round.runs.find((run) => run.kind === kind))
  console.log(
    line(
      kind,
      runs.map((run) => metric(run, 'seconds')),
      runs.map((run) => metric(run, 'peakMemoryBytes')),
    ),
  )
}
console.log(
  line(
    'whole',
    rounds.map(({ seconds }) => seconds),
    rounds.map(({ peakMemoryBytes }) => peakMemoryBytes),
  ),
)
