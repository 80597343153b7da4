/** Past this many terms the variable is within 3e-5 of 1, where only a search that has gone astray looks: it need not wait for the last digits. */
const mostTerms = 4_000

/** Each further term of the fraction lowers its error by |1 - sqrt(1 - z)| / (1 + sqrt(1 - z)). */
const termsFor = (z: number): number => {
  const root = Math.sqrt(1 - z)
  const rate = Math.abs(1 - root) / (1 + root)
  return rate === 0 ? 4 : Math.min(mostTerms, 4 + Math.ceil(-37 / Math.log(rate)))
}

/**
 * Gauss's hypergeometric function 2F1(1, b; c; z) for 0 <= b <= c, c > 0 and z < 1, by his continued fraction
 *
 *   1 / (1 - k1 z / (1 - k2 z / ...)),   k_(2m+1) = (b + m)(c - 1 + m) / ((c + 2m - 1)(c + 2m)),   k_(2m) = m (c - b - 1 + m) / ((c + 2m - 2)(c + 2m - 1))
 *
 * (Wall 1948, eq. 89.9; DLMF 15.7), from its far end: no term is negative there, so nothing cancels, and near z = 1 it takes some 18 / sqrt(1 - z) terms where the series takes 37 / (1 - z).
 * Accurate to some 1e-14. Writes the derivatives by b, c and z into `slopes` where it is given. By Euler's transformation (Abramowitz & Stegun 15.3.3)
 * it also gives 2F1(a, b; a + 1; z) = (1 - z)^(1 - b) 2F1(1, a + 1 - b; a + 1; z), which is what Pareto/NBD takes.
 */
export const hypergeometricOne = (b: number, c: number, z: number, slopes?: Float64Array): number => {
  let f = 1
  let [byB, byC, byZ] = [0, 0, 0]
  for (let n = termsFor(z); n >= 1; n--) {
    const m = n >> 1
    const odd = (n & 1) === 1
    // k = upper * side / (below * (below + 1))
    const upper = odd ? b + m : m
    const side = odd ? c - 1 + m : c - b - 1 + m
    const below = odd ? c + 2 * m - 1 : c + 2 * m - 2
    // The first k is b / c: c - 1 stands above and below.
    const over = n === 1 ? 1 / c : 1 / (below * (below + 1))
    const k = n === 1 ? b * over : upper * side * over
    const inverse = 1 / f
    if (slopes) {
      const kByB = n === 1 ? over : odd ? side * over : -upper * over
      const kByC = n === 1 ? -k / c : upper * over - k * (2 * below + 1) * over
      const share = k * z * inverse * inverse
      byB = share * byB - kByB * z * inverse
      byC = share * byC - kByC * z * inverse
      byZ = share * byZ - k * inverse
    }
    f = 1 - k * z * inverse
  }
  // f is now the denominator of the whole.
  if (slopes) {
    const outer = -1 / (f * f)
    slopes[0] = outer * byB
    slopes[1] = outer * byC
    slopes[2] = outer * byZ
  }
  return 1 / f
}
