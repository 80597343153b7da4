import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'

import { depthLimit } from '../../src/http/depth-limit.ts'
import { limits } from '../../src/http/limits.ts'

const schema = buildSchema('type Query { node: Query, name: String }')

const nested = (depth: number): string => (depth === 1 ? '{ name }' : `{ node ${nested(depth - 1)} }`)

const complaints = (query: string, limit: number) => validate(schema, parse(query), [depthLimit(limit)])

describe('the depth limit', () => {
  it.each([1, 2, 7])('lets %i through and refuses one more', (limit) => {
    expect(complaints(nested(limit), limit)).toEqual([])
    const [error] = complaints(nested(limit + 1), limit)
    expect(error.message).toContain(`${limit + 1} fields deep`)
    expect(error.extensions.code).toBe('QUERY_TOO_COMPLEX')
  })

  it('counts what fragments contain where they are used, and nothing for the fragment itself', () => {
    const query = '{ node { ...a } } fragment a on Query { node { ... on Query { name } } }'
    expect(complaints(query, 3)).toEqual([])
    expect(complaints(query, 2)).toHaveLength(1)
  })

  it('ends on fragments that contain themselves', () => {
    expect(complaints('{ ...a } fragment a on Query { node { ...a } }', 10)).toEqual([])
  })

  it('measures a fragment once, however often it is used', () => {
    const levels = Array.from({ length: 40 }, (_, i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`)
    const query = `{ ...f0 } ${levels.join(' ')} fragment f40 on Query { name }`
    expect(complaints(query, 2)).toEqual([])
  })

  it('lets introspection through as tools send it', () => {
    expect(complaints(getIntrospectionQuery({ oneOf: true, inputValueDeprecation: true }), limits.depth)).toEqual([])
  })
})
