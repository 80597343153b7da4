/** What a column holds: amounts, or codes of categories (0, 1, 2 ... as `levels` names them). */
export type Column =
  | { readonly kind: 'NUMBER'; readonly name: string }
  | { readonly kind: 'CATEGORY'; readonly name: string; readonly levels: readonly string[] }

/** Rows to learn from or to score, column by column: column c is `values[c * rows .. (c + 1) * rows]`. NaN: missing. 4 bytes a cell. */
export interface Table {
  readonly rows: number
  readonly columns: readonly Column[]
  readonly values: Float32Array
}

/** One column of a table, without a copy. */
export const columnOf = ({ rows, values }: Pick<Table, 'rows' | 'values'>, column: number): Float32Array =>
  values.subarray(column * rows, (column + 1) * rows)
