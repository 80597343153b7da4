/** Edit distance by Damerau and Levenshtein (optimal string alignment): the fewest insertions, deletions and substitutions of a character, and exchanges of two neighbours. */
const editDistance = (a: string, b: string): number => {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isExchange = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const exchanged = isExchange ? before[j - 2] + 1 : Number.POSITIVE_INFINITY
      current.push(Math.min(substituted, previous[j] + 1, current[j - 1] + 1, exchanged))
    }
    before = previous
    previous = current
  }
  return previous[b.length]
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** The candidate that `name` was most likely meant to be, or null when none is near. */
export const nearestName = (name: string, candidates: readonly string[]): string | null => {
  const wanted = plain(name.slice(0, 60))
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(wanted, plain(candidate.slice(0, 60))) }))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  if (best && best.distance <= Math.max(1, Math.floor(wanted.length / 3))) return best.candidate
  // A beginning of one name only, as people type them.
  const longer = wanted.length < 4 ? [] : candidates.filter((candidate) => plain(candidate).startsWith(wanted))
  return longer.length === 1 ? longer[0] : null
}

/** ` Did you mean "x"?`, or nothing. */
export const suggestion = (name: string, candidates: readonly string[]): string => {
  const nearest = nearestName(name, candidates)
  return nearest === null ? '' : ` Did you mean "${nearest}"?`
}
