import { describe, expect, it } from 'vitest'

import { createLocalClock } from '../../src/features/local-time.ts'

const at = (timeZone: string, instant: string) => createLocalClock(timeZone)(Date.parse(instant))

describe('the local clock', () => {
  it('counts days from 1970, and weeks from Monday', () => {
    expect(at('UTC', '1970-01-01T00:00:00Z')).toEqual({ day: 0, hour: 0, weekday: 3 })
    expect(at('UTC', '1969-12-28T23:59:59Z')).toEqual({ day: -4, hour: 23, weekday: 6 })
    expect(at('UTC', '2024-01-01T12:00:00Z')).toEqual({ day: 19_723, hour: 12, weekday: 0 })
  })

  it('moves the day and the hour to the shop', () => {
    expect(at('Asia/Shanghai', '2024-01-01T16:30:00Z')).toMatchObject({ day: 19_724, hour: 0 })
    expect(at('America/St_Johns', '2024-01-01T03:00:00Z')).toMatchObject({ day: 19_722, hour: 23 })
  })

  it('follows the change to summer time', () => {
    const clock = createLocalClock('Europe/London')
    expect(clock(Date.parse('2024-03-31T00:59:00Z')).hour).toBe(0)
    expect(clock(Date.parse('2024-03-31T01:00:00Z')).hour).toBe(2)
  })

  it('refuses a zone that does not exist', () => {
    expect(() => createLocalClock('Mars/Olympus')).toThrow(RangeError)
  })
})
