import { type LookupAddress, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Addresses that only mean something inside: a webhook to one of them would let a user of the API knock on the shop's own doors (RFC 6890 and cloud metadata). */
const inside = new BlockList()
const networks = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const
for (const [network, prefix] of networks) inside.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inside.addSubnet(network, prefix, 'ipv6')

/** An IPv4 address in IPv6's clothes counts as what it is. */
const bare = (address: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address

export const isInside = (address: string): boolean => {
  const plain = bare(address)
  return inside.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
}

/** Looks names up as usual and refuses what points inside: asked by the very connection that is made, so that a name cannot change in between. */
export const lookupOutside: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '', 4)
    const wrong = addresses.find(({ address }) => isInside(address))
    if (wrong !== undefined)
      return callback(new Error(`${hostname} is ${wrong.address}, which is an address of an inner network`), '', 4)
    if (options.all) return callback(null, addresses as never)
    callback(null, addresses[0].address, addresses[0].family)
  })
}

/** What is wrong with the address of a webhook; null: nothing. Names are looked up when something is sent. */
export const addressFault = (text: string, allowInside: boolean): string | null => {
  if (!URL.canParse(text) || text.length > 2000) return 'is not a web address'
  const { protocol, hostname, username, password } = new URL(text)
  if (protocol !== 'https:' && !(allowInside && protocol === 'http:')) return 'must start with https://'
  if (username !== '' || password !== '') return 'must not hold a user name or a password'
  const host = hostname.replace(/^\[|\]$/g, '')
  if (allowInside || !(isIP(host) > 0 ? isInside(host) : /^localhost$|\.localhost$/i.test(host))) return null
  return 'is of an inner network; to allow that, set WEBHOOKS_INSIDE=true'
}
