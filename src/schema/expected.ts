import type { Context } from '../context.ts'
import { asData, CodedError } from '../errors.ts'

/** A resolver whose expected failures are answers: thrown as the classes that the schema knows, and noted in the log. */
export const expected =
  <Parent, Args, Result>(resolve: (parent: Parent, args: Args, ctx: Context) => Result | Promise<Result>) =>
  async (parent: Parent, args: Args, ctx: Context): Promise<Result> => {
    try {
      return await resolve(parent, args, ctx)
    } catch (error) {
      if (error instanceof CodedError)
        ctx.log.info({ code: error.code, reason: error.message }, 'a mutation was refused')
      throw asData(error)
    }
  }
