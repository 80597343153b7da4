import type { ReliabilityRow } from '../domain/prediction-report.ts'
import { builder } from './builder.ts'

export const ReliabilityPoint = builder.objectRef<ReliabilityRow>('ReliabilityPoint').implement({
  description:
    'Those of whom about the same was foretold, and what came of it, on people whom the model had not seen: a point of a reliability chart.',
  fields: (t) => ({
    from: t.exposeFloat('from', { description: 'Foretold at least this.' }),
    to: t.exposeFloat('to', { description: 'Foretold at most this.' }),
    people: t.int({ description: 'How many they are.', resolve: ({ rows }) => rows }),
    expected: t.exposeFloat('expected', { description: 'Mean of what was foretold.' }),
    actual: t.exposeFloat('actual', { description: 'What came: of probabilities the share, of amounts the mean.' }),
    low: t.exposeFloat('low', { description: 'Lower bound of the 95 % interval of `actual`.' }),
    high: t.exposeFloat('high', { description: 'Upper bound of the 95 % interval of `actual`.' }),
  }),
})
