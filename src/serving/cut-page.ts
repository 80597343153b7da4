import type { ListPosition, ListQuestion } from './question.ts'

interface Placed {
  readonly place: number
  readonly productId: number
}

interface Page<Row> {
  readonly rows: readonly Row[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}

/** Where the product is now; where it was, if it is gone: what came after it has moved up by one. */
const placeOf = (list: readonly Placed[], { place, productId }: ListPosition): { at: number; found: boolean } => {
  const at = list.findIndex((row) => row.productId === productId)
  return at >= 0 ? { at, found: true } : { at: place, found: false }
}

/** A page of a list that may have changed a little since the page before. */
export const cutPage = <Row extends Placed>(
  list: readonly Row[],
  { after, before, limit, backward }: Pick<ListQuestion, 'after' | 'before' | 'limit' | 'backward'>,
): Page<Row> => {
  const [start, end] = [after && placeOf(list, after), before && placeOf(list, before)]
  const from = start === null ? 0 : start.at + (start.found ? 1 : 0)
  const within = list.slice(from, end?.at ?? list.length)
  const more = within.length > limit
  return backward
    ? {
        rows: within.slice(more ? within.length - limit : 0),
        hasNextPage: before !== null,
        hasPreviousPage: more || after !== null,
      }
    : { rows: within.slice(0, limit), hasNextPage: more || before !== null, hasPreviousPage: after !== null }
}
