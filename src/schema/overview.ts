import type { MeasureBin, DistributionMeasure as MeasureName, MeasureSummary, SizePoint } from '../domain/overview.ts'
import {
  type DistributionView,
  distribution,
  type SegmentFlowView,
  type SegmentSizes as SizesView,
  segmentFlows,
  segmentSizes,
} from '../resolvers/overview.ts'
import { builder } from './builder.ts'
import { ComputedInterface } from './computed.ts'
import { described } from './enums.ts'
import { Segment } from './segment.ts'

const DistributionMeasure = builder.enumType('DistributionMeasure', {
  description: 'What is spread out in a chart.',
  values: described<MeasureName>({
    CHURN_RISK: 'Probability to stay away, 0 to 1, of customers.',
    LIFETIME_VALUE: 'What customers are expected to spend, in the currency of the shop.',
    PURCHASE_30: 'Probability of a purchase within 30 days, 0 to 1.',
    RECENCY_DAYS: 'Days since the last purchase, of customers.',
    ORDER_COUNT: 'Orders so far.',
    TOTAL_SPEND: 'Spent so far, returns taken off, in the currency of the shop.',
    AVERAGE_ORDER_VALUE: 'Spent per order, in the currency of the shop.',
    SATISFACTION: 'Satisfaction by ratings and words of reviews.',
  }),
})

const SegmentSizePoint = builder.objectRef<SizePoint>('SegmentSizePoint').implement({
  description: 'How many members a segment had at an instant.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant.' }),
    userCount: t.exposeInt('userCount', {
      nullable: true,
      description: 'Members; null where the segment was not there yet.',
    }),
  }),
})

const SegmentSizes = builder.objectRef<SizesView>('SegmentSizes').implement({
  description: 'How the size of a segment went.',
  fields: (t) => ({
    segment: t.expose('segment', { type: Segment, description: 'The segment.' }),
    points: t.expose('points', { type: [SegmentSizePoint], description: 'Earliest first.' }),
  }),
})

const SegmentFlow = builder.objectRef<SegmentFlowView>('SegmentFlow').implement({
  description: 'How many users went from one segment to another, or stayed.',
  fields: (t) => ({
    from: t.expose('from', {
      type: Segment,
      nullable: true,
      description: 'Where they were at the beginning; null: in none of these segments.',
    }),
    to: t.expose('to', {
      type: Segment,
      nullable: true,
      description: 'Where they were at the end; null: in none of these segments.',
    }),
    userCount: t.exposeInt('userCount', { description: 'How many.' }),
  }),
})

const MeasureBar = builder.objectRef<MeasureBin>('MeasureBar').implement({
  description: 'A bar of a chart.',
  fields: (t) => ({
    from: t.exposeFloat('from', { description: 'The least value that belongs to it.' }),
    to: t.exposeFloat('to', { nullable: true, description: 'Values below this belong to it; null: no end.' }),
    userCount: t.exposeInt('userCount', { description: 'Users of the segment asked about; of all without one.' }),
    allCount: t.exposeInt('allCount', { description: 'All users.' }),
  }),
})

const MeasureSummaryType = builder.objectRef<MeasureSummary>('MeasureSummary').implement({
  description: 'A measure of many users in a few numbers.',
  fields: (t) => ({
    userCount: t.exposeInt('userCount', { description: 'Users of whom it is known.' }),
    mean: t.exposeFloat('mean', { nullable: true, description: 'Mean; null where it is known of nobody.' }),
    median: t.exposeFloat('median', { nullable: true, description: 'Median; null where it is known of nobody.' }),
  }),
})

const MeasureDistribution = builder.objectRef<DistributionView>('MeasureDistribution').implement({
  description: 'How a measure is spread over a segment, and over everybody.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    measure: t.expose('measure', { type: DistributionMeasure, description: 'What is measured.' }),
    bars: t.field({
      type: [MeasureBar],
      description:
        'Of one width and from round numbers on, lowest first, up to the 99th percentile of all users; what is beyond is in the last.',
      resolve: ({ bins }) => bins,
    }),
    segment: t.field({
      type: MeasureSummaryType,
      description: 'The users of the segment asked about; all without one.',
      resolve: ({ group }) => group,
    }),
    all: t.expose('all', { type: MeasureSummaryType, description: 'All users.' }),
  }),
})

const Overview = builder.objectRef<object>('Overview').implement({
  description: 'Numbers about many users at once, for charts.',
  fields: (t) => {
    const segments = t.arg.idList({ required: true, description: 'Keys of segments, 1 to 50.' })
    const from = t.arg({ type: 'DateTime', description: 'By default 30 days before `to`.' })
    const to = t.arg({ type: 'DateTime', description: 'By default now.' })
    return {
      segmentSizes: t.field({
        type: [SegmentSizes],
        description: 'How the sizes of segments went over a period.',
        args: {
          segments,
          from,
          to,
          points: t.arg.int({
            required: true,
            defaultValue: 31,
            description: 'At how many instants, evenly apart, both ends included: 2 to 366.',
          }),
        },
        complexity: 200,
        resolve: segmentSizes,
      }),
      segmentFlows: t.field({
        type: [SegmentFlow],
        description:
          'Who went where between two instants, most first. Every pair of a segment at the beginning and one at the end is counted: who is in two segments is in two flows.',
        args: { segments, from, to },
        complexity: 500,
        resolve: segmentFlows,
      }),
      distribution: t.field({
        type: MeasureDistribution,
        nullable: true,
        description: 'How a measure is spread; null before it is computed.',
        args: {
          measure: t.arg({ type: DistributionMeasure, required: true, description: 'What is measured.' }),
          segment: t.arg.id({ description: 'Key of a segment to be held against everybody.' }),
          bins: t.arg.int({ required: true, defaultValue: 20, description: 'How many bars, 2 to 200.' }),
        },
        complexity: 500,
        resolve: distribution,
      }),
    }
  },
})

builder.queryField('overview', (t) =>
  t.field({ type: Overview, description: 'Numbers about many users at once, for charts.', resolve: () => ({}) }),
)
