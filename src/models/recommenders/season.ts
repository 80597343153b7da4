import type { TrainingData } from './family.ts'

/** The season is what was chosen in the last so many days, and in so many days of a year ago from the same day on. */
const [lastDays, nextDays, yearDays] = [14, 42, 365]
/** The season counts half once it is told by so many choices. */
const prior = 100
/** Nothing is told to be more out of season, or in it, than this. */
const [least, most] = [0.1, 4]

const isOfSeason = (ageDays: number): boolean =>
  ageDays <= lastDays || (ageDays <= yearDays && ageDays > yearDays - nextDays)

/** The part of a catalogue's choices that came lately, per category: all of them and those of the season. */
const countByCategory = ({ histories, catalogue }: TrainingData) => {
  const categories = catalogue.categoryOf.reduce((most, category) => Math.max(most, category + 1), 0)
  const ever = new Float64Array(categories)
  const now = new Float64Array(categories)
  for (let at = 0; at < histories.item.length; at++) {
    const item = histories.item[at]
    const category = catalogue.categoryOf[item]
    if (category < 0 || catalogue.recommendable[item] === 0) continue
    ever[category]++
    if (isOfSeason(histories.ageDays[at])) now[category]++
  }
  return { ever, now }
}

const sum = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

/**
 * How much more the category of each item is chosen at this time of the year than it usually is: its part of the season's choices over its part of all, nearer to 1 the fewer
 * speak for it, .1 to 4. 1 for what has no category, and for everything where nothing has a time. Pictures, mooncakes and fir trees are liked by the same people, but not in the same month.
 */
export const seasonOf = (data: TrainingData): Float32Array => {
  const { ever, now } = countByCategory(data)
  const [all, ofSeason] = [sum(ever), sum(now)]
  const byCategory = ever.map((count, category) => {
    const usual = count / all
    return usual > 0 ? (now[category] + prior * usual) / ((ofSeason + prior) * usual) : 1
  })
  return Float32Array.from(data.catalogue.categoryOf, (category) =>
    category < 0 ? 1 : Math.min(most, Math.max(least, byCategory[category])),
  )
}
