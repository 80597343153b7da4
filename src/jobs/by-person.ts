/** Gathers entries that come by ascending id and hands them on person by person; whose id is not among `userIds` is passed over. */
export const byPerson = <Entry>(userIds: Float64Array, onPerson: (row: number, entries: readonly Entry[]) => void) => {
  let row = 0
  let current: Entry[] = []
  const end = (): void => {
    onPerson(row++, current)
    current = []
  }
  return {
    take: (userId: number, entry: Entry): void => {
      while (row < userIds.length && userIds[row] < userId) end()
      if (userIds[row] === userId) current.push(entry)
    },
    finish: (): void => {
      while (row < userIds.length) end()
    },
  }
}
