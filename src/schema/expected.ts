import { asData } from '../errors.ts'

/** A resolver whose expected failures are answers: thrown as the classes that the schema knows. */
export const expected =
  <Parent, Args, Context, Result>(resolve: (parent: Parent, args: Args, ctx: Context) => Result | Promise<Result>) =>
  async (parent: Parent, args: Args, ctx: Context): Promise<Result> => {
    try {
      return await resolve(parent, args, ctx)
    } catch (error) {
      throw asData(error)
    }
  }
