import { CodedError } from '../errors.ts'
import { readWhole } from './read-item-lists.ts'

export const interactionFormats = ['lightgcn', 'triples', 'sequence'] as const
export type InteractionFormat = (typeof interactionFormats)[number]

/** One person with one thing. */
export interface Interaction {
  readonly user: string
  readonly item: string
  /** Seconds since 1970-01-01 UTC, or whatever else the file counts in; null: not said. */
  readonly time: number | null
}

interface Line {
  readonly number: number
  readonly words: readonly string[]
}

const linesOf = async (path: string): Promise<readonly Line[]> => {
  const lines = (await readWhole(path)).split('\n').flatMap((text, at) => {
    const words = text
      .trim()
      .split(/[\s,;|]+/)
      .filter((word) => word !== '')
    return words.length === 0 ? [] : [{ number: at + 1, words }]
  })
  if (lines.length === 0) throw new CodedError('FILE_EMPTY', `${path} has no rows.`)
  return lines
}

/** Of a file that does not say: lines of two to four words whose first ones come again are triples. */
export const guessFormat = async (path: string, hasTest: boolean): Promise<InteractionFormat> => {
  if (!hasTest) return 'sequence'
  const lines = await linesOf(path)
  const short = lines.every(({ words }) => words.length >= 2 && words.length <= 4)
  const users = new Set(lines.map(({ words }) => words[0]))
  return short && users.size < lines.length ? 'triples' : 'lightgcn'
}

const timeOf = (word: string, { number }: Line, path: string): number => {
  const time = Number(word)
  const read = Number.isFinite(time) ? time : Date.parse(word) / 1000
  if (Number.isFinite(read)) return read
  throw new CodedError('ROW_MALFORMED', `${path}, line ${number}: "${word.slice(0, 40)}" is no time.`)
}

const readTriples = (lines: readonly Line[], path: string): readonly Interaction[] => {
  const [first] = lines
  const hasHeader =
    first.words.slice(2).some((word) => Number.isNaN(Number(word)) && Number.isNaN(Date.parse(word))) ||
    /^user/i.test(first.words[0])
  return (hasHeader ? lines.slice(1) : lines).map((line) => {
    const [user, item, rating, time] = line.words
    if (line.words.length < 2 || line.words.length > 4)
      throw new CodedError(
        'ROW_MALFORMED',
        `${path}, line ${line.number}: ${line.words.length} fields where user, item, rating and time are expected.`,
      )
    if (rating !== undefined && !Number.isFinite(Number(rating)))
      throw new CodedError('ROW_MALFORMED', `${path}, line ${line.number}: "${rating.slice(0, 40)}" is no rating.`)
    return { user, item, time: time === undefined ? null : timeOf(time, line, path) }
  })
}

/**
 * What people have, in the order of the file. lightgcn and sequence: a line a person, `user item item ...`; triples: a line a thing, `user item [rating] [time]`.
 * @throws CodedError FILE_NOT_READABLE, FILE_EMPTY, FILE_TRUNCATED, ROW_MALFORMED with the line
 */
export const readInteractions = async (path: string, format: InteractionFormat): Promise<readonly Interaction[]> => {
  const lines = await linesOf(path)
  if (format === 'triples') return readTriples(lines, path)
  return lines.flatMap(({ words: [user, ...items] }) => items.map((item) => ({ user, item, time: null })))
}
