import type { IncomingMessage, ServerResponse } from 'node:http'

import { sendText } from './respond.ts'

export interface GraphiQLPageOptions {
  /** GraphQL documents to open tabs with. */
  readonly examples: readonly string[]
  /** Filled in for people on this machine; only the demo has one. */
  readonly key: string | null
}

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const localNames = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Over loopback, and asked for by a local name: another site's name that resolves to this machine does not count. */
const isLocal = ({ socket, headers }: IncomingMessage): boolean =>
  loopback.has(socket.remoteAddress ?? '') && localNames.has((headers.host ?? '').replace(/:\d+$/, ''))

/**
 * GraphiQL leaves tabs that a page opens with displaced by what their first animation began with, and shows it as soon as
 * one has the focus: the tab jumps away from under the pointer, and the click misses it.
 */
const steadyTabs = '<style>.graphiql-tab { transform: none !important }</style>'

const renderPage = async ({ examples, key }: GraphiQLPageOptions): Promise<string> => {
  // Nine megabytes of script, editor and workers: loaded when somebody first opens the page.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const headers = JSON.stringify({ Authorization: `Bearer ${key ?? '<your key>'}` }, null, 2)
  const page = renderGraphiQL({
    title: 'Clientele',
    endpoint: '/graphql',
    headers,
    defaultHeaders: headers,
    defaultTabs: examples.map((query) => ({ query, headers, variables: null })),
    // The page remembers tabs but not headers: a key does not stay in the browser, and an old demo's is never sent.
    shouldPersistHeaders: false,
    additionalHeaders: key === null ? undefined : { Authorization: `Bearer ${key}` },
    defaultEditorToolsVisibility: 'headers',
  })
  return page.replace('</head>', `${steadyTabs}</head>`)
}

const remember = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** GraphiQL from npm: the page needs no other site. It loads without a key; what it asks for does not. */
export const createGraphiQLPage = (options: GraphiQLPageOptions) => {
  const plain = remember(() => renderPage({ ...options, key: null }))
  const filledIn = remember(() => renderPage(options))
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const page = await (options.key !== null && isLocal(request) ? filledIn() : plain())
    sendText(response, 200, page, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  }
}
