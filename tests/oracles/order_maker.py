"""Orders in every script for the judges: the same seed gives the same orders. No text has a question mark, so one on paper is a
letter that was lost."""
import random

# script: tesseract's languages; names, streets, cities with country, articles, sentences
SCRIPTS = {
    "latin": ("Latin", ["Zoë Müller", "Łukasz Brzęk", "Jiří Dvořák", "Gülşen Yıldız", "Þórdís Ægisdóttir", "João Gonçalves", "Ana Kovačević",
                        "Ștefan Țiriac", "Kristīne Bērziņa", "Győző Őry", "Nguyễn Thị Hằng", "Mary Example"],
              ["Königsstraße 12", "ul. Świętokrzyska 14/2", "Na Příkopě 33", "Bağdat Caddesi 7", "Laugavegur 18", "Rua da Conceição 9",
               "Brīvības iela 45", "1600 Long Meadow Avenue", "Đường Lê Lợi 45"],
              [("Köln", "DE"), ("Łódź", "PL"), ("Plzeň", "CZ"), ("İzmir", "TR"), ("Reykjavík", "IS"), ("São Paulo", "BR"), ("Rīga", "LV"),
               ("Springfield", "US"), ("Hà Nội", "VN")],
              ["Steingutbecher blau", "Čajová konvice", "Kávédaráló", "Fırın eldiveni", "Herbata jaśminowa", "Lâmpada de mesa", "Desk lamp",
               "Écharpe de laine", "Søvnmaske"],
              ["Herzlichen Glückwunsch zum Geburtstag", "Všechno nejlepší", "Parabéns e até breve", "Wszystkiego najlepszego",
               "Happy birthday from all of us"]),
    "cyrillic": ("rus", ["Анна Соколова", "Иван Петров", "Ольга Иванова", "Дмитрий Орлов", "Мария Белова"],
                 ["улица Тверская, дом 5", "Невский проспект, 28", "переулок Садовый, 3"],
                 [("Москва", "RU"), ("Казань", "RU"), ("Минск", "BY"), ("Алматы", "KZ")],
                 ["Чашка синяя", "Лампа настольная", "Чай чёрный", "Шарф шерстяной", "Книга рецептов"],
                 ["С днём рождения", "Всего самого доброго", "До скорой встречи"]),
    "greek": ("ell", ["Ελένη Παπαδοπούλου", "Γιώργος Νικολάου", "Μαρία Ιωάννου", "Νίκος Αλεξίου"],
              ["Λεωφόρος Αλεξάνδρας 5", "Οδός Ερμού 18", "Πλατεία Συντάγματος 2"], [("Αθήνα", "GR"), ("Θεσσαλονίκη", "GR"), ("Λευκωσία", "CY")],
              ["Κούπα μπλε", "Φωτιστικό γραφείου", "Τσάι του βουνού", "Μάλλινο κασκόλ"], ["Χρόνια πολλά", "Με πολλή αγάπη", "Καλή αντάμωση"]),
    "arabic": ("ara", ["محمد عبد الله", "فاطمة حسن", "خالد يوسف", "سارة علي"], ["شارع الملك فهد", "طريق الجامعة", "حي العليا"],
               [("الرياض", "SA"), ("القاهرة", "EG"), ("دبي", "AE")], ["كوب أزرق", "مصباح مكتب", "شاي أخضر", "كتاب الطبخ"],
               ["عيد ميلاد سعيد", "مع أطيب التمنيات", "إلى اللقاء"]),
    "hebrew": ("heb", ["ישראל ישראלי", "רות כהן", "דוד לוי", "מרים שלום"], ["רחוב הרצל", "שדרות רוטשילד", "דרך יפו"],
               [("תל אביב", "IL"), ("חיפה", "IL"), ("ירושלים", "IL")], ["ספל כחול", "מנורת שולחן", "תה ירוק", "צעיף צמר"],
               ["יום הולדת שמח", "באהבה רבה", "להתראות בקרוב"]),
    "thai": ("tha", ["สมชาย ใจดี", "มาลี สุขใจ", "ประเสริฐ ทองดี"], ["ถนนสุขุมวิท", "ถนนพระราม", "ซอยอารีย์"],
             [("กรุงเทพมหานคร", "TH"), ("เชียงใหม่", "TH")], ["ถ้วยสีน้ำเงิน", "โคมไฟตั้งโต๊ะ", "ชาเขียว", "ผ้าพันคอ"],
             ["สุขสันต์วันเกิด", "ด้วยความรัก", "แล้วพบกันใหม่"]),
    "devanagari": ("hin", ["अमित कुमार", "सुनीता शर्मा", "राजेश वर्मा"], ["महात्मा गांधी मार्ग", "स्टेशन रोड", "नेहरू नगर"],
                   [("नई दिल्ली", "IN"), ("मुंबई", "IN")], ["नीला प्याला", "मेज का दीपक", "हरी चाय", "ऊनी शाल"],
                   ["जन्मदिन की शुभकामनाएं", "बहुत सारा प्यार", "जल्दी मिलेंगे"]),
    "hans": ("chi_sim", ["王小明", "李建国", "张美丽", "陈晓东"], ["世纪大道100号", "人民路25号", "中山北路8号"],
             [("上海市", "CN"), ("北京市", "CN"), ("广州市", "CN")], ["蓝色茶杯", "书桌台灯", "龙井绿茶", "羊毛围巾"],
             ["祝你生日快乐", "万事如意", "期待再次见面"]),
    "hant": ("chi_tra", ["王小明", "林美玲", "陳建國", "黃淑芬"], ["信義路五段7號", "中正路100號", "民生東路3號"],
             [("臺北市", "TW"), ("高雄市", "TW"), ("香港", "HK")], ["藍色茶杯", "書桌檯燈", "烏龍茶葉", "羊毛圍巾"],
             ["祝你生日快樂", "萬事如意", "期待再次見面"]),
    "japanese": ("jpn", ["山田太郎", "佐藤花子", "鈴木一郎", "高橋美咲"], ["渋谷1丁目2番3号", "中央町5番地", "本町4丁目"],
                 [("東京都", "JP"), ("大阪市", "JP"), ("京都市", "JP")], ["青いマグカップ", "デスクランプ", "抹茶セット", "ウールのマフラー"],
                 ["お誕生日おめでとう", "心をこめて", "また会いましょう"]),
    "korean": ("kor", ["홍길동", "김영희", "이철수", "박지민"], ["세종대로 110", "테헤란로 152", "중앙로 27"],
               [("서울특별시", "KR"), ("부산광역시", "KR")], ["파란 머그컵", "책상 스탠드", "녹차 세트", "양모 목도리"],
               ["생일 축하합니다", "사랑을 담아", "곧 만나요"]),
    "emoji": ("Latin", ["Lucy 🎁 Smith", "Tom Example 🎉", "Eva ❤ Novak"], ["1 🏠 Street", "Sunny Road 7 ☀"], [("London", "GB"), ("Portland", "US")],
              ["Gift 🎁 box 📦", "Mug ☕ blue", "Tea 🍵 green"], ["Happy birthday 🎂🎈", "See you soon 👋🏽", "With love ❤️"]),
    "bidi": ("heb", ["David דוד Levi", "רות Cohen"], ["Herzl 15 רחוב הרצל", "דירה B4"], [("תל אביב Yafo", "IL"), ("חיפה", "IL")],
             ["Mug ספל blue", "מנורה LED", "תה Earl Grey"], ["Mazal tov מזל טוב", "שלום Ada ולהתראות"]),
}
SENDER = {"name": "Example Seller", "line1": "1 Example Road", "city": "Springfield", "region": "OR", "postal_code": "97477", "country": "US"}
CARRIERS = [("USPS", "Priority Mail"), ("DHL", "Express Worldwide"), ("UPS", "Ground"), ("Royal Mail", "Tracked 48"), ("", "Standard")]


