import DataLoader from 'dataloader'

/** A thing under a run. */
export interface KeyOfRun {
  readonly id: number
  readonly runId: number
  /** Of a list: so many from its start are enough. */
  readonly most?: number | null
}

const groupOf = ({ runId, most = null }: KeyOfRun): string => `${runId}:${most}`

/**
 * A loader of what each run has at most one of per id. In one request nearly all keys name the same run and length; each
 * further combination costs a statement of its own.
 */
export const createLoaderOfRuns = <Row>(
  read: (ids: readonly number[], runId: number, most: number | null) => Promise<readonly Row[]>,
  idOf: (row: Row) => number,
): DataLoader<KeyOfRun, Row | null, string> =>
  new DataLoader(
    async (keys) => {
      const readGroup = async ([group, of]: readonly [string, readonly KeyOfRun[]]) => {
        const [{ runId, most = null }] = of
        const rows = await read(
          of.map(({ id }) => id),
          runId,
          most,
        )
        return [group, new Map(rows.map((row) => [idOf(row), row]))] as const
      }
      const rows = new Map(await Promise.all([...Map.groupBy(keys, groupOf)].map(readGroup)))
      return keys.map((key) => rows.get(groupOf(key))?.get(key.id) ?? null)
    },
    { cacheKeyFn: (key) => `${groupOf(key)}:${key.id}` },
  )
