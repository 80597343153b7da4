import type { Shelf } from './catalogue-shelf.ts'

export const garden: readonly Shelf[] = [
  {
    category: 'Garden',
    shelf: 'Seeds & Bulbs',
    brands: ['Fernwick', 'Wren & Radish'],
    editions: [
      ['Windowsill', '窗台', 'mixed'],
      ['Bee’s Favourite', '蜜蜂最爱', 'yellow'],
      ['Beginner’s Luck', '新手友好', 'mixed'],
    ],
    things: [
      ['herb seeds', '香草种子', 4.5, 'seed'],
      ['wildflower mix', '野花种子', 5.9, 'seed'],
      ['tulip bulbs', '郁金香种球', 9.9, 'bulb'],
      ['salad seeds', '生菜种子', 3.9, 'seed'],
    ],
    searches: { en: ['tulip bulbs', 'herb seeds', 'wildflower seeds'], zh: ['郁金香种球', '香草种子', '阳台种菜'] },
    praise: {
      en: ['Nearly every one came up.', 'First green shoots after a week!'],
      zh: ['出芽率很高。', '一个星期就冒芽了！'],
    },
    grumble: {
      en: ['Three weeks in and nothing came up.', 'Half of them were mouldy.'],
      zh: ['三个星期了一棵都没出。', '有一半发霉了。'],
    },
    consumable: true,
    season: null,
    margin: 0.6,
  },
  {
    category: 'Garden',
    shelf: 'Pots & Planters',
    brands: ['Fernwick', 'Otterby'],
    editions: [
      ['Sleepy Cat', '瞌睡猫', 'grey'],
      ['Afternoon Sun', '午后阳光', 'terracotta'],
      ['Speckled Egg', '鹌鹑蛋', 'cream'],
    ],
    things: [
      ['flower pot', '陶土花盆', 13, 'terracotta'],
      ['hanging planter', '悬挂花盆', 22, 'ceramic'],
      ['herb trough', '长条种植盆', 27, 'zinc'],
      ['self-watering pot', '懒人自吸水花盆', 24, 'recycled plastic'],
    ],
    searches: { en: ['flower pot', 'hanging planter', 'self watering pot'], zh: ['花盆', '吊盆', '懒人花盆'] },
    praise: {
      en: ['My basil has moved in and is very happy.', 'Drains well and looks lovely on the sill.'],
      zh: ['罗勒搬进去以后长得特别好。', '透气排水，放窗台很好看。'],
    },
    grumble: {
      en: ['No drainage hole, despite the description.', 'Cracked at the first frost.'],
      zh: ['说有排水孔，结果没有。', '天一冷就裂了。'],
    },
    consumable: false,
    season: null,
    margin: 0.54,
  },
  {
    category: 'Garden',
    shelf: 'Garden Tools',
    brands: ['Wren & Radish', 'Gooseberry Works'],
    editions: [
      ['Robin', '知更鸟', 'red'],
      ['Old Orchard', '老果园', 'brown'],
      ['Mole', '小鼹鼠', 'black'],
    ],
    things: [
      ['hand trowel', '园艺小铲', 17, 'steel'],
      ['pruning shears', '修枝剪', 32, 'steel'],
      ['watering can', '洒水壶', 29, 'zinc'],
      ['gardening gloves', '园艺手套', 14, 'cotton'],
    ],
    searches: { en: ['watering can', 'secateurs', 'gardening gloves'], zh: ['洒水壶', '修枝剪', '园艺手套'] },
    praise: {
      en: ['Sturdy and comfortable, even after an afternoon of digging.', 'Built like the ones my grandfather had.'],
      zh: ['结实顺手，干一下午活也不累。', '做工像老一辈用的那种，耐用。'],
    },
    grumble: {
      en: ['Fell apart before the season was over.', 'Awkward to hold.'],
      zh: ['一季都没用完就坏了。', '拿着不顺手。'],
    },
    consumable: false,
    season: null,
    margin: 0.45,
  },
  {
    category: 'Garden',
    shelf: 'Balcony Living',
    brands: ['Driftlight', 'Otterby'],
    editions: [
      ['Long Evening', '夏夜', 'orange'],
      ['Lemon Terrace', '柠檬露台', 'yellow'],
      ['Sea Breeze', '海风', 'blue'],
    ],
    things: [
      ['string lights', '户外串灯', 26, 'copper'],
      ['outdoor cushion', '户外靠垫', 29, 'cotton'],
      ['folding stool', '折叠凳', 44, 'acacia'],
      ['parasol', '遮阳伞', 79, 'polyester'],
    ],
    searches: { en: ['string lights outdoor', 'balcony stool', 'parasol'], zh: ['阳台串灯', '遮阳伞', '折叠凳'] },
    praise: {
      en: ['Turned our tiny balcony into the best room.', 'Survived two thunderstorms already.'],
      zh: ['小阳台一下子成了最舒服的地方。', '淋过两场大雨也没事。'],
    },
    grumble: {
      en: ['Did not survive the first rain.', 'Cheaper in the hand than in the photo.'],
      zh: ['第一场雨就坏了。', '实物质感一般。'],
    },
    consumable: false,
    season: 'SUMMER',
    margin: 0.43,
  },
]
