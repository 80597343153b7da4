import { createHmac } from 'node:crypto'

/** The secret that a receiver verifies with: derived, so that neither the database alone nor the pepper alone tells it. */
export const secretOf = (salt: Uint8Array, pepper: string): string =>
  `whsec_${createHmac('sha256', `webhook:${pepper}`).update(salt).digest('base64')}`

export interface Message {
  readonly id: string
  /** Of this attempt. */
  readonly sentAt: Date
  readonly body: string
}

/**
 * `webhook-signature` of Standard Webhooks 1.0: HMAC-SHA256 of `id.timestamp.body`, base64, one for each secret that is good.
 * @param secrets as `secretOf` gives them
 */
export const signatureOf = ({ id, sentAt, body }: Message, secrets: readonly string[]): string =>
  secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
      return `v1,${createHmac('sha256', key)
        .update(`${id}.${timestampOf(sentAt)}.${body}`)
        .digest('base64')}`
    })
    .join(' ')

/** Whole seconds since 1970, as the header has them. */
export const timestampOf = (at: Date): string => String(Math.floor(at.getTime() / 1000))
