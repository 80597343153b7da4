export type Season = 'CHRISTMAS' | 'SPRING_FESTIVAL' | 'MID_AUTUMN' | 'SUMMER'

interface InBothLanguages {
  readonly en: readonly string[]
  readonly zh: readonly string[]
}

/** English, Chinese, price in euros, material. English in the form it has inside a sentence. */
type Thing = readonly [en: string, zh: string, price: number, material: string]

/** English, Chinese, colour. Must sit well before every thing of its shelf, in both languages. */
type Edition = readonly [en: string, zh: string, colour: string]

/** The hand-written words of one shelf. Every edition of every thing is a product. */
export interface Shelf {
  readonly category: string
  readonly shelf: string
  readonly brands: readonly string[]
  readonly editions: readonly Edition[]
  readonly things: readonly Thing[]
  readonly searches: InBothLanguages
  /** What people like about these things, as whole sentences without a subject. */
  readonly praise: InBothLanguages
  readonly grumble: InBothLanguages
  /** Used up and bought again. */
  readonly consumable: boolean
  readonly season: Season | null
  /** Part of the price that is left after buying the goods. */
  readonly margin: number
}
