/** Sentences by mood; `{thing}` stands for the product. */
export interface ReviewWords {
  readonly delighted: readonly string[]
  readonly pleased: readonly string[]
  readonly caveat: readonly string[]
  readonly lukewarm: readonly string[]
  readonly shrug: readonly string[]
  readonly disappointed: readonly string[]
  readonly angry: readonly string[]
  readonly farewell: readonly string[]
  readonly warm: readonly string[]
  readonly returned: readonly string[]
  readonly dearer: readonly string[]
}
