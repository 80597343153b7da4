import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { decodeId, encodeId, keyOfId, nodeTypes } from '../../src/resolvers/global-id.ts'

describe('a global id', () => {
  it('finds its type and key again', () => {
    fc.assert(
      fc.property(fc.constantFrom(...nodeTypes), fc.nat(), (type, id) => {
        expect(decodeId(encodeId(type, id))).toEqual({ type, id })
        expect(keyOfId(type, encodeId(type, id))).toBe(id)
        for (const other of nodeTypes) if (other !== type) expect(keyOfId(other, encodeId(type, id))).toBeNull()
      }),
    )
  })

  it('is null for anything else', () => {
    for (const text of [
      '',
      'User:1',
      btoa('User:'),
      btoa('User:-1'),
      btoa('User:1.5'),
      btoa('Nobody:1'),
      btoa('User:1 '),
    ]) {
      expect(decodeId(text), text).toBeNull()
    }
  })

  it('is null for numbers that the database could not even compare with', () => {
    expect(decodeId(btoa('Product:2147483647'))).not.toBeNull()
    expect(decodeId(btoa('Product:2147483648'))).toBeNull()
    expect(decodeId(btoa('User:9007199254740991'))).not.toBeNull()
    expect(decodeId(btoa('User:9007199254740993'))).toBeNull()
  })
})
