import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import { labelRules } from '../../src/features/labels.ts'
import { lifecycleRules } from '../../src/features/lifecycle.ts'
import { measures } from '../../src/features/measures.ts'
import { rfmSegments } from '../../src/features/rfm-segments.ts'

/** The rows below the header that starts with `first`, as cells without code marks. */
const tableOf = (file: string, first: string): string[][] => {
  const lines = readFileSync(resolve(import.meta.dirname, '../../docs/models', file), 'utf8').split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${first} |`)) + 2
  const end = lines.findIndex((line, at) => at >= start && !line.startsWith('|'))
  return lines.slice(start, end).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

const signs = { gt: '>', gte: '>=', lte: '<=', lt: '<' } as const
const testText = ({ measure, ...bounds }: (typeof labelRules)[number]['all'][number]): string =>
  `${measure} ${Object.entries(bounds)
    .map(([name, bound]) => `${signs[name as keyof typeof signs]} ${bound}`)
    .join(', ')}`

describe('the tables of the docs', () => {
  it('list the lifecycle as it is computed', () => {
    expect(tableOf('portrait.md', 'stage')).toEqual(
      lifecycleRules.map(({ lifecycle, description }) => [lifecycle, description]),
    )
  })

  it('list the labels as they are computed', () => {
    expect(tableOf('portrait.md', 'key')).toEqual(
      labelRules.map(({ key, text, definition, all }) => [
        key,
        text.en,
        text.zh,
        definition,
        all.map(testText).join(' and '),
      ]),
    )
  })

  it('list the measures', () => {
    expect(tableOf('portrait.md', 'measure')).toEqual(Object.entries(measures))
  })

  it('list the segments as they are computed', () => {
    expect(tableOf('segments.md', 'key')).toEqual(
      rfmSegments.map(({ key, name, names, description }) => [key, name, names.zh, description]),
    )
  })
})
