/** STATIC: rules ask about it with `inList`. SUPPRESSION: nobody on it is a member, is exported or gets a coupon, whatever a rule says. */
export const userListPurposes = ['STATIC', 'SUPPRESSION'] as const
export type UserListPurpose = (typeof userListPurposes)[number]

/** Users by the shop's own ids, as somebody has listed them. */
export interface UserList {
  readonly id: number
  readonly key: string
  readonly name: string
  readonly description: string
  readonly purpose: UserListPurpose
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** Somebody on a list, who may not be a user yet: then they count from the moment they are one. */
export interface UserListEntry {
  readonly externalId: string
  readonly addedAt: Date
}
