import type { Shelf } from './catalogue-shelf.ts'

export const kids: readonly Shelf[] = [
  {
    category: 'Kids',
    shelf: 'Wooden Toys',
    brands: ['Little Yak', 'Bao & Birch'],
    editions: [
      ['Rainbow Farm', '彩虹农场', 'mixed'],
      ['Harbour Town', '港口小镇', 'blue'],
      ['Hungry Panda', '贪吃熊猫', 'green'],
    ],
    things: [
      ['stacking tower', '叠叠乐', 24, 'beech'],
      ['train set', '木质小火车', 49, 'beech'],
      ['building blocks', '积木', 34, 'beech'],
      ['shape sorter', '形状配对盒', 28, 'beech'],
    ],
    searches: { en: ['wooden train', 'building blocks', 'toys 2 year old'], zh: ['积木', '木质小火车', '两岁 玩具'] },
    praise: {
      en: ['Has been played with every single day.', 'Smooth edges, honest wood, happy child.'],
      zh: ['孩子每天都要玩。', '边角打磨得光滑，用料让人放心。'],
    },
    grumble: {
      en: ['Paint came off after a week of chewing.', 'One piece was missing from the box.'],
      zh: ['玩了一周就掉漆。', '少了一个零件。'],
    },
    consumable: false,
    season: null,
    margin: 0.49,
  },
  {
    category: 'Kids',
    shelf: 'Puzzles & Games',
    brands: ['Little Yak', 'Pebblemouse'],
    editions: [
      ['Night Market', '夜市', 'mixed'],
      ['Space Hamster', '太空仓鼠', 'purple'],
      ['Under the Sea', '海底世界', 'blue'],
    ],
    things: [
      ['jigsaw', '拼图', 17, 'card'],
      ['memory game', '记忆翻牌', 13, 'card'],
      ['board game', '桌游', 29, 'card'],
      ['magnetic puzzle', '磁力拼图', 22, 'card'],
    ],
    searches: { en: ['jigsaw kids', 'family board game', 'memory game'], zh: ['儿童拼图', '亲子桌游', '磁力拼图'] },
    praise: {
      en: ['Kept three cousins busy for a whole rainy afternoon.', 'Fun for the grown-ups too.'],
      zh: ['下雨天几个孩子玩了一下午。', '大人玩也有意思。'],
    },
    grumble: {
      en: ['Something was missing from the box.', 'Pieces bend as soon as you look at them.'],
      zh: ['盒子里少了配件。', '卡片太软，一碰就弯。'],
    },
    consumable: false,
    season: null,
    margin: 0.51,
  },
  {
    category: 'Kids',
    shelf: 'Books & Crafts',
    brands: ['Paper Heron', 'Little Yak'],
    editions: [
      ['Grumpy Badger', '气鼓鼓的獾', 'brown'],
      ['Tiny Astronaut', '小小宇航员', 'blue'],
      ['Dragon Kite', '龙风筝', 'red'],
    ],
    things: [
      ['picture book', '绘本', 14, 'paper'],
      ['sticker book', '贴纸书', 8.9, 'paper'],
      ['paper craft kit', '手工材料包', 16, 'paper'],
      ['colouring set', '涂色套装', 15, 'paper'],
    ],
    searches: { en: ['picture book', 'sticker book', 'craft kit kids'], zh: ['绘本', '贴纸书', '儿童手工'] },
    praise: {
      en: ['A whole quiet hour, and I drank my coffee hot.', 'Funny, warm and beautifully drawn.'],
      zh: ['孩子安静玩了一个小时，我终于喝上了热咖啡。', '画风可爱，充满童趣。'],
    },
    grumble: {
      en: ['Came with a torn corner.', 'Too simple for the age on the label.'],
      zh: ['收到时边角破了。', '对标注的年龄来说太简单了。'],
    },
    consumable: false,
    season: null,
    margin: 0.46,
  },
  {
    category: 'Kids',
    shelf: 'Bath & Bedtime',
    brands: ['Sundayfold', 'Little Yak'],
    editions: [
      ['Sleepy Bear', '困困熊', 'brown'],
      ['Counting Sheep', '数绵羊', 'white'],
      ['Little Whale', '小鲸鱼', 'blue'],
    ],
    things: [
      ['hooded towel', '连帽浴巾', 29, 'cotton'],
      ['pyjamas', '儿童睡衣', 32, 'cotton'],
      ['cuddly toy', '安抚玩偶', 21, 'plush'],
      ['sleeping bag', '婴儿睡袋', 54, 'cotton'],
    ],
    searches: { en: ['hooded towel baby', 'kids pyjamas', 'cuddly toy'], zh: ['婴儿睡袋', '儿童睡衣', '安抚玩偶'] },
    praise: {
      en: ['Bedtime without it is no longer possible.', 'So soft that I want one in my size.'],
      zh: ['现在没有它就不肯睡。', '软得我都想要一件大人的。'],
    },
    grumble: {
      en: ['A seam opened in the first wash.', 'Comes up very small.'],
      zh: ['洗一次就开线。', '尺码偏小太多。'],
    },
    consumable: false,
    season: null,
    margin: 0.5,
  },
]
