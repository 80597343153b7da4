import { type ChurnBand, churnBandCuts } from '../domain/churn-risk.ts'

export const churnBandOf = (probability: number): ChurnBand => {
  if (probability >= churnBandCuts.high) return 'HIGH'
  return probability >= churnBandCuts.medium ? 'MEDIUM' : 'LOW'
}
