import { nodes, node as resolveNode } from '../resolvers/node.ts'
import { builder } from './builder.ts'

export const NodeInterface = builder.nodeInterfaceRef()

builder.queryFields((t) => ({
  node: t.field({
    type: NodeInterface,
    nullable: true,
    description: 'Anything by its global id; null where nothing has it.',
    args: { id: t.arg.id({ required: true, description: 'A global id, as every `id` field gives it.' }) },
    resolve: resolveNode,
  }),
  nodes: t.field({
    type: [NodeInterface],
    nullable: { list: false, items: true },
    description: 'Several by their global ids, in the same order; null in the place of each that nothing has.',
    args: { ids: t.arg.idList({ required: true, description: 'At most 500 global ids.' }) },
    complexity: ({ ids }) => ({ field: 1, multiplier: ids.length }),
    resolve: nodes,
  }),
}))
