import type { Context } from '../context.ts'
import type { Consent, User } from '../domain/user.ts'

/** By purpose; a purpose that the user has never spoken of is not among them. */
export const consentsOfUser = async ({ id }: User, _args: object, ctx: Context): Promise<readonly Consent[]> =>
  (await ctx.loaders.consents.load(id))?.consents ?? []
