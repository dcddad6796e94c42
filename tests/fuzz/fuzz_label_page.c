/*
 * Any page, sent in TSPL, EPL2 and ZPL, comes out of the interpreters dot for dot, in no more bytes than the dots themselves and
 * a little. The first two bytes are the page's width and the way of repeating, the rest its dots.
 */
#include "packwright/language.h"
#include "sim/speech.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    struct pw_page page;
    unsigned papers;
};

static void paper(void *user, struct pw_page *page, unsigned unknown)
{
    struct seen *s = user;
    assert(unknown == 0);
    s->papers++;
    pw_page_finish(&s->page);
    s->page = *page;
    *page = (struct pw_page){ 0 };
}

static void check(const struct pw_language *language, const struct pw_page *page)
{
    struct seen seen = { .papers = 0 };
    struct pw_error err;
    struct pw_buf out;
    void *printer;
    const struct pw_sim_speech *speech = pw_sim_speech_find(language->name);
    struct pw_paper_setup setup = { .width = page->width, .height = page->height, .dots_per_mm = 8 };
    struct pw_paper_sink sink = { .paper = paper, .user = &seen };
    pw_buf_init(&out, 8 << 20);
    if (!language->render_page(page, NULL, NULL, &out, &err) || !speech->create(&setup, &sink, &printer, &err))
        abort();
    bool fed = speech->feed(printer, pw_buf_peek(&out), &err);
    assert(fed && seen.papers == 1);
    assert(memcmp(seen.page.bits, page->bits, (size_t)page->stride * (size_t)page->height) == 0);
    pw_page_finish(&seen.page);
    speech->destroy(printer);
    pw_buf_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct pw_language *const languages[] = { &pw_language_tspl, &pw_language_epl };
    if (size < 3)
        return 0;
    int width = 1 + data[0] * 3, stride = (width + 7) / 8, repeat = 1 + data[1] % 64;
    struct pw_page page;
    struct pw_error err;
    int height = (int)((size - 2) / (size_t)stride + 1) * repeat;
    if (height > 2000 || !pw_page_init(&page, width, height, 8, &err))
        return 0;
    for (int y = 0; y < height; y++)
        for (int i = 0; i < stride; i++) {
            size_t at = 2 + (size_t)(y / repeat) * (size_t)stride + (size_t)i;
            uint8_t mask = (uint8_t)(i == stride - 1 ? 0xFF << ((8 - width % 8) % 8) : 0xFF);
            page.bits[y * stride + i] = at < size ? data[at] & mask : 0;
        }
    for (size_t i = 0; i < PW_COUNT(languages); i++)
        check(languages[i], &page);
    pw_page_finish(&page);
    return 0;
}
