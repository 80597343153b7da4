/** How a table of values is acted on: nothing is sent unless sending is known to be better. As `models/reinforcement/policies.ts` takes it. */
export const actingOptions = { fallback: 0, fewestVisits: 30, caution: 2 } as const
