import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { decodeCursor, encodeCursor } from '../../src/resolvers/cursor.ts'

const value = fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null))

describe('a cursor', () => {
  it('says again what it was made of', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.nat()), fc.array(value), (list, runs, position) => {
        // JSON has no negative zero.
        const plain = position.map((part) => (part === 0 ? 0 : part))
        expect(decodeCursor(list, encodeCursor(list, { runs, position: plain }))).toEqual({ runs, position: plain })
      }),
    )
  })

  it('holds only characters that an address may hold', () => {
    expect(encodeCursor('users', { runs: [1], position: ['ÿÿÿ>>>', 2.5] })).toMatch(/^[\w-]+$/)
  })

  it('is refused by another list', () => {
    const cursor = encodeCursor('users by name', { runs: [], position: ['a', 1] })
    expect(() => decodeCursor('users by age', cursor)).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }))
  })

  it('is refused, whatever else somebody sends', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json()), (text) => {
        expect(() => decodeCursor('users', text)).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }))
      }),
    )
  })
})
