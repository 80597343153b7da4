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

/** An ordered list that is at hand as a whole, cut by the place of its rows. */
export const pageOfList = <Row>(
  list: readonly Row[],
  page: PageRequest<number>,
  placeOf: (row: Row) => number,
): Page<Row> => {
  const { after, before, backward, limit } = page
  const within = list.filter((row) => placeOf(row) > (after ?? -1) && (before === null || placeOf(row) < before))
  return toPage(backward ? within.toReversed().slice(0, limit + 1) : within.slice(0, limit + 1), page)
}

/** Collects the values of a statement whose text depends on its arguments. */
export const createValues = () => {
  const values: unknown[] = []
  return { values, add: (value: unknown, type: string): string => `$${values.push(value)}::${type}` }
}

export type Values = ReturnType<typeof createValues>
