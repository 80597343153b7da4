import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { modelFromBytes, modelToBytes } from '../../src/models/model-bytes.ts'

const anyTyped = fc.oneof(
  ...[
    fc.int8Array(),
    fc.uint8Array(),
    fc.int16Array(),
    fc.uint16Array(),
    fc.int32Array(),
    fc.uint32Array(),
    fc.float32Array(),
    fc.float64Array(),
  ],
)

const anyLeaf = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.constant(null),
  anyTyped,
)
const anyKey = fc.oneof(fc.string(), fc.constantFrom('$', '__proto__', '类别'))
const { anyModel } = fc.letrec<{ anyModel: object; anyValue: unknown }>((tie) => ({
  anyModel: fc.dictionary(anyKey, tie('anyValue'), { maxKeys: 5, noNullPrototype: true }),
  anyValue: fc.oneof({ maxDepth: 3 }, anyLeaf, tie('anyModel'), fc.array(tie('anyValue'), { maxLength: 4 })),
}))

const bytesOfModel = () => modelToBytes({ factors: Float32Array.of(1, 2, 3), name: 'als' })

describe('a model as bytes', () => {
  it('comes back as it was, whatever it holds', () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        expect(modelFromBytes(modelToBytes(model))).toStrictEqual(model)
      }),
    )
  })

  it('is the same bytes for the same model', () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        expect(modelToBytes(modelFromBytes(modelToBytes(model)))).toEqual(modelToBytes(model))
      }),
    )
  })

  it('keeps what JSON loses', () => {
    const model = {
      nan: Number.NaN,
      far: Infinity,
      low: -Infinity,
      zero: -0,
      lift: Float64Array.of(Number.NaN, 1e-300),
    }
    expect(modelFromBytes(modelToBytes(model))).toStrictEqual(model)
  })

  it('keeps an array that is named twice once, and copies none when it is read', () => {
    const counts = new Int32Array(1000)
    const bytes = modelToBytes({ one: counts, other: counts })
    expect(bytes.length).toBeLessThan(4500)
    const { one, other } = modelFromBytes<{ one: Int32Array; other: Int32Array }>(bytes)
    expect(one).toBe(other)
    expect(one.buffer).toBe(bytes.buffer)
  })

  it('can be read from the middle of other bytes', () => {
    const model = { factors: Float64Array.of(1, 2, 3) }
    const bytes = modelToBytes(model)
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(modelFromBytes(shifted.subarray(3))).toStrictEqual(model)
  })

  it('comes back frozen', () => {
    const model = modelFromBytes<{ parts: { weight: number }[] }>(modelToBytes({ parts: [{ weight: 1 }] }))
    expect(Object.isFrozen(model) && Object.isFrozen(model.parts) && Object.isFrozen(model.parts[0])).toBe(true)
  })

  it.each([
    [{ parts: [{ at: new Date(0) }] }, 'model.parts[0].at is not plain data.'],
    [{ fit: () => 1 }, 'model.fit is function, which a model cannot hold.'],
    [{ ids: [1, undefined] }, 'model.ids[1] is undefined, which a model cannot hold.'],
    [{ big: new BigInt64Array(1) }, 'model.big is of a kind that a model cannot hold.'],
  ])('says what it cannot hold, and where', (model, message) => {
    expect(() => modelToBytes(model)).toThrow(new TypeError(message))
  })

  it.each([
    ['cut off', () => bytesOfModel().subarray(0, -8), /there should be \d+, and there are \d+/],
    ['empty', () => new Uint8Array(0), /there are only 0/],
    ['something else', () => new TextEncoder().encode('PK a file that is no model'), /they do not begin with clmodel1/],
  ])('says what is wrong with bytes that are %s', (_, make, message) => {
    expect(() => modelFromBytes(make())).toThrow(message)
  })

  it('says so wherever a byte was changed', () => {
    const whole = bytesOfModel()
    for (let at = 0; at < whole.length; at++) {
      const changed = whole.slice()
      changed[at] ^= 1
      expect(() => modelFromBytes(changed), `byte ${at}`).toThrow(/^These bytes are not a model: /)
    }
  })
})
