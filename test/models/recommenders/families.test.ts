import { expect, it } from 'vitest'

import { families, familyNamed } from '../../../src/models/recommenders/families.ts'

it('every family has a name of its own in kebab-case, under which it is found', () => {
  const names = families.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const family of families) {
    expect(family.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(familyNamed(family.name)).toBe(family)
  }
})

it('a family that does not exist is refused by name', () => {
  expect(() => familyNamed('crystal-ball')).toThrow('there is no family of recommenders named crystal-ball')
})

it('options and search spaces survive JSON, as parameters of runs do', () => {
  for (const { defaults, space } of families) {
    expect(JSON.parse(JSON.stringify({ defaults, space }))).toEqual({ defaults, space })
  }
})
