import type { Shelf } from './catalogue-shelf.ts'

export const kitchen: readonly Shelf[] = [
  {
    category: 'Kitchen',
    shelf: 'Teapots & Cups',
    brands: ['Kettle & Crane', 'Nine Lanterns'],
    editions: [
      ['Morning Mist', '晨雾', 'grey'],
      ['Plum Blossom', '寒梅', 'red'],
      ['Quiet Lake', '静湖', 'blue'],
    ],
    things: [
      ['cast-iron teapot', '铸铁茶壶', 54, 'cast iron'],
      ['glass teapot', '耐热玻璃茶壶', 29, 'glass'],
      ['porcelain gaiwan', '白瓷盖碗', 24, 'porcelain'],
      ['stoneware tea cup', '粗陶茶杯', 14, 'stoneware'],
    ],
    searches: { en: ['teapot', 'cast iron teapot', 'tea cup set'], zh: ['茶壶', '盖碗', '茶杯 礼盒'] },
    praise: {
      en: ['Feels just right in the hand.', 'Keeps the tea warm right to the last cup.'],
      zh: ['拿在手里手感正好。', '保温效果好，喝到最后一杯还是热的。'],
    },
    grumble: {
      en: ['Chipped within a week.', 'Looks nothing like the photo.'],
      zh: ['用了一个星期就磕掉一块。', '和图片差得有点远。'],
    },
    consumable: false,
    season: null,
    margin: 0.52,
  },
  {
    category: 'Kitchen',
    shelf: 'Coffee Gear',
    brands: ['Tin Whale', 'Kettle & Crane'],
    editions: [
      ['Slow Sunday', '慢享周末', 'cream'],
      ['Night Shift', '夜班', 'black'],
      ['First Train', '早班车', 'silver'],
    ],
    things: [
      ['pour-over dripper', '手冲滤杯', 22, 'ceramic'],
      ['hand grinder', '手摇磨豆机', 69, 'steel'],
      ['gooseneck kettle', '细嘴手冲壶', 58, 'steel'],
      ['travel mug', '随行咖啡杯', 26, 'steel'],
    ],
    searches: { en: ['coffee grinder', 'pour over', 'travel mug leakproof'], zh: ['手冲壶', '磨豆机', '咖啡随行杯'] },
    praise: {
      en: ['My morning coffee has never tasted this good.', 'Easy to clean, which matters at six in the morning.'],
      zh: ['早上的咖啡从来没这么香过。', '拆洗方便，早起党很满意。'],
    },
    grumble: {
      en: ['Feels flimsy and cheap.', 'No longer works properly after two weeks.'],
      zh: ['做工单薄，有点廉价感。', '用了两个星期就不好用了。'],
    },
    consumable: false,
    season: null,
    margin: 0.44,
  },
  {
    category: 'Kitchen',
    shelf: 'Pots & Pans',
    brands: ['Gooseberry Works', 'Saltmarch'],
    editions: [
      ['Old Hearth', '老灶台', 'cream'],
      ['Tomato Red', '番茄红', 'red'],
      ['Forest Floor', '松林', 'green'],
    ],
    things: [
      ['casserole', '珐琅炖锅', 98, 'enamel'],
      ['crêpe pan', '可丽饼平底锅', 39, 'aluminium'],
      ['everyday wok', '家用炒锅', 64, 'carbon steel'],
      ['milk pan', '小奶锅', 32, 'enamel'],
    ],
    searches: { en: ['wok', 'casserole induction', 'small milk pan'], zh: ['炒锅 不粘', '炖锅', '小奶锅'] },
    praise: {
      en: ['Heats evenly and nothing sticks.', 'Heavy in the good way.'],
      zh: ['受热均匀，一点也不粘锅。', '分量十足，拿在手里很踏实。'],
    },
    grumble: {
      en: ['Everything sticks, even pancakes.', 'The handle gets far too hot.'],
      zh: ['煎什么都粘锅。', '把手烫得没法拿。'],
    },
    consumable: false,
    season: null,
    margin: 0.41,
  },
  {
    category: 'Kitchen',
    shelf: 'Knives & Boards',
    brands: ['Saltmarch', 'Bao & Birch'],
    editions: [
      ['Little Butcher', '小当家', 'silver'],
      ['Walnut Grove', '胡桃林', 'brown'],
      ['Harbour', '海港', 'black'],
    ],
    things: [
      ['vegetable cleaver', '切菜刀', 49, 'steel'],
      ['bread knife', '面包刀', 34, 'steel'],
      ['chopping board', '砧板', 36, 'walnut'],
      ['paring knife', '水果刀', 17, 'steel'],
    ],
    searches: { en: ['bread knife', 'chopping board wood', 'cleaver'], zh: ['菜刀', '砧板 实木', '水果刀'] },
    praise: {
      en: ['Made dinner prep a pleasure.', 'Balanced, solid and lovely to look at.'],
      zh: ['备菜都成了享受。', '做工扎实，摆着也好看。'],
    },
    grumble: {
      en: ['Looked worn after one week of use.', 'The finish was rough and left splinters on the cloth.'],
      zh: ['用了一周就显旧了。', '边缘打磨得很粗糙。'],
    },
    consumable: false,
    season: null,
    margin: 0.47,
  },
]
