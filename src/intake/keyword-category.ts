const spaced = (text: string): string =>
  ` ${text
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `

/** Keeps the blank that closes a keyword: it stands for the end of the word. */
const needle = (keyword: string): string => (keyword.endsWith(' ') ? spaced(keyword) : spaced(keyword).slice(0, -1))

/**
 * A category from a name: the first of the keywords that begins a word of it, capitals or not.
 * A keyword that ends with a blank must end the word too.
 */
export const keywordCategory = (keywords: readonly (readonly [string, string])[]) => {
  const needles = keywords.map(([keyword, category]) => [needle(keyword), category] as const)
  return (name: string): string | null => {
    const text = spaced(name)
    return needles.find(([part]) => text.includes(part))?.[1] ?? null
  }
}
