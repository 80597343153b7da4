import type { IncomingEvent } from '../domain/event.ts'
import { copyField } from './copy.ts'

/** Rows of the same columns in COPY's text format. */
interface Segment {
  readonly columns: readonly string[]
  readonly chunks: readonly Buffer[]
}

/** Events on their way into the database. */
export interface StagedEvents {
  readonly segments: readonly Segment[]
  readonly count: number
  /** Whether some have an id that their sender chose. */
  readonly named: boolean
  /** Whether some are of nobody known. */
  readonly anonymous: boolean
  /** A time of each month that they fall in, ms. */
  readonly months: readonly number[]
}

type Field = readonly [column: string, of: (event: IncomingEvent) => string, used: (event: IncomingEvent) => boolean]

const textField = (column: string, key: keyof IncomingEvent): Field => [
  column,
  (event) => copyField(event[key]),
  (event) => event[key] !== null,
]

/** The lines of an order share their time. */
const timeField = (): Field => {
  let lastTime = Number.NaN
  let lastText = ''
  const of = ({ timestamp }: IncomingEvent) => {
    if (timestamp !== lastTime) {
      lastTime = timestamp
      lastText = new Date(timestamp).toISOString()
    }
    return lastText
  }
  return ['at', of, () => true]
}

const fieldsOf = (): readonly Field[] => [
  textField('user_ref', 'userId'),
  textField('product_ref', 'productId'),
  timeField(),
  ['event_key', ({ eventKey }) => eventKey, () => true],
  ['given', ({ eventId }) => (eventId === null ? 'f' : 't'), ({ eventId }) => eventId !== null],
  ['type', ({ type }) => type, () => true],
  textField('quantity', 'quantity'),
  textField('unit_price', 'unitPrice'),
  textField('currency', 'currency'),
  textField('order_id', 'orderId'),
  textField('session_id', 'sessionId'),
  textField('query', 'query'),
  textField('rating', 'rating'),
  textField('text', 'text'),
  textField('channel', 'channel'),
  textField('properties', 'properties'),
  ['impression_id', ({ impressionId }) => copyField(impressionId), ({ impressionId }) => impressionId != null],
]

const chunkSize = 64 * 1024

const utcMonth = (timestamp: number, later = 0): number => {
  const date = new Date(timestamp)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later)
}

const createMonths = () => {
  const months = new Map<number, number>()
  let [start, end] = [0, 0]
  const add = (timestamp: number): void => {
    if (timestamp >= start && timestamp < end) return
    start = utcMonth(timestamp)
    end = utcMonth(timestamp, 1)
    months.set(start, timestamp)
  }
  return { add, times: () => [...months.values()] }
}

export interface EventStager {
  readonly add: (event: IncomingEvent) => void
  /** What was added since the last time. */
  readonly take: () => StagedEvents
}

/**
 * Writes events out one by one, so that none of them outlives its row: objects kept for a batch would cost a third of an import's
 * time in garbage collection. Columns that no event has used so far are left out: most files fill a few.
 */
export const createEventStager = (): EventStager => {
  const fields = fieldsOf()
  const inUse = fields.map(() => false)
  let used: readonly Field[] = []
  let segments: { columns: readonly string[]; chunks: Buffer[] }[] = []
  let text = ''
  let state = { count: 0, named: false, anonymous: false }
  let months = createMonths()

  const flush = (): void => {
    if (text === '') return
    const columns = used.map(([column]) => column)
    const last = segments.at(-1)
    if (last?.columns.length === columns.length) last.chunks.push(Buffer.from(text))
    else segments.push({ columns, chunks: [Buffer.from(text)] })
    text = ''
  }

  /** Columns are only ever added, so two sets of one size are the same. */
  const widen = (event: IncomingEvent): void => {
    let wider = false
    for (let i = 0; i < fields.length; i++) {
      if (inUse[i] || !fields[i][2](event)) continue
      inUse[i] = true
      wider = true
    }
    if (!wider) return
    flush()
    used = fields.filter((_, i) => inUse[i])
  }

  return {
    add: (event) => {
      widen(event)
      for (let i = 0; i < used.length; i++) text += i === 0 ? used[i][1](event) : `\t${used[i][1](event)}`
      text += '\n'
      state.count += 1
      state.named ||= event.eventId !== null
      state.anonymous ||= event.userId === null
      months.add(event.timestamp)
      if (text.length >= chunkSize) flush()
    },
    take: () => {
      flush()
      const staged = { segments, ...state, months: months.times() }
      segments = []
      state = { count: 0, named: false, anonymous: false }
      months = createMonths()
      return staged
    },
  }
}
