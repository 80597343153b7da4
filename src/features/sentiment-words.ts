const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** What shoppers say, by hand: in English whole words, in Chinese pieces of text. Negation is the business of `sentiment.ts`. */
export const sentimentWords = {
  en: {
    positive: words(`
      adorable amazing awesome beautiful beautifully best bright charming classy comfortable comfy cozy cute delicious delighted
      durable easy elegant excellent fabulous fantastic fast favorite favourite fine flattering friendly fun genuine
      glad good gorgeous great handy happy helpful ideal impressed impressive incredible likes lively love loved
      lovely loves luxurious nice nicely outstanding perfect perfectly pleasant pleased pleasure polite prompt pretty quality
      quick recommend recommended reliable satisfied satisfying smooth soft solid stunning stylish sturdy super superb
      terrific thank thanks tasty useful versatile vibrant warm well wonderful worth wow yummy`),
    negative: words(`
      annoyed annoying awful bad badly boring broke broken cheap cheaply cracked damaged dead defective deceptive dirty
      disappointed disappointing disappointment disgusting dull expired fail failed fails fake faulty flimsy fragile fraud
      frumpy frustrated frustrating garbage hate hated horrible itchy junk leaking leaks lousy mediocre mess missing
      mistake noisy overpriced pity poor poorly problem problems refund refused regret return returned returning returns
      ridiculous rotten rude scam scratched scratchy shapeless sadly shoddy shrank shrunk slow sloppy smell smells spoiled stain
      stained stale stiff strange stuck terrible thin tore torn ugly unacceptable uncomfortable unfortunately
      unflattering unhappy unraveled unusable useless waste wasted weird worse worst wrinkled wrong`),
  },
  zh: {
    positive: words(`
      喜欢 满意 不错 很好 挺好 太好 真好 非常好 还好 好看 好吃 好用 好评 好喝 好闻 漂亮 美观 精美 精致 完美 优秀 优质 优惠 实惠
      便宜 划算 超值 物超所值 物美价廉 值得 推荐 赞 棒 给力 惊喜 开心 高兴 愉快 舒服 舒适 柔软 方便 快捷 很快 挺快 神速 迅速 及时
      流畅 清晰 安静 干净 新鲜 正品 耐用 结实 合适 合身 贴心 周到 热情 耐心 细心 靠谱 真不错 放心 感谢 谢谢 支持 信赖 值了 爱不释手
      性价比高 质量好 服务好 态度好 香甜 美味 可口 甜 脆 多汁 大方 时尚 经典 精彩 感人 受益 启发 强大 稳定 再来 回购 五星 5星 满分 可爱`),
    negative: words(`
      差 垃圾 失望 后悔 退货 退款 换货 投诉 骗 假货 假的 山寨 次品 劣质 坏 烂 破 臭 异味 刺鼻 难闻 难吃 难看 难用 难受 恶心 恶劣 糟 太慢 很慢
      慢死 死机 卡顿 太卡 发热 发烫 漏 裂 断 掉色 褪色 起球 缩水 脱线 线头 开裂 划痕 瑕疵 故障 失灵 没用 没反应 不行 不了 不能用 不值
      不好 不满 不爽 不舒服 不推荐 不敢 不会再 再也不 别买 慎买 慎重 上当 坑 黑心 忽悠 欺骗 虚假 态度差 敷衍 推卸 不理 无语 无奈 郁闷 气愤 生气
      贵了 太贵 降价 少了 太小 太薄 噪音 吵 脏 霉 过期 变质 干瘪 腥 粗糙 廉价 问题 麻烦 错误 可惜 遗憾 凑合 一般 勉强 差评 无聊 浪费 呵呵 居然 竟然`),
  },
} as const
