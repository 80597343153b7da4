import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe, expect, it } from 'vitest'

import { runCli } from '../support/cli.ts'
import { datasetFile } from '../support/datasets.ts'

const file = datasetFile('telco-churn/telco_churn.csv')
const folder = mkdtempSync(join(tmpdir(), 'network-'))
afterAll(() => rmSync(folder, { recursive: true }))

const written = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe.skipIf(file === null)('evaluate network telco-churn', () => {
  const ask = (...args: string[]) =>
    runCli(['evaluate', 'network', 'telco-churn', '--data', join(file!, '..', '..'), '--label', 'Churn', ...args])

  it('shows what hangs on what, and how likely the label is', async () => {
    const { status, stdout } = await ask('--known', '{"Contract":"Two year"}')
    expect(status).toBe(0)
    expect(stdout).toMatch(/^\{ "arcs": \[\n {2}\["\w+","\w+"\],$/m)
    expect(stdout).toMatch(/^Contract +0\.\d{3}$/m)
    expect(stdout).toMatch(/^Churn where \{"Contract":"Two year"\}:\n.*\n.*\n +0 +0\.9\d+\n +1 +0\.0\d+$/m)
  })

  it('gives a structure that can be given back, and is the same network then', async () => {
    const first = await ask('--json')
    const again = await ask('--json', '--structure', written('network.json', first.stdout))
    expect(again).toEqual(first)
    expect(JSON.parse(first.stdout)).toMatchObject({ model: 'bayesian-network', target: 'Churn' })
  })

  it('is bound by what a person demands and rules out', async () => {
    const bounds = '{"required": [["gender", "Partner"]], "forbidden": [["Churn", "Contract"]]}'
    const { stdout } = await ask('--json', '--structure', written('bounds.json', bounds))
    const { arcs } = JSON.parse(stdout).structure
    expect(arcs).toContainEqual(['gender', 'Partner'])
    expect(arcs).not.toContainEqual(['Churn', 'Contract'])
  })

  it.each([
    ['a node that there is not', ['--known', '{"Contrct":"Two year"}'], /no node "Contrct". Did you mean "Contract"\?/],
    [
      'a level that there is not',
      ['--known', '{"Contract":"Two years"}'],
      /never "Two years". Did you mean "Two year"/,
    ],
    ['what is no JSON', ['--known', 'Contract'], /must be a JSON object/],
    ['a file that is not there', ['--structure', 'nowhere.json'], /no file nowhere\.json/],
    ['a circle', ['--structure', 'circle'], /circle: Contract -> tenure -> Contract/],
  ])('says in one line what is wrong with %s', async (_, args, says) => {
    const circle = written('circle.json', '{"arcs":[["tenure","Contract"],["Contract","tenure"]]}')
    const { status, stdout, stderr } = await ask(...args.map((own) => (own === 'circle' ? circle : own)))
    expect(stderr).toMatch(says)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect([status, stdout]).toEqual([2, ''])
  })
})
