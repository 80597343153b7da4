import DataLoader from 'dataloader'

/** A thing under a run. */
export interface KeyOfRun {
  readonly id: number
  readonly runId: number
}

/**
 * A loader of what each run has at most one of per id. In one request nearly all keys name the same run; each further one
 * costs a statement of its own.
 */
export const createLoaderOfRuns = <Row>(
  read: (ids: readonly number[], runId: number) => Promise<readonly Row[]>,
  idOf: (row: Row) => number,
): DataLoader<KeyOfRun, Row | null, string> =>
  new DataLoader(
    async (keys) => {
      const byRun = await Promise.all(
        [...Map.groupBy(keys, ({ runId }) => runId)].map(async ([runId, ofRun]) => {
          const rows = await read(
            ofRun.map(({ id }) => id),
            runId,
          )
          return [runId, new Map(rows.map((row) => [idOf(row), row]))] as const
        }),
      )
      const rows = new Map(byRun)
      return keys.map(({ id, runId }) => rows.get(runId)?.get(id) ?? null)
    },
    { cacheKeyFn: ({ id, runId }) => `${runId}:${id}` },
  )
