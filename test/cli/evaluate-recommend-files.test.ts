import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runCli } from '../support/cli.ts'

/**
 * Two circles of sixteen people and eight things each: whoever has a thing of a circle has most of that circle. One of each is held out, another circle's never. In order, the
 * thing after n is n + 1.
 */
const people = 32
const things = (person: number): readonly number[] =>
  Array.from({ length: 6 }, (_, at) => (person % 2) * 8 + ((Math.floor(person / 2) + at) % 8))

describe('evaluate recommend on files', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele files '))
    const everybody = Array.from({ length: people }, (_, person) => ({ person, own: things(person) }))
    const write = (name: string, lines: readonly string[]) => writeFile(join(folder, name), `${lines.join('\n')}\n`)
    await write(
      'train.txt',
      everybody.map(({ person, own }) => `${person} ${own.slice(0, -1).join(' ')}`),
    )
    await write(
      'test.txt',
      everybody.map(({ person, own }) => `${person} ${own.at(-1)}`),
    )
    await write(
      'sequence.txt',
      everybody.map(({ person, own }) => `${person} ${own.join(' ')}`),
    )
    const triples = (own: readonly number[], person: number) =>
      own.map((thing, at) => `user-${person},thing-${thing},5,${1_700_000_000 + at}`)
    await write('train.csv', [
      'user,item,rating,time',
      ...everybody.flatMap(({ person, own }) => triples(own.slice(0, -1), person)),
    ])
    await write('test.csv', [
      'user,item,rating,time',
      ...everybody.flatMap(({ person, own }) => triples(own.slice(-1), person)),
    ])
    await write('bad.csv', ['user,item,rating,time', 'a,b,5,yesterday', 'a,c,5,1'])
    await write('unrated.csv', ['user,item,rating', 'a,b,5', 'a,c,good'])
  })
  afterAll(() => rm(folder, { recursive: true }))

  const run = async (...args: string[]) => {
    const files = args.map((arg) => (/\.(txt|csv)$/.test(arg) ? join(folder, arg) : arg))
    return runCli(['evaluate', 'recommend', ...files])
  }
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout)

  it('prints one JSON object with the metrics of a model of that name, ranked among all items', async () => {
    const found = await json(
      '--train',
      'train.txt',
      '--test',
      'test.txt',
      '--model',
      'item-knn',
      '--params',
      '{"neighbours": 7}',
    )
    expect(found).toMatchObject({
      model: 'item-knn',
      params: { neighbours: 7 },
      format: 'lightgcn',
      users: people,
      items: 16,
      interactions: 5 * people,
      seconds: { search: expect.any(Number), fit: expect.any(Number), score: expect.any(Number) },
      peakMemoryBytes: expect.any(Number),
    })
    // Three things of the own circle are left: the one that is wanted is among the first five.
    expect(found.metrics).toMatchObject({ 'recall@5': 1, 'hr@10': 1, 'recall@20': 1 })
    expect(found.metrics['ndcg@20']).toBeGreaterThan(0.5)
    const crowd = await json('--train', 'train.txt', '--test', 'test.txt', '--model', 'popular', '--params', '{}')
    expect(crowd.metrics['recall@5']).toBeLessThan(found.metrics['recall@5'])
  })

  it('reads triples with times and texts as ids to the same metrics', async () => {
    const args = ['--model', 'item-knn', '--params', '{"halfLifeDays": 100000}']
    const [text, triples] = [
      await json('--train', 'train.txt', '--test', 'test.txt', ...args),
      await json('--train', 'train.csv', '--test', 'test.csv', ...args),
    ]
    expect(triples).toMatchObject({ format: 'triples', users: people, items: 16, interactions: 5 * people })
    expect(triples.metrics['recall@5']).toBe(text.metrics['recall@5'])
  })

  it('holds out the last of a sequence, which only its order tells', async () => {
    const markov = await json('--train', 'sequence.txt', '--model', 'markov', '--params', '{}')
    expect(markov).toMatchObject({ format: 'sequence', users: people })
    expect(markov.metrics['hr@5']).toBe(1)
    expect(markov.metrics['ndcg@10']).toBe(1)
  })

  it('chooses family and options by itself, and says which', async () => {
    const found = await json('--train', 'train.txt', '--test', 'test.txt', '--configurations', '1')
    expect(['popular', 'trending']).not.toContain(found.model)
    expect(found.metrics['recall@5']).toBe(1)
    const { stdout } = await run('--model', 'list')
    expect(stdout).toMatch(/^ease +\{"regularisation":/m)
  })

  it('says in one line what is wrong with the arguments', async () => {
    const wrong = async (...args: string[]) => {
      const { status, stderr, stdout } = await run(...args)
      expect([status, stdout]).toEqual([2, ''])
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
      return stderr
    }
    const files = ['--train', 'train.txt', '--test', 'test.txt']
    const told = await Promise.all([
      wrong(...files, '--model', 'eas'),
      wrong(...files, '--model', 'ease', '--params', '{"x": 1}'),
      wrong('--train', 'none.txt', '--test', 'test.txt'),
      wrong('--train', 'bad.csv', '--test', 'test.csv', '--format', 'triples'),
      wrong('--train', 'unrated.csv', '--test', 'test.csv', '--format', 'triples'),
      wrong('--train', 'train.txt', '--format', 'lightgcn'),
      wrong(...files, '--model', 'markov', '--params', '{}'),
      wrong(),
    ])
    expect(told).toEqual([
      expect.stringContaining('Did you mean "ease"?'),
      expect.stringContaining('has no option "x"'),
      expect.stringContaining('FILE_NOT_READABLE'),
      expect.stringContaining('line 2: "yesterday" is no time'),
      expect.stringContaining('line 3: "good" is no rating'),
      expect.stringContaining('Give --test as well'),
      expect.stringContaining('knows no order'),
      expect.stringContaining('Give a data set, or --train'),
    ])
  })
})
