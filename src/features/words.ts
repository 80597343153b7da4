/** Words of two letters and more as they are written, in small letters; of Chinese, which has no blanks, every two neighbouring characters. */
export const wordsOf = (text: string): readonly string[] => {
  const runs =
    text
      .toLowerCase()
      .normalize('NFKC')
      .match(/\p{Script=Han}+|[^\P{L}\p{Script=Han}]+/gu) ?? []
  return runs.flatMap((run) => {
    if (!/\p{Script=Han}/u.test(run)) return run.length > 1 ? [run] : []
    const characters = [...run]
    return characters.length === 1 ? characters : characters.slice(1).map((next, at) => characters[at] + next)
  })
}
