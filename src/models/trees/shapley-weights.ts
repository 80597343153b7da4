/**
 * Shapley values of a game in which every player j brings a factor: o_j (1 or 0) where it is known, z_j where it is not, and v times the product of all factors is what is
 * shared out:
 *
 *   phi_i = v (o_i - z_i) sum over sets S of the others of |S|! (d - |S| - 1)! / d!  prod over S of o_j  prod over the rest of z_j
 *
 * The sums over sets of each size are the coefficients of a polynomial, the product over j of (z_j + o_j t): d^2 steps a player, not 2^d (Lundberg et al. 2018, algorithm 2).
 */
export const createShapley = () => {
  /** Per number of players the weight of a set of each size among the others. */
  const weights: Float64Array[] = []
  const weightsFor = (players: number): Float64Array => {
    weights[players] ??= Float64Array.from({ length: players }, (_, size) => {
      // |S|! (d - |S| - 1)! / d! = 1 / (d C(d - 1, |S|))
      let choose = 1
      for (let at = 1; at <= size; at++) choose = (choose * (players - at)) / at
      return 1 / (players * choose)
    })
    return weights[players]
  }
  /** The coefficients without player i. */
  const others = (zeros: Float64Array, ones: Uint8Array, i: number): Float64Array => {
    const coefficients = new Float64Array(zeros.length)
    coefficients[0] = 1
    let degree = 0
    for (let j = 0; j < zeros.length; j++) {
      if (j === i) continue
      degree++
      for (let at = degree; at >= 0; at--) {
        coefficients[at] = coefficients[at] * zeros[j] + (at > 0 && ones[j] ? coefficients[at - 1] : 0)
      }
    }
    return coefficients
  }
  return (zeros: Float64Array, ones: Uint8Array, value: number): Float64Array => {
    const own = weightsFor(zeros.length)
    return zeros.map((zero, i) => {
      const coefficients = others(zeros, ones, i)
      let sum = 0
      for (let size = 0; size < own.length; size++) sum += own[size] * coefficients[size]
      return value * (ones[i] - zero) * sum
    })
  }
}
