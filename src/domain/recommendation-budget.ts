/** How much work a recompute puts into the choice of a recommender: seconds, minutes, or the night. */
export const recommendationBudgets = ['quick', 'standard', 'thorough'] as const
export type RecommendationBudget = (typeof recommendationBudgets)[number]
