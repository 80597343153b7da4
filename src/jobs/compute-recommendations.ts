import { computeRun, type RunInput } from './compute-run.ts'
import type { JobContext } from './job-context.ts'

export const computeRecommendations = (context: JobContext<RunInput>): Promise<void> =>
  computeRun(context, async (_run, { complete }) => {
    await complete([], () => ({ params: {}, metrics: [], artefact: null }))
  })
