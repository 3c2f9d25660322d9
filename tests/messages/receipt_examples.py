"""Receipt texts as met in public, completed where a source abbreviates, and what is in them.

The values stand in the order id, sub, dlvrd, submit date, done date, stat, err, text; `~` means
that the key is absent.
"""

from __future__ import annotations

from hypothesis import strategies as st

DATES = "submit date:2111250349 done date:2111250350"
TAIL = f"sub:001 dlvrd:001 {DATES} stat:DELIVRD err:000"
TAIL_VALUES = "001|001|2111250349|2111250350|DELIVRD|000"

EXAMPLES: dict[str, tuple[str, str]] = {
    "1": (
        "id:1526758174 submit date:1701240904 done date:1701240904 stat:DELIVRD err:000"
        " text:hellow",
        "1526758174|~|~|1701240904|1701240904|DELIVRD|000|hellow",
    ),
    "2": (
        "id:0654354026 submit date:2302101454 done date:2302101454 stat:DELIVRD err:000",
        "0654354026|~|~|2302101454|2302101454|DELIVRD|000|~",
    ),
    "3": (
        "id:117062714244798261 sub:001 dlvrd:001 submit date:1706271624 done date:1706271624"
        " stat:DELIVRD err:0000 text:Hllo world",
        "117062714244798261|001|001|1706271624|1706271624|DELIVRD|0000|Hllo world",
    ),
    "4": (
        "id:a29f6845555647139e5c8f3b817f2c9a sub:001 dlvrd:001 submit date:141023215253"
        " done date:141023215259 stat:DELIVRD err:000 text:",
        "a29f6845555647139e5c8f3b817f2c9a|001|001|141023215253|141023215259|DELIVRD|000|",
    ),
    "5": (
        "id:ce5bc5a9-4f7d-4282-9244-2e1022a9335c sub:000 dlvrd:000 submit date:180903120815"
        " done date:180903120816 DELIVRD err:000 Text:",
        "ce5bc5a9-4f7d-4282-9244-2e1022a9335c|000|000|180903120815|180903120816|DELIVRD|000|",
    ),
    "6": (
        "id:rdwjwxns18krxr9936ey96ymcw sub:000 dlvrd:000 submit date:180711070003912+"
        " done date:180711070000012+ stat:UNDELIV err:000",
        "rdwjwxns18krxr9936ey96ymcw|000|000|180711070003912+|180711070000012+|UNDELIV|000|~",
    ),
    "7": (
        f"id:123A456B sub:1 dlvrd:1 {DATES} stat:DELIVRD err:0 text:hello",
        "123A456B|1|1|2111250349|2111250350|DELIVRD|0|hello",
    ),
    "8": (
        "id:dbd1d8e8-3fa4 submit date:201906190720 done date:201906190720 stat:EXPIRED err:030",
        "dbd1d8e8-3fa4|~|~|201906190720|201906190720|EXPIRED|030|~",
    ),
    "9": (
        "id:c87c2273-7edb-4bc7-8d3a-7f57f21b625e submit date:201506201641 done date:201506201642"
        " stat:DELIVRD err:000",
        "c87c2273-7edb-4bc7-8d3a-7f57f21b625e|~|~|201506201641|201506201642|DELIVRD|000|~",
    ),
    "10": (
        "id:1216080510463401720 sub:001 dlvrd:001 submit date:1608051046 done date:0000000000"
        " stat:FAILED err:002 Text:",
        "1216080510463401720|001|001|1608051046|0000000000|FAILED|002|",
    ),
    "11": (
        "id:45013692 sub:0 dlvrd:28 submit date:1908121157 done date:1908121158 stat:UNDELIV"
        " err:21 Text:*100#",
        "45013692|0|28|1908121157|1908121158|UNDELIV|21|*100#",
    ),
    "12": (
        "id:0000029095 sub:001 dlvrd:001 submit date:211125034959 done date:211125035001"
        " stat:DELIVRD err:000",
        "0000029095|001|001|211125034959|211125035001|DELIVRD|000|~",
    ),
    "13": (
        f"id:6C7C7DE28BB3E961947700000000FE37 sub:001 dlvrd:000 {DATES} stat:UNDELIV err:001",
        "6C7C7DE28BB3E961947700000000FE37|001|000|2111250349|2111250350|UNDELIV|001|~",
    ),
    "14": (
        f"id:34265880701 sub:001 dlvrd:000 {DATES} stat:UNDELIV err:001 text:sfdsfs",
        "34265880701|001|000|2111250349|2111250350|UNDELIV|001|sfdsfs",
    ),
    "15": (
        "id:171026125222636445993424531920 sub:001 dlvrd:001 submit date:171026130350"
        " done date:171026130351 stat:DELIVRD err:000",
        "171026125222636445993424531920|001|001|171026130350|171026130351|DELIVRD|000|~",
    ),
    "16": (
        "id:0118Z-0122I-2309U-57DGB sub:000 dlvrd:000 submitdate:180122230957"
        " donedate:000000000000 stat:REJECTD err:375 text:",
        "0118Z-0122I-2309U-57DGB|000|000|180122230957|000000000000|REJECTD|375|",
    ),
    "17": (
        "id:0059113978 sub:001 dlvrd:001 submit date:1002101730 done date:1002101731 stat:DELIVRD"
        " err:000 text:A test message",
        "0059113978|001|001|1002101730|1002101731|DELIVRD|000|A test message",
    ),
    "18": (
        "id:1209523057 sub:001 dlvrd:000 submit date:2108251413 done date:2108301413 stat:EXPIRED"
        " err:032 text:A test message",
        "1209523057|001|000|2108251413|2108301413|EXPIRED|032|A test message",
    ),
    "19": (
        f"id:1744719531 sub:001 dlvrd:000 {DATES} stat:REJECTD err:125 text:A test message",
        "1744719531|001|000|2111250349|2111250350|REJECTD|125|A test message",
    ),
    "20": (
        f"id:0318794433 sub:000 dlvrd:000 {DATES} stat:DELIVRD err:000 text:test-message sweden\0",
        "0318794433|000|000|2111250349|2111250350|DELIVRD|000|test-message sweden",
    ),
    "21": (
        "message text:77120 sub:001 dlvrd:0 submit date:2111250349 done date: stat:ACCEPTD err:000",
        "77120|001|0|2111250349||ACCEPTD|000|~",
    ),
    "22": (
        f"id:4 sub:001 dlvrd:001 {DATES} stat:DELIVRD err:000 Text:Hello",
        f"4|{TAIL_VALUES}|Hello",
    ),
    "22, unknown state": (
        f"id:4 sub:001 dlvrd:001 {DATES} stat:BADSTAT err:000 Text:Hello",
        "4|001|001|2111250349|2111250350|BADSTAT|000|Hello",
    ),
    "23": (
        "id:2E179B310EDE971B2760C72B7F026E1B submit date:20110314181534"
        " done date:20110314181741 stat:DELIVRD err:0",
        "2E179B310EDE971B2760C72B7F026E1B|~|~|20110314181534|20110314181741|DELIVRD|0|~",
    ),
    "24": (
        "id:4 dlvrd:001 done date:2111250350 stat:DELIVRD submit date:2111250349 err:000"
        " Text:Hello",
        "4|~|001|2111250349|2111250350|DELIVRD|000|Hello",
    ),
    "25": (
        f"id:4 sub:001 dlvrd:000 {DATES} err:123 stat:DND_REJECTED",
        "4|001|000|2111250349|2111250350|DND_REJECTED|123|~",
    ),
    "26": (
        "id:1479978899.393701000100 sub:001 dlvrd:001 submit date:161124081459"
        " done date:1611240815 stat:DELIVRD err:000",
        "1479978899.393701000100|001|001|161124081459|1611240815|DELIVRD|000|~",
    ),
    "27": (
        f"id:07EE36CBE3 sub:001 dlvrd:000 {DATES} stat:ENROUTE err:054 Text:-",
        "07EE36CBE3|001|000|2111250349|2111250350|ENROUTE|054|-",
    ),
    "28": (
        f"id:68673723 sub:1 dlvrd:13 {DATES} stat:DELIVRD err:0 Text:\x04\x1a",
        "68673723|1|13|2111250349|2111250350|DELIVRD|0|\x04\x1a",
    ),
    "29": (f"id:4 {TAIL}\0", f"4|{TAIL_VALUES}|~"),
    "30": (
        f"id:Smsc2013 sub:1 dlvrd:1 {DATES} stat:0 err:0 text:",
        "Smsc2013|1|1|2111250349|2111250350|0|0|",
    ),
    "30, empty err": (
        f"id:Smsc2013 sub:1 dlvrd:1 {DATES} stat:0 err: text:",
        "Smsc2013|1|1|2111250349|2111250350|0||",
    ),
    "31": (
        f"id:4 sub:001 dlvrd:000 {DATES} stat:UNDELIV err:075 text:-PROFILE",
        "4|001|000|2111250349|2111250350|UNDELIV|075|-PROFILE",
    ),
    "32": (
        "id:64567564356765435676 sub:001 dlvrd:001 submit date:190608165232"
        " done date:190608165237 stat:DELIVRD err:000",
        "64567564356765435676|001|001|190608165232|190608165237|DELIVRD|000|~",
    ),
    "33": (f"id:0000000012345678 {TAIL} text:none", f"0000000012345678|{TAIL_VALUES}|none"),
}

