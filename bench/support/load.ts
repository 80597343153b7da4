import { Agent, request } from 'node:http'

export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

const quantile = (sorted: Float64Array, share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]

const post = (address: URL, agent: Agent, headers: Record<string, string>, body: string) =>
  new Promise<string>((resolve, reject) => {
    const call = request(
      address,
      {
        method: 'POST',
        agent,
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          if (response.statusCode === 200) resolve(text)
          else reject(new Error(`status ${response.statusCode}: ${text.slice(0, 200)}`))
        })
      },
    )
    call.on('error', reject)
    call.end(body)
  })

export interface Load {
  readonly address: string
  readonly headers: Record<string, string>
  /** The nth request's body. */
  readonly body: (n: number) => string
  readonly connections: number
  readonly seconds: number
}

/** A closed loop: each connection sends its next request when it has the answer to its last. */
export const runLoad = async ({ address, headers, body, connections, seconds }: Load): Promise<LoadResult> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times: number[] = []
  const started = performance.now()
  const until = started + seconds * 1000
  let sent = 0
  const loop = async () => {
    while (performance.now() < until) {
      const before = performance.now()
      await post(new URL(address), agent, headers, body(sent++))
      times.push(performance.now() - before)
    }
  }
  await Promise.all(Array.from({ length: connections }, loop))
  const elapsed = (performance.now() - started) / 1000
  agent.destroy()
  const sorted = Float64Array.from(times).sort()
  return {
    requests: times.length,
    seconds: elapsed,
    perSecond: times.length / elapsed,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
  }
}

/** One request, and its body's text. */
export const ask = (address: string, headers: Record<string, string>, body: string): Promise<string> => {
  const agent = new Agent()
  return post(new URL(address), agent, headers, body).finally(() => agent.destroy())
}
