import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { reportText } from '../../src/commands/import-report.ts'
import { openRejects } from '../../src/commands/rejects-file.ts'
import { temporaryFile } from '../support/intake.ts'

const refusal = (line: number) => ({ line, code: 'ROW_MALFORMED', message: 'No.', column: null, raw: '' }) as const

const report = { file: 'a.csv', rowsRead: 1_200_000, accepted: 0, duplicates: 0, rejected: 1_200_000, resumedAt: 0 }
const more = { reasons: new Map(), rejects: 'a.rejected', foreignLines: 0, fault: null }

test('a file of rejected rows keeps the first ones up to its limit', async () => {
  const path = await temporaryFile('rows.rejected.ndjson', '')
  const rejects = await openRejects(path, 3)
  for (let line = 1; line <= 5; line += 1) rejects.add(refusal(line))
  await rejects.drain()
  expect(await rejects.close()).toBe(path)
  expect(rejects.kept()).toBe(3)
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).line)).toEqual([1, 2, 3])
})

test('a file of many rejected rows is written without a warning of the process', async () => {
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  const rejects = await openRejects(await temporaryFile('many.rejected.ndjson', ''))
  for (let line = 1; line <= 40_000; line += 1) {
    rejects.add(refusal(line))
    if (line % 1000 === 0) await rejects.drain()
  }
  await rejects.close()
  process.off('warning', note)
  expect(warnings).toEqual([])
})

test('the report says when rejected rows are counted only', () => {
  const cut = reportText({ ...report, ...more, rejectsKept: 1_000_000 }, false)
  expect(cut).toMatch(/rejected +1,200,000 {2}→ a\.rejected \(the first 1,000,000; the rest is counted only\)\n/)
  expect(reportText({ ...report, ...more, rejectsKept: 1_200_000 }, false)).toMatch(/→ a\.rejected\n/)
})
