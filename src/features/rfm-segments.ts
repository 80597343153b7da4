import type { Lifecycle, UserProfile } from '../domain/portrait.ts'

/** The profile fields that the published segments speak about, named as in `SegmentRule`. */
export type SegmentField = 'RFM_RECENCY' | 'RFM_FREQUENCY' | 'RFM_MONETARY' | 'LIFECYCLE' | 'ORDER_COUNT'

export interface FieldTest {
  readonly field: SegmentField
  readonly eq?: number
  readonly gte?: number
  readonly lte?: number
  readonly in?: readonly string[]
}

/** Plain JSON in the language of `SegmentRule`: its text is what a rule hash is taken of. */
export type SegmentDefinition =
  | { readonly all: readonly SegmentDefinition[] }
  | { readonly any: readonly SegmentDefinition[] }
  | { readonly profile: FieldTest }

/** A published segment. The definitions exclude each other: every user is in exactly one. */
export interface RfmSegment {
  readonly key: string
  readonly name: string
  readonly names: { readonly zh: string }
  readonly description: string
  readonly definition: SegmentDefinition
}

const inRhythm: readonly Lifecycle[] = ['NEW', 'ACTIVE', 'LOYAL']
const silent: readonly Lifecycle[] = ['COOLING', 'DORMANT']
const known: readonly Lifecycle[] = ['ACTIVE', 'LOYAL', 'COOLING', 'DORMANT']

const all = (...tests: readonly FieldTest[]): SegmentDefinition => ({ all: tests.map((profile) => ({ profile })) })
const any = (...rules: readonly SegmentDefinition[]): SegmentDefinition => ({ any: rules })
const recency = (gte: number, lte = 5): FieldTest => ({ field: 'RFM_RECENCY', gte, lte })
const frequency = (gte: number, lte = 5): FieldTest => ({ field: 'RFM_FREQUENCY', gte, lte })
const monetary = (gte: number, lte = 5): FieldTest => ({ field: 'RFM_MONETARY', gte, lte })
const lifecycle = (among: readonly Lifecycle[]): FieldTest => ({ field: 'LIFECYCLE', in: among })

export const rfmSegments: readonly RfmSegment[] = [
  {
    key: 'champions',
    name: 'Champions',
    names: { zh: '冠军客户' },
    description: 'Bought lately, buy often, spend the most, and are in their rhythm: R 4-5, F 4-5, M 4-5.',
    definition: all(recency(4), frequency(4), monetary(4), lifecycle(inRhythm)),
  },
  {
    key: 'loyal',
    name: 'Loyal',
    names: { zh: '忠诚客户' },
    description:
      'Buy often and are in their rhythm, a little less lately or with less money: R 3 and F 4-5, or R 4-5, F 4-5 and M 1-3.',
    definition: any(
      all(recency(3, 3), frequency(4), lifecycle(inRhythm)),
      all(recency(4), frequency(4), monetary(1, 3), lifecycle(inRhythm)),
    ),
  },
  {
    key: 'slipping',
    name: 'Slipping away',
    names: { zh: '渐行渐远' },
    description:
      'Buy often and are not long gone, but silent for longer than their own rhythm (cooling or dormant): R 3-5, F 4-5.',
    definition: all(recency(3), frequency(4), lifecycle(silent)),
  },
  {
    key: 'cannot-lose',
    name: 'Cannot lose them',
    names: { zh: '不可流失' },
    description: 'Bought often and much, and have not come back for long: R 1-2, F 4-5, M 4-5.',
    definition: all(recency(1, 2), frequency(4), monetary(4)),
  },
  {
    key: 'at-risk',
    name: 'At risk',
    names: { zh: '流失预警' },
    description: 'Came back several times, but not for long now: R 1-2 with F 3, or with F 4-5 and M 1-3.',
    definition: any(all(recency(1, 2), frequency(3, 3)), all(recency(1, 2), frequency(4), monetary(1, 3))),
  },
  {
    key: 'potential-loyalists',
    name: 'Potential loyalists',
    names: { zh: '潜力客户' },
    description: 'Bought lately and more than once: R 4-5, F 2-3.',
    definition: all(recency(4), frequency(2, 3)),
  },
  {
    key: 'needs-attention',
    name: 'Needs attention',
    names: { zh: '需要关注' },
    description: 'In the middle of everything, neither lost nor won: R 3, F 2-3.',
    definition: all(recency(3, 3), frequency(2, 3)),
  },
  {
    key: 'new-customers',
    name: 'New customers',
    names: { zh: '新客户' },
    description: 'A first order not long ago (lifecycle new): F 1.',
    definition: all(frequency(1, 1), lifecycle(['NEW'])),
  },
  {
    key: 'promising',
    name: 'Promising',
    names: { zh: '有望客户' },
    description: 'Few purchase days, the last one lately, no longer new: R 4-5, F 1.',
    definition: all(recency(4), frequency(1, 1), lifecycle(known)),
  },
  {
    key: 'about-to-sleep',
    name: 'About to sleep',
    names: { zh: '即将沉睡' },
    description: 'Few purchase days, the last one a while ago: R 3, F 1, no longer new.',
    definition: all(recency(3, 3), frequency(1, 1), lifecycle(known)),
  },
  {
    key: 'hibernating',
    name: 'Hibernating',
    names: { zh: '沉睡客户' },
    description: 'Few purchase days, the last one long ago: R 2 with F 2, or with F 1 and no longer new.',
    definition: any(all(recency(2, 2), frequency(2, 2)), all(recency(2, 2), frequency(1, 1), lifecycle(known))),
  },
  {
    key: 'lost',
    name: 'Lost',
    names: { zh: '已流失' },
    description: 'Few purchase days, the last one longest ago: R 1 with F 2, or with F 1 and no longer new.',
    definition: any(all(recency(1, 1), frequency(2, 2)), all(recency(1, 1), frequency(1, 1), lifecycle(known))),
  },
  {
    key: 'prospects',
    name: 'Prospects',
    names: { zh: '潜在顾客' },
    description: 'Known, but never ordered.',
    definition: all({ field: 'ORDER_COUNT', eq: 0 }),
  },
]

type SegmentedProfile = Pick<UserProfile, 'rfm' | 'lifecycle' | 'orderCount'>

const fieldValue = (field: SegmentField, { rfm, lifecycle, orderCount }: SegmentedProfile): number | string | null => {
  if (field === 'LIFECYCLE') return lifecycle
  if (field === 'ORDER_COUNT') return orderCount
  if (rfm === null) return null
  return { RFM_RECENCY: rfm.recency, RFM_FREQUENCY: rfm.frequency, RFM_MONETARY: rfm.monetary }[field]
}

const passes = (test: FieldTest, value: number | string | null): boolean => {
  if (typeof value === 'string') return test.in?.includes(value) ?? false
  if (value === null) return false
  return value >= (test.gte ?? test.eq ?? -Infinity) && value <= (test.lte ?? test.eq ?? Infinity)
}

/** Whether a profile is a member by a definition. */
export const isMember = (definition: SegmentDefinition, profile: SegmentedProfile): boolean => {
  if ('all' in definition) return definition.all.every((rule) => isMember(rule, profile))
  if ('any' in definition) return definition.any.some((rule) => isMember(rule, profile))
  return passes(definition.profile, fieldValue(definition.profile.field, profile))
}

/** The one segment of a user; people who have never ordered are `prospects`. */
export const segmentOf = (profile: SegmentedProfile): RfmSegment =>
  rfmSegments.find(({ definition }) => isMember(definition, profile))!
