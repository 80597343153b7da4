// Stirling's series after shifting the argument up: Abramowitz & Stegun 6.1.41 (log-gamma) and 6.3.18 (digamma).
const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI)
const largeEnough = 10

const stirling = (x: number): number => {
  const y = 1 / (x * x)
  const tail = 1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y * (1 / 1188 - (y * 691) / 360360))))
  return (x - 0.5) * Math.log(x) - x + halfLogTwoPi + tail / x
}

/** log Γ(x) for x > 0, to an absolute error of about 1e-14 (relative for large x); Infinity at 0. */
export const logGamma = (x: number): number => {
  if (x === Infinity) return Infinity
  let product = 1
  let shifted = x
  while (shifted < largeEnough) {
    product *= shifted
    shifted++
  }
  return product === 1 ? stirling(shifted) : stirling(shifted) - Math.log(product)
}

/** ψ(x), the derivative of log Γ(x), for x > 0. */
export const digamma = (x: number): number => {
  let sum = 0
  let shifted = x
  while (shifted < largeEnough) {
    sum -= 1 / shifted
    shifted++
  }
  const y = 1 / (shifted * shifted)
  const tail = y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y * (1 / 132 - (y * 691) / 32760)))))
  return sum + Math.log(shifted) - 0.5 / shifted - tail
}

/** log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b). */
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b)
