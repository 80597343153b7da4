import { resolve } from 'node:path'

import { type DataSetName, readDataSet } from '../../src/commands/recommend-data-sets.ts'
import { createPlainCompute } from '../../src/compute/plain.ts'
import { judge } from '../../src/models/evaluation/judge.ts'
import type { ListMetrics } from '../../src/models/evaluation/list-metrics.ts'
import type { RecommenderFamily } from '../../src/models/recommenders/family.ts'
import { datasetFile } from './datasets.ts'

/** The folder of a public data set of who bought what, or null where its files are not to be had. */
export const judgedDataset = (name: DataSetName, files: readonly string[]): string | null => {
  const paths = files.map((file) => datasetFile(`${name}/${file}`))
  return paths.includes(null) ? null : resolve(paths[0] ?? '', '../..')
}

/** A family fitted on the training part and judged on the test part, under the protocol of the published tables. */
export const judgedOn = async <Options extends object, Model extends object>(
  folder: string,
  name: DataSetName,
  family: RecommenderFamily<Options, Model>,
  changed: Partial<Options> = {},
): Promise<ListMetrics> => {
  const { test, k } = await readDataSet(folder, name)
  const compute = createPlainCompute()
  const model = family.fit(test.train, { ...family.defaults, ...changed }, { compute, seed: 1 })
  return judge((block) => family.score(model, block, compute), test, k, compute)
}
