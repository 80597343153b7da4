export const userIdOf = (user: number): string => `u-${String(user).padStart(6, '0')}`

/** The number behind an id, from 1. Throws a RangeError for an id that is not of a shop of so many users. */
export const userNumberOf = (userId: string, users: number): number => {
  const user = /^u-\d{6,}$/.test(userId) ? Number(userId.slice(2)) : 0
  if (user < 1 || user > users) throw new RangeError(`No user ${userId} in this shop of ${users}.`)
  return user
}
