import type { NamedValue as NamedValueView } from '../resolvers/portrait.ts'
import { builder } from './builder.ts'

export const NamedValue = builder.objectRef<NamedValueView>('NamedValue').implement({
  description: 'A trait of a user or an attribute of a product: a column of the import beyond the canonical ones.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the column.' }),
    value: t.expose('value', {
      type: 'TraitValue',
      nullable: true,
      description: 'What the row said; null where it said nothing.',
    }),
  }),
})
