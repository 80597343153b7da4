import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runCli } from '../support/cli.ts'
import { datasetFile } from '../support/datasets.ts'

const electronics = datasetFile('amazon-electronics/train.txt')
const evaluate = (...args: string[]) => runCli(['evaluate', 'recommend', ...args])

describe.skipIf(electronics === null)('evaluate recommend on Amazon Electronics', () => {
  const data = dirname(dirname(electronics ?? '/'))

  it('prints the known numbers of popularity and EASE as one JSON object, and a blend above what is published', async () => {
    const asked = [
      '--family',
      'popular,ease,graph-filter,item-knn,user-knn,blend,markov',
      '--configurations',
      '8',
      '--json',
    ]
    const { status, stdout } = await evaluate('amazon-electronics', '--data', data, ...asked)
    expect(status).toBe(0)
    const { results, published, k, measure } = JSON.parse(stdout)
    expect([k, measure, published[0].name]).toEqual([20, 'recall', 'UltraGCN'])
    const of = (name: string) => results.find(({ family }: { family: string }) => family === name)
    expect(Math.abs(of('popular').metrics.recall - 0.0892)).toBeLessThan(0.002)
    expect(Math.abs(of('popular').metrics.ndcg - 0.0489)).toBeLessThan(0.002)
    expect(Math.abs(of('ease').metrics.recall - 0.1332)).toBeLessThan(0.002)
    expect(Math.abs(of('ease').metrics.ndcg - 0.082)).toBeLessThan(0.002)
    expect(of('blend').metrics.recall).toBeGreaterThan(0.1368)
    expect(of('blend').metrics.ndcg).toBeGreaterThan(0.0829)
    expect(of('blend').seconds).toEqual({
      search: expect.any(Number),
      fit: expect.any(Number),
      score: expect.any(Number),
    })
    expect(of('ease').peakMemoryBytes).toBeGreaterThan(1e6)
    expect(of('markov')).toMatchObject({ metrics: null, leftOut: 'the data set knows no order' })
  })

  it('prints a table for people, with what others report and what was left out', async () => {
    const asked = ['--family', 'popular,latest', '--configurations', '1']
    const { stdout } = await evaluate('amazon-electronics', '--data', data, ...asked)
    expect(stdout).toMatch(/^amazon-electronics: 1435 people x 1522 items, 1435 judged; all items ranked/)
    expect(stdout).toMatch(/UltraGCN \(published\) +0\.1368 +0\.0829\n/)
    expect(stdout).toMatch(/popular +0\.089\d +0\.04\d\d/)
    expect(stdout).toMatch(/latest: the data set knows no times/)
  })
})

const beauty = datasetFile('beauty/beauty.txt.gz')

describe.skipIf(beauty === null)('evaluate recommend on Beauty', () => {
  it('finds what is published of popularity where it is counted over whole histories, and Markov chains above all that is published', async () => {
    const asked = ['--family', 'popular,markov', '--configurations', '1', '--json']
    const { stdout } = await evaluate('beauty', '--data', dirname(dirname(beauty ?? '/')), ...asked)
    const results: readonly { family: string; metrics: { hitRate: number; ndcg: number } }[] =
      JSON.parse(stdout).results
    const of = (name: string) => results.find(({ family }) => family === name)?.metrics
    expect(of('popular, of whole histories')?.hitRate).toBeCloseTo(0.0152, 4)
    expect(of('popular, of whole histories')?.ndcg).toBeCloseTo(0.0068, 4)
    expect(of('markov')?.hitRate).toBeGreaterThan(0.0647)
    expect(of('markov')?.ndcg).toBeGreaterThan(0.0327)
  })
})

describe('evaluate recommend', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele-sets-'))
    await mkdir(join(folder, 'amazon-electronics'))
    await writeFile(join(folder, 'amazon-electronics/train.txt'), '0 1 2\n1 2 x3\n')
    await writeFile(join(folder, 'amazon-electronics/test.txt'), '0 3\n')
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('goes on with results of which a family listed nothing, whose novelty is no number', async () => {
    const results = join(folder, 'results.json')
    const seconds = { search: 0, fit: 0, score: 0 }
    const nothing = {
      recall: 0,
      ndcg: 0,
      hitRate: 0,
      coverage: 0,
      users: 5,
      novelty: Number.NaN,
      diversity: Number.NaN,
    }
    const silent = { family: 'markov', leftOut: null, options: {}, metrics: nothing, validation: 0, tried: 1, seconds }
    await writeFile(results, JSON.stringify([{ ...silent, peakMemoryBytes: 1e6 }]))
    const args = ['demo', '--users', '120', '--family', 'popular', '--results', results]
    const { status, stdout, stderr } = await evaluate(...args)
    expect(stderr).not.toMatch(/TypeError/)
    expect(status).toBe(0)
    expect(stdout).toMatch(/markov +0\.0000 +0\.0000 +0\.000 +- /)
    expect(stdout).toMatch(/popular +0\.\d{4}/)
    const kept = JSON.parse(await readFile(results, 'utf8')) as {
      family: string
      metrics: { novelty: null | number }
    }[]
    expect(kept.map(({ family }) => family)).toEqual(['markov', 'popular'])
    expect(kept[0].metrics.novelty).toBeNull()
    // And once more, from what was kept.
    expect((await evaluate(...args)).status).toBe(0)
    await writeFile(results, '{}')
    expect(await evaluate(...args)).toMatchObject({ status: 2, stderr: expect.stringMatching(/holds no results/) })
  })

  it.each([
    ['a data set that is not there', ['beauty'], /no file .*beauty\.txt/],
    ['a line that holds no number', ['amazon-electronics'], /train\.txt, line 2: "x3" is no whole number/],
    ['a data set that nobody knows', ['netflix'], /value 'netflix' is invalid/],
    ['a family that nobody knows', ['beauty', '--family', 'crystal-ball'], /"crystal-ball" is none of/],
  ])('says in one line what is wrong with %s', async (_, args, says) => {
    const { status, stdout, stderr } = await evaluate(...args, '--data', folder)
    expect(stderr).toMatch(says)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect([status, stdout]).toEqual([2, ''])
  })
})
