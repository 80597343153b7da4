import { describe, expect, it } from 'vitest'

import { runCli } from '../support/cli.ts'

const commands = [
  ['demo'],
  ['serve'],
  ['work'],
  ['migrate'],
  ['import'],
  ['recompute'],
  ['evaluate', 'clv'],
  ['keys', 'create'],
  ['keys', 'list'],
  ['keys', 'revoke'],
  ['schema'],
]

/** One clear line that matches, nothing on standard output, and the status for what the caller can mend. */
const expectOneLine = async (args: readonly string[], says: RegExp, env: Record<string, string> = {}) => {
  const { status, stdout, stderr } = await runCli(args, { env })
  expect(stderr).toMatch(says)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(stdout).toBe('')
  expect(status).toBe(2)
}

describe('the command line', () => {
  it('shows its commands when called without one', async () => {
    const { status, stdout } = await runCli([])
    expect(status).toBe(0)
    for (const [command] of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'))
  })

  it.each(commands)('explains %s %s', async (...command) => {
    const { status, stdout, stderr } = await runCli([...command, '--help'])
    expect(status).toBe(0)
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^Usage: clientele /)
    if (command.length === 1 || command[1] === 'create') expect(stdout).toMatch(/Examples?:\n/)
  })

  it('names the nearest of an unknown command, subcommand and option', async () => {
    await expectOneLine(['migrat'], /^error: unknown command 'migrat' \(Did you mean migrate\?\)$/m)
    await expectOneLine(['keys', 'lst'], /unknown command 'lst' \(Did you mean list\?\)/)
    await expectOneLine(['serve', '--prot', '1'], /unknown option '--prot' \(Did you mean --port\?\)/)
  })

  it.each([
    [['serve', '--port', 'x'], /--port.*0 to 65535/],
    [['serve', '--port', '65536'], /--port.*0 to 65535/],
    [['serve', 'now'], /too many arguments/],
    [['demo', '--users', '0'], /--users.*1 to/],
    [['keys', 'create'], /--scope/],
    [['keys', 'create', '--scope', 'read,write'], /"write" is none of read, track, compute, admin/],
    [['keys', 'create', '--scope', 'read', '--expires-in', 'soon'], /such as 12h, 90d/],
    [['keys', 'revoke'], /missing required argument 'id'/],
    [['recompute', '--as-of', 'yesterday'], /--as-of/],
    [['evaluate', 'clv', '--model', 'bogus'], /list, auto, bgnbd/],
  ])('refuses %j in one line', (args, says) => expectOneLine(args, says))

  it('reports a database that does not answer in one line, as a failed run', async () => {
    const env = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' }
    for (const command of [['keys', 'list'], ['migrate'], ['demo']]) {
      const { status, stderr } = await runCli(command, { env })
      expect(stderr).toMatch(/^error: The database does not answer.*DATABASE_URL.*\(POSTGRES_UNAVAILABLE\)\n$/)
      expect(status).toBe(1)
    }
  })

  it('reports all faults of the environment at once', async () => {
    const { status, stderr } = await runCli(['keys', 'list'], { env: { PORT: 'x', SHOP_CURRENCY: 'euro' } })
    expect(stderr).toMatch(/PORT must.*\n.*SHOP_CURRENCY must/)
    expect(status).toBe(2)
  })
})
