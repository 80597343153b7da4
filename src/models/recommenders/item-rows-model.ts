import type { RecommenderFamily } from './family.ts'
import { explainItemRows, type ItemRows, itemRowsMemory, scoreItemRows, workOfPair } from './item-rows.ts'
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

/** What the last history explained says. */
const hearing = rememberUser((model: ItemRowsModel, histories, user) =>
  toInteractions(histories, model.recommendable, model, user, user + 1),
)

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
  explain: (model, histories, user, item) => explainItemRows(model.rows, hearing(model, histories, user), item),
}
