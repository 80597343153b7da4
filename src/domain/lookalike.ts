/** How well a way of telling likeness found members that it was not shown. */
export interface LikenessTrial {
  readonly model: string
  /** How often a member that was held out ranks above somebody else; 0.5: by lot. */
  readonly auc: number
  /** Of the members held out how many are among the first tenth, 0..1. */
  readonly foundInFirstTenth: number
}

/** Who outside a segment is most like its members, as of one instant. It never changes, so its pages lose and double nobody. */
export interface LookalikeList {
  readonly id: number
  readonly segmentId: number
  /** Members that the list was made from. */
  readonly seedCount: number
  readonly userCount: number
  /** The way of telling likeness that was chosen. */
  readonly model: string
  readonly heldOut: number
  readonly trials: readonly LikenessTrial[]
  readonly takenAt: Date
}
