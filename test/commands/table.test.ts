import { describe, expect, it } from 'vitest'

import { table } from '../../src/commands/table.ts'

describe('table', () => {
  it('puts numbers to the right and everything else to the left', () => {
    expect(
      table(
        ['name', 'n', 'share'],
        [
          ['a', '1', '7 %'],
          ['bcdef', '1,250', '12 %'],
        ],
      ),
    ).toBe(['name       n  share', '─────  ─────  ─────', 'a          1    7 %', 'bcdef  1,250   12 %', ''].join('\n'))
  })

  it('counts two columns for characters that take two', () => {
    const [, , wide, narrow] = table(
      ['name', 'note'],
      [
        ['茶壶', 'x'],
        ['tea', 'x'],
      ],
    ).split('\n')
    expect([wide, narrow]).toEqual(['茶壶  x', 'tea   x'])
  })

  it('is its headers alone where there are no rows', () => {
    expect(table(['a', 'b'], [])).toBe('a  b\n─  ─\n')
  })
})
