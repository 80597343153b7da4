import type { Shelf } from './catalogue-shelf.ts'

export const stationery: readonly Shelf[] = [
  {
    category: 'Stationery',
    shelf: 'Notebooks',
    brands: ['Paper Heron', 'Pebblemouse'],
    editions: [
      ['Daydreamer', '白日梦', 'blue'],
      ['Fox & Meadow', '狐狸与田野', 'orange'],
      ['Moonlit', '月光', 'black'],
    ],
    things: [
      ['dotted notebook', '点阵笔记本', 16, 'paper'],
      ['pocket journal', '口袋手账', 11, 'paper'],
      ['weekly planner', '周计划本', 21, 'paper'],
      ['sketchbook', '速写本', 18, 'paper'],
    ],
    searches: { en: ['dotted notebook', 'weekly planner', 'sketchbook a5'], zh: ['点阵本', '手账本', '速写本'] },
    praise: {
      en: ['Paper thick enough for a fountain pen, no ghosting.', 'Lies flat, at last!'],
      zh: ['纸够厚，钢笔写也不洇。', '终于有能完全摊平的本子了！'],
    },
    grumble: {
      en: ['Ink bleeds straight through.', 'The binding came loose in a week.'],
      zh: ['墨水一写就透。', '一周就开胶了。'],
    },
    consumable: true,
    season: null,
    margin: 0.59,
  },
  {
    category: 'Stationery',
    shelf: 'Pens & Ink',
    brands: ['Pebblemouse', 'Tin Whale'],
    editions: [
      ['Stormcloud', '雨云', 'grey'],
      ['Persimmon', '柿子红', 'orange'],
      ['Deep Sea', '深海', 'blue'],
    ],
    things: [
      ['fountain pen', '钢笔', 38, 'brass'],
      ['bottled ink', '瓶装墨水', 15, 'glass'],
      ['gel pen set', '中性笔套装', 9.5, 'plastic'],
      ['brush pen', '软头毛笔', 6.5, 'plastic'],
    ],
    searches: { en: ['fountain pen', 'ink bottle', 'gel pens'], zh: ['钢笔', '墨水', '中性笔'] },
    praise: {
      en: ['Makes my handwriting look better than it is.', 'Such a beautiful shade.'],
      zh: ['字都写得好看了。', '颜色太美了。'],
    },
    grumble: {
      en: ['Leaked in my bag on the first day.', 'Dries out far too fast.'],
      zh: ['第一天就漏了一包。', '干得太快。'],
    },
    consumable: true,
    season: null,
    margin: 0.53,
  },
  {
    category: 'Stationery',
    shelf: 'Cards & Wrapping',
    brands: ['Paper Heron', 'Kumquat Street'],
    editions: [
      ['Dancing Radish', '跳舞萝卜', 'pink'],
      ['Paper Crane', '千纸鹤', 'white'],
      ['Confetti', '彩纸屑', 'mixed'],
    ],
    things: [
      ['greeting cards', '贺卡', 8.5, 'paper'],
      ['wrapping paper', '包装纸', 6.9, 'paper'],
      ['washi tape', '和纸胶带', 4.9, 'paper'],
      ['gift bags', '礼品袋', 7.5, 'paper'],
    ],
    searches: { en: ['birthday card', 'wrapping paper', 'washi tape'], zh: ['生日贺卡', '包装纸', '和纸胶带'] },
    praise: {
      en: ['Almost too pretty to give away.', 'Thick paper and cheerful colours.'],
      zh: ['好看到舍不得送人。', '纸质厚实，颜色欢快。'],
    },
    grumble: {
      en: ['Creased from careless packing.', 'Thinner than it looks in the photo.'],
      zh: ['包装太随意，都压出折痕了。', '比图片上薄很多。'],
    },
    consumable: true,
    season: null,
    margin: 0.66,
  },
  {
    category: 'Stationery',
    shelf: 'Desk Tidies',
    brands: ['Bao & Birch', 'Otterby'],
    editions: [
      ['Tidy Otter', '爱整洁的水獭', 'brown'],
      ['Birchwood', '白桦', 'beige'],
      ['Monday', '周一也要加油', 'yellow'],
    ],
    things: [
      ['pen pot', '笔筒', 15, 'birch'],
      ['monitor stand', '显示器增高架', 52, 'birch'],
      ['desk calendar', '台历', 14, 'paper'],
      ['cable box', '理线盒', 23, 'bamboo'],
    ],
    searches: { en: ['monitor stand wood', 'desk organiser', 'cable box'], zh: ['显示器增高架', '桌面收纳', '理线盒'] },
    praise: {
      en: ['My desk has never looked this calm.', 'Simple, well made, does its job.'],
      zh: ['桌面终于清爽了。', '简单耐看，好用。'],
    },
    grumble: {
      en: ['Arrived with a scratch across the front.', 'Smells strongly when unpacked.'],
      zh: ['正面有一道划痕。', '拆开味道很大。'],
    },
    consumable: false,
    season: null,
    margin: 0.48,
  },
]
