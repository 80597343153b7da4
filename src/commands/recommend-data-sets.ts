import { join } from 'node:path'

import { CodedError } from '../errors.ts'
import { leaveOneOut } from '../models/evaluation/leave-one-out.ts'
import { shareSplit } from '../models/evaluation/share-split.ts'
import { type Split, wantedFrom } from '../models/evaluation/split.ts'
import type { TrainingData } from '../models/recommenders/family.ts'
import { catalogueOf, historiesOf, sizeOf } from './list-histories.ts'
import { fileIn, type ItemList, readItemLists, readWhole } from './read-item-lists.ts'

export const publicNames = ['amazon-electronics', 'amazon-cds', 'beauty'] as const
export type DataSetName = (typeof publicNames)[number]
/** What a data set tells besides who has what; families that live on one of these are left out where it is missing. */
export type Knowledge = 'order' | 'attributes' | 'times' | 'categories' | 'repeats'

/** Two numbers as others report them, and where. */
export interface PublishedLine {
  readonly name: string
  readonly found: number
  readonly ndcg: number
  readonly source: string
}

export interface RecommendDataSet {
  readonly name: string
  readonly protocol: string
  /** Cut-off of the metrics. */
  readonly k: number
  /** The first of the two numbers. */
  readonly measure: 'recall' | 'hitRate'
  readonly knows: ReadonlySet<Knowledge>
  /** What options are chosen on: a part of the training part. */
  readonly validation: (people: number, seed: number) => Split
  /** Where there are times, the periods before that one, from which weights are learned with it. */
  readonly earlier?: (people: number, seed: number) => readonly Split[]
  readonly test: Split
  /** Where others count popularity over what is to be found, too: all there is. */
  readonly whole?: TrainingData
  readonly published: readonly PublishedLine[]
}

interface Described {
  readonly measure: 'recall' | 'hitRate'
  readonly k: number
  readonly protocol: string
  readonly published: readonly PublishedLine[]
}

const line = (name: string, found: number, ndcg: number, source: string): PublishedLine => ({
  name,
  found,
  ndcg,
  source,
})
const [published, measured] = ['published', 'measured with numpy and scipy on these files']
const s3rec = 'S3-Rec, CIKM 2020'

const allRanked = {
  measure: 'recall',
  k: 20,
  protocol: 'all items ranked, those of the training part left out',
} as const

const described: Readonly<Record<DataSetName, Described>> = {
  'amazon-electronics': {
    ...allRanked,
    published: [
      line('UltraGCN', 0.1368, 0.0829, published),
      line('EASE', 0.1332, 0.082, measured),
      line('popularity', 0.0892, 0.0489, measured),
    ],
  },
  'amazon-cds': {
    ...allRanked,
    published: [
      line('RP3beta', 0.1663, 0.1113, measured),
      line('UltraGCN', 0.1622, 0.1043, published),
      line('item-kNN', 0.1566, 0.1063, measured),
      line('iALS', 0.1552, 0.0988, measured),
      line('GF-CF', 0.1431, 0.0928, measured),
      line('popularity', 0.0122, 0.0072, measured),
    ],
  },
  beauty: {
    measure: 'hitRate',
    k: 10,
    protocol:
      'the last item of everybody is wanted, the one before it validates; all items ranked, those read left out',
    published: [
      line('S3-Rec', 0.0647, 0.0327, s3rec),
      line('SASRec', 0.0605, 0.0318, s3rec),
      line('BERT4Rec', 0.0347, 0.017, s3rec),
      line('GRU4Rec', 0.0283, 0.0137, s3rec),
      line('popularity', 0.0152, 0.0068, s3rec),
    ],
  },
}

const countItems = (lists: readonly ItemList[]): number => lists.reduce((sum, { items }) => sum + items.length, 0)

const readAmazon = async (folder: string, name: DataSetName): Promise<RecommendDataSet> => {
  const [train, test] = await Promise.all(
    ['train.txt', 'test.txt'].map((file) => readItemLists(fileIn(join(folder, name), file))),
  )
  const { users, items } = sizeOf([...train, ...test])
  const data: TrainingData = {
    histories: historiesOf(train, users, items, false),
    catalogue: catalogueOf(items, new Map()),
  }
  // What is held out of the training part is as large a part of it as the test part is of all: then options are chosen for about the histories that they will read.
  const share = countItems(test) / (countItems(train) + countItems(test))
  const wanted: (readonly number[])[] = Array.from({ length: users }, () => [])
  for (const { person, items: own } of test) wanted[person] = own
  return {
    name,
    ...described[name],
    knows: new Set(),
    validation: (people, seed) => shareSplit(data, { share, seed, maxUsers: people }),
    test: { train: data, read: data.histories, wanted: wantedFrom(items, wanted), leaveOutPurchased: true },
  }
}

/** `{"item": [attribute, ...]}`, as whole numbers. */
const readAttributes = async (path: string): Promise<ReadonlyMap<number, readonly number[]>> => {
  const text = await readWhole(path)
  try {
    const entries = Object.entries(JSON.parse(text) as Readonly<Record<string, readonly number[]>>)
    const attributes = new Map(entries.map(([item, values]) => [Number(item), values.map(Number)]))
    if ([...attributes].flat(2).every(Number.isSafeInteger)) return attributes
  } catch {
    // Said below in the same words.
  }
  throw new CodedError('ROW_MALFORMED', `${path} is no JSON of attributes per item.`)
}

/** Items are counted from 1 in the file. */
const fromZero = (lists: readonly ItemList[]): readonly ItemList[] =>
  lists.map(({ person, items }) => ({ person: person - 1, items: items.map((item) => item - 1) }))

const readBeauty = async (folder: string): Promise<RecommendDataSet> => {
  const path = fileIn(join(folder, 'beauty'), 'beauty.txt')
  const read = await readItemLists(path)
  if (read.some(({ person, items }) => person < 1 || items.includes(0))) {
    throw new CodedError('ROW_MALFORMED', `${path}: people and items are counted from 1.`)
  }
  const lists = fromZero(read)
  const known = await readAttributes(fileIn(join(folder, 'beauty'), 'item_attributes.json'))
  const { users, items } = sizeOf(lists)
  const attributes = new Map(
    [...known].flatMap(([item, values]) => (item <= items ? [[item - 1, values] as const] : [])),
  )
  const data: TrainingData = {
    histories: historiesOf(lists, users, items, true),
    catalogue: catalogueOf(items, attributes),
  }
  return {
    name: 'beauty',
    ...described.beauty,
    knows: new Set(['order', 'attributes']),
    validation: (people, seed) => leaveOneOut(data, { unseen: 2, skip: 1, maxUsers: people, seed }),
    test: leaveOneOut(data, { unseen: 2, skip: 0, maxUsers: users, seed: 1 }),
    whole: data,
  }
}

/**
 * A public data set with the protocol under which others report numbers for it.
 * @throws CodedError FILE_NOT_READABLE, FILE_EMPTY, FILE_TRUNCATED, ROW_MALFORMED
 */
export const readDataSet = (folder: string, name: DataSetName): Promise<RecommendDataSet> =>
  name === 'beauty' ? readBeauty(folder) : readAmazon(folder, name)
