"""What else people call a state, so that they find it. None of these is ever shown: a name implies no opinion.

From Unicode CLDR, in languages beside the six of the register and in both ways of writing Chinese; and by hand what
news, diplomats and older texts say in English, French and Spanish.
"""

from collections.abc import Iterator
from functools import cache

from babel import Locale

CLDR = ("en", "fr", "es", "de", "pt", "it", "nl", "ja", "uk", "fa", "he", "zh_Hant", "zh_Hant_HK")
BY_HAND = {
    "AE": "UAE; Emirates",
    "BN": "Brunei Darussalam",
    "BO": "Plurinational State of Bolivia",
    "BS": "The Bahamas",
    "BY": "Belorussia; Biélorussie; Bielorrusia",
    "CD": "DRC; DR Congo; RDC; Congo-Kinshasa; Zaire",
    "CG": "Congo-Brazzaville; Congo",
    "CI": "Ivory Coast; Costa de Marfil",
    "CV": "Cape Verde; Cap-Vert",
    "CZ": "Czech Republic; République tchèque; República Checa",
    "FM": "Federated States of Micronesia",
    "GB": "UK; Britain; Great Britain; Grande-Bretagne; Gran Bretaña; Great Britain and Northern Ireland",
    "GM": "The Gambia",
    "IR": "Islamic Republic of Iran; Persia",
    "KP": "DPRK; Democratic People’s Republic of Korea; RPDC",
    "KR": "ROK; Republic of Korea; République de Corée; República de Corea",
    "LA": "Lao People’s Democratic Republic; Lao",
    "MD": "Republic of Moldova",
    "MK": "Macedonia; Macédoine; FYROM",
    "MM": "Burma; Birmanie; Birmania",
    "NL": "Holland; Hollande; Holanda; Kingdom of the Netherlands",
    "PS": "Palestine; Palestina",
    "RU": "Russian Federation; Fédération de Russie; Federación de Rusia",
    "SY": "Syrian Arab Republic",
    "SZ": "Swaziland; Suazilandia",
    "TL": "East Timor; Timor oriental",
    "TR": "Turkey; Turkiye",
    "TZ": "United Republic of Tanzania",
    "US": "USA; United States of America; America; États-Unis d’Amérique; EEUU; EE.UU.; США",
    "VA": "Vatican; Vaticano; Vatican City",
    "VE": "Bolivarian Republic of Venezuela",
    "VN": "Viet Nam",
    "EU": "UE; ЕС",
}


@cache
def _territories() -> tuple[dict[str, str], ...]:
    return tuple(dict(Locale.parse(code).territories) for code in CLDR)


@cache
def other_names(key: str) -> tuple[str, ...]:
    """Each once, by the two-letter code of a state or body."""

    def found() -> Iterator[str]:
        yield from (text.strip() for text in BY_HAND.get(key, "").split(";"))
        yield from (names.get(key, "") for names in _territories())

    return tuple(dict.fromkeys(text for text in found() if text))
