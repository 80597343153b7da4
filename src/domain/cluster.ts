/** A feature that sets a cluster apart, and which way: more of it than others, or less. */
export interface ClusterMark {
  readonly feature: string
  readonly more: boolean
  /** Less of it than others, and typically none at all. */
  readonly none?: boolean
}

/** One cluster of a run. Arrays have a value per feature of the clustering, in its order. */
export interface Cluster {
  /** The same number in every run for the same cluster; never given to another. */
  readonly id: number
  readonly userCount: number
  /** How well its people lie in it, -1..1. */
  readonly silhouette: number
  /** Medians in plain units; null where most of its people have no such value. */
  readonly typical: readonly (number | null)[]
  /** How far its centre is from everybody's, in standard deviations. */
  readonly apart: readonly number[]
  /** What its name is made of, most telling first; none for people like everybody. */
  readonly marks: readonly ClusterMark[]
  /** Among clusters of the same marks: 1 for the first, which needs no number in its name. */
  readonly ordinal: number
  /** Where its centre lies on the map. */
  readonly x: number
  readonly y: number
}

export interface ClusterCount {
  readonly count: number
  readonly silhouette: number
  readonly standardError: number
  readonly smallestShare: number
}

export interface MapAxis {
  /** Of the differences between people, 0..1. */
  readonly share: number
  /** One per feature, -1..1. */
  readonly loadings: readonly number[]
}

/** What a run of clusters knows of itself; its artefact. */
export interface Clustering {
  /** Names of the features of behaviour that people were compared by. */
  readonly features: readonly string[]
  /** Medians of everybody in plain units. */
  readonly typical: readonly (number | null)[]
  /** Largest first. */
  readonly clusters: readonly Cluster[]
  readonly alternatives: readonly ClusterCount[]
  readonly axes: readonly MapAxis[]
}

/** Where somebody is. */
export interface UserCluster {
  readonly userId: number
  readonly cluster: number
  /** From the centre, in standard deviations. */
  readonly distance: number
  readonly x: number
  readonly y: number
}

/** How clusters were found, so that the next run can begin where this one ended. */
export interface ClusterSpace {
  readonly features: readonly string[]
  /** Per feature: how plain values became standard deviations. */
  readonly scales: readonly { readonly logarithm: boolean; readonly mean: number; readonly deviation: number }[]
  readonly weights: readonly number[]
  /** Per cluster its centre, in weighted standard deviations. */
  readonly centres: readonly (readonly number[])[]
}
