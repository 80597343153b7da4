import { builder } from './builder.ts'

/** Every query needs the scope `read`, through `node` and `nodes` as well. Mutations say theirs one by one. */
builder.queryType({
  description: 'Everything that can be read; needs the scope `read`.',
  authScopes: { read: true },
})

builder.mutationType({ description: 'Everything that can be changed; each field says which scope it needs.' })

builder.subscriptionType({
  description: 'What can be followed while it happens, over server-sent events; needs the scope `read`.',
  authScopes: { read: true },
})
