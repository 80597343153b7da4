import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take half a minute and more, the longest first: begun last, one of them would keep a single worker busy while the others have nothing left to do. */
const longest = [
  'test/jobs/killed-workers.test.ts',
  'test/cli/online-retail.test.ts',
  'test/cli/import.test.ts',
  'test/jobs/workers.test.ts',
  'test/jobs/queues.test.ts',
  'test/cli/demo.test.ts',
  'test/cli/recompute.test.ts',
  'test/cli/evaluate-recommend.test.ts',
]

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = longest.findIndex((path) => moduleId.endsWith(path))
  return rank < 0 ? longest.length : rank
}

/** Vitest's own order, which knows from the last run how long each file takes, but nothing in a fresh checkout. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other))
  }
}
