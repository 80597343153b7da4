import { checkLabels } from '../classifiers/check-labels.ts'
import type { LabelledSequences } from './event-sequences.ts'

/** @throws Error with a readable sentence where there is one class only, nobody, or nobody with an event */
export const checkSequences = ({ sequences, labels }: LabelledSequences): void => {
  checkLabels({ table: { rows: sequences.people }, labels })
  if (sequences.pointers[sequences.people] === 0)
    throw new Error('Nobody has an event: there is nothing to learn from.')
}
