const dayMs = 86_400_000

/** The instant so many days of 24 hours earlier. */
export const daysBefore = (time: Date, days: number): Date => new Date(time.getTime() - days * dayMs)
