/* Pictures in the printer's own memory: a virtual printer with such a memory prints the same paper from fewer bytes. */
#include "packwright/language.h"
#include "sim/escpos_paper.h"
#include "test.h"

#include <stdlib.h>

struct desk {
    struct pw_escpos_paper *printer;
    struct pw_page papers[8];
    size_t count;
    unsigned unknown;
};

static void on_paper(void *user, struct pw_page *page, unsigned unknown)
{
    struct desk *d = user;
    d->unknown += unknown;
    CHECK(d->count < PW_COUNT(d->papers));
    d->papers[d->count++] = *page;
    *page = (struct pw_page){ 0 };
}

static void set_up(struct desk *d, const struct pw_profile *model)
{
    struct pw_error err = { 0 };
    struct pw_paper_setup setup = { .width = model->dots, .dots_per_mm = 8, .profile = model };
    struct pw_paper_sink sink = { .paper = on_paper, .user = d };
    *d = (struct desk){ 0 };
    CHECK_OK(pw_escpos_paper_create(&setup, &sink, &d->printer, &err), err);
}

static void tear_down(struct desk *d)
{
    for (size_t i = 0; i < d->count; i++)
        pw_page_finish(&d->papers[i]);
    pw_escpos_paper_destroy(d->printer);
}

static void feed(struct desk *d, const struct pw_buf *bytes)
{
    struct pw_error err = { 0 };
    CHECK_OK(pw_escpos_paper_feed(d->printer, pw_buf_peek(bytes), &err), err);
}

/* A logo of 576 x 120 dots, as the peers' slips have one, and a line; seed makes another one. */
static void slip(const struct pw_profile *model, unsigned seed, struct pw_buf *out)
{
    struct pw_error err = { 0 };
    struct pw_run run = { .cells = 4, .wide = 1, .high = 1, .text = pw_bytes_str("slip") };
    struct pw_block blocks[2] = { { .type = PW_BLOCK_IMAGE, .align = PW_ALIGN_CENTRE, .width = model->columns },
                                  { .type = PW_BLOCK_TEXT, .width = model->columns, .u.text = { &run, 1, false } } };
    struct pw_document document = { .blocks = blocks, .count = 2, .columns = model->columns };
    CHECK_OK(pw_page_init(&blocks[0].u.image, 576, 120, 8, &err), err);
    for (size_t i = 0; i < (size_t)blocks[0].u.image.stride * 120; i++)
        blocks[0].u.image.bits[i] = (uint8_t)((i * 2654435761u + seed * 97u) >> 13);
    CHECK_OK(pw_language_escpos.render(&document, model, out, &err), err);
    pw_page_finish(&blocks[0].u.image);
}

TEST(a_logo_that_comes_again_is_kept_and_the_paper_is_the_same)
{
    const struct pw_profile *model = pw_profile_find("TM-T20III");
    struct pw_kept kept = { 0 };
    struct desk d;
    size_t sizes[4];
    set_up(&d, model);
    for (size_t i = 0; i < 4; i++) {
        struct pw_buf whole, shorter;
        pw_buf_init(&whole, 1 << 20);
        pw_buf_init(&shorter, 1 << 20);
        slip(model, 1, &whole);
        CHECK(pw_language_escpos.shorten(pw_buf_peek(&whole), model, &kept, &shorter));
        feed(&d, &shorter);
        sizes[i] = shorter.len;
        if (i == 0)
            CHECK_INT(shorter.len, whole.len);
        pw_buf_finish(&whole);
        pw_buf_finish(&shorter);
    }
    CHECK(sizes[1] > 8640 && sizes[1] < 9200); /* stored */
    CHECK(sizes[2] < 120);                     /* named */
    CHECK_INT(sizes[3], sizes[2]);
    CHECK_INT(d.count, 4);
    CHECK_INT(d.unknown, 0);
    for (size_t i = 1; i < d.count; i++) {
        CHECK_INT(d.papers[i].height, d.papers[0].height);
        CHECK(memcmp(d.papers[i].bits, d.papers[0].bits, (size_t)d.papers[0].stride * (size_t)d.papers[0].height) == 0);
    }
    tear_down(&d);
}

TEST(pictures_that_come_once_are_never_stored)
{
    const struct pw_profile *model = pw_profile_find("TM-T20III");
    struct pw_kept kept = { 0 };
    for (unsigned i = 0; i < 40; i++) {
        struct pw_buf whole, shorter;
        pw_buf_init(&whole, 1 << 20);
        pw_buf_init(&shorter, 1 << 20);
        slip(model, i, &whole);
        CHECK(pw_language_escpos.shorten(pw_buf_peek(&whole), model, &kept, &shorter));
        CHECK_BYTES(pw_buf_peek(&shorter), pw_buf_peek(&whole));
        pw_buf_finish(&whole);
        pw_buf_finish(&shorter);
    }
    CHECK(kept.count <= PW_KEPT_MAX);
}

TEST(a_printer_without_such_a_memory_gets_every_dot)
{
    const struct pw_profile *model = pw_profile_find("XP-80");
    struct pw_kept kept = { 0 };
    struct pw_buf whole, shorter;
    pw_buf_init(&whole, 1 << 20);
    pw_buf_init(&shorter, 1 << 20);
    slip(model, 1, &whole);
    CHECK(!pw_language_escpos.shorten(pw_buf_peek(&whole), model, &kept, &shorter));
    CHECK_INT(shorter.len, 0);
    pw_buf_finish(&whole);
    pw_buf_finish(&shorter);
}

TEST(what_is_no_document_of_ours_is_sent_as_it_is)
{
    const struct pw_profile *model = pw_profile_find("TM-T20III");
    static const char *const foreign[] = { "\x1b", "\x1d(L\xff\xff\x30\x70", "text\x18more", "\x1dv0\1\1\1", "\x1f" };
    for (size_t i = 0; i < PW_COUNT(foreign); i++) {
        struct pw_kept kept = { 0 };
        struct pw_buf out;
        pw_buf_init(&out, 1 << 16);
        CHECK(!pw_language_escpos.shorten(pw_bytes_str(foreign[i]), model, &kept, &out));
        CHECK_INT(out.len, 0);
        pw_buf_finish(&out);
    }
}
