import { describe, expect, test } from 'vitest'

import { parseMappings } from '../../src/intake/mapping.ts'
import { nearestName } from '../../src/intake/nearest-name.ts'
import { presetNames, readMappings } from '../../src/intake/read-mapping.ts'
import { temporaryFile } from '../support/intake.ts'

const columns = { Kind: 'type', When: 'timestamp', Who: 'user_id' }
const faultsOf = (mapping: unknown) => {
  try {
    parseMappings(mapping, 'events', 'shop.json')
  } catch (error) {
    return error as Error & { code: string }
  }
  return null
}

describe('a mapping', () => {
  test('needs little more than its columns', () => {
    expect(parseMappings({ columns }, 'events', 'shop.json')).toMatchObject([
      { delimiter: 'auto', header: 'auto', times: { format: 'auto', timeZone: null }, cleaning: { repeats: 'drop' } },
    ])
  })

  test.each<[string, unknown, RegExp]>([
    [
      'a field that no event has',
      { columns: { ...columns, Price: 'unit_prise' } },
      /"unit_prise" is no field.*Did you mean "unit_price"/,
    ],
    ['no time', { columns: { Kind: 'type', Who: 'user_id' } }, /gives timestamp/],
    ['nobody and nothing', { columns: { Kind: 'type', When: 'timestamp' } }, /gives user_id or product_id/],
    ['a field given twice', { columns, constants: { type: 'VIEW' } }, /type is given twice/],
    [
      'a zone that does not exist',
      { columns, times: { timeZone: 'Europe/Lundon' } },
      /times\.timeZone must be an IANA/,
    ],
    ['a form of time that means nothing', { columns, times: { format: 'soon' } }, /times\.format must be one of/],
    ['a slip in a name', { columns, delimeter: ';' }, /delimeter/],
    ['an expression that is none', { columns, products: { name: 'N', notMerchandise: '(' } }, /regular expression/],
    ['no object', 'columns', /object/],
    ['no forms', [], /./],
  ])('is refused for %s', (_, mapping, message) => {
    expect(faultsOf(mapping)).toMatchObject({ code: 'MAPPING_INVALID' })
    expect(faultsOf(mapping)?.message).toMatch(message)
  })

  test('is told all of its faults at once', () => {
    expect(faultsOf({ columns: { a: 'b', c: 'd' } })?.message.split('\n')).toHaveLength(6)
  })

  test('takes its type from a constant', () => {
    expect(faultsOf({ columns: { When: 'timestamp', Who: 'user_id' }, constants: { type: 'VIEW' } })).toBeNull()
  })
})

describe('naming a mapping', () => {
  test('knows the presets', async () => {
    expect(presetNames).toEqual(['canonical', 'cdnow', 'completejourney', 'online-retail'])
    expect(await readMappings('cdnow', 'events')).toHaveLength(3)
    expect(await readMappings(null, 'users')).toHaveLength(1)
  })

  test('reads a file', async () => {
    expect(await readMappings(await temporaryFile('shop.json', JSON.stringify({ columns })), 'events')).toHaveLength(1)
  })

  test('says what is wrong', async () => {
    await expect(readMappings('online-retial', 'events')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('Did you mean "online-retail"?'),
    })
    await expect(readMappings('cdnow', 'users')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    const path = await temporaryFile('broken.json', '{"columns":')
    await expect(readMappings(path, 'events')).rejects.toMatchObject({
      code: 'MAPPING_INVALID',
      message: expect.stringContaining(path),
    })
  })

  test('proposes only what is near', () => {
    expect(nearestName('CustomerId', ['CustomerID', 'Country'])).toBe('CustomerID')
    expect(nearestName('weight', ['CustomerID', 'Country'])).toBeNull()
  })
})
