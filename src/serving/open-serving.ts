import { Worker } from 'node:worker_threads'

import { CodedError } from '../errors.ts'
import type { Answer, Question } from './question.ts'
import type { Asking, ThreadData, Told } from './thread-messages.ts'

export interface ServingOptions {
  readonly databaseUrl: string
  /** Told of what went wrong in the thread beside any question: it died, or could not make a model ready. */
  readonly onTrouble: (error: Error) => void
}

/** Live answers, computed in a thread of this process. */
export interface Serving {
  /**
   * @throws CodedError of the question, RECOMMENDER_UNAVAILABLE when the thread died twice over it or takes too long, POSTGRES_UNAVAILABLE
   */
  readonly ask: (question: Question) => Promise<Answer>
  /** Starts the thread, so that the first question does not wait for it. */
  readonly start: () => void
  /** The thread's own id while it lives: it can be killed in tests. */
  readonly worker: () => Worker | null
  readonly close: () => Promise<void>
}

interface Pending {
  readonly question: Question
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
  asked: number
}

const thread = new URL('./serving-thread.ts', import.meta.url)

/** A question over which two threads died is not asked a third time. */
const mostTries = 2
const patienceMs = 20_000
/** More than this are waiting: whoever comes is better told at once. */
const mostWaiting = 2000

const unavailable = (why: string): CodedError =>
  new CodedError('RECOMMENDER_UNAVAILABLE', `Live recommendations are not to be had just now: ${why}. Try again.`)

const errorOf = ({ code, message }: Extract<Told, { failure: object }>['failure']): Error =>
  code === null ? new Error(message) : new CodedError(code, message)

/** Starts its thread when first asked, and again when it has died: what was asked and not answered is asked once more. */
export const openServing = ({ databaseUrl, onTrouble }: ServingOptions): Serving => {
  const pending = new Map<number, Pending>()
  let current: Worker | null = null
  let asked = 0
  let closed = false

  const settle = (id: number): Pending | undefined => {
    const waiting = pending.get(id)
    pending.delete(id)
    clearTimeout(waiting?.timer)
    return waiting
  }
  const hear = (told: Told): void => {
    if (told.id === null) {
      onTrouble(errorOf(told.failure))
      return
    }
    const waiting = settle(told.id)
    if ('answer' in told) waiting?.resolve(told.answer)
    else waiting?.reject(errorOf(told.failure))
  }
  const post = (worker: Worker, id: number, waiting: Pending): void => {
    waiting.asked++
    worker.postMessage({ id, question: waiting.question } satisfies Asking)
  }
  const askAgain = (): void => {
    for (const [id, waiting] of pending) {
      if (waiting.asked < mostTries && !closed) post(worker(), id, waiting)
      else settle(id)?.reject(unavailable('its thread died over the question'))
    }
  }
  const startThread = (): Worker => {
    const started = new Worker(thread, { workerData: { databaseUrl } satisfies ThreadData })
    started.unref()
    started.on('message', hear)
    started.on('error', onTrouble)
    started.once('exit', () => {
      if (current === started) current = null
      askAgain()
    })
    return started
  }
  const worker = (): Worker => {
    current ??= startThread()
    return current
  }
  const giveUp = (id: number): void => {
    settle(id)?.reject(unavailable('it takes too long'))
    // Whatever holds it up holds up everybody: the next question gets a new thread.
    void current?.terminate()
  }
  const ask = (question: Question): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(unavailable('the server is closing'))
      if (pending.size >= mostWaiting) return reject(unavailable('too many are waiting'))
      const id = ++asked
      const waiting = { question, resolve, reject, timer: setTimeout(giveUp, patienceMs, id), asked: 0 }
      pending.set(id, waiting)
      post(worker(), id, waiting)
    })
  const close = async (): Promise<void> => {
    closed = true
    await current?.terminate()
    askAgain()
  }
  return { ask, start: worker, worker: () => current, close }
}
