/** What one request may be. Generous for people and their tools, small for what a process must hold at once. */
export const limits = {
  /** Bytes of a request's body. */
  body: 1_048_576,
  /** Bytes of a request's head. */
  headers: 16_384,
  /** Lexical tokens of one document: what bounds wide queries before anything else looks at them. */
  tokens: 5_000,
  /** Nested selection sets. Introspection as tools send it needs 13; Relay connections three for every list. */
  depth: 20,
} as const

/** Milliseconds. */
export const timeouts = {
  /** For the head of a request to arrive. */
  headers: 10_000,
  /** For the whole of a request to arrive. */
  request: 30_000,
  /** A connection without requests; longer than the 60 s of common load balancers, so that they close first. */
  keepAlive: 65_000,
  /** For running requests to finish when the server is told to stop. */
  drain: 10_000,
} as const
