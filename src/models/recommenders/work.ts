import type { RecommenderFamily, TrainingData } from './family.ts'
import type { Histories } from './histories.ts'

/** Of a family that says nothing of its work: a few passes over the events, and sorting them. */
const ofOneEvent = 200

/** What a fit takes, in about nanoseconds of one core. Told by sizes alone, so that it is the same everywhere. */
export const fitWork = (family: RecommenderFamily, data: TrainingData, options: object): number =>
  ofOneEvent * data.histories.item.length + (family.work?.(data, options) ?? 0)

/** Pairs of items that one person has, over all people, each with no more than `longest`: what families that count them go through. */
export const pairsOf = ({ users, pointers }: Histories, longest = Number.POSITIVE_INFINITY): number => {
  let pairs = 0
  for (let user = 0; user < users; user++) pairs += Math.min(longest, pointers[user + 1] - pointers[user]) ** 2
  return pairs
}
