import { describe, expect, it } from 'vitest'

import { backoffMs, mostAttempts } from '../../src/webhooks/backoff.ts'
import { secretOf, signatureOf } from '../../src/webhooks/signature.ts'

describe('a signature', () => {
  const message = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    sentAt: new Date(1_614_265_330_000),
    body: '{"test": 2432232314}',
  }

  it('is the published one of the convention that it follows', () => {
    expect(signatureOf(message, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    )
  })

  it('is given once for each secret, and changes with whatever it covers', () => {
    const [one, other] = [secretOf(Buffer.alloc(32, 1), 'pepper'), secretOf(Buffer.alloc(32, 2), 'pepper')]
    expect(signatureOf(message, [one, other])).toBe(`${signatureOf(message, [one])} ${signatureOf(message, [other])}`)
    for (const change of [{ id: 'msg_x' }, { body: '{}' }, { sentAt: new Date(0) }])
      expect(signatureOf({ ...message, ...change }, [one])).not.toBe(signatureOf(message, [one]))
  })

  it('is made with a secret that neither the salt nor the pepper tells alone', () => {
    const salt = Buffer.alloc(32, 1)
    expect(secretOf(salt, 'pepper')).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(secretOf(salt, 'pepper')).not.toBe(secretOf(salt, 'salt'))
    expect(secretOf(salt, 'pepper')).toBe(secretOf(salt, 'pepper'))
  })
})

describe('the wait between attempts', () => {
  it('grows to six hours and a half more, and is not the same for all', () => {
    const waits = Array.from({ length: mostAttempts }, (_, attempt) => backoffMs('m', attempt + 1))
    expect(waits[0]).toBeGreaterThanOrEqual(10_000)
    expect(waits[0]).toBeLessThanOrEqual(15_000)
    for (let at = 1; at < 7; at++) expect(waits[at]).toBeGreaterThan(1.9 * waits[at - 1])
    expect(Math.max(...waits)).toBeLessThanOrEqual(9 * 3_600_000)
    expect(backoffMs('m', 1)).toBe(backoffMs('m', 1))
    expect(new Set(Array.from({ length: 20 }, (_, n) => backoffMs(`m${n}`, 1))).size).toBe(20)
  })
})
