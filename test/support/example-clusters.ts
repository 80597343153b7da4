import type { ClusterArtefact, ClusteredUser } from '../../src/store/clusters.ts'

const features = ['daysSinceLastSeen', 'spend', 'ratingMean']

/** Two clusters of a shop whose users are numbered from 1: the odd ones, who spend, and the even ones, who are long away. */
export const exampleClusters = (people: number): ClusterArtefact => ({
  clustering: {
    features,
    typical: [30, 100, null],
    clusters: [
      {
        id: 1,
        userCount: Math.ceil(people / 2),
        silhouette: 0.5,
        typical: [10, 400, null],
        apart: [-0.7, 1.25, 0],
        marks: [
          { feature: 'spend', more: true },
          { feature: 'daysSinceLastSeen', more: false },
        ],
        ordinal: 1,
        x: 1,
        y: -0.5,
      },
      {
        id: 4,
        userCount: Math.floor(people / 2),
        silhouette: 0.25,
        typical: [90, 40, null],
        apart: [0.75, -0.2, 0],
        marks: [{ feature: 'daysSinceLastSeen', more: true }],
        ordinal: 2,
        x: -1,
        y: 0.5,
      },
    ],
    alternatives: [2, 3].map((count) => ({ count, silhouette: 1 / count, standardError: 0.01, smallestShare: 0.25 })),
    axes: [
      { share: 0.5, loadings: [0, 1, 0] },
      { share: 0.25, loadings: [1, 0, 0] },
    ],
  },
  space: {
    features,
    scales: features.map(() => ({ logarithm: false, mean: 0, deviation: 1 })),
    weights: features.map(() => 1),
    centres: [
      [-0.7, 1.25, 0],
      [0.75, -0.2, 0],
    ],
  },
  vector: features.map((name) => ({ kind: 'NUMBER', name })),
  next: 5,
})

/** User n (from 1) is n / 10 from the centre. Lookalikes are told to be near by numbers that are. */
export const exampleUserClusters = (users: readonly { readonly id: number; readonly n: number }[]): ClusteredUser[] =>
  users.map(({ id, n }) => ({
    userId: id,
    cluster: n % 2 === 1 ? 1 : 4,
    distance: n / 10,
    x: n % 2 === 1 ? n : -n,
    y: n,
    place: users.length - n,
    vector: Uint8Array.from([n / 2, 100 - n / 2, 128]),
  }))
