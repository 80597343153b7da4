import { bagOfEvents } from './bag-of-events.ts'
import type { SequenceFamily } from './family.ts'
import { recurrent } from './recurrent.ts'

/** As of classifiers: options and models of a family go only to that same family. */
const registered = <Options extends object, Model extends object>(
  family: SequenceFamily<Options, Model>,
): SequenceFamily => family as unknown as SequenceFamily

/** Every family of sequence classifiers, by name: the one that hears no order first. */
export const families: readonly SequenceFamily[] = [registered(bagOfEvents), registered(recurrent)]

/** @throws Error where there is no such family */
export const familyNamed = (name: string): SequenceFamily => {
  const family = families.find((family) => family.name === name)
  if (!family) throw new Error(`there is no family of sequence classifiers named ${name}`)
  return family
}
