import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../src/compute/plain.ts'
import { auc } from '../../src/models/evaluation/auc.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { modelFromBytes, modelToBytes } from '../../src/models/model-bytes.ts'
import { type EventSequences, type LabelledSequences, takePeople } from '../../src/models/sequences/event-sequences.ts'
import type { SequenceFamily } from '../../src/models/sequences/family.ts'
import { type PlantedEvent, plantedCounts, sequencesFrom } from '../support/planted-sequences.ts'

export interface SequenceTraits<Options extends object> {
  readonly options?: Partial<Options>
  /** true where people are drawn or dealt out while fitting: the model then depends on their order, though not on what it was called with. */
  readonly drawsPeople?: boolean
}

const expectProbabilities = (probabilities: Float64Array, people: number): void => {
  expect(probabilities.length).toBe(people)
  for (const p of probabilities) expect(p > 0 && p < 1).toBe(true)
}

const expectClose = (found: Float64Array, wanted: Float64Array, within: number): void => {
  expect(found.length).toBe(wanted.length)
  for (let at = 0; at < wanted.length; at++) expect(Math.abs(found[at] - wanted[at])).toBeLessThanOrEqual(within)
}

/** Fits, or gives the readable sentence why not. */
const attempt = <Model>(learn: () => Model): Model | null => {
  try {
    return learn()
  } catch (error) {
    expect(String(error)).toMatch(/^Error: [A-Z].{10,}\.$/)
    return null
  }
}

/** With every number of every event replaced. */
const spoil = (sequences: EventSequences, value: number): EventSequences => {
  const { rows, columns, values } = sequences.events
  const spoilt = values.map((cell, at) => (columns[Math.floor(at / rows)].kind === 'NUMBER' ? value : cell))
  return { ...sequences, events: { ...sequences.events, values: spoilt } }
}

