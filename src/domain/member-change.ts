/** That somebody entered a segment or left it, as its rule was brought up to date. */
export interface MemberChange {
  readonly id: number
  readonly segmentId: number
  readonly userId: number
  readonly change: 'ENTERED' | 'LEFT'
  /** The instant that the members were made as of. */
  readonly at: Date
}
