import type { Context } from '../context.ts'
import { decodeId, type NodeType } from './global-id.ts'
import { badInput } from './input.ts'

/** What has a global id, marked with its type. */
export interface NodeView {
  readonly __typename: NodeType
}

const loaderOf = (type: NodeType, { loaders }: Context) =>
  ({
    User: loaders.user,
    Product: loaders.product,
    Segment: loaders.segment,
    SegmentSnapshot: loaders.snapshot,
    ModelRun: loaders.modelRun,
    Campaign: loaders.campaign,
  })[type]

/** Anything by its global id; null where nothing has it (any more), or where it is no id at all. */
export const node = async (_root: unknown, { id }: { readonly id: string }, ctx: Context): Promise<NodeView | null> => {
  const reference = decodeId(id)
  if (reference === null) return null
  const found = await loaderOf(reference.type, ctx).load(reference.id)
  return found === null ? null : { ...found, __typename: reference.type }
}

const maxIds = 500

/** @throws CodedError BAD_USER_INPUT for too many */
export const nodes = (_root: unknown, { ids }: { readonly ids: readonly string[] }, ctx: Context) => {
  if (ids.length > maxIds) throw badInput(`"ids" may have at most ${maxIds} entries; it has ${ids.length}.`)
  return ids.map((id) => node(null, { id }, ctx))
}
