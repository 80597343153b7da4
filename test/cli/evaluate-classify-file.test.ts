import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runCli } from '../support/cli.ts'

const rows = 400

describe('evaluate classify on a file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele classify '))
    // Whoever has more than 20 orders, or comes from afar, stays: nothing else matters.
    const lines = Array.from({ length: rows }, (_, at) => {
      const [orders, place] = [(at * 7) % 41, at % 3 === 0 ? 'far' : 'near']
      const stays = orders > 20 || place === 'far'
      return `c-${at},${at % 11 === 0 ? '' : orders},${place},1,${stays ? 'stays' : 'goes'},${stays ? 'yes' : 'no'}`
    })
    await writeFile(join(folder, 'people.csv'), `customer,orders,place,constant,fate,kept\n${lines.join('\n')}\n`)
    const odd = ['inf', '-Infinity', 'NaN', '1e999', '']
    const broken = Array.from({ length: 100 }, (_, at) => `${odd[at] ?? at},${at < 3 ? 'abc' : at},${at % 2}`)
    await writeFile(join(folder, 'broken.csv'), `orders,spent,kept\n${broken.join('\n')}\n`)
    await writeFile(
      join(folder, 'one.csv'),
      `orders,kept\n${Array.from({ length: 20 }, (_, at) => `${at},yes`).join('\n')}\n`,
    )
  })
  afterAll(() => rm(folder, { recursive: true }))

  const run = (file: string, ...args: string[]) =>
    runCli(['evaluate', 'classify', '--data', join(folder, file), ...args])

  it('prints one JSON object with each measure of each fold and its mean', async () => {
    const { status, stdout } = await run(
      'people.csv',
      '--label',
      'kept',
      '--ignore',
      'fate',
      '--model',
      'logistic-regression',
      '--folds',
      '4',
      '--json',
    )
    expect(status).toBe(0)
    const found = JSON.parse(stdout)
    expect(found).toMatchObject({
      model: 'logistic-regression',
      params: { penalty: 'L2' },
      rows,
      columns: 3,
      positive: 'yes',
      leftOut: [{ name: 'customer', why: expect.stringContaining('as a name has') }],
      seconds: { fit: expect.any(Number), score: expect.any(Number) },
      peakMemoryBytes: expect.any(Number),
    })
    for (const name of ['auc', 'logLoss', 'brier', 'f1', 'accuracy'])
      expect(found[name]).toMatchObject({ mean: expect.any(Number), perFold: { length: 4 } })
    expect(found.auc.mean).toBeGreaterThan(0.95)
    expect(found.auc.mean).toBeCloseTo(found.auc.perFold.reduce((sum: number, each: number) => sum + each, 0) / 4, 10)
  })

  it('chooses a family in each fold by itself, better than the base rate', async () => {
    const { stdout } = await run('people.csv', '--label', 'kept', '--ignore', 'fate,customer', '--folds', '2', '--json')
    const { model, chosen, logLoss } = JSON.parse(stdout)
    expect(chosen).toHaveLength(2)
    expect(chosen).toContain(model)
    expect(chosen).not.toContain('base-rate')
    expect(logLoss.mean).toBeLessThan(0.3)
  })

  it('takes infinite numbers for missing ones, and warns of a column that alone tells the label', async () => {
    const one = ['--model', 'logistic-regression', '--folds', '2', '--json', '--label', 'kept']
    const [broken, leaking] = await Promise.all([run('broken.csv', ...one), run('people.csv', ...one)])
    expect(JSON.parse(broken.stdout)).toMatchObject({
      columns: 1,
      leftOut: [{ name: 'spent', why: 'it would be numbers but for 3 of its values, such as "abc"' }],
      warnings: ['orders: 4 of its values are infinite or no numbers, and count as missing.'],
    })
    expect(JSON.parse(leaking.stdout).warnings).toEqual([expect.stringMatching(/^fate: it alone tells the label/)])
  })

  it('says in one line what is wrong with the arguments', async () => {
    const wrong = async (...args: [string, ...string[]]) => {
      const { status, stderr, stdout } = await run(...args)
      expect([status, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 1])
      return stderr
    }
    expect(
      await Promise.all([
        wrong('people.csv', '--label', 'kep'),
        wrong('people.csv', '--label', 'orders'),
        wrong('one.csv', '--label', 'kept'),
        wrong('people.csv', '--label', 'kept', '--model', 'logistic'),
        wrong('people.csv'),
      ]),
    ).toEqual([
      expect.stringContaining('Did you mean "kept"?'),
      expect.stringMatching(/line \d+: the label "orders" is empty/),
      expect.stringContaining('must have exactly two values; it has 1'),
      expect.stringContaining('There is no model "logistic"'),
      expect.stringContaining('--label with its column'),
    ])
  })
})
