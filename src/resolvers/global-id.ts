/** The types that have ids of their own. */
export const nodeTypes = ['User', 'Product', 'Segment', 'SegmentSnapshot', 'ModelRun', 'Campaign'] as const
export type NodeType = (typeof nodeTypes)[number]

export interface NodeReference {
  readonly type: NodeType
  readonly id: number
}

export const encodeId = (type: NodeType, id: number): string => btoa(`${type}:${id}`)

/** Only users are counted beyond 32 bits. */
const largest = (type: NodeType): number => (type === 'User' ? Number.MAX_SAFE_INTEGER : 2 ** 31 - 1)

/** null for a text that is no id of this API. */
export const decodeId = (text: string): NodeReference | null => {
  const [, name, digits] = /^(\w+):(\d+)$/.exec(Buffer.from(text, 'base64').toString('latin1')) ?? []
  const type = nodeTypes.find((known) => known === name)
  const id = Number(digits)
  return type !== undefined && id <= largest(type) ? { type, id } : null
}

/** The key behind an id of this type; null for any other text. */
export const keyOfId = (type: NodeType, text: string): number | null => {
  const reference = decodeId(text)
  return reference?.type === type ? reference.id : null
}
