import type { Shelf } from './catalogue-shelf.ts'

export const home: readonly Shelf[] = [
  {
    category: 'Home',
    shelf: 'Bedding',
    brands: ['Sundayfold', 'Loomlund'],
    editions: [
      ['Cloud Nine', '九重云', 'white'],
      ['Oat Field', '燕麦田', 'beige'],
      ['Blue Hour', '蓝调时刻', 'blue'],
    ],
    things: [
      ['linen duvet cover', '亚麻被套', 119, 'linen'],
      ['cotton pillowcase', '纯棉枕套', 24, 'cotton'],
      ['wool throw', '羊毛盖毯', 89, 'wool'],
      ['fitted sheet', '床笠', 45, 'cotton'],
    ],
    searches: { en: ['linen bedding', 'wool blanket', 'pillowcase'], zh: ['亚麻四件套', '羊毛毯', '枕套 纯棉'] },
    praise: {
      en: ['Softer with every wash.', 'I slept like a stone.'],
      zh: ['越洗越软。', '一觉睡到天亮。'],
    },
    grumble: {
      en: ['Shrank in the first wash.', 'Scratchy, and the colour is not as pictured.'],
      zh: ['第一次下水就缩了。', '有点扎，颜色也和图片不一样。'],
    },
    consumable: false,
    season: null,
    margin: 0.5,
  },
  {
    category: 'Home',
    shelf: 'Candles & Scents',
    brands: ['Hushlight', 'Driftlight'],
    editions: [
      ['Old Library', '旧书店', 'brown'],
      ['Osmanthus Courtyard', '桂花小院', 'yellow'],
      ['Pine After Snow', '雪后松林', 'green'],
    ],
    things: [
      ['scented candle', '香薰蜡烛', 27, 'soy wax'],
      ['reed diffuser', '藤条香薰', 32, 'glass'],
      ['incense sticks', '线香', 12, 'wood'],
      ['room spray', '空间喷雾', 19, 'glass'],
    ],
    searches: { en: ['scented candle', 'incense', 'reed diffuser'], zh: ['香薰蜡烛', '线香', '桂花香薰'] },
    praise: {
      en: ['Gentle, never heavy, and it lasts.', 'Guests always ask what it is.'],
      zh: ['味道淡雅不冲，留香久。', '来的朋友都问是什么香。'],
    },
    grumble: {
      en: ['Gave me a headache within minutes.', 'Hardly any scent at all.'],
      zh: ['闻几分钟就头疼。', '几乎闻不到味道。'],
    },
    consumable: true,
    season: null,
    margin: 0.62,
  },
  {
    category: 'Home',
    shelf: 'Lighting',
    brands: ['Hushlight', 'Paper Heron'],
    editions: [
      ['Firefly', '萤火', 'yellow'],
      ['Half Moon', '半月', 'white'],
      ['Mushroom', '小蘑菇', 'red'],
    ],
    things: [
      ['bedside lamp', '床头灯', 49, 'glass'],
      ['night light', '小夜灯', 19, 'silicone'],
      ['paper pendant', '纸艺吊灯', 59, 'paper'],
      ['reading lamp', '阅读灯', 64, 'steel'],
    ],
    searches: { en: ['bedside lamp', 'night light', 'reading lamp warm'], zh: ['床头灯', '小夜灯', '阅读灯 护眼'] },
    praise: {
      en: ['Warm, soft light.', 'Makes the whole corner cosy.'],
      zh: ['光线柔和不刺眼。', '整个角落都温馨起来了。'],
    },
    grumble: {
      en: ['Flickers now and then.', 'Stopped working after a month.'],
      zh: ['时不时会闪。', '用了一个月就不亮了。'],
    },
    consumable: false,
    season: null,
    margin: 0.46,
  },
  {
    category: 'Home',
    shelf: 'Vases & Frames',
    brands: ['Paper Heron', 'Otterby'],
    editions: [
      ['Pebble', '鹅卵石', 'grey'],
      ['Wobbly', '歪歪', 'cream'],
      ['Seaglass', '海玻璃', 'green'],
    ],
    things: [
      ['bud vase', '小口花瓶', 18, 'glass'],
      ['floor vase', '落地花瓶', 76, 'ceramic'],
      ['photo frame', '相框', 16, 'resin'],
      ['catch-all tray', '桌面收纳盘', 21, 'ceramic'],
    ],
    searches: { en: ['vase', 'photo frame', 'small tray'], zh: ['花瓶', '相框', '收纳盘 玄关'] },
    praise: {
      en: ['Even prettier than in the pictures.', 'A little thing that cheers up the whole shelf.'],
      zh: ['实物比图片还好看。', '小小一件，整个架子都亮了。'],
    },
    grumble: {
      en: ['Much smaller than I expected.', 'Came with a crack.'],
      zh: ['比想象中小很多。', '收到就有裂纹。'],
    },
    consumable: false,
    season: null,
    margin: 0.57,
  },
]
