import type { ConsentPurpose } from '../../domain/user.ts'
import type { Values } from '../keyset.ts'
import { every } from './compile-tests.ts'

/** Who has consented to all of these, whatever a rule says; of users `u`. */
export const consentTest = (purposes: readonly ConsentPurpose[], { add }: Values): string =>
  every(
    purposes.map(
      (purpose) =>
        `EXISTS (SELECT FROM consents given WHERE given.user_id = u.id AND given.purpose = ${add(purpose, 'text')} AND given.granted)`,
    ),
  )