VARIATIONS: dict[str, tuple[str, str]] = {
    "in capitals": (
        "ID:4 SUB:001 DLVRD:001 SUBMIT DATE:2111250349 DONE DATE:2111250350 STAT:DELIVRD ERR:000"
        " TEXT:Hi",
        f"4|{TAIL_VALUES}|Hi",
    ),
    "state in small letters": (
        f"id:4 sub:001 dlvrd:001 {DATES} stat:delivrd err:000",
        "4|001|001|2111250349|2111250350|delivrd|000|~",
    ),
    "no id": (TAIL, f"~|{TAIL_VALUES}|~"),
    "id with letters and hyphens": (
        f"id:SAR-2347039245475-1eedf843-2-1 {TAIL}",
        f"SAR-2347039245475-1eedf843-2-1|{TAIL_VALUES}|~",
    ),
    "id with a colon": (f"id:smsc1:4711 {TAIL}", f"smsc1:4711|{TAIL_VALUES}|~"),
    "hex err": (
        f"id:4 {DATES} stat:UNDELIV err:21b",
        "4|~|~|2111250349|2111250350|UNDELIV|21b|~",
    ),
    "err after a blank": (
        f"id:4 {DATES} stat:DELIVRD err: 0 text:x",
        "4|~|~|2111250349|2111250350|DELIVRD|0|x",
    ),
    "err null": (
        f"id:4 {DATES} stat:DELIVRD err:null",
        "4|~|~|2111250349|2111250350|DELIVRD|null|~",
    ),
    "err of several words": (
        f"id:4 {DATES} stat:UNDELIV err:Absent Subscriber text:x",
        "4|~|~|2111250349|2111250350|UNDELIV|Absent Subscriber|x",
    ),
    "state of a command": (
        f"id:4 {DATES} stat:ESME_RSYSERR err:000",
        "4|~|~|2111250349|2111250350|ESME_RSYSERR|000|~",
    ),
    "extra keys": (
        f"id:4 {TAIL} mcc:250 mnc:20 price:0.0448 EUR network_type:GSM text:Hi",
        f"4|{TAIL_VALUES}|Hi",
    ),
    "extra keys in front and between": (
        "ref:9 id:4 sub:001 mcc-mnc:25020 dlvrd:001 submit date:2111250349 smsc:x y z"
        " done date:2111250350 stat:DELIVRD err:000",
        f"4|{TAIL_VALUES}|~",
    ),
    "longer text with key-like words": (
        f"id:4 {TAIL} text:your id:5 stat:UNDELIV err:1 is late, see http://x.example/",
        f"4|{TAIL_VALUES}|your id:5 stat:UNDELIV err:1 is late, see http://x.example/",
    ),
    "text with blanks around": (f"id:4 {TAIL} text: Hi ", f"4|{TAIL_VALUES}| Hi "),
    "text before stat and err": (
        f"id:4 sub:001 dlvrd:001 text:id:5 see http://x {DATES} stat:DELIVRD err:000",
        f"4|{TAIL_VALUES}|id:5 see http://x",
    ),
    "text in front of all": (
        f"text:Hi there id:4 {TAIL}",
        f"4|{TAIL_VALUES}|Hi there",
    ),
    "message text at the end": (f"id:4 {TAIL} message text:Hi", f"4|{TAIL_VALUES}|Hi"),
    "empty dates": (
        "id:4 submit date: done date: stat:REJECTD err:",
        "4|~|~|||REJECTD||~",
    ),
    "key of stat and done date missing": (
        "id:4 submit date:2111250349 done date: UNDELIVERABLE err:011",
        "4|~|~|2111250349||UNDELIVERABLE|011|~",
    ),
    "state word in small letters without its key": (
        f"id:4 {DATES} delivrd err:000",
        "4|~|~|2111250349|2111250350 delivrd|~|000|~",
    ),
    "state word in the err": (
        f"id:4 {DATES} stat:UNDELIV err:001 UNKNOWN text:x",
        "4|~|~|2111250349|2111250350|UNDELIV|001 UNKNOWN|x",
    ),
    "state word before stat": (
        f"id:4 UNKNOWN {DATES} stat:DELIVRD err:000",
        "4|~|~|2111250349|2111250350|DELIVRD|000|~",
    ),
    "keys twice": (
        f"id:4 id:5 {TAIL} err:111 stat:EXPIRED",
        f"4|{TAIL_VALUES}|~",
    ),
    "other blanks": (
        "\r\n id:4\tsub:001\ndlvrd:001  submit date:2111250349\r\ndone_date:2111250350"
        " stat:DELIVRD  err:000 \r\n",
        f"4|{TAIL_VALUES}|~",
    ),
    "words that begin like keys": (
        "identity:4 id2:5 subs:1 erratum:2 done:1 message texts:3 stat:DELIVRD",
        "~|~|~|~|~|DELIVRD|~|~",
    ),
    "nothing": ("", "~|~|~|~|~|~|~|~"),
    "only NULs": ("\0\0", "~|~|~|~|~|~|~|~"),
}

