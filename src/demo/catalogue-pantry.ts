import type { Shelf } from './catalogue-shelf.ts'

export const pantry: readonly Shelf[] = [
  {
    category: 'Pantry',
    shelf: 'Tea',
    brands: ['Nine Lanterns', 'Moonpantry'],
    editions: [
      ['After the Rain', '雨后', 'green'],
      ['Foggy Peak', '云雾', 'grey'],
      ['Golden Hour', '暖阳', 'gold'],
    ],
    things: [
      ['jasmine green tea', '茉莉绿茶', 12.5, 'leaf'],
      ['smoky black tea', '烟熏红茶', 13.9, 'leaf'],
      ['white peony tea', '白牡丹茶', 18.5, 'leaf'],
      ['roasted oolong', '炭焙乌龙', 16.9, 'leaf'],
    ],
    searches: { en: ['jasmine tea', 'oolong', 'loose leaf tea'], zh: ['茉莉花茶', '乌龙茶', '红茶 散装'] },
    praise: {
      en: ['Smells wonderful even before the water is on.', 'Good for five infusions at least.'],
      zh: ['还没冲水就闻到香气了。', '耐泡，五泡之后还有回甘。'],
    },
    grumble: {
      en: ['Tastes of dust and not much else.', 'Mostly broken leaf at the bottom of the bag.'],
      zh: ['喝不出什么茶味。', '袋底全是碎末。'],
    },
    consumable: true,
    season: null,
    margin: 0.58,
  },
  {
    category: 'Pantry',
    shelf: 'Coffee',
    brands: ['Tin Whale', 'Moonpantry'],
    editions: [
      ['Rooftop', '天台', 'orange'],
      ['Midnight Train', '午夜列车', 'black'],
      ['Second Breakfast', '第二顿早餐', 'brown'],
    ],
    things: [
      ['espresso beans', '意式拼配咖啡豆', 14.9, 'bean'],
      ['filter roast', '手冲咖啡豆', 15.9, 'bean'],
      ['decaf', '低因咖啡豆', 14.5, 'bean'],
      ['drip bags', '挂耳咖啡', 11.9, 'bean'],
    ],
    searches: { en: ['espresso beans', 'decaf coffee', 'drip bag coffee'], zh: ['咖啡豆', '挂耳咖啡', '低因咖啡'] },
    praise: {
      en: ['Chocolate first, then something like cherries.', 'The whole flat smells of it, in the best way.'],
      zh: ['入口有巧克力味，尾韵带点樱桃香。', '一开袋满屋飘香。'],
    },
    grumble: {
      en: ['Stale, the roast date was months ago.', 'Bitter, however I brew it.'],
      zh: ['烘焙日期是好几个月前的，不新鲜。', '怎么冲都发苦。'],
    },
    consumable: true,
    season: null,
    margin: 0.49,
  },
  {
    category: 'Pantry',
    shelf: 'Sweets & Biscuits',
    brands: ['Kumquat Street', 'Moonpantry'],
    editions: [
      ['Butterfingered', '黄油满满', 'yellow'],
      ['Black Sesame', '黑芝麻', 'black'],
      ['Sea Salt', '海盐', 'white'],
    ],
    things: [
      ['shortbread', '酥饼', 7.9, 'pastry'],
      ['almond brittle', '杏仁脆', 8.9, 'nut'],
      ['caramels', '太妃糖', 6.9, 'sugar'],
      ['wafer rolls', '蛋卷', 6.5, 'pastry'],
    ],
    searches: { en: ['shortbread', 'caramels', 'biscuits gift'], zh: ['蛋卷', '太妃糖', '饼干 零食'] },
    praise: {
      en: ['Gone by the evening.', 'Not too sweet, dangerously good.'],
      zh: ['一个晚上就吃光了。', '甜而不腻，停不下来。'],
    },
    grumble: {
      en: ['Arrived squashed.', 'Far too sweet for me.'],
      zh: ['收到的时候都压坏了。', '太甜了，吃不下第二块。'],
    },
    consumable: true,
    season: null,
    margin: 0.55,
  },
  {
    category: 'Pantry',
    shelf: 'Sauces & Spices',
    brands: ['Kumquat Street', 'Saltmarch'],
    editions: [
      ['Auntie Lin’s', '林阿姨', 'red'],
      ['Back Alley', '小巷', 'brown'],
      ['Bonfire', '篝火', 'orange'],
    ],
    things: [
      ['chilli crisp', '香辣脆油辣椒', 8.5, 'chilli'],
      ['noodle sauce', '拌面酱', 6.9, 'soy'],
      ['barbecue rub', '烧烤撒料', 7.5, 'spice'],
      ['mushroom ketchup', '香菇酱', 7.9, 'mushroom'],
    ],
    searches: { en: ['chilli oil', 'bbq rub', 'noodle sauce'], zh: ['辣椒油', '拌面酱', '烧烤料'] },
    praise: {
      en: ['I put it on everything, including eggs.', 'Deep, honest flavour.'],
      zh: ['拌什么都好吃，连煎蛋都要来一勺。', '味道浓郁，很下饭。'],
    },
    grumble: {
      en: ['The jar arrived cracked.', 'Salty and nothing more.'],
      zh: ['收到时瓶子裂了。', '只有咸味。'],
    },
    consumable: true,
    season: null,
    margin: 0.51,
  },
]
