/* An order to the bytes of its packing slip, warm, in one process: median and 99th percentile in microseconds. */
#include "document/receiptline.h"
#include "document/slip.h"
#include "packwright/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WARM = 200, TIMES = 5000 };

static const struct pw_slip_line lines[] = {
    { "A1-00417", "Crème brûlée torch, butane", "", 1 }, { "A1-00981", "Señal reflective vest XL", "", 2 },
    { "B7-11020", "Ölkännchen 250 ml", "", 4 },          { "B7-11021", "Ölkännchen 500 ml", "", 1 },
    { "C2-40007", "Garçon apron, black", "", 3 },        { "C2-40019", "Smörgåskniv, oak", "", 6 },
    { "D9-00001", "Gift card 25 EUR", "", 1 },           { "E4-77310", "Thermal roll 80x80 (10 pk)", "", 2 },
    { "E4-77311", "Label 4x6 fanfold (500)", "", 1 },    { "F0-31415", "Piñata, medium", "", 1 },
    { "F0-31416", "Naïve print, framed A3", "", 1 },     { "Z9-99999", "Packing insert (FR/DE/PT)", "", 1 },
};

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static bool one(struct pw_slip_press *press, const struct pw_slip_order *order, const struct pw_profile *profile,
                struct pw_buf *out, struct pw_error *err)
{
    struct pw_document document;
    pw_buf_reset(out);
    if (!pw_slip_lay_out(press, order, profile->columns, &document, err))
        return false;
    bool ok = pw_language_escpos.render(&document, profile, out, err);
    pw_document_finish(&document);
    return ok;
}

static int measure(struct pw_slip_press *press, const char *what, const struct pw_slip_order *order, const char *profile_name)
{
    static double times[TIMES];
    const struct pw_profile *profile = pw_profile_find(profile_name);
    struct pw_error err = { 0 };
    struct pw_buf out;
    pw_buf_init(&out, 1 << 20);
    for (int i = -WARM; i < TIMES; i++) {
        double t = now_us();
        if (!one(press, order, profile, &out, &err)) {
            fprintf(stderr, "bench_slip: %s\n", err.text);
            return 1;
        }
        if (i >= 0)
            times[i] = now_us() - t;
    }
    qsort(times, TIMES, sizeof *times, by_time);
    printf("slip %-28s %-10s %6zu bytes  median %7.1f us  p99 %7.1f us\n", what, profile_name, out.len, times[TIMES / 2],
           times[TIMES * 99 / 100]);
    if (getenv("BENCH_SLIP_OUT") != NULL) {
        FILE *f = fopen(getenv("BENCH_SLIP_OUT"), "wb");
        if (f != NULL) {
            fwrite(out.data, 1, out.len, f);
            fclose(f);
        }
    }
    pw_buf_finish(&out);
    return 0;
}

/* The same below a logo of 576 x 120 dots, for a printer that has kept it (shorten, as each send does it). */
static bool one_with_logo(struct pw_slip_press *press, const struct pw_slip_order *order, const struct pw_profile *profile,
                          const struct pw_page *logo, struct pw_kept *kept, struct pw_buf *whole, struct pw_buf *out,
                          struct pw_error *err)
{
    enum { BLOCKS = 512 };
    static struct pw_block blocks[BLOCKS];
    struct pw_document document, with;
    pw_buf_reset(whole);
    pw_buf_reset(out);
    if (!pw_slip_lay_out(press, order, profile->columns, &document, err))
        return false;
    blocks[0] =
        (struct pw_block){ .type = PW_BLOCK_IMAGE, .align = PW_ALIGN_CENTRE, .width = profile->columns, .u.image = *logo };
    size_t n = document.count < BLOCKS - 1 ? document.count : BLOCKS - 1;
    memcpy(blocks + 1, document.blocks, n * sizeof *blocks);
    with = (struct pw_document){ .blocks = blocks, .count = n + 1, .columns = document.columns };
    bool ok = pw_language_escpos.render(&with, profile, whole, err);
    if (ok && !pw_language_escpos.shorten(pw_buf_peek(whole), profile, kept, out))
        pw_buf_put(out, whole->data, whole->len);
    pw_document_finish(&document);
    return ok;
}

static int measure_logo(struct pw_slip_press *press, const char *what, const struct pw_slip_order *order,
                        const char *profile_name)
{
    static double times[TIMES];
    const struct pw_profile *profile = pw_profile_find(profile_name);
    struct pw_kept kept = { 0 };
    struct pw_error err = { 0 };
    struct pw_page logo;
    struct pw_buf whole, out;
    pw_buf_init(&whole, 1 << 20);
    pw_buf_init(&out, 1 << 20);
    bool ok = pw_page_init(&logo, 576, 120, 8, &err);
    for (size_t i = 0; ok && i < (size_t)logo.stride * 120; i++)
        logo.bits[i] = (uint8_t)((i * 2654435761u) >> 13);
    for (int i = -WARM; ok && i < TIMES; i++) {
        double t = now_us();
        ok = one_with_logo(press, order, profile, &logo, &kept, &whole, &out, &err);
        if (i >= 0)
            times[i] = now_us() - t;
    }
    if (!ok)
        fprintf(stderr, "bench_slip: %s\n", err.text);
    qsort(times, TIMES, sizeof *times, by_time);
    printf("slip %-28s %-10s %6zu bytes  median %7.1f us  p99 %7.1f us\n", what, profile_name, out.len, times[TIMES / 2],
           times[TIMES * 99 / 100]);
    pw_page_finish(&logo);
    pw_buf_finish(&whole);
    pw_buf_finish(&out);
    return ok ? 0 : 1;
}

int main(void)
{
    struct pw_slip_press *press;
    struct pw_error err = { 0 };
    struct pw_slip_order order = {
        .order_id = "123-1234567-1234567",
        .ordered = "2026-11-22 20:45",
        .ship_by = "2026-11-24",
        .service = "Standard",
        .recipient = { .name = "Zoë Müller-Señoré",
                       .line1 = "Caminho São João 48, 3º Dto",
                       .city = "Porto",
                       .postal_code = "4000-123",
                       .country = "PT" },
        .sender = { .name = "Example Seller",
                    .line1 = "1 Example Road",
                    .city = "Springfield",
                    .region = "OR",
                    .postal_code = "97477",
                    .country = "US" },
        .lines = lines,
        .line_count = sizeof lines / sizeof *lines,
        .thanks = "Thank you for your order!",
    };
    if (!pw_slip_press_create(NULL, "slip", &press, &err)) {
        fprintf(stderr, "bench_slip: %s\n", err.text);
        return 1;
    }
    int rc = measure(press, "12 lines", &order, "TM-T88V") | measure(press, "12 lines", &order, "TM-T20III");
    rc |= measure(press, "12 lines, 58 mm clone", &order, "XP-58") | measure(press, "12 lines, Star", &order, "TSP600") |
          measure(press, "12 lines, GS ( L", &order, "TH230") | measure(press, "12 lines, needles", &order, "TM-U220B");
    rc |= measure_logo(press, "12 lines, logo kept", &order, "TM-T20III") |
          measure_logo(press, "12 lines, logo sent", &order, "XP-80");
    order.recipient.line2 = "上海市浦东新区世纪大道100号";
    rc |= measure(press, "12 lines, one drawn (Han)", &order, "TM-T88V");
    pw_slip_press_destroy(press);
    return rc;
}
