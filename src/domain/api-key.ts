/**
 * `read`: every query. `track`: send events. `compute`: recompute, promote, snapshot. `admin`: everything, and the job board.
 */
export const scopes = ['read', 'track', 'compute', 'admin'] as const
export type Scope = (typeof scopes)[number]

export interface ApiKey {
  /** The public part, safe to print. */
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
}
