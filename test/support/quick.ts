/** Worker settings for tests: a dead worker's jobs are taken over within a second or two. */
export const quick = { lockDuration: 1500, stalledInterval: 300, schedule: false } as const
