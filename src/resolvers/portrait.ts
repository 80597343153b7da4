import type { Context } from '../context.ts'
import type { FavouriteCategory, UserProfile } from '../domain/portrait.ts'
import type { TraitValue, User } from '../domain/user.ts'
import { type Computed, computedBy } from './runs.ts'

export type ProfileView = UserProfile & Computed

export interface NamedValue {
  readonly name: string
  readonly value: TraitValue
}

export const namedValues = (values: Readonly<Record<string, TraitValue>>): NamedValue[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }))

/** null before the first portraits are published, and for users who came since. */
export const profileOfUser = async ({ id }: User, _args: object, ctx: Context): Promise<ProfileView | null> => {
  const profile = await ctx.loaders.portrait.load(id, 'profile')
  const run = (await ctx.loaders.publishedRuns()).PORTRAITS
  return profile === null || run === undefined ? null : { ...profile, ...computedBy(run) }
}

export const favouriteCategoriesOfProfile = (
  { favouriteCategories }: ProfileView,
  { first }: { readonly first?: number | null },
): readonly FavouriteCategory[] => favouriteCategories.slice(0, Math.max(0, first ?? 5))

export interface HourView {
  readonly hour: number
  readonly share: number
}

export interface LabelView {
  readonly key: string
  readonly text: { readonly en: string; readonly zh: string }
  readonly definition: string
}

export const activeHoursOfProfile = ({ activeHours }: ProfileView): HourView[] =>
  activeHours.map((share, hour) => ({ hour, share }))

/** A key whose rule is no longer published speaks for itself. */
export const labelsOfProfile = ({ labels }: ProfileView, _args: object, ctx: Context): LabelView[] =>
  labels.map((key) => ctx.labels.get(key) ?? { key, text: { en: key, zh: key }, definition: '' })
