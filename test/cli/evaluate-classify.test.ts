import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runCli } from '../support/cli.ts'
import { datasetFile } from '../support/datasets.ts'

const telco = datasetFile('telco-churn/telco_churn.csv')
const evaluate = (...args: string[]) => runCli(['evaluate', 'classify', ...args])

describe.skipIf(telco === null)('evaluate classify on telco churn', () => {
  const data = dirname(dirname(telco ?? '/'))

  it('comes within .002 of the published numbers by straight lines and above them by bent ones, as one JSON object', async () => {
    const asked = ['--family', 'base-rate,recency,logistic-regression,additive-logistic-regression', '--json']
    const { status, stdout } = await evaluate('telco-churn', '--data', data, ...asked)
    expect(status).toBe(0)
    const { rows, results, behind, published } = JSON.parse(stdout)
    expect([rows, published[0].auc, published[0].brier]).toEqual([7043, 0.8455, 0.1353])
    const of = (name: string) => results.find(({ family }: { family: string }) => family === name)
    const { metrics, seconds, reliability } = of('logistic-regression')
    expect(metrics).toMatchObject({ rows: 7043, positives: 1869 })
    expect(Math.abs(metrics.auc - 0.8455)).toBeLessThan(0.002)
    expect(Math.abs(metrics.brier - 0.1353)).toBeLessThan(0.002)
    expect(metrics.calibrationError).toBeLessThan(0.02)
    expect(seconds).toEqual({ fit: expect.any(Number), score: expect.any(Number) })
    expect(reliability.length).toBeGreaterThan(7)
    expect(of('additive-logistic-regression').metrics.auc).toBeGreaterThan(0.848)
    expect(of('additive-logistic-regression').metrics.brier).toBeLessThan(0.134)
    expect(of('base-rate').metrics.brier).toBeCloseTo(0.1949, 3)
    expect(of('recency').metrics.auc).toBeGreaterThan(0.7)
    expect(behind.map(({ family }: { family: string }) => family)).toEqual([
      'base-rate',
      'recency',
      'logistic-regression',
    ])
    for (const { behind: difference } of behind) expect(difference.high).toBeLessThan(0)
  })

  it('prints a table for people, with what others report and what is made of missing cells', async () => {
    const { stdout } = await evaluate('telco-churn', '--data', data, '--family', 'base-rate,logistic-regression')
    expect(stdout).toMatch(/^telco-churn: 7043 rows, 1869 with Churn; 10 folds/)
    expect(stdout).toMatch(/11 blank cells .* no row is dropped/)
    expect(stdout).toMatch(/logistic regression \(scikit-learn on these rows\) +0\.8455 +0\.1353\n/)
    expect(stdout).toMatch(/logistic-regression +0\.84\d\d +0\.13\d\d/)
    expect(stdout).toMatch(/0\.0 to 0\.1 +\d+/)
  })
})

describe('evaluate classify on the generated shop', () => {
  it('holds every target against the oracle, as one JSON object', async () => {
    const asked = ['--users', '500', '--family', 'base-rate,recency', '--json']
    const { status, stdout } = await evaluate('demo', ...asked)
    expect(status).toBe(0)
    const { users, results } = JSON.parse(stdout)
    expect(users).toBe(500)
    expect(results.map(({ target }: { target: string }) => target)).toEqual([
      'churn',
      'purchase-7',
      'purchase-30',
      'purchase-90',
    ])
    for (const { rows, measured, oracle } of results) {
      expect(rows).toBeGreaterThan(200)
      expect(measured.map(({ family }: { family: string }) => family)).toEqual(['base-rate', 'recency'])
      expect(oracle.logLoss).toBeLessThan(measured[0].metrics.logLoss)
    }
  })
})

describe('evaluate classify', () => {
  const header =
    'gender,SeniorCitizen,Partner,Dependents,tenure,PhoneService,MultipleLines,InternetService,OnlineSecurity,OnlineBackup,' +
    'DeviceProtection,TechSupport,StreamingTV,StreamingMovies,Contract,PaperlessBilling,PaymentMethod,MonthlyCharges,TotalCharges,Churn\n'
  const row = (tenure: string, churn: string) =>
    `F,0,No,No,${tenure},Yes,No,DSL,No,No,No,No,No,No,M,Yes,Check,1,,${churn}\n`
  let folder = ''
  const write = async (name: string, text: string) => {
    await mkdir(join(folder, name, 'telco-churn'), { recursive: true })
    await writeFile(join(folder, name, 'telco-churn/telco_churn.csv'), text)
  }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele-classify-'))
    await write('number', header + row('1', 'No') + row('long', 'No'))
    await write('label', `${header}${row('1', 'Maybe')}`)
    await write('one-class', header + Array.from({ length: 20 }, (_, at) => row(String(at), 'No')).join(''))
    await write('columns', 'gender,Churn\nF,No\n')
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each([
    ['a data set that is not there', 'nowhere', 'telco-churn', /no file .*telco_churn\.csv/],
    ['a number that is none', 'number', 'telco-churn', /line 3: "long" is no number/],
    ['a label that is neither', 'label', 'telco-churn', /line 2: "Maybe" is neither Yes nor No/],
    ['columns that are not there', 'columns', 'telco-churn', /no column "tenure"/],
    ['a data set that nobody knows', '', 'iris', /value 'iris' is invalid/],
  ])('says in one line what is wrong with %s', async (_, inside, name, says) => {
    const { status, stdout, stderr } = await evaluate(name, '--data', join(folder, inside))
    expect(stderr).toMatch(says)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect([status, stdout]).toEqual([2, ''])
  })

  it('leaves out who cannot learn, and says why', async () => {
    const asked = ['--data', join(folder, 'one-class'), '--family', 'base-rate,logistic-regression,recurrent']
    const { status, stdout } = await evaluate('telco-churn', ...asked)
    expect(status).toBe(0)
    expect(stdout).toMatch(/\n {2}recurrent: The data set tells no sequences of events\./)
    expect(stdout).toMatch(/Left out:\n {2}base-rate: All 18 labels are 0: it takes both classes/)
  })
})