MOBILE_ORIGINATED = (
    "id:5 is my id",
    "id:5 FAILED",
    "id:5 stat:ok",
    "stat: 3 goals, err: none, sub: Smith",
    "what is the id: of stat. err?",
    "text: DELIVRD",
    "UNKNOWN",
    "See https://id:stat@err.example/",
    "Id like sub: two, done date: friday",
)

# Texts of keys and words of receipts in any order.
NAMES = (
    "id|sub|dlvrd|submit_date|submit date|submitdate|done date|Done Date|stat|err|text|ID|Stat|"
    "Text|tExT|message text|mcc|message|x-1|identity|done|submit"
)
WORDS = "0|001|2111250349|DELIVRD|FAILED|UNDELIVERABLE|delivrd|null|-|a:b|x:|ok|http://x|\x04\x1a"
names = st.sampled_from(NAMES.split("|"))
words = st.sampled_from(WORDS.split("|"))
pieces = st.one_of(
    st.builds("{}:{} ".format, names, words),
    st.builds("{}:{} ".format, names, words),
    st.builds("{}: ".format, names),
    st.builds("{} ".format, words),
    st.sampled_from([" ", "\n", "\0", ":", "text:", "id", "é", "done "]),
    st.text(st.characters(max_codepoint=0xFF), max_size=4),
)
receipts = st.lists(pieces, max_size=14).map("".join)
