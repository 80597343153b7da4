import type { Consent as ConsentNoun } from '../domain/user.ts'
import { builder } from './builder.ts'
import { ConsentPurpose } from './enums.ts'

export const Consent = builder.objectRef<ConsentNoun>('Consent').implement({
  description: 'What a user has said to one purpose.',
  fields: (t) => ({
    purpose: t.expose('purpose', { type: ConsentPurpose, description: 'What was asked for.' }),
    granted: t.exposeBoolean('granted', { description: 'true: allowed; false: refused or withdrawn.' }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When the user last changed it.' }),
  }),
})
