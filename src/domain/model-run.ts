import type { InsufficientData } from './insufficient-data.ts'

/** What can be computed and published. Append, never reorder. */
export const runKinds = [
  'PORTRAITS',
  'CHURN_RISK',
  'LIFETIME_VALUE',
  'RECOMMENDATIONS',
  'SEGMENTS',
  'PURCHASE',
  'NEXT_ORDER',
  'RATING',
  'CLUSTERS',
  'UPLIFT',
  'NEXT_ACTION',
] as const
export type RunKind = (typeof runKinds)[number]

/**
 * QUEUED → TRAINING → CANDIDATE → PUBLISHED → ARCHIVED (a newer run took its place; it can be promoted again).
 * REFUSED: computed, but a gate kept it out. FAILED: `error` says why; the last good run stays published.
 */
export const runStatuses = ['QUEUED', 'TRAINING', 'CANDIDATE', 'PUBLISHED', 'ARCHIVED', 'REFUSED', 'FAILED'] as const
export type RunStatus = (typeof runStatuses)[number]

export interface Metric {
  readonly name: string
  readonly value: number
}

/** What a gate held against each other, all on the same people: higher is better. */
export interface GateComparison {
  /** As metrics are named. */
  readonly measure: string
  readonly candidate: number
  /** What is popular; of predictions the best of the naive ones. */
  readonly popularity: number
  /** The recipe of what is published, fitted anew; null where nothing is published, or where it can no longer be fitted. */
  readonly published: number | null
  /** How many people it was measured on. */
  readonly people: number
}

export interface RunError {
  readonly code: string
  readonly message: string
  /** With code INSUFFICIENT_DATA: what the shop has too little of. */
  readonly missing?: InsufficientData
  /** With a code that begins with GATE_: who won. */
  readonly comparison?: GateComparison
}

export interface ModelRun {
  readonly id: number
  readonly kind: RunKind
  /** Counts up per kind, from 1. */
  readonly version: number
  readonly status: RunStatus
  /** Only behaviour up to this instant was used. */
  readonly asOf: Date
  /** All runs of one recompute share it. */
  readonly flowId: string
  readonly seed: number
  readonly params: Readonly<Record<string, unknown>>
  readonly metrics: readonly Metric[]
  readonly error: RunError | null
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
  readonly publishedAt: Date | null
}

/** The runs that readers see, by kind. A kind is absent until its first run is published. */
export type PublishedRuns = Readonly<
  Partial<
    Record<
      RunKind,
      { readonly id: number; readonly computedAt: Date; readonly asOf: Date; readonly metrics: readonly Metric[] }
    >
  >
>
