import type { ConsentPurpose } from '../../domain/user.ts'
import type { Values } from '../keyset.ts'
import { notSuppressed } from '../lists/not-suppressed.ts'
import { consentTest } from './consent-test.ts'

/** What is asked of everybody after the rule, whatever it says. */
export interface LastCondition {
  /** `consents.EMAIL`, `suppression`. */
  readonly path: string
  /** null: that nobody suppressed is let through. */
  readonly consent: ConsentPurpose | null
  /** Of users `u`; true or false. */
  readonly condition: string
}

/** Consents in their order, and suppression last. */
export const lastConditions = (consents: readonly ConsentPurpose[], values: Values): readonly LastCondition[] => [
  ...consents.map((consent) => ({
    path: `consents.${consent}`,
    consent,
    condition: consentTest([consent], values),
  })),
  { path: 'suppression', consent: null, condition: notSuppressed() },
]
