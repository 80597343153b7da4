/** What a person may be contacted or computed for. Append, never reorder. */
export const consentPurposes = ['EMAIL', 'SMS', 'PUSH', 'PERSONALISATION'] as const
export type ConsentPurpose = (typeof consentPurposes)[number]

export type TraitValue = string | number | boolean | null

export interface User {
  /** Interned key: every table about users starts with it. */
  readonly id: number
  /** The shop's own id, as imported. */
  readonly externalId: string
  readonly createdAt: Date
  readonly traits: Readonly<Record<string, TraitValue>>
}

export interface Consent {
  readonly purpose: ConsentPurpose
  readonly granted: boolean
  readonly changedAt: Date
}

/** One validated row of a users file. */
export interface IncomingUser {
  readonly userId: string
  /** Milliseconds since 1970-01-01 UTC; null when the file does not say. */
  readonly createdAt: number | null
  readonly traits: Readonly<Record<string, TraitValue>>
  /** Only the purposes the row speaks of. */
  readonly consents: Readonly<Partial<Record<ConsentPurpose, boolean>>>
}
