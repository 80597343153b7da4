/** A forward or backward slice of an ordered set, after or before a keyset position. */
export interface PageRequest<Position> {
  readonly limit: number
  readonly after: Position | null
  readonly before: Position | null
  /** true: the last `limit` rows before `before`. */
  readonly backward: boolean
}

export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}
