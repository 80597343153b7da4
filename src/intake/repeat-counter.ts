/**
 * How often a row has been met among the rows of one user that stand together, from 1. Only the user at hand is
 * remembered, so memory does not grow with the file.
 */
export const createRepeatCounter = (): ((userId: string, fields: readonly string[]) => number) => {
  let current: string | null = null
  let met = new Map<string, number>()
  return (userId, fields) => {
    if (userId !== current) {
      current = userId
      met = new Map()
    }
    const row = fields.join('\u001f')
    const nth = (met.get(row) ?? 0) + 1
    met.set(row, nth)
    return nth
  }
}
