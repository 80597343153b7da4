/** Says on standard error what is being done, and when it is done how long it took and what came of it. */
export const stage = async <T>(
  name: string,
  work: () => Promise<T>,
  outcome: (result: T) => string = () => '',
): Promise<T> => {
  const started = performance.now()
  const live = process.stderr.isTTY
  if (live) process.stderr.write(`  ${name} …`)
  const result = await work()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const said = outcome(result)
  process.stderr.write(
    `${live ? '\r' : ''}✓ ${name}${said === '' ? '' : `: ${said}`} (${seconds} s)${live ? '\x1b[K' : ''}\n`,
  )
  return result
}
