import type { RecommenderFamily, TrainingData } from './family.ts'
import type { Histories } from './histories.ts'

/** What a fit depends on beside its data, in one text whatever the order of the options. */
const keyOf = (name: string, options: object, seed: number): string =>
  JSON.stringify([name, seed, Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))])

/**
 * Families that know again what they have fitted on the same histories with the same options and seed, for as long as somebody still holds the model: nothing is kept for this alone, so
 * that what a search lets go of is gone. A fit is the same again anyway; only its time is saved.
 */
export const rememberFits = (families: readonly RecommenderFamily[]): readonly RecommenderFamily[] => {
  const known = new WeakMap<Histories, Map<string, WeakRef<object>>>()
  const fitsOn = ({ histories }: TrainingData): Map<string, WeakRef<object>> => {
    const fits = known.get(histories) ?? new Map<string, WeakRef<object>>()
    known.set(histories, fits)
    return fits
  }
  return families.map((family) => ({
    ...family,
    fit: (data, options, tools) => {
      const [fits, key] = [fitsOn(data), keyOf(family.name, options, tools.seed)]
      const model = fits.get(key)?.deref() ?? family.fit(data, options, tools)
      fits.set(key, new WeakRef(model))
      return model
    },
  }))
}
