/** What the driver says when the server is gone, going, or not yet back. */
const codes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08003',
  '08006',
])

/** Of connections that broke before their statement was sent: these have no code. */
const brokenClient =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout (exceeded|expired))/

/** Whether an error means that the database cannot be reached now, which passes, and not that a statement is wrong. */
export const isUnavailable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const { code = '' } = error as NodeJS.ErrnoException
  return codes.has(code) || brokenClient.test(error.message)
}
