#!/usr/bin/env python3
"""Invented orders in the format of Amazon's unshipped-orders report, the same for the same seed.

make_orders.py --count 1000000 [--seed 1] [--lines 1-12] [--start 2026-11-22] [--kind unshipped|order-report] [--encoding utf-8]
               [--skus 5000] [--articles FILE] [--barcodes 1] [--own 0] >orders.txt

The names are made of parts and belong to nobody; streets are called Example. --articles writes the articles' barcodes too,
of some articles up to --barcodes of them: of every hundredth that many, of the others one to three.
--own adds so many orders of one unit, each of an article that no other order wants.
"""
import argparse, datetime, random, sys

GIVEN = ["Ada", "Björn", "Chloé", "Dmitri", "Eleni", "Fatima", "Günther", "Hana", "Ingrid", "João", "Kateřina", "Łucja", "Miguel",
         "Nguyễn", "Ólafur", "Priya", "Quentin", "Rosa", "Søren", "Tomás", "Uma", "Victor", "Wanda", "Ximena", "Yusuf", "Zoë"]
FAMILY = ["Sample", "Muster", "Exemple", "Ejemplo", "Esempio", "Próba", "Örnek", "Příklad", "Specimen", "Placeholder", "Beispiel",
          "Voorbeeld", "Eksempel", "Mintás", "Exempel"]
OTHER = ["見本 太郎", "例 花子", "样例 小明", "예시 민수", "Пример Образцов", "Παράδειγμα Δείγμα", "مثال نموذجي", "דוגמה לדוגמה", "ตัวอย่าง สมมติ",
         "नमूना उदाहरण"]
CITIES = [("Springfield", "OR", "97477", "US"), ("Sampletown", "CA", "90001", "US"), ("Exampleville", "NY", "10001", "US"),
          ("Musterstadt", "", "12345", "DE"), ("Exempleville", "", "75001", "FR"), ("Testford", "", "AA1 1AA", "GB"),
          ("Ejemplo", "", "28001", "ES"), ("見本市", "東京都", "100-0001", "JP"), ("Beispielhausen", "", "1010", "AT")]
WORDS = ["Blue", "Red", "Small", "Large", "Steel", "Wooden", "Soft", "Folding", "Classic", "Travel"]
THINGS = ["Mug", "Lamp", "Notebook", "Towel", "Spoon", "Bag", "Clock", "Bowl", "Brush", "Candle"]
SERVICES = ["Standard", "Standard", "Standard", "Expedited", "SecondDay", "NextDay"]
UNSHIPPED = """order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise buyer-email
buyer-name buyer-phone-number sku product-name quantity-purchased quantity-shipped quantity-to-ship ship-service-level
recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country is-business-order
purchase-order-number price-designation is-prime sales-channel""".split()
REPORT = """order-id order-item-id purchase-date payments-date buyer-email buyer-name buyer-phone-number sku product-name
quantity-purchased currency item-price item-tax shipping-price shipping-tax ship-service-level recipient-name ship-address-1
ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country ship-phone-number delivery-start-date
delivery-end-date delivery-time-zone delivery-Instructions sales-channel""".split()


def check_digit(digits):
    """GS1 General Specifications 7.9.1: weights 3 and 1 from the right."""
    return str(-sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits))) % 10)


def article(n):
    body = "2%011d" % n if n % 2 else "04%010d" % n  # numbers for use within a shop, and none of a real maker
    return "SKU-%05d" % n, "%s %s no. %d" % (WORDS[n % 10], THINGS[n // 10 % 10], n), body + check_digit(body)


def barcodes(n, most):
    """All of article n's: the first is that of article()."""
    count = most if n % 100 == 0 else min(most, 1 + n // 100 % 3)
    further = ["29%02d%08d" % (k, n) for k in range(1, count)]  # below 29 come the first ones
    return [article(n)[2]] + [body + check_digit(body) for body in further]


def iso(when):
    return when.strftime("%Y-%m-%dT%H:%M:%S+00:00")


def rows(options):
    rng = random.Random(options.seed)
    start = datetime.datetime.fromisoformat(options.start)
    low, high = (int(n) for n in options.lines.split("-"))
    item = 10_000_000_000_000 + options.seed * 1_000_000_000
    for n in range(options.count + options.own):
        number = options.seed * 10_000_000_000_000 + n * 7919 % 10_000_000_000_000
        order_id = "%03d-%07d-%07d" % (900 + options.seed % 100, number // 10_000_000 % 10_000_000, number % 10_000_000)
        name = rng.choice(OTHER) if rng.random() < 0.1 else "%s %s" % (rng.choice(GIVEN), rng.choice(FAMILY))
        city, state, postal, country = rng.choice(CITIES)
        bought = start - datetime.timedelta(minutes=rng.randrange(3 * 24 * 60))
        promise = bought.replace(hour=23, minute=59, second=59) + datetime.timedelta(days=rng.randrange(1, 6))
        service = rng.choice(SERVICES)
        phone, street = "555-01%02d" % rng.randrange(100), "%d Example Street" % rng.randrange(1, 400)
        lines = low if low == high or rng.random() < 0.75 else rng.randrange(low, high + 1)
        own = n >= options.count
        wanted = [options.skus + n - options.count] if own else rng.sample(range(options.skus), lines)
        for sku_number in wanted:
            sku, product, _ = article(sku_number)
            item += 1
            quantity = 1 if own or rng.random() < 0.85 else rng.randrange(2, 6)
            yield {
                "order-id": order_id, "order-item-id": str(item), "purchase-date": iso(bought), "payments-date": iso(bought),
                "reporting-date": iso(start), "promise-date": iso(promise), "days-past-promise": str((start - promise).days),
                "buyer-email": "buyer%d@example.invalid" % n, "buyer-name": name, "buyer-phone-number": phone, "sku": sku,
                "product-name": product, "quantity-purchased": str(quantity), "quantity-shipped": "0",
                "quantity-to-ship": str(quantity), "ship-service-level": service, "recipient-name": name,
                "ship-address-1": street, "ship-city": city, "ship-state": state,
                "ship-postal-code": postal, "ship-country": country, "is-business-order": "false", "is-prime": "false",
                "sales-channel": "Amazon.com", "currency": "USD", "item-price": "%.2f" % (quantity * 9.95), "item-tax": "0.00",
                "shipping-price": "0.00", "shipping-tax": "0.00", "ship-phone-number": phone,
            }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", default="1-4")
    parser.add_argument("--skus", type=int, default=5000)
    parser.add_argument("--start", default="2026-11-22")
    parser.add_argument("--kind", choices=["unshipped", "order-report"], default="unshipped")
    parser.add_argument("--encoding", default="utf-8")
    parser.add_argument("--articles")
    parser.add_argument("--barcodes", type=int, default=1)
    parser.add_argument("--own", type=int, default=0)
    options = parser.parse_args()
    columns = UNSHIPPED if options.kind == "unshipped" else REPORT
    out = open(sys.stdout.fileno(), "w", encoding=options.encoding, errors="replace", newline="", closefd=False, buffering=1 << 20)
    out.write("\t".join(columns) + "\r\n")
    for row in rows(options):
        out.write("\t".join([row.get(c, "") for c in columns]) + "\r\n")
    out.flush()
    if options.articles:
        with open(options.articles, "w", encoding="utf-8", newline="") as f:
            f.write("sku,barcode,units,name\r\n")
            for n in range(options.skus + options.own):
                sku, name, _ = article(n)
                for code in barcodes(n, options.barcodes if n < options.skus else 1):
                    f.write('%s,%s,1,"%s"\r\n' % (sku, code, name))


main()
