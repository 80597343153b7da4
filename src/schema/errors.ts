import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts'
import { builder } from './builder.ts'

export const ErrorInterface = builder
  .interfaceRef<{ readonly code: string; readonly message: string }>('Error')
  .implement({
    description:
      'A failure that the caller can expect and do something about. Selecting it answers every kind of failure.',
    fields: (t) => ({
      code: t.exposeString('code', {
        description: 'Stable code in capitals, for programs; the reference lists all of them.',
      }),
      message: t.exposeString('message', { description: 'What went wrong and what to do, for people.' }),
    }),
  })

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'Nothing has this id or key.',
  interfaces: [ErrorInterface],
})

builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  description: 'An argument is out of its range.',
  interfaces: [ErrorInterface],
})

builder.objectType(ConflictError, {
  name: 'ConflictError',
  description: 'The arguments are fine, but the present state does not allow it.',
  interfaces: [ErrorInterface],
})

/** For mutations: `asData` gives the resolver's failures these classes. */
export const expectedErrors = { types: [NotFoundError, InvalidInputError, ConflictError] }
