import { upliftFamilies } from '../../../src/models/uplift/families.ts'
import { describeUplift } from '../../contracts/uplift.ts'

for (const family of upliftFamilies) describeUplift(family, { learns: family.name !== 'average-effect' })
