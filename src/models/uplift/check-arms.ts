import type { TreatedTable } from './treated-table.ts'

/** By arm (0: not treated, 1: treated). */
export interface ArmCounts {
  readonly rows: readonly [number, number]
  readonly outcomes: readonly [number, number]
}

const armNames = ['who are not treated', 'who are treated']

/**
 * How many there are in each arm, and with the outcome.
 * @throws Error with a readable sentence where an arm is empty, or something is neither 1 nor 0
 */
export const checkArms = ({
  table,
  outcomes,
  treated,
}: Pick<TreatedTable, 'outcomes' | 'treated'> & { readonly table: { readonly rows: number } }): ArmCounts => {
  if (outcomes.length !== table.rows || treated.length !== table.rows)
    throw new Error(`There are ${outcomes.length} outcomes and ${treated.length} treatments for ${table.rows} rows.`)
  const rows: [number, number] = [0, 0]
  const happened: [number, number] = [0, 0]
  for (let row = 0; row < table.rows; row++) {
    if (outcomes[row] > 1 || treated[row] > 1) throw new Error('Outcomes and treatments have to be 1 or 0.')
    rows[treated[row]]++
    happened[treated[row]] += outcomes[row]
  }
  rows.forEach((count, arm) => {
    if (count === 0)
      throw new Error(`There is nobody ${armNames[arm]}: it takes both arms to tell what treatment does.`)
  })
  return { rows, outcomes: happened }
}
