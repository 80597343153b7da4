import { CodedError } from '../errors.ts'
import { leaveOneOut } from '../models/evaluation/leave-one-out.ts'
import { shareSplit } from '../models/evaluation/share-split.ts'
import { type Split, wantedFrom } from '../models/evaluation/split.ts'
import type { TrainingData } from '../models/recommenders/family.ts'
import type { Histories } from '../models/recommenders/histories.ts'
import { catalogueOf, historiesOf } from './list-histories.ts'
import { guessFormat, type Interaction, type InteractionFormat, readInteractions } from './read-interactions.ts'
import type { RecommendDataSet } from './recommend-data-sets.ts'

export interface RecommendFiles {
  readonly train: string
  readonly test?: string
  readonly validation?: string
  readonly format?: InteractionFormat
}

/** What somebody's own files hold: how options are chosen, and what is found again. */
export interface FileDataSet
  extends Pick<
    RecommendDataSet,
    'name' | 'k' | 'knows' | 'validation' | 'test' | 'measure' | 'protocol' | 'published'
  > {
  readonly format: InteractionFormat
  readonly users: number
  readonly items: number
  /** Of the training part. */
  readonly interactions: number
}

/** Numbers in the order of ids that are numbers, else of their texts: what is equal in all else is ranked in the order of the ids. */
const numbered = (names: Iterable<string>): ReadonlyMap<string, number> => {
  const all = [...new Set(names)]
  const isNumeric = all.every((name) => /^\d{1,15}$/.test(name))
  const sorted = all.sort(isNumeric ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : 1))
  return new Map(sorted.map((name, at) => [name, at]))
}

type Numbers = ReadonlyMap<string, number>

const grouped = (rows: readonly Interaction[], users: Numbers, items: Numbers): ReadonlyMap<number, number[]> => {
  const lists = new Map<number, number[]>()
  for (const { user, item } of rows) {
    const person = users.get(user)!
    const own = lists.get(person) ?? []
    own.push(items.get(item)!)
    lists.set(person, own)
  }
  return lists
}

const toLists = (lists: ReadonlyMap<number, readonly number[]>) =>
  [...lists].map(([person, items]) => ({ person, items }))

/** Oldest first where times are known; a stable sort, so that those of one time stay in the order of the file. */
const inTime = (rows: readonly Interaction[]): readonly Interaction[] =>
  rows.every(({ time }) => time !== null) ? [...rows].sort((a, b) => (a.time as number) - (b.time as number)) : rows

const wantedOf = (lists: ReadonlyMap<number, readonly number[]>, users: number, items: number) =>
  wantedFrom(
    items,
    Array.from({ length: users }, (_, user) => lists.get(user) ?? []),
  )

const isOrdered = (format: InteractionFormat, rows: readonly Interaction[]): boolean =>
  format === 'sequence' || rows.every(({ time }) => time !== null)

const sequenceSet = (data: TrainingData): Pick<FileDataSet, 'validation' | 'test' | 'protocol'> => ({
  protocol: 'the last item of everybody is wanted, the one before it validates; all items ranked, those read left out',
  validation: (people, seed) => leaveOneOut(data, { unseen: 2, skip: 1, maxUsers: people, seed }),
  test: leaveOneOut(data, { unseen: 2, skip: 0, maxUsers: data.histories.users, seed: 1 }),
})

const part = (data: TrainingData, wanted: Split['wanted'], read: Histories = data.histories): Split => ({
  train: data,
  read,
  wanted,
  leaveOutPurchased: true,
})

/**
 * Somebody's own files, judged as papers judge: all items are ranked, those of the training part left out. Items and people are all that any of the files name.
 * @throws CodedError INVALID_ARGUMENT, and as `readInteractions`
 */
export const readRecommendFiles = async ({
  train,
  test,
  validation,
  format: asked,
}: RecommendFiles): Promise<FileDataSet> => {
  const format = asked ?? (await guessFormat(train, test !== undefined))
  if (format === 'sequence' && (test !== undefined || validation !== undefined))
    throw new CodedError(
      'INVALID_ARGUMENT',
      'Of sequences the last items are held out: give --train alone, or another --format.',
    )
  if (format !== 'sequence' && test === undefined)
    throw new CodedError(
      'INVALID_ARGUMENT',
      `Give --test as well: the format ${format} needs to be told what is to be found.`,
    )
  const read = (path: string | undefined) => (path === undefined ? null : readInteractions(path, format))
  const learned = inTime(await readInteractions(train, format))
  const [validating, testing] = await Promise.all([read(validation), read(test)])
  const rows = [learned, validating ?? [], testing ?? []].flat()
  const users = numbered(rows.map(({ user }) => user))
  const items = numbered(rows.map(({ item }) => item))
  const groups = (own: readonly Interaction[]) => grouped(own, users, items)
  const size = [users.size, items.size] as const
  const ordered = isOrdered(format, learned)
  const data: TrainingData = {
    histories: historiesOf(toLists(groups(learned)), ...size, ordered),
    catalogue: catalogueOf(size[1], new Map()),
  }
  const described = {
    name: train,
    k: 20,
    measure: 'recall',
    published: [],
    format,
    knows: new Set(ordered ? (['order'] as const) : []),
    users: size[0],
    items: size[1],
    interactions: learned.length,
  } as const
  if (format === 'sequence') return { ...described, ...sequenceSet(data) }
  const wanted = wantedOf(groups(testing ?? []), ...size)
  const share = wanted.indices.length / (wanted.indices.length + learned.length)
  return {
    ...described,
    protocol: 'all items ranked, those of the training part left out',
    validation: (people, seed) =>
      validating === null
        ? shareSplit(data, { share, seed, maxUsers: people })
        : part(data, wantedOf(groups(validating), ...size)),
    test: part(data, wanted),
  }
}
