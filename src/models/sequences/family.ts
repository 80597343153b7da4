import type { Compute } from '../../compute/compute.ts'
import type { FitTools } from '../classifiers/family.ts'
import type { FitMemory } from '../classifiers/table-size.ts'
import type { EventSequences, LabelledSequences, SequencesShape } from './event-sequences.ts'

/**
 * One way to tell 1 from 0 by what somebody did, event by event. A model is a plain frozen object (it survives `modelToBytes`); it knows the columns of events by name and
 * refuses others. A person's probability depends on their own last events alone, whoever else is scored. Missing and infinite values are dealt with inside.
 * The same data, options and seed give the same model, on any number of threads.
 */
export interface SequenceFamily<Options extends object = object, Model extends object = object> {
  /** kebab-case, as in parameters of runs and in tables. */
  readonly name: string
  readonly defaults: Options
  /** Where a search may look: per option the values worth trying. */
  readonly space: Readonly<Partial<Record<keyof Options, readonly Options[keyof Options][]>>>
  /** Bytes the fitted model takes, and the most that fitting takes beside its data. */
  readonly memory: (shape: SequencesShape, options: Options) => FitMemory
  /** Steps of the inner loops of a fit, weighed to about a nanosecond of one core each; told by sizes alone. */
  readonly work: (shape: SequencesShape, options: Options) => number
  /** @throws Error with a readable sentence: one class only, nobody, no event, no column that ever changes */
  readonly fit: (data: LabelledSequences, options: Options, tools: FitTools) => Model
  /** Probability of 1 per person, within (0, 1), finite; also of who has no events. */
  readonly predict: (model: Model, sequences: EventSequences, compute: Compute) => Float64Array
}
