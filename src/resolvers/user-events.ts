import type { Context } from '../context.ts'
import type { TrailEvent } from '../domain/event.ts'
import type { User } from '../domain/user.ts'
import { type Connection, type PageArgs, readPaging, toConnection } from './connection.ts'
import type { CursorValue } from './cursor.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const positionOf = ([time, eventKey, ...rest]: readonly CursorValue[]) =>
  rest.length === 0 && Number.isInteger(time) && typeof eventKey === 'string' && uuid.test(eventKey)
    ? { timestamp: new Date(time as number), eventKey }
    : null

/** A user's own trail, newest first. */
export const eventsOfUser = async ({ id }: User, args: PageArgs, ctx: Context): Promise<Connection<TrailEvent>> => {
  const list = `events ${id}`
  const { request } = readPaging(args, { list, positionOf })
  const page = await ctx.loaders.trail.load({ userId: id, page: request })
  return toConnection(
    page,
    { list },
    ({ timestamp, eventKey }) => [timestamp.getTime(), eventKey],
    (event) => event,
  )
}

export const productOfEvent = ({ productId }: TrailEvent, _args: object, ctx: Context) =>
  productId === null ? null : ctx.loaders.product.load(productId)
