import { parseArgs } from 'node:util'

import { ask } from './support/ask.ts'
import { type Recommended, recommendationMarkdown } from './support/recommendation-markdown.ts'

/**
 * Prints what people did and what is recommended to them from a running server as Markdown, as docs/examples/ shows them:
 *   node scripts/show-recommendations.ts <graphql address> <key> <externalId...> [--chinese <externalId>]...
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { chinese: { type: 'string', multiple: true, default: [] }, first: { type: 'string', default: '10' } },
})
const [address, key, ...externalIds] = positionals

const recommendedTo = async (externalId: string): Promise<Recommended> => {
  const variables = { externalId, first: Number(values.first), events: 500 }
  const { user } = await ask<{ user: Recommended | null }>({ address, key }, 'recommendations', variables)
  if (user === null) throw new Error(`There is no user ${externalId}.`)
  return user
}

const sections = async (): Promise<readonly string[]> => {
  const users: Recommended[] = []
  for (const externalId of externalIds) users.push(await recommendedTo(externalId))
  return users.map((user) =>
    recommendationMarkdown(user, { language: values.chinese.includes(user.externalId) ? 'chinese' : 'text' }),
  )
}

if (key === undefined) {
  process.stderr.write('Usage: node scripts/show-recommendations.ts <graphql address> <key> <externalId...>\n')
  process.exitCode = 1
} else {
  process.stdout.write((await sections()).join('\n'))
}
