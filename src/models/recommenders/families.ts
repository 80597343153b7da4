import { als } from './als.ts'
import { bpr } from './bpr.ts'
import { categoryPopular } from './category-popular.ts'
import { content } from './content.ts'
import { ease } from './ease.ts'
import type { RecommenderFamily } from './family.ts'
import { graphFilter } from './graph-filter.ts'
import { gru } from './gru.ts'
import { itemKnn } from './item-knn.ts'
import { latentClasses } from './latent-classes.ts'
import { latest } from './latest.ts'
import { markov } from './markov.ts'
import { popular } from './popular.ts'
import { p3Alpha, rp3Beta } from './random-walk.ts'
import { repeatPurchase } from './repeat-purchase.ts'
import { selfAttention } from './self-attention.ts'
import { sessionKnn } from './session-knn.ts'
import { tastes } from './tastes.ts'
import { trending } from './trending.ts'
import { userKnn } from './user-knn.ts'

/**
 * A family with its options and models no longer told apart: what a registry holds. Options and models of a family go only to that same family, so this is
 * as safe as the name under which both are kept.
 */
const registered = <Options extends object, Model extends object>(
  family: RecommenderFamily<Options, Model>,
): RecommenderFamily => family as unknown as RecommenderFamily

/** Every family that a search may try and a blend may hold, by name. */
export const families: readonly RecommenderFamily[] = [
  registered(popular),
  registered(trending),
  registered(latest),
  registered(categoryPopular),
  registered(tastes),
  registered(latentClasses),
  registered(itemKnn),
  registered(userKnn),
  registered(p3Alpha),
  registered(rp3Beta),
  registered(graphFilter),
  registered(content),
  registered(repeatPurchase),
  registered(ease),
  registered(als),
  registered(bpr),
  registered(markov),
  registered(sessionKnn),
  registered(selfAttention),
  registered(gru),
]

/** @throws Error where there is no such family */
export const familyNamed = (name: string): RecommenderFamily => {
  const family = families.find((family) => family.name === name)
  if (!family) throw new Error(`there is no family of recommenders named ${name}`)
  return family
}
