import { describe, expect, it } from 'vitest'

import { nearestName, suggestion } from '../../src/intake/nearest-name.ts'

describe('the name that was perhaps meant', () => {
  it.each([
    ['evn', ['odd', 'even'], 'even'],
    ['user-Id', ['user_id', 'order_id'], 'user_id'],
    ['mial', ['mail', 'call'], 'mail'],
    ['logistic', ['logistic-regression', 'base-rate'], 'logistic-regression'],
  ])('of %s among %j is %s', (name, candidates, meant) => {
    expect(nearestName(name, candidates)).toBe(meant)
    expect(suggestion(name, candidates)).toBe(` Did you mean "${meant}"?`)
  })

  it.each([
    ['horoscope', ['even', 'odd']],
    ['spring', ['spring-sale-2026', 'spring-cleaning-2026']],
    ['log', ['logistic-regression']],
    ['x', []],
  ])('of %s among %j is none', (name, candidates) => {
    expect(nearestName(name, candidates)).toBeNull()
    expect(suggestion(name, candidates)).toBe('')
  })
})
