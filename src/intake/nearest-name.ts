/** Edit distance by Levenshtein: the fewest insertions, deletions and substitutions of a character. */
const editDistance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(substituted, previous[j] + 1, current[j - 1] + 1))
    }
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
  return best && best.distance <= Math.max(1, Math.floor(wanted.length / 3)) ? best.candidate : null
}

/** ` Did you mean "x"?`, or nothing. */
export const suggestion = (name: string, candidates: readonly string[]): string => {
  const nearest = nearestName(name, candidates)
  return nearest === null ? '' : ` Did you mean "${nearest}"?`
}
