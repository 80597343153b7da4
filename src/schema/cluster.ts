import type { ClusterCount, UserCluster as UserClusterNoun } from '../domain/cluster.ts'
import {
  type AxisView,
  axesOfMap,
  type ClusteringView,
  type ClusterMapView,
  type ClusterValueView,
  type ClusterView,
  centreOfCluster,
  clusterMap,
  clusterOfUser,
  clusters,
  clustersOfClustering,
  nameOfCluster,
  peopleOfClustering,
  setApartOfCluster,
  shareOfCluster,
  silhouetteOfClustering,
  textOfClusterValue,
  type UserClusterView,
  userOfPoint,
} from '../resolvers/clusters.ts'
import { builder } from './builder.ts'
import { ComputedInterface } from './computed.ts'
import { Language } from './enums.ts'
import { InsufficientData } from './insufficient-data.ts'
import { PredictionUnavailable, runArgs } from './prediction-unavailable.ts'
import { User } from './user.ts'

const ClusterValue = builder.objectRef<ClusterValueView>('ClusterValue').implement({
  description: 'What people of a cluster are like in one feature of behaviour.',
  fields: (t) => ({
    feature: t.exposeString('feature', { description: 'The feature, as models know it.' }),
    value: t.exposeFloat('value', {
      nullable: true,
      description: 'The median of its people, in plain units; null where most of them have no such value.',
    }),
    everybody: t.exposeFloat('everybody', {
      nullable: true,
      description: 'The median of everybody, in plain units; null where most have no such value.',
    }),
    deviations: t.exposeFloat('deviations', {
      description: "How far the cluster's mean is from everybody's, in standard deviations of the feature.",
    }),
    text: t.string({
      description: 'The median in a sentence, for people who work with customers.',
      args: { language: t.arg({ type: Language, defaultValue: 'EN', description: 'Language of the sentence.' }) },
      resolve: textOfClusterValue,
    }),
  }),
})

const Cluster = builder.objectRef<ClusterView>('Cluster').implement({
  description: 'People who behave alike: a group that was learned, not defined.',
  fields: (t) => ({
    number: t.exposeInt('id', {
      description:
        'What rules call it by, as in `{cluster: 3}`: the same in every run for the same cluster, and never given to another.',
    }),
    name: t.string({
      description: 'A few words on what sets it apart. Kept from run to run as long as it is true.',
      args: { language: t.arg({ type: Language, defaultValue: 'EN', description: 'Language of the name.' }) },
      resolve: nameOfCluster,
    }),
    userCount: t.exposeInt('userCount', { description: 'How many people are in it.' }),
    share: t.float({ description: 'Of all people who were divided, 0..1.', resolve: shareOfCluster }),
    silhouette: t.exposeFloat('silhouette', {
      description: 'How well its people lie in it, -1..1: near 0 they could as well be in another.',
    }),
    x: t.exposeFloat('x', { description: 'Where its centre lies on the map.' }),
    y: t.exposeFloat('y', { description: 'Where its centre lies on the map.' }),
    centre: t.field({
      type: [ClusterValue],
      description: 'What is typical of it, feature by feature.',
      complexity: { field: 1, multiplier: 20 },
      resolve: centreOfCluster,
    }),
    setApartBy: t.field({
      type: [ClusterValue],
      description: 'In what it differs most from everybody, most first.',
      args: { first: t.arg.int({ required: true, defaultValue: 5, description: 'So many features, 1 to 50.' }) },
      complexity: ({ first }) => ({ field: 1, multiplier: Math.max(1, first) }),
      resolve: setApartOfCluster,
    }),
  }),
})

const ClusterAlternative = builder.objectRef<ClusterCount>('ClusterAlternative').implement({
  description: 'How well another number of clusters would part people.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'How many clusters.' }),
    silhouette: t.exposeFloat('silhouette', { description: 'Mean over a sample of people, -1..1: more is better.' }),
    standardError: t.exposeFloat('standardError', { description: 'Of that mean.' }),
    smallestShare: t.exposeFloat('smallestShare', {
      description: 'How many people the smallest cluster would have, 0..1. Below 0.02 the number is not chosen.',
    }),
  }),
})

const Clustering = builder.objectRef<ClusteringView>('Clustering').implement({
  description: 'Everybody who was seen in the shop, divided into groups of like behaviour.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    clusters: t.field({
      type: [Cluster],
      description: 'The clusters, largest first.',
      complexity: { field: 1, multiplier: 10 },
      resolve: clustersOfClustering,
    }),
    userCount: t.int({ description: 'How many people were divided.', resolve: peopleOfClustering }),
    silhouette: t.float({
      description: 'How well the clusters part people, -1..1, as a mean over a sample of them.',
      resolve: silhouetteOfClustering,
    }),
    alternatives: t.expose('alternatives', {
      type: [ClusterAlternative],
      description:
        'The numbers of clusters that were tried, ascending: the chosen one among them. Fewer than four, and what leaves a cluster of less than 2 %, stand there to compare with and are not chosen.',
    }),
  }),
})

