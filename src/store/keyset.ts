import type { Page, PageRequest } from '../domain/page.ts'

/** One row more than asked for tells whether there is another page. */
export const rowsToRead = <Position>({ limit }: PageRequest<Position>): number => limit + 1

/** Cuts what was read in the direction of reading (one row more than the limit) into a page in the order of the list. */
export const toPage = <Row, Position>(read: readonly Row[], page: PageRequest<Position>): Page<Row> => {
  const more = read.length > page.limit
  const rows = read.slice(0, page.limit)
  return page.backward
    ? { rows: rows.reverse(), hasNextPage: page.before !== null, hasPreviousPage: more || page.after !== null }
    : { rows, hasNextPage: more || page.before !== null, hasPreviousPage: page.after !== null }
}

/** Collects the values of a statement whose text depends on its arguments. */
export const createValues = () => {
  const values: unknown[] = []
  return { values, add: (value: unknown, type: string): string => `$${values.push(value)}::${type}` }
}

export type Values = ReturnType<typeof createValues>
