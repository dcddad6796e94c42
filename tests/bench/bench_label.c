/* How long a label takes: drawn warm, the page to each language, and in how many bytes. Median and 99th percentile in µs. */
#include "document/label.h"
#include "packwright/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 300

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

static const struct {
    const char *name;
    const struct pw_language *language;
    enum pw_compression compression;
} ways[] = {
    { "page to ZPL", &pw_language_zpl, PW_COMPRESSION_STANDARD },
    { "page to ZPL, Z64", &pw_language_zpl, PW_COMPRESSION_ZLIB },
    { "page to TSPL", &pw_language_tspl, PW_COMPRESSION_STANDARD },
    { "page to EPL2", &pw_language_epl, PW_COMPRESSION_STANDARD },
};

static void print(const char *what, int dots_per_mm, double *us, int n, size_t bytes)
{
    char size[32] = "";
    qsort(us, (size_t)n, sizeof us[0], compare);
    if (bytes > 0)
        snprintf(size, sizeof size, "%zu bytes", bytes / (size_t)n);
    printf("label %d dots/mm: %-18s %14s   median %8.1f us   p99 %8.1f us\n", dots_per_mm, what, size, us[n / 2],
           us[n * 99 / 100]);
}

/* Names and streets differ from label to label, as they do at a bench. */
static void vary(struct pw_label *label, int i, char name[64], char street[64], char order[64])
{
    static const char *const first[] = { "Zoë Müller-Señoré", "Jonathan Q. Public", "Ana Kovačević", "Οδυσσέας Ελύτης",
                                         "李小龙" };
    snprintf(name, 64, "%s %c.", first[i % 5], 'A' + i % 26);
    snprintf(street, 64, "%d Caminho São João, 3º Dto %d", 1 + i * 7 % 990, i % 30);
    snprintf(order, 64, "112-%07d-%07d", 1000000 + i * 7919 % 8999999, 1000000 + i * 104729 % 8999999);
    label->recipient.name = name;
    label->recipient.line1 = street;
    label->order_id = label->barcode = order;
}

static bool bench(struct pw_label_press *press, int dots_per_mm, struct pw_error *err)
{
    struct pw_label label = { .recipient = { .city = "Porto", .postal_code = "4000-123", .country = "PT" },
                              .sender = { .name = "Example Seller",
                                          .line1 = "1 Example Road",
                                          .city = "Springfield",
                                          .region = "OR",
                                          .postal_code = "97477",
                                          .country = "US" },
                              .carrier = "USPS",
                              .service = "Priority Mail International",
                              .ship_by = "2026-11-24",
                              .weight = "1.20 kg" };
    static double draw[ROUNDS], send[PW_COUNT(ways)][ROUNDS];
    char name[64], street[64], order[64];
    struct pw_buf out;
    pw_buf_init(&out, 16 << 20);
    size_t bytes[PW_COUNT(ways)] = { 0 };
    double begin = now_us(), cold = 0;
    for (int i = -20; i < ROUNDS; i++) {
        struct pw_page page;
        vary(&label, i + 20, name, street, order);
        double t0 = now_us();
        if (!pw_label_draw(press, &label, (struct pw_um){ 101600 }, (struct pw_um){ 152400 }, dots_per_mm, &page, err))
            return false;
        double t1 = now_us();
        for (size_t w = 0; w < PW_COUNT(ways); w++) {
            const struct pw_media media = { .compression = ways[w].compression };
            double before = now_us();
            pw_buf_reset(&out);
            if (!ways[w].language->render_page(&page, NULL, &media, &out, err))
                return false;
            if (i == -20 && w == 0)
                cold = now_us() - begin;
            if (i >= 0) {
                send[w][i] = now_us() - before;
                bytes[w] += out.len;
            }
        }
        pw_page_finish(&page);
        if (i >= 0)
            draw[i] = t1 - t0;
    }
    print("draw", dots_per_mm, draw, ROUNDS, 0);
    for (size_t w = 0; w < PW_COUNT(ways); w++)
        print(ways[w].name, dots_per_mm, send[w], ROUNDS, bytes[w]);
    printf("label %d dots/mm: first label %.1f ms\n", dots_per_mm, cold / 1e3);
    pw_buf_finish(&out);
    return true;
}

int main(void)
{
    struct pw_error err;
    struct pw_label_press *press;
    double begin = now_us();
    if (!pw_label_press_create(&press, &err)) {
        fprintf(stderr, "bench_label: %s\n", err.text);
        return 1;
    }
    printf("label: press made in %.1f ms\n", (now_us() - begin) / 1e3);
    bool ok = bench(press, 8, &err) && bench(press, 12, &err);
    if (!ok)
        fprintf(stderr, "bench_label: %s\n", err.text);
    pw_label_press_destroy(press);
    return ok ? 0 : 1;
}
