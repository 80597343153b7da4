import type { InsufficientData as InsufficientDataNoun } from '../domain/insufficient-data.ts'
import { builder } from './builder.ts'

export const InsufficientData = builder.objectRef<InsufficientDataNoun>('InsufficientData').implement({
  description: 'The honest answer where there is too little to compute from: instead of a made-up number.',
  fields: (t) => ({
    what: t.exposeString('what', { description: 'What is missing, for people, such as `orders of this user`.' }),
    have: t.exposeFloat('have', { description: 'How much of it there is.' }),
    need: t.exposeFloat('need', { description: 'How much of it is needed.' }),
  }),
})
