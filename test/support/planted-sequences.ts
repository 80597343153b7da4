import type { Column } from '../../src/models/classifiers/table.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { sigmoid } from '../../src/models/math/sigmoid.ts'
import type { EventSequences, LabelledSequences } from '../../src/models/sequences/event-sequences.ts'

/** An event as a person writes one: its type, days since the one before, and its amount; null is missing. */
export type PlantedEvent = readonly [type: string, gap: number | null, amount: number | null]

const types = ['cart', 'purchase', 'view']

const columns: readonly Column[] = [
  { kind: 'CATEGORY', name: 'type', levels: types },
  { kind: 'NUMBER', name: 'gap' },
  { kind: 'NUMBER', name: 'amount' },
]

/** Sequences of events, oldest first. */
export const sequencesFrom = (people: readonly (readonly PlantedEvent[])[]): EventSequences => {
  const all = people.flat()
  const pointers = new Int32Array(people.length + 1)
  people.forEach((events, p) => {
    pointers[p + 1] = pointers[p] + events.length
  })
  const number = (value: number | null) => value ?? Number.NaN
  const values = Float32Array.from([
    ...all.map(([type]) => types.indexOf(type)),
    ...all.map(([, gap]) => number(gap)),
    ...all.map(([, , amount]) => number(amount)),
  ])
  return { people: people.length, pointers, events: { rows: all.length, columns, values } }
}

/** People whose logit is 1.5 for each purchase beyond 2 among their 0 to 10 events: what a bag of events can hear too. `truth`: the probabilities the labels were drawn with. */
export const plantedCounts = (people: number, seed: number): LabelledSequences & { readonly truth: Float64Array } => {
  const random = createRandom(seed)
  const histories = Array.from({ length: people }, () =>
    Array.from({ length: random.integer(11) }, (): PlantedEvent => {
      const type = types[random.integer(3)]
      return [type, random.uniform() < 0.1 ? null : random.exponential(0.2), type === 'view' ? null : random.gamma(2)]
    }),
  )
  const truth = Float64Array.from(histories, (events) =>
    sigmoid(1.5 * (events.filter(([type]) => type === 'purchase').length - 2)),
  )
  return {
    sequences: sequencesFrom(histories),
    labels: Uint8Array.from(truth, (p) => (random.uniform() < p ? 1 : 0)),
    truth,
  }
}

/**
 * Only order tells: everybody looks at things four times, and puts something into the cart and buys something once each; 1 where the cart came before the purchase.
 * Counts and means are the same for all but for chance.
 */
export const plantedOrders = (people: number, seed: number): LabelledSequences => {
  const random = createRandom(seed)
  const histories = Array.from({ length: people }, (): readonly PlantedEvent[] =>
    random
      .shuffle(['cart', 'purchase', 'view', 'view', 'view', 'view'])
      .map((type): PlantedEvent => [type, random.exponential(0.2), random.gamma(2)]),
  )
  const place = (events: readonly PlantedEvent[], wanted: string) => events.findIndex(([type]) => type === wanted)
  const labels = Uint8Array.from(histories, (events) => (place(events, 'cart') < place(events, 'purchase') ? 1 : 0))
  return { sequences: sequencesFrom(histories), labels }
}
