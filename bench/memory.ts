// What does a whole run of recommendations take in memory, by person and by product? Its peak in processes of their own, at two numbers of each; the differences are what one more takes.
//   node bench/memory.ts [budget]
import { spawnSync } from 'node:child_process'

import { publishedListLength } from '../src/domain/recommendation.ts'
import { recommendationData } from '../src/jobs/recommendation-data.ts'
import { recommendations } from '../src/jobs/recommendation-task.ts'
import type { BudgetName } from '../src/models/recommenders/budget.ts'
import { clubRows, clubs, perPerson } from './support/club-rows.ts'

const asOf = new Date('2026-01-01T00:00:00Z')

const productsOf = (items: number) =>
  Array.from({ length: items }, (_, item) => ({
    id: item + 1,
    name: `Thing ${item} of club ${Math.floor((item / items) * clubs)}`,
    names: {},
    category: `club ${Math.floor((item / items) * clubs)} > shelf ${item % 5}`,
    price: 5 + (item % 50),
    attributes: { brand: `brand ${item % 30}` },
    recommendable: true,
    createdAt: new Date('2024-01-01T00:00:00Z'),
  }))

/** As the job does it, but for the database: rows to data, all of the task, every list taken and let go. */
const run = (users: number, items: number, budget: BudgetName): void => {
  const seen = { userIds: new Float64Array(), productIds: new Int32Array() }
  const shop = { products: productsOf(items), rows: clubRows(users, items), seen, firstSeenAt: null }
  const data = recommendationData(shop, asOf)
  const { userIds: _, ...fitted } = data
  let lists = 0
  let families = ''
  for (const item of recommendations({ ...fitted, asOf: asOf.getTime(), budget, seed: 1, previous: null }, () => {})) {
    if (item.kind === 'chosen') families = item.choice.recipe.parts.map(({ family }) => family).join(', ')
    if (item.kind === 'lists') lists += item.lists.users
  }
  process.stdout.write(JSON.stringify({ lists, families, bytes: process.resourceUsage().maxRSS * 1024 }))
}

interface Peak {
  readonly families: string
  readonly lists: number
  readonly bytes: number
}

const peakOf = (users: number, items: number, budget: string): Peak => {
  const child = [import.meta.filename, '--child', String(users), String(items), budget]
  const { status, stdout, stderr } = spawnSync(process.execPath, child, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const report = (budget: string): void => {
  const [few, many] = [4000, 16_000]
  const [small, large] = [1000, 4000]
  const mib = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`
  console.log(
    `budget ${budget}, ${perPerson} purchases a person, lists of ${publishedListLength}\npeople  products  peak      chosen`,
  )
  const measured = ([users, items]: readonly [number, number]): Peak => {
    const peak = peakOf(users, items, budget)
    console.log(`${String(users).padEnd(7)} ${String(items).padEnd(9)} ${mib(peak.bytes).padEnd(9)} ${peak.families}`)
    return peak
  }
  const [base, people, products] = (
    [
      [few, small],
      [many, small],
      [few, large],
    ] as const
  ).map(measured)
  console.log(`a person more: ${Math.round((people.bytes - base.bytes) / (many - few))} bytes`)
  console.log(`a product more: ${Math.round((products.bytes - base.bytes) / (large - small))} bytes`)
}

const [mode, users, items, budget] = process.argv.slice(2)
if (mode === '--child') run(Number(users), Number(items), budget as BudgetName)
else report(mode ?? 'quick')
