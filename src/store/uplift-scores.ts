import type { Page, PageRequest } from '../domain/page.ts'
import type { UpliftClass, UpliftOffer, UpliftScore } from '../domain/uplift.ts'
import type { UpliftModelNoun } from '../domain/uplift-lesson.ts'
import type { User } from '../domain/user.ts'
import type { Database, Statement } from './database.ts'
import { createValues, rowsToRead, toPage, type Values } from './keyset.ts'
import type { RunRows } from './model-runs.ts'
import { readPredictionReasons, type StoredPredictionReasons, storePredictionReasons } from './stored-prediction.ts'
import { andFilter, type FilterOfRuns, joinFilter } from './user-list-filter.ts'
import { userColumns } from './users.ts'

async function* toRows(scores: AsyncIterable<UpliftScore>) {
  for await (const { userId, offer, uplift, probabilityWithout, probabilityWith, upliftClass, reasons } of scores) {
    const stored = JSON.stringify(storePredictionReasons(reasons))
    yield [userId, offer, uplift, probabilityWithout, probabilityWith, upliftClass, stored]
  }
}

export const upliftScoreRows = (scores: AsyncIterable<UpliftScore>): RunRows => ({
  table: 'uplift_scores',
  columns: ['user_id', 'offer', 'uplift', 'probability_without', 'probability_with', 'class', 'reasons'],
  rows: toRows(scores),
})

type StoredScore = Omit<UpliftScore, 'reasons'> & { readonly reasons: StoredPredictionReasons }

const ofRun: Statement = {
  name: 'uplift_scores_of_run',
  text: `SELECT user_id AS "userId", offer, uplift, probability_without AS "probabilityWithout", probability_with AS "probabilityWith", class AS "upliftClass", reasons
    FROM uplift_scores WHERE run_id = $1::int AND user_id = ANY($2::bigint[]) ORDER BY user_id, offer`,
}

export interface UpliftScoresOfUser {
  readonly userId: number
  /** One per offer. */
  readonly scores: readonly UpliftScore[]
}

export const findUpliftScores = async (
  database: Pick<Database, 'read'>,
  runId: number,
  userIds: readonly number[],
): Promise<readonly UpliftScoresOfUser[]> => {
  const rows = await database.read<StoredScore>(ofRun, [runId, userIds])
  const scores = rows.map((row) => ({ ...row, reasons: readPredictionReasons(row.reasons) }))
  return [...Map.groupBy(scores, ({ userId }) => userId)].map(([userId, own]) => ({ userId, scores: own }))
}

const modelsOfRuns: Statement = {
  name: 'uplift_models_of_runs',
  text: `SELECT id AS "runId", artefact AS model FROM model_runs WHERE kind = 'UPLIFT' AND id = ANY($1::int[]) AND artefact IS NOT NULL`,
}

/** What runs of uplift know of themselves. */
export const findUpliftModels = (
  database: Pick<Database, 'read'>,
  runIds: readonly number[],
): Promise<{ readonly runId: number; readonly model: UpliftModelNoun }[]> => database.read(modelsOfRuns, [runIds])

export interface UpliftFilter {
  readonly who: FilterOfRuns
  readonly upliftRunId: number
  readonly offer: UpliftOffer
  readonly minUplift: number
  /** null: all four. */
  readonly classes: readonly UpliftClass[] | null
}

export interface UpliftPosition {
  readonly uplift: number
  readonly userId: number
}

export interface UserWithUplift extends User {
  readonly uplift: number
}

const fromWhere = ({ who, upliftRunId, offer, minUplift, classes }: UpliftFilter, values: Values): string => {
  const { add } = values
  const [run, kind] = [add(upliftRunId, 'int'), add(offer, 'text')]
  // A kind of coupon that nothing was measured of is taken to do what coupons do.
  const known = `(SELECT CASE WHEN EXISTS (SELECT FROM uplift_scores WHERE run_id = ${run} AND offer = ${kind}) THEN ${kind} ELSE 'ANY' END)`
  return `
  FROM uplift_scores c JOIN users u ON u.id = c.user_id ${joinFilter(who, values)}
  WHERE c.run_id = ${run} AND c.offer = ${known} AND c.uplift >= ${add(minUplift, 'float8')}
    ${classes === null ? '' : `AND c.class = ANY(${add(classes, 'text[]')})`} ${andFilter(who, values)}`
}

const beyond = (position: UpliftPosition | null, comparison: '<' | '>', { add }: Values): string =>
  position === null
    ? ''
    : `AND (c.uplift, c.user_id) ${comparison} (${add(position.uplift, 'float8')}, ${add(position.userId, 'bigint')})`

/** Whom a coupon moves, the most moved first. */
export const listUsersByUplift = async (
  database: Database,
  filter: UpliftFilter,
  page: PageRequest<UpliftPosition>,
): Promise<Page<UserWithUplift>> => {
  const values = createValues()
  const direction = page.backward ? 'ASC' : 'DESC'
  const { rows } = await database.pool.query<UserWithUplift>(
    `SELECT ${userColumns}, c.uplift ${fromWhere(filter, values)}
      ${beyond(page.after, '<', values)} ${beyond(page.before, '>', values)}
      ORDER BY c.uplift ${direction}, c.user_id ${direction} LIMIT ${values.add(rowsToRead(page), 'int')}`,
    values.values,
  )
  return toPage(rows, page)
}

export const countUsersByUplift = async (database: Database, filter: UpliftFilter): Promise<number> => {
  const values = createValues()
  const { rows } = await database.pool.query<{ count: number }>(
    `SELECT count(*) AS count ${fromWhere(filter, values)}`,
    values.values,
  )
  return rows[0].count
}
