/** Classes of SQLSTATE that may pass: connection, resources, intervention, and transactions that met another. */
const passing = ['08', '53', '57', '40', '55']

/** Whether an error may be gone at the next try: the database was away or busy, the statement was not wrong. */
export const isTransient = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const { code } = error as { readonly code?: unknown }
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return passing.includes(code.slice(0, 2))
  return (
    (typeof code === 'string' && /^E(CONN|PIPE|HOST|TIMEDOUT|AI_AGAIN)/.test(code)) ||
    /^Connection terminated|^Client has encountered a connection error/.test(error.message)
  )
}
