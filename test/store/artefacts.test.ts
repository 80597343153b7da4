import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { artefactRows, readArtefact } from '../../src/store/artefacts.ts'
import { completeRun, failRun, markTraining, startRuns } from '../../src/store/model-runs.ts'
import { pruneRuns } from '../../src/store/prune-runs.ts'
import { publishRuns } from '../../src/store/publish-runs.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.drop())

const never = new AbortController().signal
const outcome = () => ({ params: {}, metrics: [], artefact: null })

/** A run of recommendations that has written these bytes as its model. */
const runWith = async (bytes: Uint8Array, flowId: string): Promise<number> => {
  const [run] = await startRuns(database, { flowId, kinds: ['RECOMMENDATIONS'], asOf: new Date(0), seed: 1 })
  await markTraining(database, run.id)
  await completeRun(database, run.id, [artefactRows(bytes)], { outcome, signal: never })
  return run.id
}

/** 5 MB: some parts and a rest. */
const model = Uint8Array.from({ length: 5_000_001 }, (_, at) => (at * 31) % 251)

describe('the fitted model of a run', () => {
  it('is read back byte by byte', async () => {
    const bytes = await readArtefact(database, await runWith(model, 'whole'))
    expect(Buffer.compare(bytes ?? new Uint8Array(0), model)).toBe(0)
  })

  it('is null for a run that has none', async () => {
    const [run] = await startRuns(database, { flowId: 'none', kinds: ['RECOMMENDATIONS'], asOf: new Date(0), seed: 1 })
    await failRun(database, run.id, { code: 'INTERNAL', message: 'for the test' })
    expect(await readArtefact(database, run.id)).toBeNull()
  })

  it('stays while the run is published or among those kept, and goes with its rows', async () => {
    const ids: number[] = []
    for (const flowId of ['first', 'second', 'third']) {
      ids.push(await runWith(model.subarray(0, 100), flowId))
      await publishRuns(database, flowId)
    }
    expect(await pruneRuns(database, 2)).toEqual(expect.arrayContaining([ids[0]]))
    const kept = await Promise.all(ids.map((id) => readArtefact(database, id)))
    expect(kept.map((bytes) => bytes?.length)).toEqual([undefined, 100, 100])
  })
})
