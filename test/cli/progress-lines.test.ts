import { expect, it } from 'vitest'

import { createProgressLines } from '../../src/commands/progress-lines.ts'

it('progress of a step is told once, and again when it went on', () => {
  const lines: string[] = []
  const show = createProgressLines('  ', (line) => lines.push(line))
  const report = (step: string, fraction: number, message = 'reading') => show({ step, fraction, message })
  report('clusters', 0.101)
  report('uplift', 0.101)
  report('clusters', 0.102)
  report('clusters', 0.5)
  report('uplift', 0.104)
  report('clusters', 0.5, 'done')
  expect(lines).toEqual([
    '   10 % clusters: reading\n',
    '   10 % uplift: reading\n',
    '   50 % clusters: reading\n',
    '   50 % clusters: done\n',
  ])
})
