import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { CodedError } from '../errors.ts'

export interface Place {
  readonly host: string
  /** null: 4000, or the next one that is free. */
  readonly port: number | null
}

const firstPort = 4000
const portsToTry = 100

const listenAt = (server: Server, host: string, port: number) =>
  new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen({ host, port }, () => {
      server.off('error', fail)
      done()
    })
  })

const refused = ({ code }: NodeJS.ErrnoException, { host, port }: Place): CodedError => {
  const where = `${host}:${port ?? firstPort}`
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `The port ${port} on ${host} is taken. Choose another with --port or PORT, or leave both out.`,
    EACCES: `This user may not listen on ${where}. Choose a port from 1024 with --port or PORT.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Set HOST to one it has, such as 127.0.0.1 or 0.0.0.0.`,
    ENOTFOUND: `The host ${host} is not known. Set HOST to an address of this machine.`,
  }
  return new CodedError('INVALID_ARGUMENT', reasons[code ?? ''] ?? `Listening on ${where} failed: ${code}.`)
}

const listenSomewhere = async (server: Server, { host, port }: Place): Promise<void> => {
  if (port !== null) return listenAt(server, host, port)
  for (let next = firstPort; ; next++) {
    try {
      return await listenAt(server, host, next)
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (!taken || next === firstPort + portsToTry) throw error
    }
  }
}

/** The address that a person on this machine can open; `0.0.0.0` and `::` are none. */
const addressOf = (server: Server): string => {
  const { address, family, port } = server.address() as AddressInfo
  const name = address === '0.0.0.0' || address === '::' ? 'localhost' : address
  return `http://${family === 'IPv6' && name !== 'localhost' ? `[${name}]` : name}:${port}`
}

/**
 * Starts listening and returns the address.
 * @throws CodedError INVALID_ARGUMENT when the place cannot be had
 */
export const listen = async (server: Server, place: Place): Promise<string> => {
  try {
    await listenSomewhere(server, place)
  } catch (error) {
    throw refused(error as NodeJS.ErrnoException, place)
  }
  return addressOf(server)
}
