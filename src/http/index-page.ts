import type { IncomingMessage, ServerResponse } from 'node:http'

import { allowOnly, sendText } from './respond.ts'

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Clientele</title>
<h1>Clientele</h1>
<ul>
<li><a href="/graphql">/graphql</a>: the API, and a page to try it on
<li><a href="/health">/health</a>: is this process alive?
<li><a href="/ready">/ready</a>: can it answer requests? With a key, also what it depends on
<li>/segments/{key}/members.ndjson and .csv: all members of a segment, streamed, with a key
<li>/campaigns/{key}/coupons.ndjson and .csv: the codes that a campaign sends, streamed, with a key
<li>/metrics: for Prometheus, with a key
</ul>
</html>
`

export const showIndex = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  allowOnly(response, request.method, 'GET', 'HEAD')
  sendText(response, 200, page, { 'content-type': 'text/html; charset=utf-8' })
}
