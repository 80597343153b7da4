import { graphql } from 'graphql'

import type { Context } from '../context.ts'
import { schema } from '../schema/index.ts'

export interface AtRisk {
  readonly externalId: string
  readonly profile: { readonly totalSpend: number; readonly recencyDays: number; readonly orderCount: number }
  readonly churnRisk: { readonly probability: number; readonly mainReason: { readonly text: string } | null }
}

/** What is foretold of a next order; without fields where nothing is. */
interface NextOrder {
  readonly nextOrder: {
    readonly date?: string | null
    readonly earliest?: string | null
    readonly latest?: string | null
    readonly probabilityOfNone?: number
  }
  readonly nextCategory: { readonly category?: string; readonly probability?: number }
}

export interface LikelyToBuy {
  readonly externalId: string
  readonly predictions: NextOrder & {
    readonly purchase: {
      readonly probability: number
      readonly reasons: readonly { readonly contribution: number; readonly feature: string; readonly text: string }[]
    }
  }
}

export interface Portrait {
  readonly externalId: string
  readonly createdAt: string
  readonly traits: readonly { readonly name: string; readonly value: unknown }[]
  readonly profile: {
    readonly lifecycle: string
    readonly orderCount: number
    readonly recencyDays: number
    readonly totalSpend: number
    readonly averageOrderValue: number
    readonly rfm: { readonly recency: number; readonly frequency: number; readonly monetary: number }
    readonly favouriteCategories: readonly {
      readonly category: string
      readonly share: number
      readonly lift: number
    }[]
    readonly activeHours: readonly { readonly hour: number; readonly share: number }[]
    readonly satisfaction: number | null
    readonly labels: readonly { readonly text: string }[]
  }
  readonly churnRisk: {
    readonly probability: number
    readonly band: string
    readonly horizonDays: number
    readonly reasons: readonly { readonly contribution: number; readonly text: string }[]
    readonly counterfactual: { readonly text: string; readonly probability: number } | null
  }
  readonly predictions: NextOrder
  /** Without numbers where there was too little to fit from. */
  readonly lifetimeValue:
    | {
        readonly historic: number
        readonly predicted: number
        readonly low: number
        readonly high: number
        readonly horizonDays: number
      }
    | { readonly predicted?: undefined }
  readonly segments: readonly { readonly segment: { readonly name: string } }[]
  readonly recommendations: {
    readonly edges: readonly {
      readonly node: {
        readonly product: { readonly name: string | null; readonly externalId: string; readonly price: number | null }
        readonly reasons: readonly { readonly weight: number; readonly text: string }[]
      }
    }[]
  }
}

export interface Overview {
  readonly segments: {
    readonly edges: readonly {
      readonly node: {
        readonly key: string
        readonly name: string
        readonly description: string
        readonly userCount: number | null
      }
    }[]
  }
  readonly modelRuns: {
    readonly edges: readonly {
      readonly node: {
        readonly kind: string
        readonly status: string
        readonly metrics: readonly { readonly name: string; readonly value: number }[]
        readonly error: { readonly message: string } | null
      }
    }[]
  }
}

/** Asks as any client would, without the way over HTTP. */
const ask = async <Data>(contextValue: Context, source: string, variableValues: Record<string, unknown> = {}) => {
  const { data, errors } = await graphql({ schema, source, contextValue, variableValues })
  if (errors) throw errors[0].originalError ?? errors[0]
  return data as Data
}

export const readOverview = (context: Context): Promise<Overview> =>
  ask(
    context,
    /* GraphQL */ `{
      segments(first: 50) { edges { node { key name description userCount } } }
      modelRuns(first: 11) { edges { node { kind status metrics { name value } error { message } } } }
    }`,
  )

const spenders = /* GraphQL */ `query Spenders($after: String) {
  users(first: 100, after: $after, orderBy: { field: TOTAL_SPEND, direction: DESC }) {
    pageInfo { hasNextPage endCursor }
    edges { node {
      externalId
      profile { totalSpend recencyDays orderCount }
      churnRisk { ... on ChurnRisk { probability mainReason { text } } }
    } }
  }
}`

interface Spenders {
  readonly users: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
    readonly edges: readonly { readonly node: AtRisk }[]
  }
}

const mostPages = 20

/** Those who have spent the most, among the customers that will rather not be back. */
export const readValuableAtRisk = async (
  context: Context,
  { count, minProbability }: { readonly count: number; readonly minProbability: number },
): Promise<readonly AtRisk[]> => {
  const found: AtRisk[] = []
  let after: string | null = null
  for (let page = 0; page < mostPages && found.length < count; page++) {
    const { users }: Spenders = await ask<Spenders>(context, spenders, { after })
    found.push(
      ...users.edges.map(({ node }) => node).filter(({ churnRisk }) => churnRisk.probability >= minProbability),
    )
    if (!users.pageInfo.hasNextPage) break
    after = users.pageInfo.endCursor
  }
  return found.slice(0, count)
}

const nextOrderFields = /* GraphQL */ `
  nextOrder { ... on NextOrder { date earliest latest probabilityOfNone } }
  nextCategory { ... on NextCategory { category probability } }`

/** Who will most likely order within 30 days. */
export const readLikelyToBuy = async (context: Context, count: number): Promise<readonly LikelyToBuy[]> => {
  const { usersLikelyToBuy } = await ask<{
    readonly usersLikelyToBuy: { readonly edges: readonly { readonly node: LikelyToBuy }[] }
  }>(
    context,
    /* GraphQL */ `query ($count: Int!) {
      usersLikelyToBuy(withinDays: 30, first: $count) { edges { node {
        externalId
        predictions {
          purchase(withinDays: 30) { ... on PurchasePrediction { probability reasons { feature contribution text } } }
          ${nextOrderFields}
        }
      } } }
    }`,
    { count },
  )
  return usersLikelyToBuy.edges.map(({ node }) => node)
}

export const readPortrait = async (context: Context, externalId: string): Promise<Portrait> => {
  const { user } = await ask<{ readonly user: Portrait }>(
    context,
    /* GraphQL */ `query ($externalId: ID!) {
      user(externalId: $externalId) {
        externalId createdAt traits { name value }
        profile {
          lifecycle orderCount recencyDays totalSpend averageOrderValue rfm { recency frequency monetary }
          favouriteCategories(first: 3) { category share lift } activeHours { hour share } satisfaction labels { text }
        }
        churnRisk { ... on ChurnRisk {
          probability band horizonDays reasons { contribution text } counterfactual { text probability }
        } }
        predictions { ${nextOrderFields} }
        lifetimeValue { ... on LifetimeValue { historic predicted low high horizonDays } }
        segments { segment { name } }
        recommendations(first: 5) { edges { node { product { name externalId price } reasons { weight text } } } }
      }
    }`,
    { externalId },
  )
  return user
}
