import { createValues, type Values } from '../keyset.ts'

/** The same value of the same type is one parameter, however often a rule speaks of it: so the same condition has the same text. */
export const createSharedValues = (): Values => {
  const { values, add } = createValues()
  const places = new Map<string, string>()
  return {
    values,
    add: (value, type) => {
      const key = `${type} ${JSON.stringify(value)}`
      const place = places.get(key) ?? add(value, type)
      places.set(key, place)
      return place
    },
  }
}
