import { expect, it } from 'vitest'

import { families, familyNamed } from '../../../src/models/sequences/families.ts'

it('holds each family of sequence classifiers once, under its own name, and says so where there is none', () => {
  const names = families.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(familyNamed(name).name).toBe(name)
  expect(() => familyNamed('crystal-ball')).toThrow(/no family of sequence classifiers named crystal-ball/)
})
