import type { Shelf } from './catalogue-shelf.ts'

export const outdoors: readonly Shelf[] = [
  {
    category: 'Outdoors',
    shelf: 'Camping',
    brands: ['Tin Whale', 'Fernwick'],
    editions: [
      ['Owl’s Nest', '猫头鹰', 'brown'],
      ['Alpine Dawn', '高山晨曦', 'orange'],
      ['Big Bear', '大熊', 'green'],
    ],
    things: [
      ['camping lantern', '露营灯', 42, 'steel'],
      ['enamel mug', '搪瓷杯', 13, 'enamel'],
      ['camping chair', '露营椅', 65, 'canvas'],
      ['sleeping mat', '防潮垫', 48, 'foam'],
    ],
    searches: { en: ['camping chair', 'enamel mug', 'camping lantern'], zh: ['露营椅', '露营灯', '搪瓷杯'] },
    praise: {
      en: ['Came along on four trips and still looks new.', 'Light enough to carry, tough enough to trust.'],
      zh: ['跟着出去露营四次还跟新的一样。', '轻便又结实。'],
    },
    grumble: {
      en: ['Broke on the first night out.', 'Heavier than stated.'],
      zh: ['第一晚就坏了。', '比标的重量沉多了。'],
    },
    consumable: false,
    season: null,
    margin: 0.42,
  },
  {
    category: 'Outdoors',
    shelf: 'Picnic',
    brands: ['Kumquat Street', 'Gooseberry Works'],
    editions: [
      ['Strawberry Check', '草莓格子', 'red'],
      ['Meadow', '草地', 'green'],
      ['Lazy River', '慢悠悠', 'blue'],
    ],
    things: [
      ['picnic blanket', '野餐垫', 38, 'cotton'],
      ['cool bag', '保温袋', 32, 'polyester'],
      ['lunch box', '便当盒', 24, 'steel'],
      ['thermos flask', '保温壶', 36, 'steel'],
    ],
    searches: { en: ['picnic blanket waterproof', 'lunch box', 'thermos'], zh: ['野餐垫', '便当盒', '保温壶'] },
    praise: {
      en: ['The star of every picnic so far.', 'Wipes clean in seconds, even the jam.'],
      zh: ['每次野餐都被问链接。', '果酱一擦就掉，好打理。'],
    },
    grumble: {
      en: ['Let us down on the very first outing.', 'Smelled of plastic after three washes.'],
      zh: ['第一次带出门就掉链子。', '洗了三次还有塑料味。'],
    },
    consumable: false,
    season: 'SUMMER',
    margin: 0.48,
  },
  {
    category: 'Outdoors',
    shelf: 'Cycling',
    brands: ['Driftlight', 'Tin Whale'],
    editions: [
      ['Swallow', '飞燕', 'blue'],
      ['Cobblestone', '石板路', 'grey'],
      ['Tailwind', '顺风', 'orange'],
    ],
    things: [
      ['bicycle bell', '自行车铃', 16, 'brass'],
      ['handlebar bag', '车把包', 45, 'waxed cotton'],
      ['bike light set', '自行车灯', 29, 'aluminium'],
      ['cycling cap', '骑行小帽', 22, 'cotton'],
    ],
    searches: { en: ['bike bell', 'bike lights', 'handlebar bag'], zh: ['自行车铃', '车灯', '车把包'] },
    praise: {
      en: ['A small thing that makes a big difference on the road.', 'Makes the ride to work a small joy.'],
      zh: ['小东西，骑车体验大不一样。', '上下班骑车心情都变好了。'],
    },
    grumble: {
      en: ['Cheaper than it looks in the pictures.', 'Not made for real weather.'],
      zh: ['实物比图片廉价。', '稍微下点雨就不行了。'],
    },
    consumable: false,
    season: null,
    margin: 0.44,
  },
  {
    category: 'Outdoors',
    shelf: 'Swim & Beach',
    brands: ['Saltmarch', 'Sundayfold'],
    editions: [
      ['Lighthouse', '灯塔', 'red'],
      ['Jellyfish', '水母', 'purple'],
      ['Watermelon', '西瓜', 'green'],
    ],
    things: [
      ['beach towel', '沙滩巾', 34, 'cotton'],
      ['dry bag', '防水袋', 27, 'recycled polyester'],
      ['sun hat', '遮阳帽', 31, 'straw'],
      ['swim ring', '游泳圈', 18, 'vinyl'],
    ],
    searches: { en: ['beach towel', 'sun hat', 'dry bag'], zh: ['沙滩巾', '遮阳帽', '游泳圈'] },
    praise: {
      en: ['Shakes off the sand like magic.', 'Holiday mood straight out of the parcel.'],
      zh: ['沙子一抖就掉。', '一拆开就有度假的感觉。'],
    },
    grumble: {
      en: ['Faded after one day in the sun.', 'A hole on the very first trip.'],
      zh: ['晒一天就褪色了。', '第一次用就破了个洞。'],
    },
    consumable: false,
    season: 'SUMMER',
    margin: 0.5,
  },
]
