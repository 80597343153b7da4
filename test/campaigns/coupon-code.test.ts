import { describe, expect, it } from 'vitest'

import { createCodes, readCode } from '../../src/campaigns/coupon-code.ts'

describe('coupon codes', () => {
  it('are sixteen of thirty-two characters, evenly drawn, none twice', () => {
    const next = createCodes()
    const codes = Array.from({ length: 20_000 }, next)
    expect(new Set(codes).size).toBe(codes.length)
    const counts = Map.groupBy(codes.join(''), (character) => character)
    expect(counts.size).toBe(32)
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/)
    // 10,000 of each are expected; six standard deviations are 590.
    for (const [, { length }] of counts) expect(Math.abs(length - 10_000)).toBeLessThan(600)
  })

  it('come from no sequence that two generators share', () => {
    expect(createCodes()()).not.toBe(createCodes()())
  })

  it('are read as people write them', () => {
    expect(readCode('jphk-d5y9 hzyd-wn29')).toBe('JPHKD5Y9HZYDWN29')
    expect(readCode('Oil0')).toBe('0110')
  })
})
