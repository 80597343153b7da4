import type { Shelf } from './catalogue-shelf.ts'

export const bath: readonly Shelf[] = [
  {
    category: 'Bath & Body',
    shelf: 'Soaps',
    brands: ['Driftlight', 'Gooseberry Works'],
    editions: [
      ['Lemon Verbena', '柠檬马鞭草', 'yellow'],
      ['Rosehip', '玫瑰果', 'pink'],
      ['Black Tea & Fig', '红茶无花果', 'brown'],
    ],
    things: [
      ['bar soap', '手工皂', 7.9, 'olive oil'],
      ['hand wash', '洗手液', 12.9, 'plant oil'],
      ['shower gel', '沐浴露', 14.5, 'plant oil'],
      ['shampoo bar', '洗发皂', 10.9, 'coconut oil'],
    ],
    searches: { en: ['bar soap', 'shampoo bar', 'hand wash refill'], zh: ['手工皂', '沐浴露', '洗发皂'] },
    praise: {
      en: ['Leaves the skin soft and the bathroom smelling of holidays.', 'Lasts ages.'],
      zh: ['洗完不紧绷，浴室都是香的。', '很耐用。'],
    },
    grumble: {
      en: ['Dried out my skin badly.', 'The scent is harsh.'],
      zh: ['洗完皮肤很干。', '香味很冲。'],
    },
    consumable: true,
    season: null,
    margin: 0.64,
  },
  {
    category: 'Bath & Body',
    shelf: 'Creams & Oils',
    brands: ['Gooseberry Works', 'Hushlight'],
    editions: [
      ['Almond Milk', '杏仁奶', 'white'],
      ['Wild Mint', '野薄荷', 'green'],
      ['Camellia', '山茶花', 'pink'],
    ],
    things: [
      ['hand cream', '护手霜', 13.5, 'shea butter'],
      ['body lotion', '身体乳', 19.9, 'shea butter'],
      ['lip balm', '润唇膏', 6.5, 'beeswax'],
      ['massage oil', '按摩油', 22, 'plant oil'],
    ],
    searches: { en: ['hand cream', 'lip balm', 'body lotion dry skin'], zh: ['护手霜', '润唇膏', '身体乳 保湿'] },
    praise: {
      en: ['Sinks in at once, no greasy film.', 'A little goes a long way.'],
      zh: ['吸收快，不油腻。', '一点点就够用。'],
    },
    grumble: {
      en: ['I came out in a rash.', 'Sticky for an hour afterwards.'],
      zh: ['用了过敏，起红疹。', '抹完黏半天。'],
    },
    consumable: true,
    season: null,
    margin: 0.67,
  },
  {
    category: 'Bath & Body',
    shelf: 'Bath Time',
    brands: ['Driftlight', 'Sundayfold'],
    editions: [
      ['Lavender Field', '薰衣草田', 'purple'],
      ['Hot Spring', '温泉', 'blue'],
      ['Yuzu', '柚香', 'yellow'],
    ],
    things: [
      ['bath salts', '浴盐', 15.9, 'salt'],
      ['bath bombs', '泡澡球', 12.5, 'salt'],
      ['bath pillow', '浴缸靠枕', 24, 'cotton'],
      ['waffle towel', '华夫格浴巾', 36, 'cotton'],
    ],
    searches: { en: ['bath salts', 'bath bombs', 'waffle towel'], zh: ['浴盐', '泡澡球', '浴巾'] },
    praise: {
      en: ['Half an hour in the tub and the week was forgotten.', 'Just what tired shoulders need.'],
      zh: ['泡半个小时，一周的疲惫都没了。', '肩膀酸的时候用正好。'],
    },
    grumble: {
      en: ['Nothing like the pictures.', 'Smelled of cleaning fluid.'],
      zh: ['和图片完全不一样。', '一股洗洁精味。'],
    },
    consumable: true,
    season: null,
    margin: 0.6,
  },
  {
    category: 'Bath & Body',
    shelf: 'Stretch & Rest',
    brands: ['Loomlund', 'Hushlight'],
    editions: [
      ['Sleeping Fox', '睡狐', 'orange'],
      ['Bamboo Grove', '竹林', 'green'],
      ['New Moon', '新月', 'black'],
    ],
    things: [
      ['yoga mat', '瑜伽垫', 62, 'natural rubber'],
      ['eye mask', '眼罩', 17, 'silk'],
      ['hot-water bottle', '热水袋', 26, 'rubber'],
      ['massage ball', '按摩球', 12, 'cork'],
    ],
    searches: { en: ['yoga mat', 'silk eye mask', 'hot water bottle'], zh: ['瑜伽垫', '真丝眼罩', '热水袋'] },
    praise: {
      en: ['Ten minutes, and the day is forgotten.', 'Lovely to the touch.'],
      zh: ['用十分钟，一天的累都没了。', '手感很舒服。'],
    },
    grumble: {
      en: ['Smells odd, even after a week on the balcony.', 'Worn out within a month.'],
      zh: ['晾了一周还有味道。', '一个月就磨坏了。'],
    },
    consumable: false,
    season: null,
    margin: 0.51,
  },
]
