import type { RecommenderFamily } from './family.ts'
import {
  createTermFinder,
  explainItemRows,
  type ItemRows,
  itemRowsMemory,
  scoreItemRows,
  workOfPair,
} from './item-rows.ts'
import { rememberUser } from './remember-user.ts'
import { type SignalWeights, toInteractions } from './to-interactions.ts'
import { pairsOf } from './work.ts'

/** Rows of items and how a history is heard that is held against them: the model of several families. */
export interface ItemRowsModel {
  readonly rows: ItemRows
  readonly recommendable: Uint8Array
  readonly weights: SignalWeights
  readonly halfLifeDays: number
}

const finders = new WeakMap<ItemRowsModel, ReturnType<typeof createTermFinder>>()

const finderOf = (model: ItemRowsModel) => {
  const finder = finders.get(model) ?? createTermFinder(model.rows)
  finders.set(model, finder)
  return finder
}

/** What the last history explained says, and what for. */
const hearing = rememberUser((model: ItemRowsModel, histories, user) => {
  const heard = toInteractions(histories, model.recommendable, model, user, user + 1)
  return { heard, terms: finderOf(model)(heard) }
})

/** All but the fit of a family whose model is rows of items: score(u, j) = sum_i w_ui W_ij, one ITEM part for every term. */
export const readingItemRows: Pick<
  RecommenderFamily<{ readonly neighbours: number }, ItemRowsModel>,
  'isSequential' | 'memory' | 'work' | 'score' | 'explain'
> = {
  isSequential: false,
  work: ({ histories }) => workOfPair * pairsOf(histories),
  memory: ({ histories, catalogue }, { neighbours }) =>
    itemRowsMemory(catalogue.items, histories.item.length, histories.users, neighbours),
  score: ({ rows, recommendable, ...hearing }, { histories, from, to, scores }) =>
    scoreItemRows(rows, toInteractions(histories, recommendable, hearing, from, to), scores),
  explain: (model, histories, user, item) => {
    const { heard, terms } = hearing(model, histories, user)
    return explainItemRows(model.rows, heard, terms, item)
  },
}
