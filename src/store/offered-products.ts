/**
 * Whether a product may be recommended, in SQL, by the alias of its table: merchandise, and named wherever the shop has named anything. Ids that only events have spoken of
 * may be slips of a pen or another's mischief; in a shop without a catalogue they are all there is.
 */
export const isOffered = (alias: string): string =>
  `(${alias}.recommendable AND (${alias}.name IS NOT NULL OR NOT EXISTS (SELECT FROM products named WHERE named.name IS NOT NULL)))`
