import type { MeasuredTable } from './family.ts'

/** @throws Error with a readable sentence where there are no rows, or not one finite target for each */
export const checkTargets = ({ table, targets }: MeasuredTable): void => {
  if (targets.length !== table.rows) throw new Error(`There are ${targets.length} targets for ${table.rows} rows.`)
  if (targets.length === 0) throw new Error('There are no rows to learn from.')
  const wrong = targets.find((target) => !Number.isFinite(target))
  if (wrong !== undefined) throw new Error(`The target ${wrong} is not a finite number.`)
}
