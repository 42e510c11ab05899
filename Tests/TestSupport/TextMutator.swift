// Texts that try the rules: real sentences in many scripts, broken where rules meet.

/// Makes texts from a seed. The same seed makes the same texts.
package struct TextMutator: Sendable {
  private var random: SeededRandom

  package init(seed: UInt64) { random = SeededRandom(seed: seed) }

  /// A text of up to about 80 scalars: mostly a stretch of a sentence with a few changes, sometimes odd scalars alone.
  package mutating func next() -> String {
    var text: [Unicode.Scalar]
    if Int.random(in: 0..<5, using: &random) == 0 {
      text = (0..<Int.random(in: 1...8, using: &random)).flatMap { _ in odd() }
    } else {
      let sentence = Array(Self.sentences.randomElement(using: &random)!.unicodeScalars)
      let start = Int.random(in: 0..<sentence.count, using: &random)
      let length = [3, 8, 20, 60].randomElement(using: &random)!
      text = Array(sentence[start..<min(start + length, sentence.count)])
    }
    for _ in 0..<Int.random(in: 0...6, using: &random) { mutate(&text) }
    var out = String.UnicodeScalarView()
    out.append(contentsOf: text)
    return String(out)
  }

  /// Bytes that are mostly UTF-8: a text with some bytes changed, dropped or doubled.
  package mutating func nextBytes() -> [UInt8] {
    var bytes = Array(next().utf8)
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let at = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[at] = UInt8.random(in: 0x80...0xFF, using: &random)
      case 1: bytes.remove(at: at)
      default: bytes.insert(bytes[at], at: at)
      }
    }
    return bytes
  }

  /// Ascending places that part `length` bytes into pieces.
  package mutating func splits(of length: Int) -> [Int] {
    let count = Int.random(in: 0...min(length, 6), using: &random)
    return (0..<count).map { _ in Int.random(in: 0...length, using: &random) }.sorted()
  }

  /// A number below `bound`.
  package mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  private mutating func mutate(_ text: inout [Unicode.Scalar]) {
    let at = Int.random(in: 0...text.count, using: &random)
    switch Int.random(in: 0..<7, using: &random) {
    case 0: text.insert(contentsOf: odd(), at: at)
    case 1: text.removeSubrange(at..<min(at + Int.random(in: 1...3, using: &random), text.count))
    case 2: text.insert(anyScalar(), at: at)
    case 3: text.insert(contentsOf: repeatElement(odd(), count: Int.random(in: 1...5, using: &random)).joined(), at: at)
    case 4 where at < text.count:
      text.replaceSubrange(at...at, with: swappedCase(text[at]))
    case 5 where at < text.count: text[at] = odd()[0]
    default:
      let end = min(at + Int.random(in: 1...12, using: &random), text.count)
      let upper = String(String.UnicodeScalarView(text[at..<end])).uppercased()
      text.replaceSubrange(at..<end, with: Array(upper.unicodeScalars))
    }
  }

  private func swappedCase(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    let properties = scalar.properties
    return Array((properties.isUppercase ? properties.lowercaseMapping : properties.uppercaseMapping).unicodeScalars)
  }

  private mutating func odd() -> [Unicode.Scalar] { Array(Self.oddities.randomElement(using: &random)!.unicodeScalars) }

  private mutating func anyScalar() -> Unicode.Scalar {
    let ranges: [ClosedRange<UInt32>] = [
      0x00...0x24F, 0x300...0x36F, 0x370...0x11FF, 0x1200...0x33FF, 0x2000...0x2BFF, 0xA000...0xABFF, 0xF900...0xFFFF,
      0x10000...0x1EFFF, 0x1F300...0x1FAFF,
    ]
    return Unicode.Scalar(UInt32.random(in: ranges.randomElement(using: &random)!, using: &random)) ?? "\u{FFFD}"
  }

  private static let oddities: [String] =
    "'\" \t\n\r.,}-!sStTmMdD123{=/\\_#@".map(String.init) + [
      "'s", "'ll", "'re ", "'ve", " '", "x'S", "\n\n\n", "\n\n", "  ", "   ", "\r\n", "ABCD", "Title", "’", "‘", "“",
      "”",
      "İstanbul", "İ", "ẞ", "ϴ", "Ǆ", "ǅ", "Σ", "ς", "ℳ", "Ⓐ", "ⓐ", "Ⅷ", "ⅷ", "\u{301}", "\u{308}", "\u{93F}",
      "\u{650}",
      "\u{E4D}", "\u{E32}", "\u{E33}", "\u{711}", "\u{730}", "\u{BCD}", "\u{345}", "\u{1DD3}", "²", "½", "٣", "۳", "३",
      "①",
      "：", "，", "。", "\u{3000}", "中", "文", "한", "글", "々", "〇", "ー", "\u{1100}\u{1161}\u{11A8}", "😀", "👍🏽", "🇩🇪",
      "👨‍👩‍👧", "⚖\u{FE0F}", "\u{FE0F}", "\u{200B}", "\u{200D}", "\u{A0}", "\u{2003}", "\u{2028}", "\u{E000}", "\u{F8FF}",
      "\u{0}", "\u{1}", "\u{7F}", "\u{85}", "\u{FEFF}", "\u{FFFD}", "\u{1D400}",
      "\u{20000}", "\u{E0100}", "⟨", "⟩", "e\u{301}", "a\u{323}\u{307}", "a\u{307}\u{323}", "\u{212B}",
      "\u{F900}", "\u{1C89}", "\u{A7CB}", "────", "====", "·", "—",
    ] + [0xFDD0, 0xFDD4, 0xFFFF, 0x10FFFF].map { String(Unicode.Scalar($0)!) }

  private static let sentences: [String] = [
    "The quick brown fox jumps over the lazy dog. It's what they'd said, isn't it? We'll see; I've no idea.",
    "func makeRunningCount(edges: TextEdges) -> RunningCount {\n    return RunningCount(self, edges: edges)\n}\n\n",
    "{\"id\": 1204, \"name\": \"O'Neill\", \"values\": [1, 2.5, -3e10, null], \"ok\": true}\n",
    "<p class=\"note\">HTTP/1.1 404 NOT FOUND &amp; co.</p>\t<!-- see https://example.org/a?b=c#d -->",
    "def f(x):\n\tif x >= 10 and not isinstance(x, (int, float)):\n\t\traise ValueError(f'{x!r}')  # TODO\n",
    "Alle Menschen sind frei und gleich an Würde und Rechten geboren. STRASSE, Straße, GROẞ — „ja“, ‚nein‘.",
    "Tous les êtres humains naissent libres et égaux en dignité et en droits ; l’été d’Œdipe, « déjà vu ».",
    "Todos los seres humanos nacen libres e iguales: ¿Qué? ¡Sí! Año nuevo, niñez, pingüino. 1.234,56 € (50 %)",
    "Все люди рождаются свободными и равными в своём достоинстве и правах. ВСЕ ЛЮДИ. Ёлка, №5.",
    "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι. ΟΔΥΣΣΕΥΣ, Σίσυφος, ᾳ ΐ ᾼ.",
    "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền lợi. ĐƯỜNG",
    "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता। १२३ रुपये",
    "সমস্ত মানুষ স্বাধীনভাবে সমান মর্যাদা এবং অধিকার নিয়ে জন্মগ্রহণ করে। ৪৫৬",
    "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وَقَدْ وُهِبُوا ١٢٣٤ عقلاً، ۱۲۳",
    "כל בני אדם נולדו בני חורין ושווים בערכם ובזכויותיהם. שָׁלוֹם",
    "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์ น้ำ นํา ๑๒๓ ฿",
    "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心（第１条）：“好”。",
    "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。々〆ヶーｶﾞ",
    "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 한글 123개",
    "ყველა ადამიანი იბადება თავისუფალი და თანასწორი. ᲧᲕᲔᲚᲐ",
    "ሰው ሁሉ ነጻ ሆኖ ተወለደ። ፩፪፫ ᎠᏂᎦᏓ Ꭰꭰ ᚠᚢᚦ ᛮ ꛦ ܫܠܡܐ ܫܰܠܳܡ \u{0730}",
    "👩‍💻 ships 🚀🚀 at 9:00 🇫🇷🇯🇵 ❤️ ⚖️ 1️⃣ ☃ ™ © ½ x² ₂ ⅔ ① ㈠ 𝔘𝔫𝔦 𝟘𝟙 𠮷",
    "│ a │ b │\n├───┼───┤\n│ 1 │ 2 │\n╰───┴───╯  █▓▒░  ▲▼  ←→  «x»  §3  €5  √2  …",
    "HELLO WORLD, NASA and the FBI; iPhone, McDonald, GaN, WiFi, ABCdef, aBC, A, AB, ABC, ABCD, TitleCase Titlecase",
    "0 1 12 123 1234 12345 1,234,567.89 0x1F 3.14159 1e-9 192.168.0.1 2024-02-29T12:34:56Z +49 (0)30",
    "a  b   c    d\t\te\n\nf\n\n\ng \n h\n \n i \t j\r\nk\r\n\r\nl     \n     m",
  ]
}