const ClustersResult = builder.unionType('ClustersResult', {
  description:
    'The clusters; or what is missing for them: people, or a published run; or what is wrong with the arguments.',
  types: [Clustering, InsufficientData, PredictionUnavailable],
  resolveType: (result) =>
    'need' in result ? InsufficientData : 'code' in result ? PredictionUnavailable : Clustering,
})

const UserCluster = builder.objectRef<UserClusterView>('UserCluster').implement({
  description: 'Which cluster a user is in, and where.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    cluster: t.expose('cluster', { type: Cluster, description: 'The cluster.' }),
    distance: t.exposeFloat('distance', {
      description: 'From the centre, in standard deviations over all features: the less, the more typical.',
    }),
    x: t.exposeFloat('x', { description: 'Where the user lies on the map.' }),
    y: t.exposeFloat('y', { description: 'Where the user lies on the map.' }),
  }),
})

const UserClusterResult = builder.unionType('UserClusterResult', {
  description:
    'A cluster; or what is missing for one: anything the user did, or a published run; or what is wrong with the arguments.',
  types: [UserCluster, InsufficientData, PredictionUnavailable],
  resolveType: (result) =>
    'need' in result ? InsufficientData : 'code' in result ? PredictionUnavailable : UserCluster,
})

const ClusterPoint = builder.objectRef<UserClusterNoun>('ClusterPoint').implement({
  description: 'A user on the map.',
  fields: (t) => ({
    user: t.field({ type: User, description: 'The user.', resolve: userOfPoint }),
    cluster: t.exposeInt('cluster', { description: 'Number of the cluster.' }),
    distance: t.exposeFloat('distance', { description: 'From the centre of the cluster, in standard deviations.' }),
    x: t.exposeFloat('x', { description: 'Along the direction in which people differ most.' }),
    y: t.exposeFloat('y', { description: 'Along the direction in which they differ most beside that.' }),
  }),
})

const AxisLoading = builder.objectRef<AxisView['loadings'][number]>('AxisLoading').implement({
  description: 'How much of a feature there is in an axis.',
  fields: (t) => ({
    feature: t.exposeString('feature', { description: 'The feature, as models know it.' }),
    loading: t.exposeFloat('loading', { description: '-1..1: below 0, more of it lies to the left or below.' }),
  }),
})

const MapAxis = builder.objectRef<AxisView>('MapAxis').implement({
  description: 'A direction of the map.',
  fields: (t) => ({
    share: t.exposeFloat('share', { description: 'How much of what sets people apart it shows, 0..1.' }),
    loadings: t.expose('loadings', { type: [AxisLoading], description: 'What it is made of, most first.' }),
  }),
})

const ClusterMap = builder.objectRef<ClusterMapView>('ClusterMap').implement({
  description: 'A picture of everybody in two dimensions: the first two principal components of their behaviour.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    // What is below the map is counted once for each point, and these are a few.
    axes: t.field({
      type: [MapAxis],
      description: 'What left and right, and up and down, mean.',
      complexity: { field: 0, multiplier: 0 },
      resolve: axesOfMap,
    }),
    points: t.field({
      type: [ClusterPoint],
      description: 'People drawn by lot.',
      complexity: { field: 1, multiplier: 1 },
      resolve: ({ points }) => points,
    }),
  }),
})

const ClusterMapResult = builder.unionType('ClusterMapResult', {
  description: 'The map; or what is missing for it: people, or a published run; or what is wrong with the arguments.',
  types: [ClusterMap, InsufficientData, PredictionUnavailable],
  resolveType: (result) =>
    'need' in result ? InsufficientData : 'code' in result ? PredictionUnavailable : ClusterMap,
})

builder.objectField(User, 'cluster', (t) =>
  t.field({
    type: UserClusterResult,
    description: 'The learned group of like behaviour that the user is in.',
    args: { asOf: t.arg(runArgs.asOf), modelRun: t.arg.id(runArgs.modelRun) },
    resolve: clusterOfUser,
  }),
)

builder.queryFields((t) => ({
  clusters: t.field({
    type: ClustersResult,
    description: 'The learned groups of like behaviour, as rules can name them.',
    args: { asOf: t.arg(runArgs.asOf), modelRun: t.arg.id(runArgs.modelRun) },
    resolve: clusters,
  }),
  clusterMap: t.field({
    type: ClusterMapResult,
    description: 'People on a map, for a chart: each in the colour of the cluster.',
    args: {
      first: t.arg.int({
        required: true,
        defaultValue: 500,
        description:
          'So many people, 1 to 5000, drawn by lot: the same ones for the same run, and the first few are among more.',
      }),
      asOf: t.arg(runArgs.asOf),
      modelRun: t.arg.id(runArgs.modelRun),
    },
    complexity: ({ first }) => ({ field: 1, multiplier: Math.max(1, first) }),
    resolve: clusterMap,
  }),
}))
