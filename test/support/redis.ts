import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Whether the program is here; says so, once, where it is not. */
export const hasRedis = (): boolean => {
  if (spawnSync('redis-server', ['--version']).status === 0) return true
  process.stderr.write('skipped: redis-server is not installed, so queues on Redis are not tested here\n')
  return false
}

/** A Redis of the test's own on a free port, with nothing kept on disk. */
export const startRedis = async () => {
  const port = await freePort()
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of server.stdout) if (String(line).includes('Ready to accept connections')) break
  server.stdout.resume()
  const stop = async () => {
    server.kill('SIGTERM')
    if (server.exitCode === null) await once(server, 'exit')
  }
  return { url: `redis://127.0.0.1:${port}`, stop }
}
