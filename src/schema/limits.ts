import type { ComplexityErrorFn } from '@pothos/plugin-complexity'

import { CodedError } from '../errors.ts'
import { defaultPageSize } from '../resolvers/connection.ts'

/**
 * A field costs one; what is below a list costs once per row. `complexity` lets through 100 whole portraits with ten
 * recommendations each, or 500 users with what a list shows; `breadth` counts the fields of the document, aliases each for itself.
 */
export const limits = { complexity: 150_000, depth: 16, breadth: 1000 } as const

export const tooComplex: ComplexityErrorFn = (kind, { complexity, depth, breadth }) =>
  new CodedError(
    'QUERY_TOO_COMPLEX',
    {
      Complexity: `The operation may return ${complexity} fields; ${limits.complexity} is the limit. Ask for smaller pages.`,
      Depth: `The operation is ${depth} fields deep; ${limits.depth} is the limit.`,
      Breadth: `The operation selects ${breadth} fields; ${limits.breadth} is the limit.`,
    }[kind],
  )

interface Sized {
  readonly first?: number | null
  readonly last?: number | null
}

/** What is below a connection is multiplied by the size of the page that is asked for. */
export const pageCost = ({ first, last }: Sized) => ({
  field: 1,
  multiplier: Math.max(1, first ?? last ?? defaultPageSize),
})
