"""Bytes to text: which of UTF-8, UTF-16, GB18030, Big5 and windows-1252 a text is in, and where its bytes are broken.

A byte-order mark decides. Otherwise valid UTF-8 is UTF-8 unless what it says is implausible and another encoding's
reading is plausible; then the encoding whose reading looks most like Chinese or English wins: share of everyday
characters a byte. Nothing is guessed below a threshold: then the bytes are refused.
"""

from __future__ import annotations

import codecs
import functools
from collections import Counter

from ninetenths.extraction.values import refusal
from ninetenths.patterns import regex

# Label in `Extracted.encoding` and the codec that reads it: GB18030 holds GB 2312 and GBK, cp950 holds Big5.
_CODECS = {"utf-8": "utf-8", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be", "gb18030": "gb18030", "big5": "cp950"}
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

# Characters looked at when encodings are weighed, from the start of the text.
_SAMPLE = 20_000
# Mean weight of the characters beyond ASCII below which a reading is not believed; mojibake lies below 0.1.
_PLAUSIBLE = 0.35
# By how much a byte Big5 must beat GB18030: each reads much of the other.
_MARGIN = 0.2

_CONTROLS = regex("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# What valid UTF-8 that is no UTF-8 comes out as: two-byte letters of scripts that official texts here are not in.
_STRANGE = regex("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\u0100-\u07ff]")

# The characters that make up three quarters of official Chinese, and the traditional forms of those that have one.
_EVERYDAY = frozenset(
    "的业和建发展化设大新进加实全工市国力产政一人中区推民城制动会高生作务强成重体增改经保行资地开社等提持理农创合年济施能快项公平"
    "基主有服好企要在以入点水度家个为深长面完技现机治用革上育文心目管造科村规出省法定不坚善学代系万是程量三质品步方场通优到性府各"
    "环对事级划投共续安支构活教元升金总标效本我分结部范外整乡境落亿域放五源融商群集立策决路口领了计调态利型稳位际积向十防更费术运"
    "办与关收达导电批协医转同促极做统镇自监道交健营引信广就义护下党众四综特取小二战物明流居们精期多内解园任应扩风消第权员得色联示"
    "海障线时率试网抓台争打培险准础委题议件局专江问突先表控格严数县式老过值及势房贸节院州职形次继确研来前比住组才意求略干速养财于"
    "功供着把都两条指港东预督努山处模配户游子污所断车均接益低依易带旅困绿之排间减切神团空百类难康果卫备层气筹思责清央审疗北美西兴"
    "案智核认价正校头变扶南习验助种届使贯织土河真首查想别贫单息额可铁固复九执识食聚需显破挥围六置双药也他说这那里去还没从月日七八"
    "云州书记讲话听讨论张王李陈刘"
    "業發設會國實產務強體資開農創濟項點個為長現機規頒質場優環級劃續構總標結範鄉億領計調態穩際積費術運辦與關達導電協醫轉極統鎮監"
    "營廣義護黨眾綜戰們內園應擴風權員聯線時試網爭險準礎題議專問實嚴數縣過勢貿節職確組養財於東預處汙斷車益帶綠間減團類難備層氣責審"
    "療興認價頭變習驗屆貫織單額鐵復執識顯圍雙藥這說還沒從書記講話聽討論張陳劉將來對決財務條開進動"
)  # fmt: skip
_RARE_SIGNS = frozenset("^`~{}|\\@#$<>")
_MARKING = frozenset("，。、；：？！“”‘’《》（）〔〕【】—…·％\u3000％〈〉「」『』–•£€")


def decode(data: bytes, *, name: str) -> tuple[str, str]:
    """Text and encoding label of a plain text, nothing stripped but a byte-order mark, no newline translated.

    A last character cut in two is left out. Raises Refusal `encoding` with the byte offset where the bytes are in
    no known encoding or broken, `binary` where they are no text.
    """
    text, encoding, damage = decode_loosely(data)
    if damage is not None:
        raise _undecodable(data, encoding, damage, name)
    if (control := text.find("\x00")) >= 0:
        raise refusal("binary", name=name, offset=len(text[:control].encode(_CODECS[encoding])))
    return text, encoding


def decode_loosely(data: bytes, declared: str | None = None) -> tuple[str, str, int | None]:
    """Text, encoding label, and the offset of the first broken byte if there is one (then U+FFFD stands there).

    `declared` is what the file says of itself (a page's charset); it is believed where the bytes agree.
    """
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _damaged(data, marked, len(mark))
    if declared is not None and (label := label_of(declared)) is not None:
        agreed = _attempt(data, label)[0]
        if agreed is not None:
            return agreed, label, None
    utf8 = _attempt(data, "utf-8")[0]
    if utf8 is not None and not _STRANGE.search(utf8):
        return utf8, "utf-8", None
    return _weighed(data, utf8)


def label_of(declared: str) -> str | None:
    """Our label for a charset as pages declare it; None for one we do not read."""
    try:
        codec = codecs.lookup(declared.strip()).name
    except (LookupError, ValueError):
        return None
    known = {
        "utf-8": "utf-8", "utf_8_sig": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030",
        "big5": "big5", "cp950": "big5", "big5hkscs": "big5", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be",
        "iso8859-1": "windows-1252", "cp1252": "windows-1252",
    }  # fmt: skip
    return known.get(codec)


def _codec(label: str) -> str:
    return _CODECS.get(label, label)


def _attempt(data: bytes, label: str) -> tuple[str | None, int | None]:
    """The strict reading of the bytes, a cut last character left out; or None and the offset of the broken byte."""
    decoder = codecs.getincrementaldecoder(_codec(label))("strict")
    try:
        return decoder.decode(data, False), None
    except UnicodeDecodeError as error:
        return None, error.start


def _damaged(data: bytes, label: str, start: int = 0) -> tuple[str, str, int | None]:
    """The reading in a known encoding, with U+FFFD for what is broken."""
    body = data[start:]
    text, broken = _attempt(body, label)
    if text is not None:
        return text, label, None
    return body.decode(_codec(label), "replace"), label, start + (broken or 0)


def _weighed(data: bytes, utf8: str | None) -> tuple[str, str, int | None]:
    """The most plausible reading of bytes without mark that are not plainly UTF-8."""
    head = data[: 2 * _SAMPLE]
    if utf8 is None and _mostly_utf8(head if len(head) < len(data) else data):
        return _damaged(data, "utf-8")
    if utf8 is None and (western := _western(data)) is not None:
        return western, "windows-1252", None
    weights = {}
    for label in _CODECS:
        text = _sampled(head, label)
        if text is not None and _plausible(text):
            weights[label] = _weight(text) / max(len(head), 1) - (_MARGIN if label == "big5" else 0)
    if utf8 is not None and "utf-8" in weights:
        # The same bytes by chance valid as UTF-8 and better as something else: a short GB18030 text.
        best = max(weights, key=weights.__getitem__)
        return (utf8, "utf-8", None) if best == "utf-8" else _damaged(data, best)
    weights.pop("utf-8", None)
    if weights:
        chosen = _damaged(data, max(weights, key=weights.__getitem__))
        # The sample may have been plain ASCII, and what broke UTF-8 stand behind it.
        if _plausible(chosen[0].replace("\ufffd", "")):
            return chosen
    if utf8 is not None:
        return utf8, "utf-8", None
    return _damaged(data, "utf-8")


# What English texts hold beyond ASCII in windows-1252: typographer's quotes and dashes, signs, letters of names.
_WESTERN = frozenset("‘’“”–—…•·§©®™°£€½¼¾±×éèêëáàâäãåæçíìîïñóòôöõøœúùûüßÉÈÊÁÀÂÄÅÆÇÍÑÓÖØÚÜ«»¡¿ªº¶\xa0\xad")


def _western(data: bytes) -> str | None:
    """The text in windows-1252, where the bytes are Latin letters with a few signs among them; else None.

    Those signs stand alone; characters of the Chinese encodings come by two bytes beyond ASCII.
    """
    head = data[: 2 * _SAMPLE]
    beyond = [at for at, byte in enumerate(head) if byte > 0x7F]
    alone = sum((at == 0 or head[at - 1] < 0x80) and (at + 1 >= len(head) or head[at + 1] < 0x80) for at in beyond)
    letters = sum(65 <= byte <= 90 or 97 <= byte <= 122 for byte in head)
    controls = any(byte < 0x20 and byte not in b"\t\n\r\f" for byte in head)
    if controls or 15 * head.count(b" ") < len(head):
        return None
    if not beyond or 8 * len(beyond) > len(head) or 2 * alone < len(beyond) or 2 * letters < len(head):
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    signs = [character for character in text if character > "\x7f"]
    return text if 50 * sum(sign in _WESTERN for sign in signs) >= 49 * len(signs) else None


def _sampled(head: bytes, label: str) -> str | None:
    """The sample in one encoding: whole, or up to where it breaks if that is far enough to judge by."""
    text, broken = _attempt(head, label)
    if text is None and broken is not None and broken >= 200:
        return _attempt(head[:broken], label)[0]
    return text


def _mostly_utf8(head: bytes) -> bool:
    """Whether bytes that are not valid UTF-8 are nevertheless a UTF-8 text with some damage."""
    text = head.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(count for character, count in Counter(text).items() if character >= "\u2000" and character != "\ufffd")
    return good > 3 * bad


@functools.cache
def _of_character(character: str) -> float:
    """How much a character speaks for the reading it stands in."""
    if character < "\x80":
        if character in _RARE_SIGNS:
            return 0.0
        return 0.9 if character >= " " or character in "\t\n\r\f" else -6.0
    if character in _EVERYDAY:
        return 2.0
    if character in _MARKING:
        return 1.5
    if "\u4e00" <= character <= "\u9fff":
        return 0.8 if _schooled(character) else -0.5
    if "\uff01" <= character <= "\uff5e" or "\u2460" <= character <= "\u2473":
        return 1.0
    if "\xa0" <= character <= "\xff":
        return 0.4
    return -6.0 if character < "\xa0" or "\ue000" <= character <= "\uf8ff" else -3.0


def _schooled(character: str) -> bool:
    """Whether a character is in the first level of GB 2312 or Big5: the few thousand in general use."""
    try:
        return 0xB0 <= character.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        try:
            return 0xA4 <= character.encode("big5")[0] <= 0xC6
        except UnicodeEncodeError:
            return False


def _weight(text: str) -> float:
    return sum(_of_character(character) * count for character, count in Counter(text).items())


def _plausible(text: str) -> bool:
    """Whether a reading's characters beyond printable ASCII look like Chinese, or there are none."""
    beyond = Counter(text)
    for character in list(beyond):
        if " " <= character < "\x80" or character in "\t\n\r\f":
            del beyond[character]
    count = beyond.total()
    return not count or sum(_of_character(c) * n for c, n in beyond.items()) / count >= _PLAUSIBLE


def _undecodable(data: bytes, encoding: str, damage: int, name: str) -> Exception:
    """The refusal of bytes that do not decode: where they break in the encoding that carries furthest."""
    sample = data[:4096]
    if sample.count(0) or sum(byte < 9 or 13 < byte < 27 for byte in sample) * 20 > len(sample):
        return refusal("binary", name=name, offset=damage)
    return refusal("encoding", name=name, offset=damage, encoding=encoding, byte=f"0x{data[damage]:02X}")
