import { createContextFactory } from '../context.ts'
import { keyOfId } from '../resolvers/global-id.ts'
import type { Resources } from '../resources.ts'
import { schema } from '../schema/index.ts'
import { readPublishedRuns } from '../store/published-runs.ts'
import { type ExampleIds, readExamples } from './examples.ts'
import { type RunningServer, startServer } from './server.ts'

export interface ServeOptions {
  /** null: 4000, or the next one that is free. */
  readonly port: number | null
  /** The demo's own key, filled in for people on this machine. */
  readonly demoKey?: string
  /** Filled in for the variables of the examples. */
  readonly exampleIds?: ExampleIds | null
}

/** The whole API over HTTP, on resources that stay the caller's to close. */
export const serveResources = async (
  resources: Resources,
  { port, demoKey, exampleIds = null }: ServeOptions,
): Promise<RunningServer> => {
  const { config, database, queues, log, serving } = resources
  // Found out now, not by the first recompute that somebody asks for.
  await queues.ping()
  serving.start()
  return startServer({
    host: config.host,
    port,
    schema,
    createContext: createContextFactory(resources),
    log,
    database,
    pingQueue: queues.ping,
    publishedRuns: () => readPublishedRuns(database),
    snapshotKeyOf: (id) => keyOfId('SegmentSnapshot', id),
    keySecret: config.keySecret,
    examples: await readExamples(exampleIds),
    demoKey,
  })
}
