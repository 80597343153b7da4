import type { ClusterMark } from '../domain/cluster.ts'
import { wordsOf } from './cluster-words.ts'

/** Below this many standard deviations from everybody nothing is worth a name; what was a name already may come so near. */
const telling = 0.5
const stillTelling = 0.3
/** A name of two marks is read at a glance; a third where two clusters would be called the same. */
const usualMarks = 2
const mostMarks = 3

export interface UnnamedCluster {
  /** Per feature how far the centre is from everybody's, in standard deviations. */
  readonly apart: readonly number[]
  /** Per feature the median in plain units; null: most have none. */
  readonly typical: readonly (number | null)[]
  /** What it was called by before; null for a new one. */
  readonly before: readonly ClusterMark[] | null
}

export interface ClusterName {
  readonly marks: readonly ClusterMark[]
  readonly ordinal: number
}

/** What sets a cluster apart and has words, most telling first. */
const marksOf = (features: readonly string[], { apart, typical }: UnnamedCluster): readonly ClusterMark[] =>
  features
    .map((feature, at) => ({ mark: markOf(feature, apart[at], typical[at]), size: Math.abs(apart[at]) }))
    .filter(({ mark, size }) => size >= telling && wordsOf(mark) !== null)
    .sort((a, b) => b.size - a.size)
    .map(({ mark }) => mark)

const markOf = (feature: string, apart: number, typical: number | null): ClusterMark =>
  apart < 0 && typical === 0 ? { feature, more: false, none: true } : { feature, more: apart > 0 }

/** A name that is still true is kept: people have learned it. */
const keptMarks = (
  features: readonly string[],
  { apart, typical, before }: UnnamedCluster,
): readonly ClusterMark[] | null => {
  if (before === null || before.length === 0) return null
  const isTrue = ({ feature, more, none = false }: ClusterMark): boolean => {
    const at = features.indexOf(feature)
    if (at < 0 || (none && typical[at] !== 0)) return false
    return (more ? apart[at] : -apart[at]) >= stillTelling
  }
  return before.every(isTrue) ? before : null
}

const keyOf = (marks: readonly ClusterMark[]): string =>
  marks
    .map(({ feature, more }) => `${feature}${more ? '+' : '-'}`)
    .sort()
    .join(' ')

/** Names by what sets each cluster apart, no two of them alike: first those that have a name still true, then the others in their order. */
export const nameClusters = (
  features: readonly string[],
  clusters: readonly UnnamedCluster[],
): readonly ClusterName[] => {
  const taken = new Map<string, number>()
  const take = (marks: readonly ClusterMark[]): ClusterName => {
    const key = keyOf(marks)
    const ordinal = (taken.get(key) ?? 0) + 1
    taken.set(key, ordinal)
    return { marks, ordinal }
  }
  const kept = clusters.map((cluster) => {
    const marks = keptMarks(features, cluster)
    return marks === null || taken.has(keyOf(marks)) ? null : take(marks)
  })
  return clusters.map((cluster, at) => {
    const name = kept[at]
    if (name !== null) return name
    const all = marksOf(features, cluster)
    const lengths = Array.from({ length: mostMarks - usualMarks + 1 }, (_, more) => usualMarks + more)
    const free = lengths.map((length) => all.slice(0, length)).find((marks) => !taken.has(keyOf(marks)))
    return take(free ?? all.slice(0, usualMarks))
  })
}
