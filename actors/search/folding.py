"""Folds a text to what people type when they look for it: no accents, no case, one form of each letter.

Both sides are folded, what is kept and what is asked, so a fold need not be right in any language: it must only be
the same for both. What is not folded: one script into another (“Moskva” does not find Москва), ü into ue, й into и,
traditional Chinese beyond the characters of ``TRADITIONAL``, and endings of words.
"""

import re
import unicodedata

TRADITIONAL = (
    "乾亞佈來們倫內凍別剋剛動務勞員問單噹囌國圖奧實寧對岡島幹幾庫強彆彿後愛憲應懞戰撾擊據敘於時會東條榦構機檢權"
    "歐決沒湯滅濛濟為烏無爭爾獨現產當發盧矇祕種穩簽籤約納紹組結絕統經維締緬總織罰羅義聖聯聲職脅脫臘與茲萊薩蘇蘭"
    "號裡製見規觀託証話認說調請諾講證識議譴護讓讚貝責買資賓贊這進過達還邊銷錶長門開間閤關際韋韓頓題願馬髮魯鮮麥點"
    "裏羣臺"
)
SIMPLIFIED = (
    "干亚布来们伦内冻别克刚动务劳员问单当苏国图奥实宁对冈岛干几库强别佛后爱宪应蒙战挝击据叙于时会东条干构机检权"
    "欧决没汤灭蒙济为乌无争尔独现产当发卢蒙秘种稳签签约纳绍组结绝统经维缔缅总织罚罗义圣联声职胁脱腊与兹莱萨苏兰"
    "号里制见规观托证话认说调请诺讲证识议谴护让赞贝责买资宾赞这进过达还边销表长门开间合关际韦韩顿题愿马发鲁鲜麦点"
    "里群台"
)
"""Characters of the names of states and of words about the Court, in the same order, one for one."""

LETTERS = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ħ": "h",
    "ŧ": "t",
    "ŋ": "n",
    "ə": "e",
    "ɛ": "e",
    "ɔ": "o",
    "ɓ": "b",
    "ɗ": "d",
    "ƙ": "k",
    "ƴ": "y",
    "ĸ": "k",
    # Arabic: hamza, madda and vowel signs are marks and go by themselves; these are letters of their own.
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ک": "ك",
    "ڪ": "ك",
    "ة": "ه",
    "ۃ": "ه",
    "ە": "ه",
    "ہ": "ه",
    "ھ": "ه",
    **dict(zip(TRADITIONAL, SIMPLIFIED, strict=True)),
}
"""Letters that Unicode does not take apart, and people do."""

KEPT_MARKS = {"и\u0306": "й"}
"""A letter of its own, told apart by everybody who types it; ё is not: half of the press writes е."""

GLUE = re.compile(r"(?<=\w)[\'’‘ʼʻʾʿ`´′＇.\-‐‑‒–—־·・/]+(?=\w)")
"""What may stand inside a name or not: Guinea-Bissau, Côte d’Ivoire, Al-Haq."""
ABBREVIATION = re.compile(r"(?<!\w)(?:\w\.){2,}(?:\w(?!\w))?")


UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
"""Scripts that put no space between words."""
JOINING = ("ARABIC", "HEBREW")
"""Scripts that write article, “and” and “in” onto the next word."""
ARTICLE = "ال"


class _Table(dict[int, str | None]):
    """What each character becomes: nothing, a space, a letter. Learned as characters come."""

    def __missing__(self, code: int) -> str | None:
        found = self[code] = _become(chr(code))
        return found


def _become(letter: str) -> str | None:
    if letter in LETTERS:
        return LETTERS[letter]
    category = unicodedata.category(letter)
    if unicodedata.combining(letter) or category in {"Cf", "Me"} or letter == "ـ":
        return None
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if category == "Lm" and letter in "ʼʻʾʿʹʺˈ":
        return " "
    return letter if category[0] in "LN" or category in {"Mc", "Mn"} else " "


_table = _Table()


def fold(text: str) -> str:
    """Words of letters and digits with one space between them. Folding what is folded changes nothing."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    spread = ABBREVIATION.sub(lambda found: found[0].replace(".", ""), spread)
    for apart, whole in KEPT_MARKS.items():
        spread = spread.replace(apart, whole)
    return " ".join(spread.translate(_table).split())


def letters(letter: str) -> str:
    """What one character of a text becomes by itself: letters, a space, or nothing."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
    return KEPT_MARKS.get(spread, spread).translate(_table)


def entry(text: str, *more: str) -> str:
    """A text as the index keeps it: `` words | other forms ``; a word asked for is looked up with a space before it.

    The other forms are names written as one word (“guineabissau”) and whatever else ``more`` finds the text by.
    """
    glued = [fold(GLUE.sub("", word)) for word in text.split() if GLUE.search(word)]
    others = dict.fromkeys(word for word in [*glued, *map(fold, more)] if word)
    return f" {fold(text)} | {' '.join(others)} "


def pattern(word: str) -> str:
    """What a folded word looks like in an entry: at the start of a word, or anywhere where that says nothing."""
    if not unicodedata.name(word[0], "").startswith(UNSPACED + JOINING):
        return f" {word}"
    return word.removeprefix(ARTICLE) if len(word) > len(ARTICLE) + 2 else word


def stands_apart(letter: str) -> bool:
    """Whether it is of a script that puts spaces between words."""
    return not unicodedata.name(letter, "").startswith(UNSPACED)
