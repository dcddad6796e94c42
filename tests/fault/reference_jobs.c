#include "fault/reference_jobs.h"

#include "document/label.h"
#include "document/receiptline.h"
#include "document/slip.h"
#include "test.h"

#include <stdio.h>

static const struct {
    const char *name, *street, *city, *postcode, *country;
} people[] = {
    { "Ada Sample", "1 Example Lane", "Springfield", "97477", "US" },
    { "Jürgen Müßig", "Beispielstraße 5", "Köln", "50667", "DE" },
    { "Παράδειγμα Δοκιμή", "Οδός 12", "Αθήνα", "10431", "GR" },
    { "Пример Образцов", "ул. Примерная, 3", "Москва", "101000", "RU" },
    { "見本太郎", "見本町1-2-3", "東京都", "100-0001", "JP" },
    { "Sample Sampleson de la Longname-Doublebarrel", "Flat 12b, The Long House", "Llanfairpwllgwyngyll", "LL61 5UJ", "GB" },
};

static struct pw_address person(size_t n)
{
    n %= PW_COUNT(people);
    return (struct pw_address){ .name = people[n].name,
                                .line1 = people[n].street,
                                .city = people[n].city,
                                .postal_code = people[n].postcode,
                                .country = people[n].country };
}

static const struct pw_address sender = {
    .name = "Sample Shop", .line1 = "7 Dock Road", .city = "Portland", .region = "OR", .postal_code = "97201", .country = "US"
};

static void make_slip(const struct pw_language *language, size_t n, struct reference_job *job)
{
    static const char *const models[] = { "TM-T88V", "TM-T20III", "default" };
    static const struct pw_slip_line lines[] = { { "MUG-BLUE", "Mug, blue", "B000000001", 2 },
                                                 { "CANDLE-3", "Kerze, drei Dochte", "B000000002", 1 },
                                                 { "TEA-GREEN", "緑茶", "B000000003", 12 } };
    struct pw_error err = { 0 };
    struct pw_slip_press *press;
    struct pw_document document = { 0 };
    char id[32];
    snprintf(id, sizeof id, "900-%07zu-0000000", n);
    job->profile = models[n % PW_COUNT(models)];
    const struct pw_profile *profile = pw_profile_find(job->profile);
    CHECK(profile != NULL);
    struct pw_slip_order order = { .order_id = id,
                                   .ordered = "2026-03-01",
                                   .ship_by = "2026-03-04",
                                   .service = n % 2 == 0 ? "Standard" : "Expedited",
                                   .sales_channel = "Example.com",
                                   .recipient = person(n),
                                   .sender = sender,
                                   .lines = lines,
                                   .line_count = 1 + n % PW_COUNT(lines),
                                   .gift = n % 5 == 4,
                                   .gift_message = n % 5 == 4 ? "All the best" : "",
                                   .parcel = 1,
                                   .parcels = 1 };
    CHECK_OK(pw_slip_press_create(NULL, "slip", &press, &err), err);
    CHECK_OK(pw_slip_lay_out(press, &order, profile->columns, &document, &err), err);
    CHECK_OK(language->render(&document, profile, &job->bytes, &err), err);
    pw_document_finish(&document);
    pw_slip_press_destroy(press);
    job->setup = (struct pw_paper_setup){ .width = profile->dots, .dots_per_mm = 8, .profile = n % 3 == 2 ? NULL : profile };
}

/* A shipping label as the station draws it. */
static void draw_shipping_label(size_t n, struct pw_um width, struct pw_um length, struct pw_page *page)
{
    struct pw_error err = { 0 };
    struct pw_label_press *press;
    char id[32], code[32];
    snprintf(id, sizeof id, "900-%07zu-0000000", n);
    snprintf(code, sizeof code, "P-TEST-%04zu", n);
    struct pw_label label = { .recipient = person(n),
                              .sender = sender,
                              .order_id = id,
                              .barcode = code,
                              .barcode_kind = PW_BARS_CODE128,
                              .carrier = "Example Post",
                              .ship_by = "2026-03-04" };
    CHECK_OK(pw_label_press_create(&press, &err), err);
    CHECK_OK(pw_label_draw(press, &label, width, length, 8, page, &err), err);
    pw_label_press_destroy(press);
}

/* A small one: bars, a frame, and a patch of dots without any order, which no compression makes short. */
static void draw_small_label(size_t n, struct pw_um width, struct pw_um length, struct pw_page *page)
{
    struct pw_error err = { 0 };
    uint32_t r = (uint32_t)n * 2654435761u + 1;
    CHECK_OK(pw_page_init(page, pw_dots_from_um(width, 8).dots, pw_dots_from_um(length, 8).dots, 8, &err), err);
    for (int x = 24; x < page->width - 24; x++) {
        r = x % 3 == 0 ? r * 1664525u + 1013904223u : r;
        for (int y = 16; y < 96 && (r >> 30) != 0; y++)
            pw_page_set(page, x, y);
    }
    for (int y = 110; y < 110 + 24; y++)
        for (int x = 40; x < 160; x++) {
            r = r * 1664525u + 1013904223u;
            if (r >> 31 != 0)
                pw_page_set(page, x, y);
        }
    for (int y = 140; y < page->height - 8; y++)
        for (int x = 8; x < page->width - 8; x += y < 144 || y > page->height - 12 ? 1 : page->width - 17)
            pw_page_set(page, x, y);
}

static void make_label(const struct pw_language *language, size_t n, struct reference_job *job)
{
    static const struct {
        const char *media;
        struct pw_um width, length;
    } sizes[] = { { "62x50mm", { 62000 }, { 50000 } },
                  { "4x2in", { 101600 }, { 50800 } },
                  { "2x1in", { 50800 }, { 25400 } },
                  { "100x150mm", { 100000 }, { 150000 } } };
    struct pw_error err = { 0 };
    struct pw_page page = { 0 };
    size_t size = n == REFERENCE_JOBS - 1 ? 3 : n % 6 == 5 ? 2 : n % 2;
    struct pw_media media = { .width = sizes[size].width, .length = sizes[size].length };
    (size >= 2 ? draw_shipping_label : draw_small_label)(n, media.width, media.length, &page);
    if (n % 3 == 1)
        media.compression = PW_COMPRESSION_ZLIB;
    CHECK_OK(language->render_page(&page, NULL, &media, &job->bytes, &err), err);
    job->media = sizes[size].media;
    job->setup = (struct pw_paper_setup){ .width = page.width, .height = page.height, .dots_per_mm = 8 };
    pw_page_finish(&page);
}

void reference_job_make(const struct pw_language *language, size_t n, struct reference_job *job)
{
    *job = (struct reference_job){ 0 };
    pw_buf_init(&job->bytes, 16 << 20);
    if (language->render != NULL)
        make_slip(language, n, job);
    else
        make_label(language, n, job);
}
