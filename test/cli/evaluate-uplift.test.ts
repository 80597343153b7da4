import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createRandom } from '../../src/models/math/random.ts'
import { runCli } from '../support/cli.ts'

/** The mail moves those who live far away, and nobody else; who came spent something. */
const linesOf = (rows: number, seed: number): readonly string[] => {
  const random = createRandom(seed)
  return Array.from({ length: rows }, (_, at) => {
    const place = random.integer(2) === 0 ? 'far' : 'near'
    const arm = ['mail', 'no mail', 'call'][random.integer(3)]
    const chance = 0.2 + (arm === 'mail' && place === 'far' ? 0.4 : 0)
    const came = random.uniform() < chance
    return `p-${at},${random.integer(50)},${place},${arm},${came ? 1 : 0},${came ? 5 + random.integer(40) : 0}`
  })
}

const header = 'person,orders,place,arm,came,spent'

describe('evaluate uplift on a file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele uplift '))
    await writeFile(join(folder, 'one.csv'), `${[header, ...linesOf(1800, 1)].join('\n')}\n`)
    await writeFile(join(folder, 'two.csv'), `${[header, ...linesOf(1200, 2)].join('\n')}\n`)
    const named = linesOf(100, 3).map((line, at) =>
      at === 40 ? line.replace(/,(mail|no mail|call),[01],/, ',mail,maybe,') : line,
    )
    await writeFile(join(folder, 'bad.csv'), `${[header, ...named].join('\n')}\n`)
  })
  afterAll(() => rm(folder, { recursive: true }))

  const run = (file: string, ...args: string[]) =>
    runCli(['evaluate', 'uplift', '--data', join(folder, file), '--treatment', 'arm', '--outcome', 'came', ...args])

  it('prints one JSON object: the average effect, Qini, uplift at shares, what was left out', async () => {
    const { status, stdout } = await run('one.csv', '--treated', 'mail', '--model', 't-learner', '--json')
    expect(status).toBe(0)
    const found = JSON.parse(stdout)
    expect(found).toMatchObject({
      model: 't-learner',
      params: { classifier: 'additive-logistic-regression' },
      ate: { value: expect.closeTo(0.2, 1), low: expect.any(Number), high: expect.any(Number) },
      qini: expect.closeTo(0.05, 1),
      upliftAt: { '0.1': expect.any(Number), '0.3': expect.closeTo(0.4, 0), '1': found.ate.value },
      seconds: { fit: expect.any(Number), score: expect.any(Number) },
      peakMemoryBytes: expect.any(Number),
      leftOut: [{ name: 'person' }, { name: 'spent', why: expect.stringContaining('written after it') }],
      controlValue: 'no mail',
    })
    expect(found.rows + found.otherRows).toBe(1800)
    expect(found.netValue).toBeUndefined()
  })

  it('measures on another file what it learned from the first, and what its choice was worth', async () => {
    const test = join(folder, 'two.csv')
    const { stdout } = await run(
      'one.csv',
      '--treated',
      'mail',
      '--test',
      test,
      '--cost',
      '1',
      '--value',
      '10',
      '--json',
    )
    const { chosen, netValue, upliftAt } = JSON.parse(stdout)
    expect(chosen).toHaveLength(1)
    expect(upliftAt['0.5']).toBeGreaterThan(0.3)
    // Some 200 far away were mailed: 80 came more, at 10 each, and mailing cost 200.
    expect(netValue.treated).toBeGreaterThan(150)
    expect(netValue.value).toBeGreaterThan(300)
  })

  it('lists its models, and answers what it cannot use in one line', async () => {
    const { stdout } = await runCli(['evaluate', 'uplift', '--model', 'list'])
    expect(stdout.split('\n').map((line) => line.split(' ')[0])).toContain('class-transformation')
    const answers = await Promise.all([
      run('one.csv'),
      run('one.csv', '--treated', 'mial'),
      run('one.csv', '--treated', 'mail', '--cost', '1'),
      run('bad.csv', '--treated', 'mail'),
      run('one.csv', '--treated', 'mail', '--test', join(folder, 'bad.csv')),
    ])
    expect(answers.map(({ status }) => status)).toEqual([2, 2, 2, 2, 2])
    expect(answers.map(({ stderr }) => stderr.trim().split('\n').length)).toEqual([1, 1, 1, 1, 1])
    const [arms, near, half, three, test] = answers.map(({ stderr }) => stderr)
    expect(arms).toContain('say with --treated and --control which two are compared')
    expect(near).toContain('is never "mial". Did you mean "mail"? Its values: "call", "mail", "no mail".')
    expect(half).toContain('both --cost and --value')
    expect(three).toContain('must have exactly two values; it has 3')
    expect(test).toContain('line 42: "came" is "maybe"')
  })
})
