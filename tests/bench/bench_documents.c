/*
 * How long each document takes in each form, from the store to the printer's bytes, warm: an order of 12 articles abroad that was
 * packed and shipped. Median and 99th percentile in µs. Argument: a folder for the store.
 */
#include "station/documents.h"
#include "station/station.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 60, WARM = 5, ARTICLES = 12 };

static const char config_text[] =
    "[station]\nname = bench\ncarrier = USPS\nservice = Priority Mail International\n"
    "[sender]\nname = Example Seller\nline1 = 1 Example Road\ncity = Springfield\nregion = OR\npostal-code = 97477\ncountry = "
    "US\n"
    "[store]\npath = documents.db\n"
    "[printer slip]\ntransport = file\npath = slip.out\nlanguage = escpos\nprofile = TM-T88V\n"
    "documents = slip, gift-slip, commands, hand-over\n"
    "[printer label]\ntransport = file\npath = label.out\nlanguage = zpl\ndpi = 203\nmedia = 4x6in\n"
    "documents = label, content-label, cn22, cn23\n";

static const struct {
    const char *name;
    enum pw_doc_kind kind;
    bool lines;          /* on receipt paper */
    const char *printer; /* NULL: the one whose documents name it */
} documents[] = {
    { "slip", PW_DOC_SLIP, true, NULL },
    { "gift slip", PW_DOC_GIFT_SLIP, true, NULL },
    { "shipping label", PW_DOC_LABEL, false, NULL },
    { "content label", PW_DOC_CONTENT_LABEL, false, NULL },
    { "CN22, of 5 articles", PW_DOC_CN22, false, NULL },
    { "CN23", PW_DOC_CN23, false, NULL },
    { "command sheet", PW_DOC_COMMANDS, true, NULL },
    { "hand-over list", PW_DOC_HANDOVER, true, NULL },
    { "test page, receipt", PW_DOC_TEST_PAGE, true, "slip" },
    { "test page, label", PW_DOC_TEST_PAGE, false, "label" },
};
static const struct {
    const char *name;
    enum pw_format format;
    bool lines, pages;
} forms[] = {
    { "ESC/POS", PW_FORMAT_ESCPOS, true, false }, { "ZPL", PW_FORMAT_ZPL, false, true }, { "TSPL", PW_FORMAT_TSPL, false, true },
    { "EPL2", PW_FORMAT_EPL, false, true },       { "PNG", PW_FORMAT_PNG, false, true }, { "PDF", PW_FORMAT_PDF, false, true },
};

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Order 1 of all articles; order 2 of five, for the CN22. */
static bool fill(struct pw_db *db, struct pw_error *err)
{
    char sql[1200];
    for (int order = 1; order <= 2; order++) {
        snprintf(sql, sizeof sql,
                 "INSERT INTO orders (id, channel, order_id, status, recipient_name, address_1, city, postal_code, country,"
                 " gift_message, imported_us, changed_us) VALUES (%d, 'f', '112-000000%d-0000001', 'shipped', 'Ana Example',"
                 " 'Rua do Exemplo 5', 'Porto', '4000-123', 'PT', 'Happy birthday!', 1, 1);"
                 "INSERT INTO parcel (id, order_pk, number, status, barcode, carrier, opened_us, packed_us, shipped_us)"
                 " VALUES (%d, %d, 1, 'shipped', 'PWPAAAA%d', 'USPS', 1, 1, 2)",
                 order, order, order, order, order);
        if (!pw_db_sqlite.script(db, sql, err))
            return false;
        for (int i = 0; i < (order == 1 ? ARTICLES : 5); i++) {
            int line = order * 100 + i;
            snprintf(
                sql, sizeof sql,
                "INSERT INTO order_line (id, order_pk, channel, order_item_id, position, sku, name, quantity) VALUES (%d, %d,"
                " 'f', '%d', %d, 'SKU-%d', 'Mug of stoneware number %d, blue, 350 ml', 1);"
                "INSERT INTO verification (parcel_pk, line_pk, units, journal_seq) VALUES (%d, %d, 1, 0);"
                "INSERT INTO article (sku, name, hs_code, origin, weight_g, value_milli, currency) VALUES ('SKU-%d', 'Mug',"
                " '691200', 'PT', 120, 4500, 'USD') ON CONFLICT DO NOTHING",
                line, order, line, i, i, i, order, line, i);
            if (!pw_db_sqlite.script(db, sql, err))
                return false;
        }
    }
    return true;
}

static bool bench(struct pw_composer *composer, struct pw_db *db, size_t d, size_t f, struct pw_error *err)
{
    static double took[ROUNDS];
    static const struct pw_handover_query query = { .carrier = "USPS", .since_us = 0, .today_us = 0 };
    const struct pw_document_request request = { .document = documents[d].kind,
                                                 .format = forms[f].format,
                                                 .order = documents[d].kind == PW_DOC_CN22 ? 2 : 1,
                                                 .printer = documents[d].printer,
                                                 .query = &query };
    struct pw_buf out;
    size_t bytes = 0;
    bool ok = true;
    pw_buf_init(&out, 16 << 20);
    for (int i = -WARM; ok && i < ROUNDS; i++) {
        pw_buf_reset(&out);
        double begin = now_us();
        ok = pw_composer_document(composer, db, &request, &out, err);
        bytes = out.len;
        if (i >= 0)
            took[i] = now_us() - begin;
    }
    pw_buf_finish(&out);
    if (!ok)
        return false;
    qsort(took, ROUNDS, sizeof took[0], compare);
    printf("%s to %s %zu bytes   median %8.1f us   p99 %8.1f us\n", documents[d].name, forms[f].name, bytes, took[ROUNDS / 2],
           took[ROUNDS * 99 / 100]);
    return true;
}

int main(int argc, char **argv)
{
    struct pw_error err = { 0 };
    struct pw_config *config = NULL;
    struct pw_db *db = NULL;
    struct pw_composer *composer = NULL;
    uint8_t key[32] = { 1 };
    bool ok = argc == 2 && pw_config_parse(config_text, "bench.conf", argv[1], &config, &err) &&
              pw_db_open(pw_section_get(pw_config_section(config, "store", ""), "path"), PW_DB_CREATE, &db, &err) &&
              fill(db, &err) && pw_composer_create(config, key, &composer, &err);
    for (size_t d = 0; ok && d < PW_COUNT(documents); d++)
        for (size_t f = 0; ok && f < PW_COUNT(forms); f++)
            if (documents[d].lines ? forms[f].lines : forms[f].pages)
                ok = bench(composer, db, d, f, &err);
    if (!ok)
        fprintf(stderr, "%s\n", argc != 2 ? "usage: bench_documents FOLDER" : err.text);
    pw_composer_destroy(composer);
    pw_db_close(db);
    pw_config_free(config);
    return ok ? 0 : 1;
}
