import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { isTimePattern, timeParser } from '../../src/intake/parse-time.ts'
import { zoneClock } from '../../src/intake/time-zone.ts'

const utc = (text: string) => Date.parse(text)
const moment = fc.integer({ min: utc('1970-01-02T00:00:00Z'), max: utc('2099-12-31T00:00:00Z') })

describe('reading times', () => {
  test('reads every ISO stamp that JavaScript writes', () => {
    const parse = timeParser('iso', 'Asia/Tokyo')
    fc.assert(
      fc.property(moment, (time) => {
        expect(parse(new Date(time).toISOString())).toBe(time)
      }),
    )
  })

  test.each([
    ['2011-12-09', '2011-12-09T00:00:00Z'],
    ['2011-12-09 12:50', '2011-12-09T12:50:00Z'],
    ['2011-12-09T12:50:07.25', '2011-12-09T12:50:07.250Z'],
    ['2011-12-09T12:50:07+02:00', '2011-12-09T10:50:07Z'],
    ['2011-12-09 12:50:07 -0330', '2011-12-09T16:20:07Z'],
    ['20111209', '2011-12-09T00:00:00Z'],
    ['1323435000', '2011-12-09T12:50:00Z'],
    ['1323435000.5', '2011-12-09T12:50:00.500Z'],
    ['1323435000000', '2011-12-09T12:50:00Z'],
  ])('reads %s without being told its form', (text, expected) => {
    expect(timeParser('auto', 'UTC')(text)).toBe(utc(expected))
  })

  test.each([
    '2011-02-30',
    '2011-02-29',
    '2011-13-01',
    '2011-00-10',
    '2011-12-09 25:00',
    '2011-12-09 12:60',
    'yesterday',
    '',
    '9/12/2011',
    '12:50',
    'NaN',
    '1e12',
    '-5',
  ])('does not read %j', (text) => {
    expect(timeParser('auto', 'UTC')(text)).toBeNaN()
  })

  test('knows the leap days of the calendar', () => {
    const parse = timeParser('iso', 'UTC')
    expect(parse('2000-02-29')).toBe(utc('2000-02-29T00:00:00Z'))
    expect(parse('1900-02-29')).toBeNaN()
  })

  test('reads a shop by its own pattern', () => {
    expect(timeParser('M/D/YYYY H:mm', 'UTC')('12/1/2010 8:26')).toBe(utc('2010-12-01T08:26:00Z'))
    expect(timeParser('DD.MM.YYYY', 'UTC')('09.12.2011')).toBe(utc('2011-12-09T00:00:00Z'))
    expect(timeParser('DD.MM.YYYY', 'UTC')('09x12.2011')).toBeNaN()
  })

  test('knows a pattern from a slip', () => {
    expect(['D.M.YYYY', 'YYYY-MM-DDTHH:mm:ss.SSS', 'MM/DD/YYYY HH:mm'].every(isTimePattern)).toBe(true)
    expect(['YYYY', 'DD.MM.YY', 'isoo', 'YYYY-MM-MM', 'HH:mm'].some(isTimePattern)).toBe(false)
  })
})

describe('the clock on the wall', () => {
  test('agrees with the zone that Intl shows, at any time', () => {
    const zones = fc.constantFrom(
      'Europe/London',
      'America/New_York',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Pacific/Apia',
    )
    fc.assert(
      fc.property(zones, moment, (zone, time) => {
        const shown = new Date(time).toLocaleString('sv-SE', { timeZone: zone })
        const read = timeParser('iso', zone)(shown)
        expect(new Date(read).toLocaleString('sv-SE', { timeZone: zone })).toBe(shown)
      }),
      { numRuns: 300 },
    )
  })

  test('takes the first of an hour that comes twice and moves an hour that never comes', () => {
    const london = zoneClock('Europe/London')
    expect(london(utc('2011-10-30T01:30:00Z'))).toBe(utc('2011-10-30T00:30:00Z'))
    expect(london(utc('2011-03-27T01:30:00Z'))).toBe(utc('2011-03-27T01:30:00Z'))
  })
})
