import type { Pool } from 'pg'

import type { Compute } from '../compute/compute.ts'
import { modelFromBytes } from '../models/model-bytes.ts'
import type { RecommenderArtefact } from '../models/recommenders/artefact.ts'
import type { Blend } from '../models/recommenders/blend.ts'
import { readArtefact } from '../store/artefacts.ts'
import { readLiveProducts } from '../store/live-products.ts'
import { answerAgain } from './answer-again.ts'
import { answerQuestion, type Desk, openDesk } from './answer-question.ts'
import { answerSimilar } from './answer-similar.ts'
import { createLiveShelf } from './live-shelf.ts'
import type { Answer, Question } from './question.ts'

type Artefact = RecommenderArtefact<Blend>
type Catalogue = Awaited<ReturnType<typeof readLiveProducts>>

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

/** Gives answers, with whatever model and products they need. */
export const createReception = (pool: Pool, compute: Compute) => {
  const artefactOf = remember(modelsKept, async (runId): Promise<Artefact | null> => {
    const bytes = await readArtefact({ pool }, runId)
    return bytes && modelFromBytes<Artefact>(bytes)
  })
  let catalogue: Promise<Catalogue> | null = null
  /** Read again only where somebody knows of a later version than what is here. */
  const catalogueAt = async (version: number): Promise<Catalogue> => {
    const known = await catalogue?.catch(() => null)
    if (known && known.version >= version) return known
    catalogue = readLiveProducts(pool)
    return catalogue
  }
  const desks = new Map<Artefact, Desk>()
  const deskOf = async (artefact: Artefact, version: number): Promise<Desk> => {
    const current = await catalogueAt(version)
    const known = desks.get(artefact)
    if (known && known.shelf.version >= current.version) return known
    const desk = openDesk(artefact, createLiveShelf(artefact.productIds, current))
    desks.set(artefact, desk)
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
