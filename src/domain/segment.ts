export const segmentKinds = ['RFM', 'RULE'] as const
export type SegmentKind = (typeof segmentKinds)[number]

export interface Segment {
  readonly id: number
  readonly key: string
  readonly name: string
  readonly description: string
  readonly kind: SegmentKind
  /** Stable hash of the definition. */
  readonly ruleHash: string
}

export interface SegmentMembership {
  readonly userId: number
  readonly segmentId: number
  readonly enteredAt: Date
}

/** Immutable: who was a member at one instant. */
export interface SegmentSnapshot {
  readonly id: number
  readonly segmentId: number
  readonly userCount: number
  readonly ruleHash: string
  readonly takenAt: Date
  /** When it is deleted; null: when somebody deletes it. */
  readonly expiresAt: Date | null
}
