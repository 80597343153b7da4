import type { Page, PageRequest } from '../domain/page.ts'
import { CodedError } from '../errors.ts'
import { type CursorValue, decodeCursor, encodeCursor, invalidCursor } from './cursor.ts'

export interface PageArgs {
  readonly first?: number | null
  readonly after?: string | null
  readonly last?: number | null
  readonly before?: string | null
}

interface Edge<Node> {
  readonly cursor: string
  readonly node: Node
}

export interface Connection<Node> {
  readonly edges: Edge<Node>[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

/** A connection that can be counted; it is not, unless somebody asks. */
export interface CountedConnection<Node> extends Connection<Node> {
  readonly count: () => Promise<number>
}

export const emptyConnection: CountedConnection<never> = {
  edges: [],
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  count: async () => 0,
}

export interface ListOptions<Position> {
  /** Which list this is: its name, parent, filter and order. Cursors of another are refused. */
  readonly list: string
  readonly max?: number
  /** The position that a cursor's values say; null when they are not of this list. */
  readonly positionOf: (values: readonly CursorValue[]) => Position | null
}

export interface Paging<Position> {
  readonly request: PageRequest<Position>
  /** The runs that the walk began with; null on the first page. */
  readonly runs: readonly number[] | null
}

export const defaultPageSize = 20
const maxPageSize = 500

const sizeOf = ({ first, last }: PageArgs, max: number): number => {
  if (first != null && last != null) {
    throw new CodedError('BAD_USER_INPUT', 'Give either "first" or "last", not both.')
  }
  const [name, size] = last == null ? ['first', first ?? defaultPageSize] : ['last', last]
  if (size >= 0 && size <= max) return size
  throw new CodedError('BAD_USER_INPUT', `"${name}" must be 0 to ${max}; it is ${size}.`)
}

/**
 * What the arguments of a connection ask for.
 * @throws CodedError BAD_USER_INPUT, CURSOR_INVALID
 */
export const readPaging = <Position>(
  args: PageArgs,
  { list, max = maxPageSize, positionOf }: ListOptions<Position>,
): Paging<Position> => {
  const limit = sizeOf(args, max)
  const read = (text: string | null | undefined) => {
    if (text == null) return null
    const { runs, position } = decodeCursor(list, text)
    const place = positionOf(position)
    if (place === null) throw invalidCursor()
    return { runs, place }
  }
  const [after, before] = [read(args.after), read(args.before)]
  if (after !== null && before !== null && String(after.runs) !== String(before.runs)) throw invalidCursor()
  return {
    request: { limit, after: after?.place ?? null, before: before?.place ?? null, backward: args.last != null },
    runs: (after ?? before)?.runs ?? null,
  }
}

export interface Walk {
  readonly list: string
  /** The runs that the list is read from: later pages are read from the same. */
  readonly runs?: readonly number[]
}

export const toConnection = <Row, Node>(
  { rows, hasNextPage, hasPreviousPage }: Page<Row>,
  { list, runs = [] }: Walk,
  positionOf: (row: Row) => readonly CursorValue[],
  nodeOf: (row: Row) => Node,
): Connection<Node> => {
  const edges = rows.map((row) => ({
    cursor: encodeCursor(list, { runs, position: positionOf(row) }),
    node: nodeOf(row),
  }))
  return {
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

/** A list that is at hand as a whole, cut by the places of its rows, which rise. */
export const pageOfList = <Row>(
  list: readonly Row[],
  { limit, after, before, backward }: PageRequest<number>,
  placeOf: (row: Row) => number,
): Page<Row> => {
  const within = list.filter((row) => placeOf(row) > (after ?? -1) && (before === null || placeOf(row) < before))
  const more = within.length > limit
  return backward
    ? {
        rows: within.slice(more ? within.length - limit : 0),
        hasNextPage: before !== null,
        hasPreviousPage: more || after !== null,
      }
    : { rows: within.slice(0, limit), hasNextPage: more || before !== null, hasPreviousPage: after !== null }
}

/** Positions of lists that are ordered by an id of at most `largest`. */
export const idPosition =
  (largest = 2 ** 31 - 1) =>
  ([id, ...rest]: readonly CursorValue[]): number | null =>
    rest.length === 0 && Number.isInteger(id) && (id as number) >= 0 && (id as number) <= largest
      ? (id as number)
      : null
