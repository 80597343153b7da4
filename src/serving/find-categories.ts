import { nearestName } from '../intake/nearest-name.ts'
import { isRoot, isWithin, levelsOf } from './category-paths.ts'

/** How a level is compared: by its letters, whatever their case and the blanks around them. */
const plain = (level: string): string => level.trim().normalize('NFKC').toLowerCase()

const plainLevels = (path: string): readonly string[] => levelsOf(path).map(plain)

/** Whether the last levels of a path are those that were asked for. */
const endsWith = (path: readonly string[], wanted: readonly string[]): boolean =>
  wanted.length <= path.length && wanted.every((level, at) => level === path[path.length - wanted.length + at])

export interface FoundCategories {
  /** Every path that was meant and every path below one. */
  readonly within: ReadonlySet<string>
  /** Names that no path bears. */
  readonly unknown: readonly string[]
}

/**
 * The paths that names mean, of those there are: a bare name means every level that bears it ("toys" means "Kids > Toys"), names joined by ">" every place where these levels follow each other.
 */
export const findCategories = (names: readonly string[], paths: Iterable<string>): FoundCategories => {
  const all = [...paths]
  const levels = all.map(plainLevels)
  const meant = names.map((name) => {
    const wanted = plainLevels(name)
    return all.filter((_, at) => endsWith(levels[at], wanted))
  })
  const roots = [...new Set(meant.flat())]
  return {
    within: new Set(all.filter((path) => roots.some((root) => isWithin(path, root)))),
    unknown: names.filter((_, at) => meant[at].length === 0),
  }
}

const mostNamed = 10
const mostNear = 3

const wordsOf = (name: string): readonly string[] => plain(name).match(/[\p{L}\p{N}]{2,}/gu) ?? []

const lastLevel = (path: string): string => levelsOf(path).at(-1) ?? ''

/** Those that share a word with the name, else those that are spelt nearly so. */
const nearest = (name: string, paths: readonly string[]): readonly string[] => {
  const words = wordsOf(name)
  const sharing = paths.filter((path) => wordsOf(lastLevel(path)).some((word) => words.includes(word)))
  if (sharing.length > 0) return sharing
  const spelt = nearestName(lastLevel(name), paths.map(lastLevel))
  return paths.filter((path) => lastLevel(path) === spelt)
}

const quoted = (names: readonly string[], last: string): string => {
  const all = names.map((name) => `"${name}"`)
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')}${last}${all.at(-1)}`
}

/** What to say of a name that no path bears: the nearest there are, else those at the top. */
export const categoryHint = (name: string, categories: Iterable<string>): string => {
  const paths = [...categories].sort()
  const near = nearest(name, paths).slice(0, mostNear)
  const nobody = `No product is of a category "${name}".`
  if (near.length > 0) return `${nobody} Did you mean ${quoted(near, ' or ')}?`
  const tops = paths.filter(isRoot)
  if (tops.length === 0) return `${nobody} The shop has no categories.`
  const more = tops.length > mostNamed ? ` and ${tops.length - mostNamed} more` : ''
  return `${nobody} There are ${quoted(tops.slice(0, mostNamed), more === '' ? ' and ' : ', ')}${more}.`
}
