import { describe, expect, it } from 'vitest'

import { parentsFrom, parseStructure, placeArcs } from '../../../src/models/bayesian/structure.ts'

const names = ['tenure', 'contract', 'internetService', 'label']

describe('a structure that a person wrote', () => {
  it('is read from JSON', () => {
    const text = '{"required": [["contract", "label"]], "forbidden": [["label", "tenure"]]}'
    expect(parseStructure(text)).toEqual({ required: [['contract', 'label']], forbidden: [['label', 'tenure']] })
    expect(parseStructure({ arcs: [] })).toEqual({ arcs: [] })
  })

  it.each([
    ['{"arcs": [', /is no JSON/],
    ['[]', /is an object/],
    ['{"arc": []}', /has no "arc", but arcs, required, forbidden/],
    ['{"arcs": [["tenure"]]}', /list of pairs/],
    ['{"forbidden": "all"}', /list of pairs/],
  ])('is refused with a sentence: %s', (text, says) => {
    expect(() => parseStructure(text)).toThrow(says)
  })

  it('names a node that there is not, and the nearest that there is', () => {
    expect(() => placeArcs([['contarct', 'label']], names)).toThrow(
      'The structure has an arc of "contarct", which is no node. Did you mean "contract"?',
    )
    expect(() => placeArcs([['label', 'zzz']], names)).toThrow(/"zzz", which is no node\.$/)
    expect(() => placeArcs([['label', 'label']], names)).toThrow(/to itself/)
  })

  it('names the circle that its arcs make', () => {
    const arcs = placeArcs(
      [
        ['tenure', 'contract'],
        ['contract', 'internetService'],
        ['internetService', 'tenure'],
        ['tenure', 'label'],
      ],
      names,
    )
    expect(() => parentsFrom(arcs, names)).toThrow(/circle: (\w+) -> \w+ -> \w+ -> \1\.$/)
    expect(() => parentsFrom(arcs, names)).toThrow(/tenure -> contract/)
  })

  it('has each arc once', () => {
    expect(
      parentsFrom(
        [
          [1, 3],
          [0, 3],
          [1, 3],
        ],
        names,
      ),
    ).toEqual([[], [], [], [0, 1]])
  })
})
