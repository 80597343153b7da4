import type { Shelf } from './catalogue-shelf.ts'

export const pets: readonly Shelf[] = [
  {
    category: 'Pets',
    shelf: 'Cats',
    brands: ['Otterby', 'Sundayfold'],
    editions: [
      ['Sir Purrington', '猫爵士', 'grey'],
      ['Cardboard Castle', '纸箱城堡', 'brown'],
      ['Sardine', '小沙丁鱼', 'blue'],
    ],
    things: [
      ['scratching post', '猫抓柱', 45, 'sisal'],
      ['teaser wand', '逗猫棒', 9.5, 'feather'],
      ['cat cave', '猫窝', 49, 'felt'],
      ['catnip mouse', '猫薄荷老鼠', 7.5, 'cotton'],
    ],
    searches: { en: ['scratching post', 'cat cave', 'catnip'], zh: ['猫抓柱', '逗猫棒', '猫窝'] },
    praise: {
      en: ['The cat approved it within seconds, which never happens.', 'Survived a week of full attack.'],
      zh: ['主子秒接受，太难得了。', '被疯狂玩了一周还完好。'],
    },
    grumble: {
      en: ['The cat looked at it once and left.', 'Shredded on the first evening.'],
      zh: ['猫看了一眼就走了。', '第一晚就散架了。'],
    },
    consumable: false,
    season: null,
    margin: 0.52,
  },
  {
    category: 'Pets',
    shelf: 'Dogs',
    brands: ['Saltmarch', 'Otterby'],
    editions: [
      ['Muddy Paws', '泥爪子', 'brown'],
      ['Good Boy', '好狗狗', 'red'],
      ['Seaside Run', '海边撒欢', 'blue'],
    ],
    things: [
      ['dog lead', '牵引绳', 25, 'rope'],
      ['rope toy', '耐咬绳结玩具', 11, 'cotton'],
      ['dog towel', '宠物速干毛巾', 22, 'microfibre'],
      ['dog bed', '狗窝', 79, 'canvas'],
    ],
    searches: { en: ['dog lead', 'dog bed large', 'rope toy'], zh: ['牵引绳', '狗窝', '耐咬玩具'] },
    praise: {
      en: ['Strong enough for a very enthusiastic labrador.', 'Tail wagging ever since it arrived.'],
      zh: ['大型犬用也很结实。', '收到以后狗子尾巴就没停过。'],
    },
    grumble: {
      en: ['Chewed through in one afternoon.', 'The stitching gave way within days.'],
      zh: ['一下午就被咬断了。', '没几天就开线了。'],
    },
    consumable: false,
    season: null,
    margin: 0.47,
  },
  {
    category: 'Pets',
    shelf: 'Treats',
    brands: ['Moonpantry', 'Wren & Radish'],
    editions: [
      ['Three O’Clock', '下午茶', 'brown'],
      ['Long Walk', '散步归来', 'blue'],
      ['Sunny Porch', '阳光小院', 'orange'],
    ],
    things: [
      ['chicken strips', '鸡肉条', 6.9, 'chicken'],
      ['salmon bites', '三文鱼粒', 8.5, 'salmon'],
      ['dental chews', '洁齿棒', 9.9, 'grain'],
      ['freeze-dried liver', '冻干肝粒', 10.9, 'liver'],
    ],
    searches: { en: ['dental chews', 'freeze dried treats', 'salmon treats'], zh: ['冻干', '洁齿棒', '鸡肉条 宠物'] },
    praise: {
      en: ['Comes running the moment the bag rustles.', 'Short list of ingredients, very happy animal.'],
      zh: ['一听到拆袋声就飞奔过来。', '配料干净，毛孩子爱吃。'],
    },
    grumble: {
      en: ['Not even the neighbour’s dog would eat it.', 'Smells off, I threw it away.'],
      zh: ['闻了闻就走，一口都不吃。', '味道不对，直接扔了。'],
    },
    consumable: true,
    season: null,
    margin: 0.56,
  },
  {
    category: 'Pets',
    shelf: 'Bowls & Care',
    brands: ['Pebblemouse', 'Otterby'],
    editions: [
      ['Clover', '三叶草', 'green'],
      ['Biscuit', '小饼干', 'beige'],
      ['Raindrop', '雨滴', 'blue'],
    ],
    things: [
      ['feeding bowl', '宠物食盆', 19, 'ceramic'],
      ['grooming brush', '梳毛刷', 16, 'bamboo'],
      ['water fountain', '宠物饮水机', 42, 'steel'],
      ['travel carrier', '外出航空箱', 59, 'polyester'],
    ],
    searches: { en: ['pet fountain', 'cat carrier', 'slow feeder bowl'], zh: ['宠物饮水机', '航空箱', '梳毛刷'] },
    praise: {
      en: ['Well made and easy to clean.', 'Should have bought it years ago.'],
      zh: ['做工好，清洗方便。', '早就该买了。'],
    },
    grumble: {
      en: ['Feels flimsy.', 'Broke within a week.'],
      zh: ['太单薄了。', '一个星期就坏了。'],
    },
    consumable: false,
    season: null,
    margin: 0.45,
  },
]