/** The suite that every family of sequence classifiers passes, on people whose truth is known by construction. */
export const describeSequenceClassifier = <Options extends object & { readonly longest: number }, Model extends object>(
  family: SequenceFamily<Options, Model>,
  { options: changed, drawsPeople = false }: SequenceTraits<Options> = {},
): void => {
  const compute = createPlainCompute()
  const options: Options = { ...family.defaults, ...changed }
  const fitOn = (data: LabelledSequences, seed = 1) => family.fit(data, options, { compute, seed })
  const score = (model: Model, sequences: EventSequences) => family.predict(model, sequences, compute)
  const people = 500

  describe(`${family.name}, as a sequence classifier,`, () => {
    const data = plantedCounts(people, 1)
    const fresh = plantedCounts(300, 2)
    const model = fitOn(data)
    const scores = score(model, fresh.sequences)

    it('gives probabilities that are finite and strictly between 0 and 1, also of people without events', () => {
      expectProbabilities(scores, 300)
      expectProbabilities(score(model, sequencesFrom([[], []])), 2)
      expect(score(model, sequencesFrom([]))).toEqual(new Float64Array(0))
    })

    it('ranks people it never saw nearly as well as the truth does', () => {
      expect(auc(scores, fresh.labels)).toBeGreaterThan((auc(fresh.truth, fresh.labels) ?? 0) - 0.04)
    })

    it('takes people without events for less likely where they are', () => {
      const [none, many] = score(model, sequencesFrom([[], Array(6).fill(['purchase', 1, 2])]))
      expect(none).toBeLessThan(0.3)
      expect(many).toBeGreaterThan(0.7)
    })

    it('is the same model for the same people, options and seed', () => {
      expect(modelToBytes(fitOn(plantedCounts(people, 1)))).toEqual(modelToBytes(model))
    })

    it('is a frozen object that says the same after it was saved and loaded', () => {
      expect(Object.isFrozen(model)).toBe(true)
      expect(score(modelFromBytes<Model>(modelToBytes(model)), fresh.sequences)).toEqual(scores)
    })

    it('scores people in any order, and some of them as it scores all', () => {
      const order = createRandom(3).shuffle(Array.from({ length: 300 }, (_, p) => p))
      for (const asked of [order, [7], [299, 3, 3]]) {
        const wanted = Float64Array.from(asked, (p) => scores[p])
        expectClose(score(model, takePeople(fresh.sequences, asked)), wanted, 1e-6)
      }
    })

    if (!drawsPeople) {
      it('learns the same from people in any order', () => {
        const order = createRandom(3).shuffle(Array.from({ length: people }, (_, p) => p))
        const other = {
          sequences: takePeople(data.sequences, order),
          labels: Uint8Array.from(order, (p) => data.labels[p]),
        }
        expectClose(score(fitOn(other), fresh.sequences), scores, 1e-5)
      })
    }

    it('does not hear how long the histories of others are', () => {
      const own: readonly PlantedEvent[] = [
        ['view', 1, null],
        ['purchase', 2, 3],
      ]
      const long = Array.from({ length: options.longest + 20 }, (): PlantedEvent => ['cart', 1, 1])
      const [alone] = score(model, sequencesFrom([own]))
      const [, among] = score(model, sequencesFrom([long, own, [], long]))
      expect(Math.abs(alone - among)).toBeLessThan(1e-6)
    })

    it('looks back no further than it says', () => {
      const last = Array.from({ length: options.longest }, (_, at): PlantedEvent => [at % 3 ? 'view' : 'cart', 1, at])
      const before: readonly PlantedEvent[] = Array.from({ length: 9 }, () => ['purchase', 0, 9])
      const [more, own] = score(model, sequencesFrom([[...before, ...last], last]))
      expect(Math.abs(more - own)).toBeLessThan(1e-6)
    })

    it('refuses events with other columns, and names them', () => {
      const { events } = fresh.sequences
      const columns = events.columns.map((column) => (column.name === 'gap' ? { ...column, name: 'pause' } : column))
      expect(() => score(model, { ...fresh.sequences, events: { ...events, columns } })).toThrow(/lacks .*gap/)
    })

    it('reads categories by their names', () => {
      const { sequences } = fresh
      const { rows, columns, values } = sequences.events
      const reversed = columns.map((column) =>
        column.kind === 'CATEGORY' ? { ...column, levels: [...column.levels].reverse() } : column,
      )
      const recoded = values.map((cell, at) => (at < rows ? 2 - cell : cell))
      const events = { rows, columns: reversed, values: recoded }
      expectClose(score(model, { ...sequences, events }), scores, 1e-6)
    })

    it.each([Number.NaN, Infinity, -Infinity, 3e38, -3e38])('copes with numbers that are all %d', (value) => {
      expectProbabilities(score(model, spoil(fresh.sequences, value)), 300)
      const spoilt = attempt(() => fitOn({ sequences: spoil(data.sequences, value), labels: data.labels }))
      if (spoilt) expectProbabilities(score(spoilt, fresh.sequences), 300)
    })

    it.each([0, 1])('says in a sentence that it cannot learn where every label is %i', (label) => {
      expect(() => fitOn({ ...data, labels: data.labels.map(() => label) })).toThrow(/both classes/)
    })

    it('says in a sentence that it cannot learn of nobody, or of people without events', () => {
      expect(() => fitOn({ sequences: sequencesFrom([]), labels: new Uint8Array(0) })).toThrow(/no rows/)
      const empty = { sequences: sequencesFrom(Array.from({ length: 40 }, () => [])), labels: data.labels.slice(0, 40) }
      expect(() => fitOn(empty)).toThrow(/^[A-Z].{10,}\.$/)
    })

    it('either learns from ten people or says in a sentence that it cannot', () => {
      const some = Array.from({ length: people }, (_, p) => p)
      const ten = [0, 1].flatMap((label) => some.filter((p) => data.labels[p] === label).slice(0, 5))
      const labels = Uint8Array.from(ten, (p) => data.labels[p])
      const tiny = attempt(() => fitOn({ sequences: takePeople(data.sequences, ten), labels }))
      if (tiny) expectProbabilities(score(tiny, fresh.sequences), 300)
    })

    it('tells before it fits what a fit takes, and more of it for more people', () => {
      const { events } = data.sequences
      const told = family.memory(data.sequences, options)
      expect(told.model).toBeGreaterThanOrEqual(modelToBytes(model).length / 2)
      expect(told.fit).toBeGreaterThanOrEqual(told.model)
      const more = { people: 1000 * people, events: { rows: 1000 * events.rows, columns: events.columns } }
      expect(family.memory(more, options).fit).toBeGreaterThan(told.fit)
      expect(family.work(data.sequences, options)).toBeGreaterThan(0)
      expect(family.work(more, options)).toBeGreaterThan(10 * family.work(data.sequences, options))
    })

    it('leaves its input as it was', () => {
      const before = structuredClone({ sequences: data.sequences, labels: data.labels })
      score(fitOn(data), data.sequences)
      expect({ sequences: data.sequences, labels: data.labels }).toEqual(before)
    })

    it('has defaults that lie in its own search space', () => {
      for (const [option, values] of Object.entries(family.space)) {
        expect(values).toContainEqual(family.defaults[option as keyof Options])
      }
    })
  })
}
