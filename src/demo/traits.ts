import type { IncomingUser } from '../domain/user.ts'
import { chance, diceOf, pick, pickWeighted, streams } from './dice.ts'
import type { Persona } from './persona.ts'
import type { Language } from './seasons.ts'
import { userIdOf } from './user-id.ts'

const cities: Readonly<Record<Language, readonly string[]>> = {
  en: ['Berlin', 'London', 'Dublin', 'Amsterdam', 'Toronto', 'Sydney', 'Edinburgh', 'Copenhagen'],
  zh: ['Beijing', 'Shanghai', 'Hangzhou', 'Chengdu', 'Guangzhou', 'Xiamen', 'Singapore', 'Berlin'],
}

const ages = ['18-24', '25-34', '35-44', '45-54', '55+']

const ageWeights: Readonly<Record<string, readonly number[]>> = {
  'new-parent': [0.5, 5, 4, 0.5, 0.2],
  'desk-dweller': [3, 4, 2, 1, 0.5],
  'night-owl': [4, 3, 1, 1, 0.5],
  'plant-parent': [1, 3, 2, 2, 2],
}

const channels = ['search', 'social', 'friend', 'newsletter', 'marketplace']

/** One row of the users file. Nothing in it belongs to a real person. */
export const createUser = (seed: number, user: number, persona: Persona, signedUpAt: number): IncomingUser => {
  const random = diceOf(seed, streams.traits, user)
  return {
    userId: userIdOf(user),
    createdAt: signedUpAt,
    traits: {
      city: pick(random, cities[persona.language]),
      language: persona.language,
      ageGroup: ages[pickWeighted(random, ageWeights[persona.archetype.name] ?? [2, 3, 3, 2, 1])],
      device: persona.usesApp ? 'phone' : pick(random, ['phone', 'desktop', 'desktop', 'tablet']),
      acquisitionChannel: channels[pickWeighted(random, [4, 3, 2, 1.5, 1])],
    },
    consents: {
      EMAIL: chance(random, 0.64),
      SMS: chance(random, 0.18),
      PUSH: chance(random, persona.usesApp ? 0.55 : 0.1),
      PERSONALISATION: chance(random, 0.86),
    },
  }
}
