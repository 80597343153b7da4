import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { runCli } from '../support/cli.ts'
import { createDatabase } from '../support/database.ts'

const root = resolve(import.meta.dirname, '../..')
const guide = await readFile(join(root, 'docs/guides/import.md'), 'utf8')

interface Shown {
  readonly args: readonly string[]
  readonly output: string
}

const prompt = '$ npm run -s clientele -- '

/** The commands of the guide with what it says they print, in order. */
const shown: readonly Shown[] = [...guide.matchAll(/^```console\n(.*?)^```/gms)].flatMap(([, block]) =>
  block.split(/^(?=\$ )/m).map((part) => {
    const [command, ...output] = part.split('\n')
    return { args: command.slice(prompt.length).split(' '), output: output.join('\n') }
  }),
)

/** A copy of the examples in a folder of its own: imports write beside their files. */
const copyExamples = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'clientele examples '))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(join(root, 'examples/data'), join(folder, 'examples/data'), { recursive: true })
  return folder
}

describe('the import guide', () => {
  test('shows what its commands print on an empty database', async () => {
    const { url, remove } = await createDatabase()
    try {
      const cwd = await copyExamples()
      expect(shown.length).toBeGreaterThanOrEqual(6)
      for (const { args, output } of shown) {
        const result = await runCli(args, { env: { DATABASE_URL: url }, cwd })
        expect([result.status, result.stdout]).toEqual([0, output])
      }
      const rejected = await readFile(join(cwd, 'examples/data/order-lines.csv.rejected.ndjson'), 'utf8')
      expect(guide).toContain(rejected.split('\n')[0])
    } finally {
      await remove()
    }
  })

  test('shows the files as they begin', async () => {
    const lines = async (name: string) => (await readFile(join(root, 'examples/data', name), 'utf8')).split('\n')
    const [products, orders] = [await lines('products.csv'), await lines('order-lines.csv')]
    expect(guide).toContain(products.slice(0, 2).join('\n'))
    expect(guide).toContain([...orders.slice(0, 2), orders[5]].join('\n'))
  })
})
