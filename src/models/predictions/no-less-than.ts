import type { ExplainedBlock } from './score-block.ts'

const logit = (probability: number): number => Math.log(probability) - Math.log1p(-probability)

/**
 * The block with no probability below its floor, as who buys within 30 days also buys within 90: two models of their own do not know that of each other. What is added counts among the others, so that all
 * still add up to the logit.
 * @param floors per row, 0 for none; within [0, 1)
 */
export const noLessThan = (block: ExplainedBlock, floors: Float64Array): ExplainedBlock => {
  const { probabilities, others } = block
  if (probabilities.every((probability, row) => probability >= floors[row])) return block
  const raised = probabilities.map((probability, row) => Math.max(probability, floors[row]))
  return {
    ...block,
    probabilities: raised,
    others: others.map((value, row) =>
      raised[row] === probabilities[row] ? value : value + logit(raised[row]) - logit(probabilities[row]),
    ),
  }
}
