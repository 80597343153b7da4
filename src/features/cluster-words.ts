import type { ClusterMark } from '../domain/cluster.ts'
import type { Wording } from './behaviour-feature.ts'
import { clusterFeatures } from './cluster-features.ts'

const features = new Map(clusterFeatures.map((feature) => [feature.name, feature]))

/** What a mark is called; null where it has no words of its own. */
export const wordsOf = ({ feature: name, more, none = false }: ClusterMark): Wording | null => {
  const feature = features.get(name)
  if (feature === undefined) return null
  if (more) return feature.more
  return none && feature.none !== undefined ? feature.none : feature.less
}
