/** Which category each item is of; those without one are of one more, the last. */
export interface Levels {
  readonly categories: number
  readonly categoryOf: Int32Array
}

/** null where fewer than two categories have a name: then there is nothing to choose first. */
export const levelsOf = (categoryOf: Int32Array): Levels | null => {
  const named = categoryOf.reduce((most, category) => Math.max(most, category + 1), 0)
  if (named < 2) return null
  return { categories: named + 1, categoryOf: categoryOf.map((category) => (category < 0 ? named : category)) }
}

/** Adds up one row of scores by category, into `mass`. */
export const addByCategory = (row: Float32Array, { categoryOf }: Levels, mass: Float64Array): void => {
  mass.fill(0)
  for (let item = 0; item < row.length; item++) mass[categoryOf[item]] += row[item]
}
