import { describe, expect, it } from 'vitest'

import { requireLength, requireWithin } from '../../src/resolvers/input.ts'

describe('arguments out of bounds', () => {
  it('are told with the bounds and what they were, numbers as numbers and texts by their characters', () => {
    expect(() => requireWithin('first', 501, 1, 500)).toThrow('"first" must be 1 to 500; it is 501.')
    expect(() => requireLength('source', '', 1, 64)).toThrow('"source" must be 1 to 64 characters long; it has 0.')
    expect(() => requireLength('source', '\0', 1, 64)).toThrow('no stored text can hold')
    expect(requireLength('source', 'newsletter', 1, 64)).toBe('newsletter')
  })
})
