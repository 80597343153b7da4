type PurchaseRow = readonly [user: number, item: number, ageDays: number]

/**
 * Even users buy even items and odd ones odd items, all but one each: what is missing is what has to be found (the checkerboard by which
 * implicit tests its models).
 */
export const checkerboard = (users: number, items: number): readonly PurchaseRow[] =>
  Array.from({ length: users }, (_, user) =>
    Array.from({ length: items / 2 }, (_, at) => 2 * at + (user % 2))
      .filter((item) => item !== missingOf(user, items))
      .map((item): PurchaseRow => [user, item, (user + item) % 28]),
  ).flat()

/** The one item of the own colour that a user of the checkerboard has not bought. */
export const missingOf = (user: number, items: number): number => 2 * (Math.floor(user / 2) % (items / 2)) + (user % 2)
