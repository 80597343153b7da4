const pattern = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/
const units = [604_800_000, 86_400_000, 3_600_000, 60_000, 1_000]
/** A hundred years: nothing in a shop is older. */
const longest = 36_525 * 86_400_000

/** Milliseconds of an ISO 8601 duration of fixed length, or what is wrong with it. */
export const readDuration = (text: string): number | string => {
  if (/^P\d+(\.\d+)?[YM]/.test(text)) return 'years and months have no fixed length; say it in days, such as P30D'
  const match = pattern.exec(text)
  const parts = match?.slice(1).filter((part) => part !== undefined)
  if (!match || !parts?.length) return 'this is not an ISO 8601 duration such as P30D, P2W or PT12H'
  const length = units.reduce((sum, unit, at) => sum + unit * Number(match[at + 1] ?? 0), 0)
  if (length === 0) return 'a duration of nothing holds nothing; say how long'
  return length > longest ? 'no shop is older than a hundred years (P36525D)' : length
}

/** Milliseconds of a duration that has been checked. @throws RangeError for one that has not */
export const durationOf = (text: string): number => {
  const length = readDuration(text)
  if (typeof length === 'string') throw new RangeError(`"${text}": ${length}.`)
  return length
}
