import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { runCli } from '../support/cli.ts'
import { datasetFile } from '../support/datasets.ts'

const sample = datasetFile('cdnow/CDNOW_sample.txt')
const master = datasetFile('cdnow/CDNOW_master.txt')
const periods = ['--calibration-end', '1997-09-30', '--holdout-end', '19980630']

const evaluate = (...args: string[]) => runCli(['evaluate', 'clv', ...args])

const byNumber = ['--customer', '2', '--date', '3', '--value', '5']
const byName = ['--customer', 'customer_id', '--date', 'date', '--value', 'dollar_value']

describe.skipIf(sample === null || master === null)('evaluate clv on CDNOW', () => {
  it('prints the published numbers as one JSON object and nothing else', async () => {
    const { status, stdout, stderr } = await evaluate('--transactions', sample!, ...byNumber, ...periods, '--json')
    expect([status, stderr]).toEqual([0, ''])
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({
      model: 'bgnbd',
      params: { calibrationEnd: '1997-09-30', holdoutEnd: '1998-06-30' },
      transactions: 6919,
      customers: 2357,
      gammaGamma: { customers: 946 },
      holdout: { actual: 1882 },
    })
    expect(result.bgnbd.r).toBeCloseTo(0.243, 3)
    expect(result.bgnbd.logLikelihood).toBeCloseTo(-9582.43, 2)
    expect(result.gammaGamma.p).toBeCloseTo(6.25, 2)
    expect(result.models.map((model: { name: string }) => model.name)).toEqual(['bg-nbd', 'pareto-nbd'])
    expect(result.models[1].parameters.alpha).toBeCloseTo(10.578, 2)
    expect(result.holdout.expected).toBeCloseTo(1653, -1)
    expect(result.holdout.mae).toBeCloseTo(0.786, 2)
    expect(result.holdout.auc).toBeGreaterThan(0.7)
    expect(result.seconds).toEqual({ fit: expect.any(Number), score: expect.any(Number) })
    expect(result.peakMemoryBytes).toBeGreaterThan(1e6)
  })

  it('reads the whole file by the names of its header', async () => {
    const { stdout } = await evaluate('--transactions', master!, ...byName, ...periods, '--json')
    expect(JSON.parse(stdout)).toMatchObject({ transactions: 69_659, customers: 23_570 })
  })

  it('prints a table for people', async () => {
    const { status, stdout } = await evaluate('--transactions', sample!, '--customer', '2', '--date', '3', ...periods)
    expect(status).toBe(0)
    expect(stdout).toMatch(
      /^customers +calibration 2357\nBG\/NBD +r 0\.24\d+ .*\n(?:.*\n)*Gamma-Gamma +not fitted.*\nrepeats +actual 1882 /,
    )
  })
})

describe.skipIf(sample === null)('evaluate clv cdnow', () => {
  it('measures both models side by side, beside what others published', async () => {
    const { status, stdout } = await evaluate('cdnow', '--data', join(sample!, '..', '..'))
    expect(status).toBe(0)
    expect(stdout).toMatch(/^Pareto\/NBD +r 0\.553\d* +alpha 10\.57\d* .*-9594\.98$/m)
    expect(stdout).toMatch(/^Pareto\/NBD +mean +1666 +1882 +0\.754\d/m)
    expect(stdout).toMatch(/^choice +BG\/NBD/m)
    expect(stdout).toMatch(/published:\n +BG\/NBD +r 0\.243/)
  })
})

describe('evaluate clv', () => {
  it('names its models', async () => {
    expect((await evaluate('--model', 'list')).stdout).toMatch(/^bgnbd {2}BG\/NBD/)
    expect(JSON.parse((await evaluate('--model', 'list', '--json')).stdout).models[0].name).toBe('bgnbd')
  })

  it.each([
    ['what is missing', [], /Give --transactions, --customer, --date, --calibration-end, --holdout-end as well/],
    ['a file that is not there', ['--transactions', 'nowhere.csv', ...byNumber, ...periods], /no file nowhere\.csv/],
    ['a file that is no text', ['--transactions', process.execPath, ...byNumber, ...periods], /is not text/],
    ['a folder', ['--transactions', import.meta.dirname, ...byNumber, ...periods], /is a folder/],
    ['a date that is none', ['--calibration-end', 'soon'], /--calibration-end.*must be a date/],
    [
      'periods in the wrong order',
      ['--transactions', 'x', ...byNumber, '--calibration-end', '1998-06-30', '--holdout-end', '1997-09-30'],
      /must be after/,
    ],
  ])('says in one line what is wrong with %s', async (_, args, says) => {
    const { status, stdout, stderr } = await evaluate(...args)
    expect(stderr).toMatch(says)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect([status, stdout]).toEqual([2, ''])
  })
})
