import { describe, expect, it } from 'vitest'

import { availableAt } from '../../src/campaigns/quiet-hours.ts'

const night = { from: 22 * 60, to: 8 * 60 }
const at = (now: string, quiet = night, zone = 'Europe/Berlin') => availableAt(new Date(now), quiet, zone).toISOString()

describe('quiet hours', () => {
  it('hold nothing back outside of them', () => {
    expect(at('2026-01-15T07:00:00.000Z')).toBe('2026-01-15T07:00:00.000Z')
    expect(at('2026-01-15T20:59:59.999Z')).toBe('2026-01-15T20:59:59.999Z')
    expect(availableAt(new Date(5), null, 'UTC')).toEqual(new Date(5))
  })

  it('end on the next morning of the shop before midnight, and on the same after it', () => {
    expect(at('2026-01-15T21:00:00.000Z')).toBe('2026-01-16T07:00:00.000Z')
    expect(at('2026-01-16T03:30:00.000Z')).toBe('2026-01-16T07:00:00.000Z')
    expect(at('2026-01-16T06:59:59.000Z')).toBe('2026-01-16T07:00:00.000Z')
  })

  it('keep to the clock on the wall when it is changed', () => {
    // On 29 March 2026 Berlin goes from UTC+1 to UTC+2 at 01:00 UTC.
    expect(at('2026-03-28T22:00:00.000Z')).toBe('2026-03-29T06:00:00.000Z')
    expect(at('2026-10-24T22:00:00.000Z')).toBe('2026-10-25T07:00:00.000Z')
  })

  it('may lie within one day, and in any zone', () => {
    const noon = { from: 12 * 60, to: 13 * 60 + 30 }
    expect(at('2026-01-15T06:45:00.000Z', noon, 'Asia/Kolkata')).toBe('2026-01-15T08:00:00.000Z')
    expect(at('2026-01-15T08:00:00.000Z', noon, 'Asia/Kolkata')).toBe('2026-01-15T08:00:00.000Z')
  })
})
