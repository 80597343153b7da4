import type { BehaviourDay, BehaviourLevels, BehaviourPerson, BehaviourTable } from '../domain/behaviour.ts'
import { behaviourColumns, behaviourFeatures } from './behaviour-features.ts'
import { type BehaviourCut, summariseBehaviour } from './behaviour-summary.ts'

/**
 * Writes people into a table one by one, in ascending id: 8 bytes and 4 for each column a person, whatever they did. `days` oldest first.
 */
export const createBehaviourBuilder = (people: number, levels: BehaviourLevels, cut: BehaviourCut) => {
  const columns = behaviourColumns(levels)
  const userIds = new Float64Array(people)
  const values = new Float32Array(people * columns.length)
  let row = 0
  return {
    add: (userId: number, person: BehaviourPerson, days: readonly BehaviourDay[]): void => {
      if (row === people) throw new RangeError(`there are more than the ${people} people that were announced`)
      const summary = summariseBehaviour(days, person, cut)
      userIds[row] = userId
      let at = row
      const put = (value: number): void => {
        values[at] = value
        at += people
      }
      for (const { of } of behaviourFeatures) put(of(summary))
      put(person.topCategory)
      put(person.channel)
      for (const trait of person.traits) put(trait)
      row++
    },
    finish: (): BehaviourTable => {
      if (row < people) throw new RangeError(`of ${people} people that were announced ${row} came`)
      return Object.freeze({ userIds, rows: people, columns, values })
    },
  }
}
