const pairsOf = (name: string): readonly string[] => {
  const plain = ` ${name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')} `
  return Array.from({ length: plain.length - 1 }, (_, at) => plain.slice(at, at + 2))
}

/** The share of pairs of letters that two names have in common (Dice 1945). */
const alike = (a: readonly string[], b: readonly string[]): number => {
  const rest = [...b]
  const shared = a.filter((pair) => {
    const at = rest.indexOf(pair)
    if (at >= 0) rest.splice(at, 1)
    return at >= 0
  })
  return (2 * shared.length) / Math.max(1, a.length + b.length)
}

/** The node that a name was most likely meant to be; null where none is near. */
export const nearestNode = (name: string, names: readonly string[]): string | null => {
  const wanted = pairsOf(name.slice(0, 60))
  const ranked = names
    .map((own) => ({ own, share: alike(wanted, pairsOf(own.slice(0, 60))) }))
    .sort((a, b) => b.share - a.share)
  return ranked.length > 0 && ranked[0].share >= 0.4 ? ranked[0].own : null
}
