import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql'
import { describe, expect, it } from 'vitest'

import { schema } from '../../src/schema/index.ts'
import { printedSchema } from '../../src/schema/print.ts'

interface Described {
  readonly name: string
  readonly description?: string | null
}

/** `Type`, `Type.field` and `Type.field(argument)` of everything without words. */
const undescribed = (): string[] => {
  const missing: string[] = []
  const check = (path: string, { description }: Described) => {
    if (!description || description.trim().length < 4) missing.push(path)
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue
    check(type.name, type)
    if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value)
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) check(`${type.name}.${field.name}`, field)
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const field of Object.values(type.getFields())) {
      check(`${type.name}.${field.name}`, field)
      for (const argument of field.args) check(`${type.name}.${field.name}(${argument.name})`, argument)
    }
  }
  return missing
}

describe('the schema', () => {
  it('is what schema.graphql says', async () => {
    const committed = await readFile(join(import.meta.dirname, '../../schema.graphql'), 'utf8')
    expect(printedSchema(schema)).toBe(committed)
  })

  it('describes every type, field, argument, input field and enum value', () => {
    expect(undescribed()).toEqual([])
  })
})
