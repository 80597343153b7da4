import type { Command } from 'commander'

import { addEvaluateClassifyCommand } from './evaluate-classify.ts'
import { addEvaluateClvCommand } from './evaluate-clv.ts'
import { addEvaluateNetworkCommand } from './evaluate-network.ts'
import { addEvaluateRecommendCommand } from './evaluate-recommend.ts'
import { addEvaluateUpliftCommand } from './evaluate-uplift.ts'

/** Measures models on files, without a database. */
export const addEvaluateCommand = (program: Command): void => {
  const evaluation = program.command('evaluate').description('fit a model to a file and measure it').helpCommand(false)
  addEvaluateClassifyCommand(evaluation)
  addEvaluateClvCommand(evaluation)
  addEvaluateNetworkCommand(evaluation)
  addEvaluateRecommendCommand(evaluation)
  addEvaluateUpliftCommand(evaluation)
}