def order(seed, script):
    """An order in a script; most are ordinary, some are at the ends of what happens."""
    rng = random.Random("%d %s" % (seed, script))
    _, names, streets, cities, articles, sentences = SCRIPTS[script]
    pick = rng.choice
    city, country = pick(cities)
    long = rng.random() < 0.15
    name = " ".join(rng.sample(names, 2)) if long else pick(names)
    recipient = {"name": name, "line1": pick(streets), "city": city, "postal_code": "%05d" % rng.randrange(10000, 99999), "country": country}
    if rng.random() < 0.3:
        recipient["line2"] = pick(streets)
    if rng.random() < 0.2:
        recipient["company"] = "%s %s" % (pick(articles), pick(names))
    count = pick([1, 1, 1, 2, 2, 3, 5, 8, 40 if rng.random() < 0.2 else 12])
    lines = []
    for i in range(count):
        words = rng.sample(articles, min(len(articles), pick([1, 1, 2, 3 if long else 1])))
        lines.append({"sku": "%s-%03d-%d" % (pick(["MUG", "TEA", "LAMP", "BOX"]), rng.randrange(1000), i), "name": " ".join(words),
                      "quantity": pick([1, 1, 1, 2, 3, 12, 144])})
    carrier, service = pick(CARRIERS)
    made = {"order_id": "%03d-%07d-%07d" % (rng.randrange(1000), rng.randrange(10 ** 7), rng.randrange(10 ** 7)),
            "ordered": "%d March 2026" % rng.randrange(1, 32), "ship_by": "2026-04-%02d" % rng.randrange(1, 31), "service": service,
            "carrier": carrier, "recipient": recipient, "sender": SENDER, "lines": lines, "parcel": 1, "parcels": pick([1, 1, 2, 9]),
            "barcode": "PWPAB12%05d%s" % (rng.randrange(10 ** 5), pick("ABCKQX")), "weight": "%.2f kg" % (rng.randrange(5, 3000) / 100)}
    if rng.random() < 0.2:
        made["sscc"], digits = True, "34012345%09d" % rng.randrange(10 ** 9)
        made["barcode"] = digits + str(-sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(digits)) % 10)
    if rng.random() < 0.5:
        made["gift"], made["gift_message"] = True, ", ".join(rng.sample(sentences, pick([1, 2])))
        if rng.random() < 0.3:
            made["gift_message"] += "\n" + pick(sentences)
    if rng.random() < 0.5:
        made["thanks"] = "Thank you for your order!"
    if rng.random() < 0.06:
        made["order_id"] = pick(["%s-%d" % (pick(names), rng.randrange(1000)), "#%d" % rng.randrange(10), "A" * 50])
    return made
