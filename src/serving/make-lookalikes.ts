import type { Pool, PoolClient } from 'pg'

import type { Compute } from '../compute/compute.ts'
import type { InsufficientData } from '../domain/insufficient-data.ts'
import { fewestSeeds, findLookalikes } from '../models/lookalikes/find-lookalikes.ts'
import {
  type ComparedBy,
  lockLookalikes,
  pruneLookalikes,
  readComparedBy,
  readSeeds,
  readVectors,
  type Seeds,
  writeLookalikes,
} from '../store/lookalikes.ts'

/** A list, or what there is too little of for one; null: the clusters or the members were never computed. */
export type MadeLookalikes = { readonly listId: number } | { readonly missing: InsufficientData } | null

/** Named at most: whoever writes to more people does not ask for the most alike. */
const mostLookalikes = 100_000
const seed = 1

/** Per person 1: is among the seeds. Both ascending. */
const markSeeds = (userIds: Float64Array, seeds: Float64Array): Uint8Array => {
  let at = 0
  return Uint8Array.from(userIds, (userId) => {
    while (at < seeds.length && seeds[at] < userId) at++
    return seeds[at] === userId ? 1 : 0
  })
}

const missingOf = (isSeed: Uint8Array): InsufficientData | null => {
  const members = isSeed.reduce((sum, mark) => sum + mark, 0)
  const outside = isSeed.length - members
  if (members < fewestSeeds)
    return { what: 'members of the segment who were seen in the shop', have: members, need: fewestSeeds }
  return outside < 2 ? { what: 'people outside the segment who were seen in the shop', have: outside, need: 2 } : null
}

const make = async (
  client: PoolClient,
  segmentId: number,
  { clusters, seeds, compute }: { readonly clusters: ComparedBy; readonly seeds: Seeds; readonly compute: Compute },
): Promise<MadeLookalikes> => {
  const { runId, vector: columns } = clusters
  const { userIds, vectors } = await readVectors(client, runId, columns.length)
  const isSeed = markSeeds(userIds, seeds.userIds)
  const missing = missingOf(isSeed)
  if (missing !== null) return { missing }
  const found = compute.scope(() => findLookalikes({ vectors, columns, isSeed, most: mostLookalikes, seed }, compute))
  const { people, ...measured } = found
  const listId = await writeLookalikes(client, {
    ...{ segmentId, runId, ruleHash: seeds.ruleHash, ...measured },
    seedCount: isSeed.reduce((sum, mark) => sum + mark, 0),
    userIds: Float64Array.from(people, (at) => userIds[at]),
  })
  return { listId }
}

const makeOrFind = async (client: PoolClient, segmentId: number, compute: Compute): Promise<MadeLookalikes> => {
  const listId = await lockLookalikes(client, segmentId)
  if (listId !== null) return { listId }
  const [clusters, seeds] = [await readComparedBy(client), await readSeeds(client, segmentId)]
  return clusters === null || seeds === null ? null : make(client, segmentId, { clusters, seeds, compute })
}

/** Makes the list of a segment as of now, in one transaction, and drops older ones. Of two that want the same one makes it, and the other finds it. */
export const makeLookalikes = async (pool: Pool, segmentId: number, compute: Compute): Promise<MadeLookalikes> => {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const made = await makeOrFind(client, segmentId, compute)
    await client.query('COMMIT')
    await pruneLookalikes(client)
    return made
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}
