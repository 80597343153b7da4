/** One record per id, in the order of first mention: what a later one says is merged into the earlier. */
export const mergeById = <T>(
  records: readonly T[],
  idOf: (record: T) => string,
  merge: (earlier: T, later: T) => T,
): readonly T[] => {
  const merged = new Map<string, T>()
  for (const record of records) {
    const earlier = merged.get(idOf(record))
    merged.set(idOf(record), earlier === undefined ? record : merge(earlier, record))
  }
  return [...merged.values()]
}
