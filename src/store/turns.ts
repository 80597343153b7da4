export interface Turns {
  /**
   * Does the work as soon as there is a place for it, in the order in which it was asked for.
   * @throws whatever the work throws, or what `tooLate` makes where no place was free in time; the signal's reason once it is aborted
   */
  readonly take: <Result>(signal: AbortSignal, work: () => Promise<Result>, tooLate: () => Error) => Promise<Result>
}

/** Lets `most` works go on at once, so that what is left of the connections is there for everybody else; the others wait for at most `waitMs`. */
export const createTurns = ({ most, waitMs }: { readonly most: number; readonly waitMs: number }): Turns => {
  let running = 0
  const waiting: (() => void)[] = []

  const place = (signal: AbortSignal, tooLate: () => Error): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (error: unknown) => {
        waiting.splice(waiting.indexOf(enter), 1)
        clearTimeout(timer)
        signal.removeEventListener('abort', gone)
        reject(error)
      }
      const gone = () => leave(signal.reason)
      const enter = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', gone)
        resolve()
      }
      const timer = setTimeout(() => leave(tooLate()), waitMs)
      signal.addEventListener('abort', gone, { once: true })
      waiting.push(enter)
    })

  return {
    take: async (signal, work, tooLate) => {
      signal.throwIfAborted()
      // Whoever leaves hands the place on: it is never free while somebody waits.
      if (running < most) running += 1
      else await place(signal, tooLate)
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next === undefined) running -= 1
        else next()
      }
    },
  }
}
