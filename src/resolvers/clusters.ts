import type { Context } from '../context.ts'
import type { Cluster, ClusterCount, Clustering, UserCluster } from '../domain/cluster.ts'
import type { InsufficientData } from '../domain/insufficient-data.ts'
import type { User } from '../domain/user.ts'
import { chosenRun, orUnavailable, type RunArgs } from './chosen-run.ts'
import { requireWithin } from './input.ts'
import type { Language } from './language.ts'
import { type Computed, computedBy, type PublishedRun, withoutRun } from './runs.ts'

export interface ClusterView extends Cluster {
  readonly clustering: Clustering
}

export interface ClusteringView extends Clustering, Computed {}

/** One feature of a cluster. */
export interface ClusterValueView {
  readonly feature: string
  readonly value: number | null
  readonly everybody: number | null
  readonly deviations: number
}

export interface UserClusterView extends Omit<UserCluster, 'cluster'>, Computed {
  readonly cluster: ClusterView
}

export interface ClusterMapView extends Computed {
  readonly axes: Clustering['axes']
  readonly features: Clustering['features']
  readonly points: readonly UserCluster[]
}

interface LanguageArg {
  readonly language?: Language | null
}

const spoken = ({ language }: LanguageArg) => (language === 'ZH' ? 'zh' : 'en')

const viewOf = (cluster: Cluster, clustering: Clustering): ClusterView => ({ ...cluster, clustering })

const clusteringOf = async (ctx: Context, { id }: PublishedRun): Promise<Clustering> => {
  const found = await ctx.loaders.clustering.load(id)
  if (found === null) throw new Error(`Run ${id} of clusters has nothing to say of itself`)
  return found.clustering
}

const peopleOf = ({ clusters }: Clustering): number => clusters.reduce((sum, { userCount }) => sum + userCount, 0)

/** The clusters of the published run, largest first. */
export const clusters = orUnavailable(
  async (_root: unknown, args: RunArgs, ctx: Context): Promise<ClusteringView | InsufficientData> => {
    const run = await chosenRun(ctx, 'CLUSTERS', args)
    return run === null ? withoutRun(ctx, 'CLUSTERS') : { ...(await clusteringOf(ctx, run)), ...computedBy(run) }
  },
)

export const clustersOfClustering = (clustering: Clustering): readonly ClusterView[] =>
  clustering.clusters.map((cluster) => viewOf(cluster, clustering))

export const peopleOfClustering = (clustering: Clustering): number => peopleOf(clustering)

const chosenCount = ({ clusters: { length }, alternatives }: Clustering): ClusterCount | undefined =>
  alternatives.find(({ count }) => count === length)

export const silhouetteOfClustering = (clustering: Clustering): number => chosenCount(clustering)?.silhouette ?? 0

export const nameOfCluster = (cluster: ClusterView, args: LanguageArg, ctx: Context): string =>
  ctx.sayClusters.name(cluster, spoken(args))

export const shareOfCluster = ({ userCount, clustering }: ClusterView): number => userCount / peopleOf(clustering)

/** Every feature in the order of the clustering. */
export const centreOfCluster = ({ typical, apart, clustering }: ClusterView): readonly ClusterValueView[] =>
  clustering.features.map((feature, at) => ({
    feature,
    value: typical[at],
    everybody: clustering.typical[at],
    deviations: apart[at],
  }))

/** Features by how far they are from everybody's, the farthest first. */
export const setApartOfCluster = (
  cluster: ClusterView,
  { first }: { readonly first: number },
): readonly ClusterValueView[] =>
  [...centreOfCluster(cluster)]
    .sort((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations))
    .slice(0, requireWithin('first', first, 1, 50))

export const textOfClusterValue = ({ feature, value }: ClusterValueView, args: LanguageArg, ctx: Context): string =>
  ctx.sayClusters.fact(feature, value, spoken(args))

/** Somebody who was never seen doing anything is in no cluster. */
const neverSeen: InsufficientData = { what: 'events of this user by the as-of of the run', have: 0, need: 1 }

export const clusterOfUser = orUnavailable(
  async ({ id }: User, args: RunArgs, ctx: Context): Promise<UserClusterView | InsufficientData> => {
    const run = await chosenRun(ctx, 'CLUSTERS', args)
    if (run === null) return withoutRun(ctx, 'CLUSTERS')
    const found = await ctx.loaders.userCluster.load({ id, runId: run.id })
    if (found === null) return neverSeen
    const clustering = await clusteringOf(ctx, run)
    const cluster = clustering.clusters.find(({ id: own }) => own === found.cluster)
    if (cluster === undefined) throw new Error(`Run ${run.id} knows no cluster ${found.cluster}`)
    return { ...found, cluster: viewOf(cluster, clustering), ...computedBy(run) }
  },
)

/** More points than this are a blot, not a chart. */
const maxPoints = 5000

export const clusterMap = orUnavailable(
  async (
    _root: unknown,
    args: RunArgs & { readonly first: number },
    ctx: Context,
  ): Promise<ClusterMapView | InsufficientData> => {
    const most = requireWithin('first', args.first, 1, maxPoints)
    const run = await chosenRun(ctx, 'CLUSTERS', args)
    if (run === null) return withoutRun(ctx, 'CLUSTERS')
    const [{ axes, features }, points] = await Promise.all([
      clusteringOf(ctx, run),
      ctx.store.sampleUserClusters(run.id, most),
    ])
    return { axes, features, points, ...computedBy(run) }
  },
)

export interface AxisView {
  readonly share: number
  readonly loadings: readonly { readonly feature: string; readonly loading: number }[]
}

/** What each axis is made of, most first. */
export const axesOfMap = ({ axes, features }: ClusterMapView): readonly AxisView[] =>
  axes.map(({ share, loadings }) => ({
    share,
    loadings: loadings
      .map((loading, at) => ({ feature: features[at], loading }))
      .sort((a, b) => Math.abs(b.loading) - Math.abs(a.loading)),
  }))

export const userOfPoint = async ({ userId }: UserCluster, _args: object, ctx: Context): Promise<User> => {
  const user = await ctx.loaders.user.load(userId)
  if (user === null) throw new Error(`User ${userId} is in a cluster but is not there`)
  return user
}
