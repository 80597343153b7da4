import type { TrainingData } from './family.ts'
import { type Hearing, toInteractions } from './to-interactions.ts'

/** Per item the sum over people of what their loudest event says: with purchases alone that do not fade, the number of buyers. */
export const countPeople = ({ histories, catalogue }: TrainingData, hearing: Hearing): Float64Array => {
  const { indices, values } = toInteractions(histories, catalogue.recommendable, hearing)
  const people = new Float64Array(catalogue.items)
  for (let at = 0; at < indices.length; at++) people[indices[at]] += values[at]
  return people
}

/** Over the largest; all 0 where nothing is above 0. */
export const overLargest = (values: Float64Array): Float32Array => {
  const most = values.reduce((most, value) => Math.max(most, value), 0)
  return Float32Array.from(values, (value) => (most > 0 ? value / most : 0))
}

/** Bytes that counting takes beside the data. */
export const countingMemory = ({ histories, catalogue }: TrainingData): number =>
  20 * histories.item.length + 12 * catalogue.items + 4 * histories.users + 64
