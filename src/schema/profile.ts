import type { FavouriteCategory as FavouriteCategoryNoun, RfmScores as RfmScoresNoun } from '../domain/portrait.ts'
import { textIn } from '../resolvers/language.ts'
import {
  activeHoursOfProfile,
  favouriteCategoriesOfProfile,
  type HourView,
  type LabelView,
  labelsOfProfile,
  type ProfileView,
} from '../resolvers/portrait.ts'
import { builder } from './builder.ts'
import { ComputedInterface } from './computed.ts'
import { Language, Lifecycle } from './enums.ts'

const RfmScores = builder.objectRef<RfmScoresNoun>('RfmScores').implement({
  description: 'Fifths of all customers, 5 best.',
  fields: (t) => ({
    recency: t.exposeInt('recency', { description: '1..5; 5: among the fifth that bought most recently.' }),
    frequency: t.exposeInt('frequency', { description: '1..5; 5: among the fifth that buys most often.' }),
    monetary: t.exposeInt('monetary', { description: '1..5; 5: among the fifth that spends most.' }),
  }),
})

const FavouriteCategory = builder.objectRef<FavouriteCategoryNoun>('FavouriteCategory').implement({
  description: 'A category that the user spends much on.',
  fields: (t) => ({
    category: t.exposeString('category', { description: 'Path from the root, joined by " > ".' }),
    share: t.exposeFloat('share', { description: "Part of the user's own spend, 0..1." }),
    lift: t.exposeFloat('lift', {
      description: "That share over the category's share of the whole shop; 1 is average, 2 twice as much.",
    }),
  }),
})

const ActiveHour = builder.objectRef<HourView>('ActiveHour').implement({
  description: 'How much of what a user does falls into an hour of the day.',
  fields: (t) => ({
    hour: t.exposeInt('hour', { description: "0..23, in the shop's time zone." }),
    share: t.exposeFloat('share', { description: "Part of the user's events, 0..1; the 24 shares add up to 1." }),
  }),
})

const languageArg = 'Language of the text.'

const Label = builder.objectRef<LabelView>('Label').implement({
  description: 'A readable tag that a published rule gave the user.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Stable key, for programs.' }),
    text: t.string({
      description: 'The tag, for people.',
      args: { language: t.arg({ type: Language, defaultValue: 'EN', description: languageArg }) },
      resolve: ({ text }, { language }) => textIn(text, language ?? 'EN'),
    }),
    definition: t.exposeString('definition', { description: 'The rule in words, in English.' }),
  }),
})

export const UserProfile = builder.objectRef<ProfileView>('UserProfile').implement({
  description:
    "What a user's whole behaviour comes to. Amounts are in the shop's currency, days are days of its time zone.",
  interfaces: [ComputedInterface],
  fields: (t) => ({
    firstSeenAt: t.expose('firstSeenAt', { type: 'DateTime', description: 'The first event.' }),
    lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime', description: "The last event before the run's as-of." }),
    lifecycle: t.expose('lifecycle', {
      type: Lifecycle,
      nullable: true,
      description: 'Where the customer stands; null for somebody who has never ordered.',
    }),
    orderCount: t.exposeInt('orderCount', { description: 'Orders, those of returns alone left out.' }),
    purchaseDays: t.exposeInt('purchaseDays', { description: 'Different days with a purchase.' }),
    recencyDays: t.exposeFloat('recencyDays', {
      description: 'Days since the last purchase, or since last seen for somebody who has never ordered.',
    }),
    frequency: t.exposeInt('frequency', {
      description: 'Repeat purchases in purchase days: `purchaseDays` - 1, at least 0. The x of BG/NBD.',
    }),
    monetary: t.exposeFloat('monetary', {
      nullable: true,
      description: 'Mean value of a repeat purchase day; null without a repeat.',
    }),
    averageOrderValue: t.exposeFloat('averageOrderValue', {
      nullable: true,
      description: 'Mean value of an order; null without orders.',
    }),
    totalSpend: t.exposeFloat('totalSpend', { description: 'Spent less returned, over the whole history.' }),
    rfm: t.expose('rfm', {
      type: RfmScores,
      nullable: true,
      description: 'Recency, frequency and monetary value in fifths; null for somebody who has never ordered.',
    }),
    favouriteCategories: t.field({
      type: [FavouriteCategory],
      description: 'Where the money goes, largest share first; empty without purchases of known categories.',
      args: { first: t.arg.int({ defaultValue: 5, description: 'At most so many.' }) },
      complexity: ({ first }) => ({ field: 1, multiplier: Math.max(1, first ?? 5) }),
      resolve: favouriteCategoriesOfProfile,
    }),
    activeHours: t.field({
      type: [ActiveHour],
      description: 'All 24 hours of the day, from 0.',
      complexity: { field: 1, multiplier: 24 },
      resolve: activeHoursOfProfile,
    }),
    satisfaction: t.exposeFloat('satisfaction', {
      nullable: true,
      description: '0..1 from ratings and the words of reviews; null without any.',
    }),
    labels: t.field({
      type: [Label],
      description: 'Readable tags, each from a published rule.',
      resolve: labelsOfProfile,
    }),
  }),
})
