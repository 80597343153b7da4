import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'

import { listOf, span, wholeNumber } from '../../src/commands/arguments.ts'

describe('the parsers of options', () => {
  it.each([
    ['0', 0],
    ['65535', 65_535],
  ])('take the whole number %s', (text, value) => expect(wholeNumber(0, 65_535)(text)).toBe(value))

  it.each(['', ' ', '-1', '65536', '1.5', '1e9', 'x', '٣'])('refuse %j as a whole number up to 65535', (text) => {
    expect(() => wholeNumber(0, 65_535)(text)).toThrow(InvalidArgumentError)
  })

  it.each([
    ['12h', 43_200_000],
    ['90d', 7_776_000_000],
    ['4w', 2_419_200_000],
    ['1y', 31_536_000_000],
  ])('take %s for a span', (text, ms) => expect(span(text)).toBe(ms))

  it.each(['', '0d', '90', 'd', '-1d', '1.5d', '1m', '1000000d'])('refuse %j as a span', (text) => {
    expect(() => span(text)).toThrow(InvalidArgumentError)
  })

  it('take a list in its order, each once, and name the wrong one', () => {
    const parse = listOf(['read', 'track'])
    expect(parse('track, read,track')).toEqual(['track', 'read'])
    expect(() => parse('read,write')).toThrow('"write" is none of read, track.')
  })
})
