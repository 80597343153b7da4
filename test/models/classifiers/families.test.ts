import { describe, expect, it } from 'vitest'

import * as classifiers from '../../../src/models/classifiers/families.ts'
import * as regressors from '../../../src/models/regressors/families.ts'

describe.each([
  ['classifiers', classifiers],
  ['regressors', regressors],
])('the registry of %s', (kind, { families, familyNamed }) => {
  const names = families.map(({ name }) => name)

  it('holds each family once, under its own name', () => {
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect(familyNamed(name).name).toBe(name)
    }
  })

  it('says so where there is no such family', () => {
    expect(() => familyNamed('crystal-ball')).toThrow(`no family of ${kind} named crystal-ball`)
  })
})
