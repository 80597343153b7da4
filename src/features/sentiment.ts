import { sentimentWords } from './sentiment-words.ts'

type Tally = { positive: number; negative: number }

const english = {
  positive: new Set(sentimentWords.en.positive),
  negative: new Set(sentimentWords.en.negative),
}
const englishNegations = new Set(
  'not no never without hardly barely nothing cannot isnt wasnt dont didnt doesnt wont cant couldnt wouldnt arent'.split(
    ' ',
  ),
)

const chinese = new Map<string, keyof Tally>([
  ...sentimentWords.zh.positive.map((word) => [word, 'positive'] as const),
  ...sentimentWords.zh.negative.map((word) => [word, 'negative'] as const),
])
const longestChinese = Math.max(...[...chinese.keys()].map((word) => word.length))
const chineseNegation = /[不没无别未非][很太是有那怎么会够算]{0,2}$/

const opposite = (side: keyof Tally): keyof Tally => (side === 'positive' ? 'negative' : 'positive')

/** A negation among the three words before turns a word around: `not very good`. */
const addEnglish = (text: string, tally: Tally): void => {
  const tokens =
    text
      .toLowerCase()
      .replace(/['’]/g, '')
      .match(/[a-z]+/g) ?? []
  tokens.forEach((token, at) => {
    const side = english.positive.has(token) ? 'positive' : english.negative.has(token) ? 'negative' : null
    if (side === null) return
    const negated = tokens.slice(Math.max(0, at - 3), at).some((before) => englishNegations.has(before))
    tally[negated ? opposite(side) : side] += 1
  })
}

const wordAt = (text: string, at: number): string | undefined => {
  for (let length = longestChinese; length > 0; length--) {
    const word = text.slice(at, at + length)
    if (word.length === length && chinese.has(word)) return word
  }
  return undefined
}

/** The longest entry at each place counts; a negation right before it turns it around: `不是很满意`. */
const addChinese = (text: string, tally: Tally): void => {
  for (let at = 0; at < text.length; ) {
    const word = wordAt(text, at)
    if (word === undefined) {
      at += 1
      continue
    }
    const side = chinese.get(word)!
    const negated = chineseNegation.test(text.slice(Math.max(0, at - 3), at))
    tally[negated ? opposite(side) : side] += 1
    at += word.length
  }
}

/**
 * How well disposed a review in English or Chinese is, 0..1, by counting words of a small lexicon: (positive + 1/2) / (all + 1).
 * null when no word of the lexicon occurs.
 */
export const sentimentOf = (text: string): number | null => {
  const tally: Tally = { positive: 0, negative: 0 }
  addEnglish(text, tally)
  addChinese(text, tally)
  const count = tally.positive + tally.negative
  return count === 0 ? null : (tally.positive + 0.5) / (count + 1)
}
