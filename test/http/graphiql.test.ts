import { existsSync } from 'node:fs'

import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/http/server.ts'
import { createKey } from '../../src/store/api-keys.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { optionsOf, pepper } from './support/tiny-server.ts'

const places = ['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`)
const executablePath = [process.env.CHROMIUM, ...places].find((path) => path && existsSync(path))

if (!executablePath)
  console.warn('There is no Chromium (apt-get install chromium, or set CHROMIUM): GraphiQL is not looked at.')

const examples = [
  'query Hello { hello(name: "from the first tab") }',
  'query Me { me { id } }',
  'query Nothing { nothing }',
]

describe.skipIf(!executablePath)('GraphiQL in a browser without the internet', () => {
  let browser: Browser
  let database: TestDatabase
  let demo: RunningServer
  let plain: RunningServer
  const asked: string[] = []

  beforeAll(async () => {
    database = await openTestDatabase()
    const { token } = await createKey(database, { name: 'demo', scopes: ['read'], expiresAt: null, pepper })
    demo = await startServer(optionsOf(database, { examples, demoKey: token }))
    plain = await startServer(optionsOf(database, { examples }))
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] })
  })
  afterAll(async () => {
    await browser?.close()
    await Promise.all([demo?.close(), plain?.close()])
    await database?.drop()
  })

  /** Every request elsewhere fails, as it would without the internet, and is remembered. */
  const openPage = async (url: string): Promise<Page> => {
    const page = await browser.newPage()
    await page.route(
      (address) => address.protocol.startsWith('http') && address.origin !== new URL(url).origin,
      (route) => {
        asked.push(route.request().url())
        return route.abort()
      },
    )
    await page.goto(url)
    await page.waitForSelector('.graphiql-query-editor .view-line')
    return page
  }

  const run = (page: Page) => page.click('.graphiql-execute-button')

  const answerOf = async (page: Page): Promise<string> => {
    await page.waitForFunction(() => /data|errors/.test(document.querySelector('.result-window')?.textContent ?? ''))
    return ((await page.textContent('.result-window .view-lines')) ?? '').replaceAll('\u00a0', ' ')
  }

  it('runs the first example of the demo at one click, with its key filled in', async () => {
    const page = await openPage(`${demo.url}/graphql`)
    await run(page)
    expect(await answerOf(page)).toContain('from the first tab')
    await page.close()
  })

  it('opens a tab for each example', async () => {
    const page = await openPage(`${demo.url}/graphql`)
    const tabs = await page.locator('.graphiql-tab-button').allTextContents()
    expect(tabs.map((tab) => tab.trim())).toEqual(['Hello', 'Me', 'Nothing'])
    await page.close()
  })

  it('changes to another example at one click', async () => {
    const page = await openPage(`${demo.url}/graphql`)
    for (const name of ['Nothing', 'Me', 'Hello']) {
      await page.locator('.graphiql-tab-button', { hasText: name }).click({ delay: 50 })
      await page.locator('.graphiql-query-editor .view-lines', { hasText: name }).waitFor({ timeout: 5000 })
    }
    await page.close()
  })

  it('knows the schema: it shows what a field is', async () => {
    const page = await openPage(`${demo.url}/graphql`)
    await page.click('button[aria-label="Show Documentation Explorer"]')
    await page.waitForSelector('.graphiql-doc-explorer >> text=Query')
    await page.close()
  })

  it('loads without a key on any other server, which then refuses what it asks', async () => {
    const page = await openPage(`${plain.url}/graphql`)
    await run(page)
    expect(await answerOf(page)).toContain('UNAUTHENTICATED')
    await page.close()
  })

  it('asks no other site for anything', () => {
    expect(asked).toEqual([])
  })

  it('fills the key in for nobody who comes by another name', async () => {
    const { default: http } = await import('node:http')
    const { port } = new URL(demo.url)
    const text = await new Promise<string>((done) => {
      http.get({ host: '127.0.0.1', port, path: '/graphql', headers: { host: 'evil.example' } }, async (response) => {
        done((await response.toArray()).join(''))
      })
    })
    expect(text).toContain('GraphiQL')
    expect(text).not.toMatch(/ck_[a-z2-9]{10}_/)
  })
})
