import { startCli } from '../../support/cli.ts'

export interface RunningProgram extends ReturnType<typeof startCli> {
  /** What `ready` found on standard output. */
  readonly match: RegExpExecArray
}

/** Starts `clientele <args>` and waits until its standard output says that it is ready. */
export const startProgram = async (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  ready: RegExp,
): Promise<RunningProgram> => {
  const started = startCli(args, { env })
  const match = new Promise<RegExpExecArray>((done) => {
    let printed = ''
    started.child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk
      const found = ready.exec(printed)
      if (found) done(found)
    })
  })
  const early = started.result.then(({ status, stderr }) => {
    throw new Error(`clientele ${args.join(' ')} ended with ${status} before it was ready: ${stderr}`)
  })
  early.catch(() => undefined)
  return { ...started, match: await Promise.race([match, early]) }
}
