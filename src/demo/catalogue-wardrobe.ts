import type { Shelf } from './catalogue-shelf.ts'

export const wardrobe: readonly Shelf[] = [
  {
    category: 'Wardrobe',
    shelf: 'Scarves & Hats',
    brands: ['Loomlund', 'Little Yak'],
    editions: [
      ['Highland', '高原', 'green'],
      ['Cinnamon', '肉桂', 'brown'],
      ['First Snow', '初雪', 'white'],
    ],
    things: [
      ['yak-wool scarf', '牦牛绒围巾', 69, 'yak wool'],
      ['knitted beanie', '针织帽', 29, 'wool'],
      ['beret', '贝雷帽', 35, 'wool'],
      ['mittens', '连指手套', 27, 'wool'],
    ],
    searches: { en: ['wool scarf', 'beanie', 'mittens'], zh: ['羊毛围巾', '针织帽', '手套 保暖'] },
    praise: {
      en: ['Warm without the itch.', 'I have had three compliments already.'],
      zh: ['暖和又不扎。', '已经被夸过三次了。'],
    },
    grumble: {
      en: ['Pilled after two days.', 'Itchy, I cannot wear it.'],
      zh: ['戴两天就起球。', '太扎了，没法戴。'],
    },
    consumable: false,
    season: null,
    margin: 0.55,
  },
  {
    category: 'Wardrobe',
    shelf: 'Bags',
    brands: ['Saltmarch', 'Driftlight'],
    editions: [
      ['Market Day', '赶集', 'beige'],
      ['City Heron', '白鹭', 'white'],
      ['Midnight', '午夜', 'black'],
    ],
    things: [
      ['canvas tote', '帆布托特包', 32, 'canvas'],
      ['rolltop backpack', '卷口双肩包', 84, 'waxed cotton'],
      ['crossbody bag', '斜挎包', 58, 'leather'],
      ['pouch', '收纳小包', 18, 'canvas'],
    ],
    searches: { en: ['tote bag', 'backpack laptop', 'crossbody bag'], zh: ['帆布包', '双肩包', '斜挎包 女'] },
    praise: {
      en: ['Holds far more than it looks.', 'Ages beautifully.'],
      zh: ['看着小巧，特别能装。', '越用越有味道。'],
    },
    grumble: {
      en: ['A seam tore in the second week.', 'Stiff, and smelly out of the box.'],
      zh: ['用了两周就开线。', '料子发硬，拆开一股味道。'],
    },
    consumable: false,
    season: null,
    margin: 0.53,
  },
  {
    category: 'Wardrobe',
    shelf: 'Socks & Slippers',
    brands: ['Loomlund', 'Pebblemouse'],
    editions: [
      ['Sunday Morning', '周日早晨', 'yellow'],
      ['Odd Couple', '不成对', 'mixed'],
      ['Badger', '小獾', 'grey'],
    ],
    things: [
      ['wool socks', '羊毛袜', 16, 'wool'],
      ['ankle socks', '短袜', 9.5, 'cotton'],
      ['felt slippers', '毛毡拖鞋', 39, 'felt'],
      ['bed socks', '睡眠袜', 14, 'cashmere'],
    ],
    searches: { en: ['wool socks', 'felt slippers', 'funny socks'], zh: ['羊毛袜', '家居拖鞋', '睡眠袜'] },
    praise: {
      en: ['My feet have forgiven me for the winter.', 'No holes after months of daily wear.'],
      zh: ['冬天脚终于不冷了。', '天天穿，几个月也没破。'],
    },
    grumble: {
      en: ['Toe through after a fortnight.', 'Two sizes too small.'],
      zh: ['半个月就穿破了。', '小了两个码。'],
    },
    consumable: true,
    season: null,
    margin: 0.58,
  },
  {
    category: 'Wardrobe',
    shelf: 'Rainwear',
    brands: ['Driftlight', 'Otterby'],
    editions: [
      ['Puddle Jumper', '踩水坑', 'yellow'],
      ['North Sea', '北海', 'blue'],
      ['Mossy', '青苔', 'green'],
    ],
    things: [
      ['raincoat', '雨衣', 95, 'recycled polyester'],
      ['compact umbrella', '折叠伞', 34, 'polyester'],
      ['rain boots', '雨靴', 55, 'rubber'],
      ['bucket hat', '防水渔夫帽', 28, 'waxed cotton'],
    ],
    searches: { en: ['raincoat', 'umbrella windproof', 'rain boots'], zh: ['雨衣', '折叠伞 抗风', '雨靴'] },
    praise: {
      en: ['Now I look forward to bad weather.', 'Stayed dry through a proper downpour.'],
      zh: ['现在下雨天都想出门。', '大暴雨里一点没湿。'],
    },
    grumble: {
      en: ['Let the water in during the first shower.', 'Came apart after a week.'],
      zh: ['第一场雨就渗水。', '一个星期就坏了。'],
    },
    consumable: false,
    season: null,
    margin: 0.46,
  },
]
