"""Finnish, Estonian, Latvian and Lithuanian."""

from __future__ import annotations

from collections.abc import Mapping

from digest.intake.date_grammar.words.vocabulary import Vocabulary

BALTIC: Mapping[str, Vocabulary] = {
    "fi": Vocabulary(
        words={
            "F": "alkaa välillä",
            "f": "alkaen lähtien",
            "T": "päättyy",
            "u": "asti saakka mennessä",
            "B": "viimeistään",
            "P": "ennen",
            "L": "määräaika määräpäivä hakuaika deadline hakuaikaa",
            "C": "haku hakemukset hakemusten kutsu",
            "A": "lopussa lopulla loppu alussa alku puolivälissä puoliväli",
            "S": "kevät keväällä kesä kesällä syksy syksyllä talvi talvella",
            "~": "noin arviolta suunnilleen",
            "a": "jälkeen tienoilla",
            "Q": "tänään huomenna eilen nyt pian",
            "V": "ensi tuleva tulevana tämä tänä seuraava",
            "v": "viime viimeinen edellinen",
            "z": "viikko viikolla viikon viikonloppu viikonloppuna kuukausi kuukauden",
            "R": "joka jokainen päivittäin viikoittain kuukausittain vuosittain",
            "o": "on vuonna vuoden pvm päivä päivänä",
            "&": "ja sekä",
            "E": "klo kello",
        },
        weekdays=(
            "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
            ". . keskiviikkona . . . sunnuntaina",
        ),
        months=(
            (
                "tammikuun helmikuun maaliskuun huhtikuun toukokuun kesäkuun heinäkuun elokuun"
                " syyskuun lokakuun marraskuun joulukuun"
            ),
        ),
        endings={"o": "ssa", "f": "sta", "u": "hun hin on"},
        tails={"o": "s nä na ntena tenä päivänä", "f": "stä sta nnestä", "u": "een teen nteen"},
    ),
    "et": Vocabulary(
        words={
            "F": "alates ajavahemikus algab",
            "T": "kuni lõpeb",
            "B": "hiljemalt",
            "P": "enne",
            "L": "tähtaeg tähtpäev",
            "C": "taotlused kandideerimine konkurss taotlusvoor avaldused",
            "A": "lõpus lõpp lõpul alguses algus algul keskel keskpaik",
            "S": "kevad kevadel suvi suvel sügis sügisel talv talvel",
            "~": "umbes ligikaudu pärast",
            "a": "paiku",
            "Q": "täna homme eile nüüd varsti",
            "V": "järgmine järgmisel tulev tuleval see sel",
            "v": "viimane viimasel eelmine eelmisel möödunud",
            "z": "nädal nädalal nädala nädalavahetus nädalavahetusel kuul kuu kuus aasta",
            "R": "iga igal iganädalane igapäevaselt",
            "o": "aastal a aasta kuupäev kuupäevadel päeval kaasa_arvatud",
            "&": "ja ning",
            "E": "kell kl",
        },
        weekdays=(
            "esmaspäeval teisipäeval kolmapäeval neljapäeval reedel laupäeval pühapäeval",
            "esmaspäeva teisipäeva kolmapäeva neljapäeva reede laupäeva pühapäeva",
        ),
        months=(
            (
                "jaanuari veebruari märtsi aprilli mai juuni juuli augusti septembri oktoobri"
                " novembri"
                " detsembri"
            ),
        ),
        endings={"o": "l s", "f": "st", "u": "ni"},
        tails={"o": "ndal", "f": "st ndast", "u": "ni ndani"},
    ),
    "lv": Vocabulary(
        words={
            "F": "no starp sākot sākas",
            "T": "līdz beidzas",
            "B": "vēlāk",
            "P": "pirms",
            "L": "termiņš termiņam beigu_termiņš",
            "C": "pieteikumi pieteikumu konkurss uzsaukums",
            "A": "beigās beigas beigām sākumā sākums vidū vidus",
            "S": "pavasaris pavasarī vasara vasarā rudens rudenī ziema ziemā",
            "~": "aptuveni apmēram ap pēc",
            "Q": "šodien rīt vakar tagad drīz",
            "V": "nākamais nākamā nākamajā šis šī šajā",
            "v": "pagājušais pagājušā pēdējais pēdējā",
            "z": "nedēļa nedēļas nedēļā nedēļas_nogale mēnesis mēneša mēnesī",
            "R": "katru katra katrs ikdienas reizi",
            "o": "gada g gadā datums datumā diena dienā ieskaitot",
            "&": "un",
            "E": "plkst pulksten",
        },
        months=(
            (
                "janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī"
                " novembrī"
                " decembrī"
            ),
            (
                "janvāra februāra marta aprīļa maija jūnija jūlija augusta septembra oktobra"
                " novembra"
                " decembra"
            ),
            (
                "janvārim februārim martam aprīlim maijam jūnijam jūlijam augustam septembrim"
                " oktobrim"
                " novembrim decembrim"
            ),
        ),
        weekdays=(
            "pirmdien otrdien trešdien ceturtdien piektdien sestdien svētdien",
            "pirmdienas otrdienas trešdienas ceturtdienas piektdienas sestdienas svētdienas",
            "pirmdienai otrdienai trešdienai ceturtdienai piektdienai sestdienai svētdienai",
            "pirmdienu otrdienu trešdienu ceturtdienu piektdienu sestdienu svētdienu",
        ),
    ),
    "lt": Vocabulary(
        words={
            "F": "nuo tarp pradedant prasideda",
            "T": "iki baigiasi",
            "B": "vėliau",
            "P": "prieš",
            "u": "imtinai",
            "L": "terminas terminai galutinis",
            "C": "kvietimas paraiškos paraiškų konkursas",
            "A": "pabaiga pabaigoje pabaigos pradžia pradžioje pradžios vidurys viduryje vidurio",
            "S": "pavasaris pavasarį vasara vasarą ruduo rudenį žiema žiemą",
            "~": "apie maždaug po",
            "Q": "šiandien rytoj vakar dabar netrukus",
            "V": "kitas kita kitą ateinantis ateinantį šis šį šią",
            "v": "praėjęs praėjusį paskutinis paskutinė paskutinį",
            "z": "savaitė savaitę savaitės savaitgalis savaitgalį mėnuo mėnesį mėnesio",
            "R": "kiekvieną kiekvienas kas kasdien kasmet",
            "o": "kaip m metų metais d diena dieną dienos dienomis mėn data įskaitytinai",
            "&": "ir bei",
            "H": "val valandą h",
        },
        months=(
            "sausį vasarį kovą balandį gegužę birželį liepą rugpjūtį rugsėjį spalį lapkritį gruodį",
        ),
        weekdays=(
            "pirmadienį antradienį trečiadienį ketvirtadienį penktadienį šeštadienį sekmadienį",
            (
                "pirmadienio antradienio trečiadienio ketvirtadienio penktadienio šeštadienio"
                " sekmadienio"
            ),
        ),
        tails={"o": "oji ąją os tos osios ą ąjį ojo"},
    ),
}
