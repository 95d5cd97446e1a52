"""Polish, Czech, Slovak and Ukrainian."""

from __future__ import annotations

from collections.abc import Mapping

from digest.intake.date_grammar.words.vocabulary import Vocabulary

NORTH_SLAVIC: Mapping[str, Vocabulary] = {
    "pl": Vocabulary(
        words={
            "F": "od między pomiędzy począwszy rozpoczyna",
            "t": "na po",
            "T": "do",
            "B": "najpóźniej",
            "P": "przed",
            "L": "termin terminu zamyka upływa deadline",
            "C": "nabór naboru zgłoszenia zgłoszeń wnioski wniosków konkurs",
            "A": "koniec końca końcem końcu początek początku początkiem połowa połowie połowy",
            "S": "wiosna wiosną wiosnę lato latem jesień jesienią zima zimą",
            "~": "około ok mniej_więcej",
            "Q": "dziś dzisiaj jutro wczoraj teraz wkrótce",
            "V": "najbliższy najbliższa następny następna przyszły przyszła ten tym tego bieżącego",
            "v": "ostatni ostatnia ostatnią miniony zeszły",
            "z": "tydzień tygodnia weekend weekendu miesiąc miesiąca dni rok",
            "R": "każdy każda każdą każdego co codziennie tygodniowo miesięcznie",
            "o": "w we dnia dniach dzień r roku z ze włącznie data",
            "&": "i oraz a",
            "E": "godz godzina godzinie godzinach o",
            "H": "h",
        },
        months=(
            (
                "styczniu lutym marcu kwietniu maju czerwcu lipcu sierpniu wrześniu październiku"
                " listopadzie grudniu"
            ),
        ),
        weekdays=(
            ". . środę . . sobotę niedzielę",
            "poniedziałku wtorku środy czwartku piątku soboty niedzieli",
        ),
        tails={"o": "go"},
    ),
    "cs": Vocabulary(
        words={
            "F": "od mezi začíná počínaje",
            "t": "na",
            "T": "do",
            "B": "nejpozději",
            "P": "před přede",
            "L": "uzávěrka uzávěrky termín lhůta končí deadline",
            "C": "výzva přihlášky přihlášek žádosti",
            "A": "konec konce koncem začátek začátkem polovina polovině počátkem",
            "S": "jaro jaře léto létě podzim zima zimě",
            "~": "přibližně cca asi kolem okolo",
            "Q": "dnes zítra včera nyní brzy",
            "V": "příští tento tato toto nadcházející",
            "v": "minulý minulá poslední",
            "z": "týden týdne víkend víkendu měsíc měsíce rok dnů",
            "R": "každý každá každé každou denně týdně měsíčně ročně",
            "o": "v ve dne dnech dny dni roku r včetně datum dnem",
            "&": "a i",
            "E": "hod_od",
            "H": "hod hodin hodiny h",
        },
        months=(
            "lednu únoru březnu dubnu květnu červnu červenci srpnu . říjnu . prosinci",
            (
                "lednem únorem březnem dubnem květnem červnem červencem srpnem zářím říjnem"
                " listopadem prosincem"
            ),
        ),
        weekdays=(
            ". . středu . . sobotu neděli",
            ". úterka středy čtvrtka pátku soboty neděle",
            "pondělka úterku středě čtvrtku . sobotě .",
        ),
    ),
    "sk": Vocabulary(
        words={
            "F": "od medzi začína počnúc",
            "t": "na",
            "T": "do",
            "B": "najneskôr",
            "P": "pred",
            "L": "uzávierka termín lehota končí deadline",
            "C": "výzva prihlášky prihlášok žiadosti",
            "A": "koniec konca koncom začiatok začiatkom polovica polovici",
            "S": "jar jari leto lete jeseň jeseni zima zime",
            "~": "približne cca asi okolo",
            "Q": "dnes zajtra včera teraz čoskoro",
            "V": "budúci budúca tento táto toto nadchádzajúci",
            "v": "minulý minulá posledný posledná",
            "z": "týždeň týždňa víkend víkendu mesiac mesiaca rok dní",
            "R": "každý každá každé každú denne týždenne mesačne ročne",
            "o": "v vo dňa dňoch dni deň roku r vrátane dátum",
            "&": "a i",
            "H": "hod hodín hodiny hodine h",
        },
        months=(
            (
                "januári februári marci apríli máji júni júli auguste septembri októbri novembri"
                " decembri"
            ),
        ),
        weekdays=(
            ". . stredu . . sobotu nedeľu",
            "pondelka utorka stredy štvrtka piatka soboty nedele",
        ),
    ),
    "uk": Vocabulary(
        words={
            "F": "від між починаючи починається",
            "t": "по",
            "T": "до",
            "B": "пізніше",
            "P": "перед",
            "u": "включно",
            "L": "дедлайн термін строк кінцевий",
            "C": "конкурс заявки заявок прийом",
            "A": "кінець кінця кінці початок початку середина середині половина",
            "S": "весна навесні літо влітку осінь восени зима взимку",
            "~": "близько приблизно орієнтовно після",
            "Q": "сьогодні завтра вчора зараз незабаром",
            "V": "наступний наступна наступного наступної цього цей ця цієї",
            "v": "останній остання минулий минула минулого",
            "z": "тиждень тижня вихідні вихідних місяць місяця рік",
            "R": "кожен кожний кожна кожну кожного щодня щотижня щомісяця щороку",
            "o": "у в на з із зі року р рр число числа дата",
            "&": "і й та",
            "E": "о об",
            "H": "год годині година години",
        },
        months=(
            (
                "січні лютому березні квітні травні червні липні серпні вересні жовтні листопаді"
                " грудні"
            ),
        ),
        weekdays=(
            ". . середу . п'ятницю суботу неділю",
            "понеділка вівторка середи четверга п'ятниці суботи неділі",
            ". . . . п'ятниця . .",
        ),
        tails={"o": "го е ше те ого"},
    ),
}
