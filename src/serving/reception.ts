import type { Pool } from 'pg'

import type { Compute } from '../compute/compute.ts'
import { modelFromBytes } from '../models/model-bytes.ts'
import type { RecommenderArtefact } from '../models/recommenders/artefact.ts'
import type { Blend } from '../models/recommenders/recipe.ts'
import { readArtefact } from '../store/artefacts.ts'
import { type LiveCatalogue, type LiveProduct, readLiveChanges, readLiveProducts } from '../store/live-products.ts'
import { answerAgain } from './answer-again.ts'
import { answerQuestion, type Desk, openDesk, restockDesk } from './answer-question.ts'
import { answerSimilar } from './answer-similar.ts'
import { createLiveShelf } from './live-shelf.ts'
import type { Answer, Question } from './question.ts'

type Artefact = RecommenderArtefact<Blend>
/** `described`: another number where a product came, or is called or described otherwise. */
type Described = LiveCatalogue & { readonly described: number }

/** The published model, and the one before it: requests on their way end on what they began with. */
const modelsKept = 2

/** Remembers what was read for the newest few keys; what failed is read again. */
const remember = <Value>(most: number, read: (key: number) => Promise<Value>) => {
  const known = new Map<number, Promise<Value>>()
  return (key: number): Promise<Value> => {
    const value = known.get(key) ?? read(key)
    known.delete(key)
    known.set(key, value)
    for (const old of [...known.keys()].slice(0, -most)) known.delete(old)
    value.catch(() => known.delete(key))
    return value
  }
}

const productOf = ({ products }: LiveCatalogue, id: number): LiveProduct | undefined => {
  let [from, to] = [0, products.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (products[middle].id < id) from = middle + 1
    else to = middle
  }
  return products[from]?.id === id ? products[from] : undefined
}

const descriptionOf = ({ name, names, category, attributes }: LiveProduct): string =>
  JSON.stringify([name, names, category, attributes])

const isDescribedAlike = (one: LiveProduct, other: LiveProduct | undefined): boolean =>
  other !== undefined && descriptionOf(one) === descriptionOf(other)

/** Gives answers, with whatever model and products they need. */
export const createReception = (pool: Pool, compute: Compute) => {
  let descriptions = 0
  let catalogue: Promise<Described> | null = null
  const artefactOf = remember(modelsKept, async (runId): Promise<Artefact | null> => {
    const bytes = await readArtefact({ pool }, runId)
    // What was deleted is noticed with each new model: changes tell only of what is there.
    catalogue = null
    return bytes && modelFromBytes<Artefact>(bytes)
  })
  const readAll = async (): Promise<Described> => ({ ...(await readLiveProducts(pool)), described: descriptions++ })
  const readSince = async (known: Described): Promise<Described> => {
    const { changed, ...now } = await readLiveChanges(pool, known)
    const isRestock = changed.every((product) => isDescribedAlike(product, productOf(known, product.id)))
    return { ...now, described: isRestock ? known.described : descriptions++ }
  }
  /** Looked at again only where somebody knows of a later version than what is here, and then only what changed. */
  const catalogueAt = async (version: number): Promise<Described> => {
    const known = await catalogue?.catch(() => null)
    if (known && known.version >= version) return known
    catalogue = known ? readSince(known) : readAll()
    return catalogue
  }
  const desks = new Map<Artefact, { readonly desk: Desk; readonly described: number }>()
  const deskOf = async (artefact: Artefact, version: number): Promise<Desk> => {
    const current = await catalogueAt(version)
    const known = desks.get(artefact)
    if (known && known.desk.shelf.version >= current.version) return known.desk
    const shelf = createLiveShelf(artefact.productIds, current)
    const desk = known?.described === current.described ? restockDesk(known.desk, shelf) : openDesk(artefact, shelf)
    desks.set(artefact, { desk, described: current.described })
    for (const old of [...desks.keys()].slice(0, -modelsKept)) desks.delete(old)
    return desk
  }
  return {
    /** Makes a run's model ready before anybody asks. */
    prepare: (runId: number): Promise<unknown> => artefactOf(runId),
    answer: async (question: Question): Promise<Answer> => {
      const artefact = await artefactOf(question.runId)
      if (artefact === null) return { kind: 'NO_MODEL' }
      const desk = await deskOf(artefact, question.catalogueVersion)
      if (question.kind === 'SIMILAR') return { kind: 'SIMILAR', ...answerSimilar(desk, question) }
      return compute.scope(() =>
        question.kind === 'AGAIN'
          ? { kind: 'AGAIN', items: answerAgain(desk, question, compute) }
          : { kind: 'LIST', ...answerQuestion(desk, question, compute) },
      )
    },
  }
}
