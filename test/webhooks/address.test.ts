import { promisify } from 'node:util'

import { describe, expect, it } from 'vitest'

import { addressFault, isInside, lookupOutside } from '../../src/webhooks/address.ts'

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
  ])('%s is inside', (address) => {
    expect(isInside(address)).toBe(true)
  })

  it.each(['8.8.8.8', '172.32.0.1', '192.169.0.1', '2001:4860:4860::8888', '::ffff:8.8.8.8'])(
    '%s is outside',
    (address) => {
      expect(isInside(address)).toBe(false)
    },
  )

  it.each([
    ['https://shop.example/hook?x=1', null],
    ['http://shop.example/hook', 'must start with https://'],
    ['ftp://shop.example', 'must start with https://'],
    ['hook', 'is not a web address'],
    ['https://ada:secret@shop.example', 'must not hold a user name or a password'],
    ['https://localhost:8080', expect.stringContaining('inner network')],
    ['https://169.254.169.254/latest', expect.stringContaining('inner network')],
    ['https://[::1]/', expect.stringContaining('inner network')],
    ['https://2130706433/', expect.stringContaining('inner network')],
  ])('%s for a webhook: %s', (url, fault) => {
    expect(addressFault(url, false)).toEqual(fault)
  })

  it('of an inner network is fit where that is allowed', () => {
    expect(addressFault('http://127.0.0.1:8080/hook', true)).toBeNull()
  })

  it('that a name leads to is looked at when it is used', async () => {
    await expect(promisify(lookupOutside)('localhost', {})).rejects.toThrow('inner network')
  })
})
