"""Texts that try the tokenizer's rules: sentences in many scripts, broken where rules meet. The same seed makes the same texts."""

import random
import unicodedata

SENTENCES = [
    "The quick brown fox jumps over the lazy dog. It's what they'd said, isn't it? We'll see; I've no idea.",
    "struct Point {\n    var x: Double\n    let label = \"O'Neill\"\n}\n\n// MARK: - draw\n",
    "{\"id\": 1204, \"values\": [1, 2.5, -3e10, null], \"ok\": true, \"path\": \"C:\\\\temp\"}\n",
    "<p class=\"note\">HTTP/1.1 404 NOT FOUND &amp; co.</p>\t<!-- https://example.org/a?b=c#d -->",
    "def f(x):\n\tif x >= 10 and not isinstance(x, (int, float)):\n\t\traise ValueError(f'{x!r}')  # why\n",
    "Alle Menschen sind frei und gleich an Würde und Rechten geboren. STRASSE, Straße, GROẞ — „ja“, ‚nein‘.",
    "Tous les êtres humains naissent libres et égaux en dignité ; l’été d’Œdipe, « déjà vu ».",
    "Todos los seres humanos nacen libres: ¿Qué? ¡Sí! Año nuevo, pingüino. 1.234,56 € (50 %)",
    "Все люди рождаются свободными и равными в своём достоинстве и правах. ВСЕ ЛЮДИ. Ёлка, №5.",
    "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι. ΟΔΥΣΣΕΥΣ, Σίσυφος, ᾳ ΐ ᾼ.",
    "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền lợi. ĐƯỜNG",
    "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता। १२३ रुपये",
    "সমস্ত মানুষ স্বাধীনভাবে সমান মর্যাদা এবং অধিকার নিয়ে জন্মগ্রহণ করে। ৪৫৬",
    "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وَقَدْ وُهِبُوا ١٢٣٤ عقلاً، ۱۲۳",
    "כל בני אדם נולדו בני חורין ושווים בערכם ובזכויותיהם. שָׁלוֹם",
    "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์ น้ำ นํา ๑๒๓ ฿",
    "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心（第１条）：“好”。",
    "すべての人間は、生まれながらにして自由であり、尊厳と権利とについて平等である。々〆ヶーｶﾞ",
    "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 한글 123개",
    "ყველა ადამიანი იბადება თავისუფალი და თანასწორი. ᲧᲕᲔᲚᲐ",
    "ሰው ሁሉ ነጻ ሆኖ ተወለደ። ፩፪፫ ᎠᏂᎦᏓ Ꭰꭰ ᚠᚢᚦ ᛮ ꛦ ܫܠܡܐ ܫܰܠܳܡ \u0730",
    "👩‍💻 ships 🚀🚀 at 9:00 🇫🇷🇯🇵 ❤️ ⚖️ 1️⃣ ☃ ™ © ½ x² ₂ ⅔ ① ㈠ 𝔘𝔫𝔦 𝟘𝟙 𠮷",
    "│ a │ b │\n├───┼───┤\n│ 1 │ 2 │\n╰───┴───╯  █▓▒░  ▲▼  ←→  «x»  §3  €5  √2  …",
    "HELLO WORLD, NASA and the FBI; iPhone, McDonald, GaN, WiFi, ABCdef, aBC, A, AB, ABC, ABCD, TitleCase",
    "0 1 12 123 1234 12345 1,234,567.89 0x1F 3.14159 1e-9 192.168.0.1 2024-02-29T12:34:56Z +49 (0)30",
    "a  b   c    d\t\te\n\nf\n\n\ng \n h\n \n i \t j\r\nk\r\n\r\nl     \n     m",
    "ᠮᠣᠩᠭᠣᠯ བོད་ཡིག ភាសាខ្មែរ ລາວ ນໍາ မြန်မာ සිංහල தமிழ் తెలుగు ಕನ್ನಡ മലയാളം ગુજરાતી ਪੰਜਾਬੀ ଓଡ଼ିଆ",
]

