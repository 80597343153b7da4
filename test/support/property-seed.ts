import fc from 'fast-check'

/** The same examples on every machine and every day; PROPERTY_SEED=<n> looks at others. */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20261122) })
