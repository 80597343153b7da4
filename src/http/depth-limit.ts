import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql'

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

/**
 * Nested selection sets below and including this one. Each fragment is measured once; one that contains itself counts
 * as 0 where it does, because another rule refuses it.
 */
const depthOf = (selections: SelectionSetNode, fragments: Fragments, measured: Map<string, number>): number => {
  let deepest = 0
  for (const selection of selections.selections) {
    if (selection.kind === Kind.FIELD) {
      if (selection.selectionSet) deepest = Math.max(deepest, depthOf(selection.selectionSet, fragments, measured))
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      deepest = Math.max(deepest, depthOf(selection.selectionSet, fragments, measured) - 1)
    } else {
      deepest = Math.max(deepest, depthOfFragment(selection.name.value, fragments, measured) - 1)
    }
  }
  return deepest + 1
}

const depthOfFragment = (name: string, fragments: Fragments, measured: Map<string, number>): number => {
  const known = measured.get(name)
  if (known !== undefined) return known
  measured.set(name, 0)
  const fragment = fragments.get(name)
  const depth = fragment === undefined ? 0 : depthOf(fragment.selectionSet, fragments, measured)
  measured.set(name, depth)
  return depth
}

const fragmentsOf = (document: DocumentNode): Fragments =>
  new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  )

/** A validation rule that refuses operations nested deeper than `limit` fields. */
export const depthLimit =
  (limit: number) =>
  (context: ValidationContext): ASTVisitor => {
    const document = context.getDocument()
    const fragments = fragmentsOf(document)
    const measured = new Map<string, number>()
    return {
      OperationDefinition: (operation) => {
        const depth = depthOf(operation.selectionSet, fragments, measured)
        if (depth <= limit) return
        const message = `The operation is ${depth} fields deep; ${limit} is the limit. Ask for less at once.`
        context.reportError(
          new GraphQLError(message, { nodes: [operation], extensions: { code: 'QUERY_TOO_COMPLEX' } }),
        )
      },
    }
  }
