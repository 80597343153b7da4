import { builder } from './builder.ts'

interface Range<Value> {
  readonly gte?: Value | null
  readonly gt?: Value | null
  readonly lte?: Value | null
  readonly lt?: Value | null
}

const bounds = {
  gte: 'At least this.',
  gt: 'More than this.',
  lte: 'At most this.',
  lt: 'Less than this.',
} as const

export const IntRange = builder.inputRef<Range<number>>('IntRange').implement({
  description: 'Whole numbers within the bounds given.',
  fields: (t) => ({
    gte: t.int({ description: bounds.gte }),
    gt: t.int({ description: bounds.gt }),
    lte: t.int({ description: bounds.lte }),
    lt: t.int({ description: bounds.lt }),
  }),
})

export const FloatRange = builder.inputRef<Range<number>>('FloatRange').implement({
  description: 'Numbers within the bounds given.',
  fields: (t) => ({
    gte: t.float({ description: bounds.gte }),
    gt: t.float({ description: bounds.gt }),
    lte: t.float({ description: bounds.lte }),
    lt: t.float({ description: bounds.lt }),
  }),
})

export const DateTimeRange = builder.inputRef<Range<Date>>('DateTimeRange').implement({
  description: 'Times within the bounds given.',
  fields: (t) => ({
    gte: t.field({ type: 'DateTime', description: 'At this time or later.' }),
    gt: t.field({ type: 'DateTime', description: 'Later than this.' }),
    lte: t.field({ type: 'DateTime', description: 'At this time or earlier.' }),
    lt: t.field({ type: 'DateTime', description: 'Earlier than this.' }),
  }),
})
