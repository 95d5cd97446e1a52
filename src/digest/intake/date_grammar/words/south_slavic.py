"""Slovene, Croatian, Serbian in both scripts, Bulgarian and Macedonian."""

from __future__ import annotations

from collections.abc import Mapping

from digest.intake.date_grammar.words.vocabulary import Vocabulary

_CROATIAN = {
    "F": "od između počinje počev",
    "T": "do",
    "t": "na",
    "B": "najkasnije",
    "P": "prije pre",
    "u": "zaključno",
    "L": "rok krajnji_rok rok_prijave zatvara deadline",
    "C": "poziv natječaj natječaja prijave prijava konkurs konkursa",
    "A": "kraj kraju krajem početak početkom početku sredinom sredina polovica",
    "S": "proljeće proleće proljeću ljeto leto ljeti jesen zima zimi",
    "~": "oko otprilike nakon posle poslije",
    "Q": "danas sutra jučer juče sada uskoro večeras",
    "V": "sljedeći sljedeća sljedeće sledeći sledeća sledeće ovaj ova ove ovog idući iduće",
    "v": "prošli prošla prošle zadnji zadnja poslednji",
    "z": "tjedan tjedna nedelje_u sedmica vikend vikenda mjesec mjeseca mesec meseca godinu dana",
    "R": "svaki svaka svake svakog svakodnevno tjedno mjesečno nedeljno mesečno",
    "o": "u dana dan godine god g o za s sa ljeta datum",
    "&": "i te",
    "E": "u_podne",
    "H": "sati sata sat h časova časa čas",
}
_SERBIAN_CYRILLIC = {
    "F": "од између почиње почев",
    "T": "до",
    "t": "на",
    "B": "најкасније",
    "P": "пре прије",
    "u": "закључно",
    "L": "рок затвара",
    "C": "позив конкурс конкурса пријаве пријава",
    "A": "крај крају крајем почетак почетком почетку средином средина половина",
    "S": "пролеће лето јесен зима",
    "~": "око отприлике након после",
    "Q": "данас сутра јуче сада ускоро вечерас",
    "V": "следећи следећа следеће овај ова ове овог идући",
    "v": "прошли прошла прошле последњи",
    "z": "викенд викенда месец месеца годину",
    "R": "сваки свака сваке сваког свакодневно недељно месечно",
    "o": "у дана дан године год г датум са",
    "&": "и те",
    "H": "сати сата сат ч часова часа час",
}

SOUTH_SLAVIC: Mapping[str, Vocabulary] = {
    "sl": Vocabulary(
        words={
            "F": "od med začne začenši",
            "t": "na",
            "T": "do",
            "B": "najkasneje najpozneje",
            "P": "pred",
            "L": "rok zapre izteče deadline",
            "C": "razpis poziv prijave prijav",
            "A": "konec koncem začetek začetku začetka sredina sredini polovica polovici",
            "S": "pomlad pomladi poletje poleti jesen jeseni zima pozimi",
            "~": "približno okoli okrog po",
            "Q": "danes jutri včeraj zdaj kmalu",
            "V": "naslednji naslednja prihodnji prihodnja ta to",
            "v": "zadnji zadnja pretekli prejšnji",
            "z": "teden tedna tednu vikend vikenda mesec meseca mesecu dni",
            "R": "vsak vsaka vsako dnevno tedensko mesečno letno",
            "o": "v dne dni dan leta leto vključno datum",
            "&": "in ter",
            "E": "ob",
            "H": "uri ure ura uro h",
        },
        months=(
            (
                "januarja februarja marca aprila maja junija julija avgusta septembra oktobra"
                " novembra"
                " decembra"
            ),
            (
                "januarju februarju marcu aprilu maju juniju juliju avgustu septembru oktobru"
                " novembru"
                " decembru"
            ),
            (
                "januarjem februarjem marcem aprilom majem junijem julijem avgustom septembrom"
                " oktobrom novembrom decembrom"
            ),
        ),
        weekdays=(
            ". . sredo . . soboto nedeljo",
            "ponedeljka torka srede četrtka petka sobote nedelje",
        ),
    ),
    "hr": Vocabulary(
        words=_CROATIAN,
        months=(
            (
                "siječnju veljači ožujku travnju svibnju lipnju srpnju kolovozu rujnu listopadu"
                " studenom prosincu"
            ),
            ". veljaču . . . . . . . . studenog .",
        ),
        weekdays=(
            ". . srijedu . . subotu nedjelju",
            "ponedjeljka utorka srijede četvrtka petka subote nedjelje",
        ),
        tails={"o": "og og"},
    ),
    "sr": Vocabulary(
        words={
            kind: f"{_CROATIAN.get(kind, '')} {line}" for kind, line in _SERBIAN_CYRILLIC.items()
        },
        months=(
            (
                "јануара фебруара марта априла маја јуна јула августа септембра октобра новембра"
                " децембра"
            ),
            (
                "јануару фебруару марту априлу мају јуну јулу августу септембру октобру новембру"
                " децембру"
            ),
            (
                "januara februara marta aprila maja juna jula avgusta septembra oktobra novembra"
                " decembra"
            ),
            (
                "januaru februaru martu aprilu maju junu julu avgustu septembru oktobru novembru"
                " decembru"
            ),
            ". . . . . juni juli august . . . .",
            ". . . . . juna jula augusta . . . .",
        ),
        weekdays=(
            ". . среду . . суботу недељу",
            "понедељка уторка среде четвртка петка суботе недеље",
            ". . sredu . . subotu nedelju",
            "ponedeljka utorka srede četvrtka petka subote nedelje",
        ),
    ),
    "bg": Vocabulary(
        words={
            "F": "от между започва",
            "t": "по",
            "T": "до",
            "B": "най-късно",
            "P": "преди",
            "u": "включително",
            "L": "срок краен_срок срокът изтича",
            "C": "покана кандидатури кандидатстване заявления конкурс",
            "A": "края край началото начало средата",
            "S": "пролет пролетта лято лятото есен есента зима зимата",
            "~": "около приблизително след към",
            "Q": "днес утре вчера сега скоро довечера",
            "V": "следващия следващата следващ идния идната този тази това",
            "v": "последния последната миналия миналата",
            "z": "седмица седмицата уикенд уикенда месец месеца година",
            "R": "всеки всяка всяко ежедневно ежеседмично ежемесечно",
            "o": "на в във г год година дата датата ден",
            "&": "и",
            "H": "ч часа час",
        },
        months=("ян . . . . . . . септ . . .",),
        weekdays=(". . . . . . неделята",),
        tails={"o": "ти ви ми ри"},
    ),
    "mk": Vocabulary(
        words={
            "F": "од меѓу помеѓу почнува",
            "t": "по",
            "T": "до",
            "B": "најдоцна",
            "P": "пред",
            "u": "заклучно",
            "L": "рок краен_рок рокот",
            "C": "повик конкурс пријави пријавување",
            "A": "крајот крај почетокот почеток средината средина",
            "S": "пролет пролетта лето летото есен есента зима зимата",
            "~": "околу приближно после",
            "Q": "денес утре вчера сега наскоро вечерва",
            "V": "следниот следната следен идниот идната овој оваа ова",
            "v": "последниот последната минатиот минатата",
            "z": "недела_дена викенд викендот месец месецот година",
            "R": "секој секоја секое дневно неделно месечно",
            "o": "на во г год година датум ден",
            "&": "и",
            "H": "ч часот часа час",
        },
        tails={"o": "ти ви ми ри"},
    ),
}
