import type { Database } from '../store/database.ts'
import type { WebhookSettings } from './deliver.ts'
import {
  createWebhook,
  deleteWebhook,
  replayWebhook,
  rotateWebhookSecret,
  setWebhookPaused,
  testWebhook,
  type WebhookInput,
} from './manage-webhooks.ts'

/** What resolvers ask of this room: functions that know their database, the settings and the time. */
export const bindWebhooks = (database: Database, settings: WebhookSettings) => ({
  create: (input: WebhookInput) => createWebhook(database, input, settings, new Date()),
  pause: (key: string) => setWebhookPaused(database, key, 'Somebody paused it.'),
  resume: (key: string) => setWebhookPaused(database, key, null),
  remove: (key: string) => deleteWebhook(database, key),
  rotate: (key: string) => rotateWebhookSecret(database, key, settings, new Date()),
  test: (key: string, signal: AbortSignal) => testWebhook(database, key, settings, signal),
  replay: (key: string) => replayWebhook(database, key, new Date()),
})
