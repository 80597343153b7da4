import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'

import { isInside, lookupOutside } from './address.ts'

/** What a receiver answered; `error` where it did not answer. */
export type Answer =
  | { readonly status: number; readonly error: null }
  | { readonly status: null; readonly error: string }

const timeoutMs = 10_000

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>
  readonly allowInside: boolean
  readonly signal: AbortSignal
}

/** Sends a body and waits for the status, ten seconds in all; follows no redirect and reads no answer. */
export const post = (url: string, body: string, { headers, allowInside, signal }: PostOptions): Promise<Answer> => {
  const { protocol, hostname } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  if (!allowInside && isIP(host) > 0 && isInside(host))
    return Promise.resolve({ status: null, error: `${host} is an address of an inner network` })
  const send = protocol === 'https:' ? requestHttps : requestHttp
  const ended = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  return new Promise((resolve) => {
    const failed = (error: Error) =>
      resolve({
        status: null,
        error: ended.aborted && !signal.aborted ? `no answer within ${timeoutMs / 1000} s` : error.message,
      })
    const outgoing = send(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal: ended,
        ...(allowInside ? {} : { lookup: lookupOutside }),
      },
      (incoming) => {
        resolve({ status: incoming.statusCode ?? 0, error: null })
        incoming.on('error', failed).destroy()
      },
    )
    outgoing.on('error', failed)
    outgoing.end(body)
  })
}
