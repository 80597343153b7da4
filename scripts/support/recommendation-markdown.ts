import { decimals, grouped, percent } from '../../src/commands/numbers.ts'

interface Product {
  readonly externalId: string
  readonly name: string | null
  readonly category: string | null
  readonly price?: number | null
}

interface Happened {
  readonly type: string
  readonly timestamp: string
  readonly rating: number | null
  readonly product: Product | null
}

/** What examples/operations/recommendations.graphql answers. */
export interface Recommended {
  readonly externalId: string
  readonly traits: readonly { readonly name: string; readonly value: unknown }[]
  readonly events: { readonly edges: readonly { readonly node: Happened }[] }
  readonly recommendations: {
    readonly edges: readonly {
      readonly node: {
        readonly rank: number
        readonly product: Product
        readonly reasons: readonly {
          readonly weight: number
          readonly text: string
          readonly chinese: string
        }[]
      }
    }[]
  }
}

const nameOf = ({ name, externalId }: Product): string => (name ?? externalId).replaceAll('|', '/')
const dayOf = (timestamp: string): string => timestamp.slice(0, 10)

/** Of one product: what was done with it most lately, told by the strongest of its events. */
interface Line {
  readonly product: Product
  readonly last: string
  readonly times: Readonly<Record<string, number>>
  readonly rating: number | null
}

const verbs = [
  ['PURCHASE', 'bought'],
  ['RETURN', 'returned'],
  ['ADD_TO_CART', 'put into the cart'],
  ['VIEW', 'looked at'],
] as const

/** `bought twice`, `looked at 3 times`: the first that is so, a return always. */
const deedOf = ({ times, rating }: Line): string => {
  const said = verbs.filter(([type]) => times[type] !== undefined)
  const [strongest] = said.filter(([type]) => type !== 'RETURN')
  const often = (count: number) => (count === 1 ? '' : count === 2 ? ' twice' : ` ${count} times`)
  return [
    strongest === undefined ? '' : `${strongest[1]}${often(times[strongest[0]] as number)}`,
    ...(times.RETURN === undefined ? [] : ['returned']),
    ...(rating === null ? [] : [`${rating} of 5 stars`]),
  ]
    .filter((part) => part !== '')
    .join(', ')
}

/** One line a product, the latest first: events come newest first. */
const linesOf = ({ events }: Recommended): readonly Line[] => {
  const lines = new Map<string, Line>()
  for (const { node } of events.edges) {
    if (node.product === null) continue
    const { externalId } = node.product
    const known = lines.get(externalId) ?? { product: node.product, last: node.timestamp, times: {}, rating: null }
    const times = { ...known.times, [node.type]: (known.times[node.type] ?? 0) + 1 }
    lines.set(externalId, { ...known, times, rating: known.rating ?? node.rating })
  }
  return [...lines.values()]
}

const isBought = ({ times }: Line): boolean => times.PURCHASE !== undefined
const listLine = (line: Line): string =>
  `- ${dayOf(line.last)} ${nameOf(line.product)}${line.product.category === null ? '' : ` (${line.product.category})`}: ${deedOf(line)}\n`

const listed = (title: string, lines: readonly Line[], most: number): string => {
  if (lines.length === 0) return ''
  const more = lines.length > most ? `- … and ${grouped.format(lines.length - most)} more\n` : ''
  return `${title}\n\n${lines.slice(0, most).map(listLine).join('')}${more}\n`
}

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')

const rowsOf = ({ recommendations }: Recommended, language: 'text' | 'chinese') =>
  recommendations.edges.map(({ node: { rank, product, reasons } }) => [
    String(rank),
    nameOf(product),
    product.category ?? '',
    product.price === null || product.price === undefined ? '' : decimals.format(product.price),
    reasons.map((reason) => `${percent(reason.weight)} ${reason[language]}`).join('<br>'),
  ])

/** One person: what was done, the bought first, and the list with all its reasons in the language asked for. */
export const recommendationMarkdown = (
  user: Recommended,
  { language = 'text', most = 12 }: { readonly language?: 'text' | 'chinese'; readonly most?: number } = {},
): string => {
  const lines = linesOf(user)
  const traits = user.traits.map(({ name, value }) => `${name} ${String(value)}`).join(', ')
  const done = [
    listed('Bought, the latest first:', lines.filter(isBought), most),
    listed(
      'Looked at and not bought:',
      lines.filter((line) => !isBought(line)),
      most,
    ),
  ]
  const list =
    user.recommendations.edges.length === 0
      ? 'Nothing is recommended.\n'
      : table(['', 'recommended', 'category', 'price', 'because'], rowsOf(user, language))
  return `### ${user.externalId}\n\n${traits === '' ? '' : `${traits}\n\n`}${done.join('')}${list}`
}
