"""A routine's title and tags -> the part of the body it is for, as a cover shows it."""

import re
from collections.abc import Iterable

# English, German, Spanish, French, Italian, Portuguese, Dutch, Polish, Chinese; no word that means something else in
# another of them, such as 'dos' or 'pies'.
_WORDS = {
    "breath": r"breath\w* atem\w* atmen respir\w* souffle ademhaling oddech\w* 呼吸",
    "upper back": r"upper.back obere\w*.rücken dorsal\w* haut.du.dos",
    "lower back": r"back rücken\w* espalda lumba\w* lombai\w* du.dos schiena lombar\w* costas plecy 腰 背",
    "hip": r"hips? glutes? hüft\w* caderas? hanches? anche quadril heup\w* bioder 髋",
    "thigh": r"hamstrings? thighs? quads? oberschenkel\w* muslos? cuisses? cosce coxas? bovenbe\w* uda 大腿",
    "neck": r"necks? nacken\w* cuello nuque collo pescoço nek szyi 颈",
    "shoulder": r"shoulders? schulter\w* hombros? épaules? spalle ombros? schouders? barki 肩",
    "knee": r"knees? knie\w* rodillas? genoux? ginocchi\w* joelhos? kolan\w* 膝",
    "calf": r"calf calves wade\w* pantorrillas? mollets? polpacci\w* panturrilhas? kuiten łydk\w* 小腿",
    "foot": r"foot feet ankles? plantar fuss\w* füsse\w* pieds? piedi voet\w* stopy 脚 足",
    "hand": r"grips? hands? wrists? fingers? forearms? elbows? griff\w* hände handgelenk\w* manos? muñecas? mains? "
    r"poignets? polsi mãos? handen dłoni\w* 手",
}


def _pattern(words: str) -> re.Pattern[str]:
    # Chinese has no word borders.
    return re.compile("|".join(rf"\b(?:{word})\b" if word < "\u2e80" else word for word in words.split()))


_PATTERNS = {area: _pattern(words) for area, words in _WORDS.items()}


def area(title: str, tags: Iterable[str]) -> str:
    """Return the part of the body that is named first, in `title` and then in `tags`; '' where none is.

    >>> area("Ten minutes", ["neck", "shoulders"]), area("Lower-back trigger points", ()), area("A nap", ())
    ('neck', 'lower back', '')
    """
    text = " | ".join((title, *tags)).casefold()
    found = [(match.start(), area) for area, pattern in _PATTERNS.items() if (match := pattern.search(text))]
    return min(found, key=lambda one: one[0])[1] if found else ""
