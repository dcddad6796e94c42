/* Any bytes sent to the virtual EPL printer: labels of its own size, never a crash, the same whether fed whole or in two. */
#include "sim/epl_paper.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct tally {
    unsigned papers;
    uint64_t sum;
    size_t replies, refused;
};

static void paper(void *user, struct pw_page *page, unsigned unknown)
{
    struct tally *t = user;
    (void)unknown;
    assert(page->width == 200 && page->height == 120);
    t->papers++;
    for (size_t i = 0; i < (size_t)page->stride * (size_t)page->height; i++)
        t->sum = t->sum * 31 + page->bits[i];
}

static void reply(void *user, struct pw_bytes bytes)
{
    ((struct tally *)user)->replies += bytes.len;
}

static void refused(void *user, size_t offset, struct pw_bytes command, const char *why)
{
    assert(command.len <= 16 && why != NULL);
    ((struct tally *)user)->refused += offset + 1;
}

static struct tally print(const uint8_t *data, size_t size, size_t cut)
{
    struct tally t = { 0 };
    struct pw_paper_setup setup = { .width = 200, .height = 120, .dots_per_mm = 8 };
    struct pw_paper_sink sink = { paper, reply, refused, &t };
    struct pw_epl_paper *p;
    struct pw_error err;
    if (!pw_epl_paper_create(&setup, &sink, &p, &err))
        abort();
    const size_t parts[2][2] = { { 0, cut }, { cut, size - cut } };
    for (int i = 0; i < 2; i++) {
        uint8_t *exact = malloc(parts[i][1] + 1);
        if (exact == NULL)
            abort();
        memcpy(exact + 1, data + parts[i][0], parts[i][1]);
        bool fed = pw_epl_paper_feed(p, pw_bytes_of(exact + 1, parts[i][1]), &err);
        (void)fed;
        free(exact);
    }
    pw_epl_paper_destroy(p);
    return t;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tally whole = print(data, size, size), halves = print(data, size, size / 2);
    assert(whole.papers == halves.papers && whole.sum == halves.sum && whole.replies == halves.replies &&
           whole.refused == halves.refused);
    return 0;
}
