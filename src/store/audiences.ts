import type { Page, PageRequest } from '../domain/page.ts'
import type { User } from '../domain/user.ts'
import type { Database } from './database.ts'
import { createValues, rowsToRead, toPage } from './keyset.ts'
import { userColumns } from './users.ts'

/**
 * An audience has three parts, one after the other: those whom evidence speaks of, by place; of the others those with a portrait, the latest to buy first;
 * then those who came since, as they came.
 */
const parts = {
  MEMBERS: { from: 'audience_members m JOIN users u ON u.id = m.user_id', key: 'm.place', id: 'm.user_id' },
  KNOWN: { from: 'user_profiles p JOIN users u ON u.id = p.user_id', key: 'p.recency_days', id: 'p.user_id' },
  UNKNOWN: { from: 'users u', key: '0', id: 'u.id' },
} as const

export const audienceParts = ['MEMBERS', 'KNOWN', 'UNKNOWN'] as const
type Part = (typeof audienceParts)[number]

export interface AudiencePosition {
  /** Index into `audienceParts`. */
  readonly part: number
  readonly key: number
  readonly userId: number
}

export interface AudienceUser extends User, AudiencePosition {
  /** 0 for those of whom nothing they have bought speaks. */
  readonly score: number
}

export interface AudienceQuery {
  readonly audienceId: number
  readonly productId: number
  /** Run of portraits; null before the first. */
  readonly portraitsRunId: number | null
  readonly includeOwners: boolean
}

const readPart = async (
  database: Database,
  { audienceId, productId, portraitsRunId, includeOwners }: AudienceQuery,
  part: Part,
  page: PageRequest<AudiencePosition>,
  limit: number,
): Promise<AudienceUser[]> => {
  const { from, key, id } = parts[part]
  const index = audienceParts.indexOf(part)
  const { values, add } = createValues()
  const beyond = (bound: AudiencePosition | null, comparison: '<' | '>') =>
    bound?.part === index
      ? [`(${key}::float8, ${id}) ${comparison} (${add(bound.key, 'float8')}, ${add(bound.userId, 'bigint')})`]
      : []
  // OFFSET keeps it a look-up per row: a page costs the same wherever it lies.
  const unspoken = () =>
    `NOT EXISTS (SELECT FROM audience_members o WHERE o.user_id = ${id} AND o.audience_id = ${add(audienceId, 'int')} OFFSET 0)`
  const run = () => add(portraitsRunId, 'int')
  const conditions = {
    MEMBERS: () => [`m.audience_id = ${add(audienceId, 'int')}`],
    KNOWN: () => [`p.run_id = ${run()}`, unspoken()],
    UNKNOWN: () => [
      `NOT EXISTS (SELECT FROM user_profiles p WHERE p.user_id = u.id AND p.run_id = ${run()})`,
      unspoken(),
    ],
  }[part]()
  const where = [
    ...conditions,
    ...beyond(page.after, '>'),
    ...beyond(page.before, '<'),
    ...(includeOwners
      ? []
      : [
          `NOT EXISTS (SELECT FROM user_products b WHERE b.user_id = ${id} AND b.product_id = ${add(productId, 'int')} OFFSET 0)`,
        ]),
  ]
  const direction = page.backward ? 'DESC' : 'ASC'
  const { rows } = await database.pool.query<AudienceUser>(
    `SELECT ${userColumns}, ${index} AS part, ${key}::float8 AS key, u.id AS "userId",
      ${part === 'MEMBERS' ? 'm.score' : '0::float8'} AS score
    FROM ${from} WHERE ${where.join(' AND ')} ORDER BY ${key === '0' ? '' : `${key} ${direction}, `}${id} ${direction}
    LIMIT ${add(limit, 'int')}`,
    values,
  )
  return rows
}

/** A slice of an audience. Who buys the product meanwhile is out; who comes meanwhile is at the end; nobody else moves. */
export const listAudience = async (
  database: Database,
  query: AudienceQuery,
  page: PageRequest<AudiencePosition>,
): Promise<Page<AudienceUser>> => {
  const first = page.after?.part ?? 0
  const last = page.before?.part ?? audienceParts.length - 1
  const within = audienceParts.filter((_, index) => index >= first && index <= last)
  const read: AudienceUser[] = []
  for (const part of page.backward ? within.reverse() : within) {
    const missing = rowsToRead(page) - read.length
    if (missing > 0) read.push(...(await readPart(database, query, part, page, missing)))
  }
  return toPage(read, page)
}
