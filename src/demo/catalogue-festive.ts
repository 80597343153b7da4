import type { Shelf } from './catalogue-shelf.ts'

export const festive: readonly Shelf[] = [
  {
    category: 'Festive',
    shelf: 'Christmas',
    brands: ['Hushlight', 'Bao & Birch'],
    editions: [
      ['Gingerbread', '姜饼人', 'brown'],
      ['Silent Night', '平安夜', 'blue'],
      ['Reindeer', '驯鹿', 'red'],
    ],
    things: [
      ['advent calendar', '圣诞倒数日历', 39, 'paper'],
      ['tree ornaments', '圣诞树挂件', 22, 'glass'],
      ['Christmas stocking', '圣诞袜', 19, 'wool'],
      ['table candles', '圣诞餐桌蜡烛', 16, 'beeswax'],
    ],
    searches: {
      en: ['advent calendar', 'christmas ornaments', 'stocking'],
      zh: ['圣诞倒数日历', '圣诞装饰', '圣诞袜'],
    },
    praise: {
      en: ['Now it feels like Christmas.', 'The children fight over it, lovingly.'],
      zh: ['节日气氛一下子就有了。', '孩子们抢着要。'],
    },
    grumble: {
      en: ['Arrived after Christmas.', 'Broken on arrival.'],
      zh: ['过完圣诞才送到。', '收到就是坏的。'],
    },
    consumable: false,
    season: 'CHRISTMAS',
    margin: 0.61,
  },
  {
    category: 'Festive',
    shelf: 'Mid-Autumn',
    brands: ['Moonpantry', 'Nine Lanterns'],
    editions: [
      ['Jade Rabbit', '玉兔', 'green'],
      ['Full Moon', '圆月', 'gold'],
      ['Osmanthus', '金桂', 'yellow'],
    ],
    things: [
      ['mooncake box', '月饼礼盒', 45, 'pastry'],
      ['paper lantern', '手提灯笼', 18, 'paper'],
      ['moon-viewing tea set', '赏月茶具', 68, 'porcelain'],
      ['rice wine', '米酒', 23, 'rice'],
    ],
    searches: { en: ['mooncakes', 'mid-autumn gift', 'paper lantern'], zh: ['月饼礼盒', '中秋送礼', '灯笼'] },
    praise: {
      en: ['A beautiful gift, my parents were touched.', 'Elegant box, and what is inside lives up to it.'],
      zh: ['送爸妈很有面子，他们很喜欢。', '礼盒精致，里面的东西也对得起价格。'],
    },
    grumble: {
      en: ['The box was dented, impossible to give away.', 'All packaging and little else.'],
      zh: ['盒子压瘪了，没法送人。', '过度包装，内容一般。'],
    },
    consumable: false,
    season: 'MID_AUTUMN',
    margin: 0.59,
  },
  {
    category: 'Festive',
    shelf: 'Spring Festival',
    brands: ['Nine Lanterns', 'Kumquat Street'],
    editions: [
      ['Lucky Carp', '锦鲤', 'red'],
      ['Kumquat Tree', '金桔', 'orange'],
      ['Lion Dance', '醒狮', 'gold'],
    ],
    things: [
      ['red envelopes', '红包', 6.5, 'paper'],
      ['door couplets', '春联', 12.5, 'paper'],
      ['snack box', '年货零食礼盒', 36, 'pastry'],
      ['window decorations', '窗花', 8.5, 'paper'],
    ],
    searches: {
      en: ['red envelopes', 'lunar new year gift', 'new year decorations'],
      zh: ['春联', '红包', '年货礼盒'],
    },
    praise: {
      en: ['Now the new year may come.', 'Bright, generous and lucky.'],
      zh: ['年味一下子就上来了。', '红红火火，特别喜庆。'],
    },
    grumble: {
      en: ['Less in it than last year.', 'Arrived creased and a week late.'],
      zh: ['比去年缩水了。', '皱巴巴的，还晚到了一周。'],
    },
    consumable: false,
    season: 'SPRING_FESTIVAL',
    margin: 0.63,
  },
  {
    category: 'Festive',
    shelf: 'Birthday & Party',
    brands: ['Kumquat Street', 'Pebblemouse'],
    editions: [
      ['Hip Hip Hooray', '欢呼', 'mixed'],
      ['Flamingo', '火烈鸟', 'pink'],
      ['Star Parade', '星星派对', 'gold'],
    ],
    things: [
      ['birthday candles', '生日蜡烛', 5.5, 'wax'],
      ['balloon set', '气球套装', 9.9, 'latex'],
      ['paper garland', '纸拉花', 11.5, 'paper'],
      ['party hats', '派对帽', 7.9, 'paper'],
    ],
    searches: { en: ['birthday candles', 'balloons', 'party garland'], zh: ['生日蜡烛', '气球', '派对装饰'] },
    praise: {
      en: ['The party looked like a film set.', 'Cheerful, and quick to put up.'],
      zh: ['布置出来特别出片。', '颜色喜庆，布置起来很快。'],
    },
    grumble: {
      en: ['Half of the set was missing.', 'Broken before the guests came.'],
      zh: ['少了一半。', '客人还没到就坏了。'],
    },
    consumable: true,
    season: null,
    margin: 0.65,
  },
]