ODDITIES = list("'\" \t\n\r.,}-!sStTmMdD123{=/\\_#@") + [
    "'s", "'ll", "'re ", "'ve", " '", "x'S", "''", "('", "\n\n\n", "\n\n", "  ", "   ", "\r\n", "ABCD", "Title", "’", "‘", "“", "”",
    "İstanbul", "İ", "ẞ", "ϴ", "Ǆ", "ǅ", "Σ", "ς", "ℳ", "Ⓐ", "ⓐ", "Ⅷ", "ⅷ", "\u0301", "\u0308", "\u093F", "\u0650", "\u0E4D",
    "\u0E32", "\u0E33", "\u0711", "\u0730", "\u0BCD", "\u0345", "\u1DD3", "\u0363", "²", "½", "٣", "۳", "३", "①", "：", "，", "。",
    "\u3000", "中", "文", "한", "글", "々", "〇", "ー", "\u1100\u1161\u11A8", "\u1100", "\u1161", "\u11A8", "😀", "👍🏽", "🇩🇪", "👨‍👩‍👧",
    "⚖\uFE0F", "\uFE0F", "\u200B", "\u200D", "\u00A0", "\u2003", "\u2028", "\uE000", "\uF8FF", "\x00", "\x01", "\x7F", "\x85",
    "\uFDD0", "\uFDD1", "\uFDD4", "\uFEFF", "\uFFFD", "\uFFFF", "\U0001D400", "\U00020000", "\U000E0100", "\U0010FFFF", "⟨", "⟩",
    "e\u0301", "a\u0323\u0307", "a\u0307\u0323", "\u212B", "\uF900", "\u1C89", "\uA7CB", "────", "====", "·", "—", "=\u0338",
]

# Texts that the fuzzer once found to differ; each stays a golden row.
FINDS = [
    # A mark of a lower class parts a composite that composes with nothing itself: ᾳ and an acute are ᾴ.
    "\u1fb3\u0301", " \u1fbc\u0301\u0301", "\u0130\u0323", "T\u0130\u0328", "A\xf2\u0323\u0307", "'\u1161a\xcd\u0323\u0307",
    "\u0111\u1ec1\u0328", "\u0627a\u0307\u0201\u0323",
]

RANGES = [
    (0x00, 0x24F), (0x300, 0x36F), (0x370, 0x11FF), (0x1200, 0x33FF), (0x2000, 0x2BFF), (0xA000, 0xABFF), (0xF900, 0xFFFF),
    (0x10000, 0x1EFFF), (0x1F300, 0x1FAFF),
]


NEW_LETTERS = set("\u1c89\u1c8a\ua7cb")
APOSTROPHES = set("'\u2018\u2019")


def is_decidable(text):
    """Whether ctok counts the text the same on every Python: whether it lets an apostrophe bind behind U+1C89, U+1C8A
    and U+A7CB, letters since Unicode 16, depends on the Unicode version of the Python that runs it."""
    return NEW_LETTERS.isdisjoint(text) or APOSTROPHES.isdisjoint(text)


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def text(self):
        r = self.random
        if r.random() < 0.2:
            scalars = [c for _ in range(r.randrange(1, 9)) for c in r.choice(ODDITIES)]
        else:
            sentence = r.choice(SENTENCES)
            start = r.randrange(len(sentence))
            scalars = list(sentence[start : start + r.choice([3, 8, 20, 60])])
        for _ in range(r.randrange(7)):
            self.change(scalars)
        return "".join(scalars)

    def passage(self):
        """Several texts in a row, parted where text may be cut or not; stretches long enough for the fast path."""
        r = self.random
        return r.choice(["\n", " ", "", " a "]).join(self.text() for _ in range(r.randrange(2, 13)))

    def slice(self, source):
        """A part of another text with a few changes."""
        r = self.random
        start = r.randrange(len(source))
        scalars = list(source[start : start + r.choice([40, 120, 400])])
        for _ in range(r.randrange(5)):
            self.change(scalars)
        return "".join(scalars)

    def change(self, scalars):
        r = self.random
        at = r.randrange(len(scalars) + 1)
        kind = r.randrange(8)
        if kind == 0:
            scalars[at:at] = r.choice(ODDITIES)
        elif kind == 1:
            del scalars[at : at + r.randrange(1, 4)]
        elif kind == 2:
            scalars.insert(at, chr(r.randint(*r.choice(RANGES))))
        elif kind == 3:
            scalars[at:at] = r.choice(ODDITIES) * r.randrange(1, 6)
        elif kind == 4 and at < len(scalars):
            scalars[at : at + 1] = scalars[at].swapcase()
        elif kind == 5 and at < len(scalars):
            scalars[at : at + 1] = unicodedata.normalize(r.choice(["NFD", "NFC", "NFKC"]), scalars[at])
        elif kind == 6:
            end = at + r.randrange(1, 13)
            scalars[at:end] = "".join(scalars[at:end]).upper()
        else:
            scalars[at:at] = r.choice([" ", "\n", "=", "-", "a", "A", "1", "中", "\u0301"]) * r.choice([2, 3, 15, 16, 17, 33, 65, 130])
