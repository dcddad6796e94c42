/*
 * Whatever a printer sends: bounded, no byte twice, MORE only while an answer may still become whole; and what is heard doesn't
 * depend on how the bytes were cut into pieces.
 */
#include "language/escpos.h"

#include <assert.h>
#include <stdlib.h>

enum { HEARD_MAX = 64 };

struct heard {
    struct pw_status status[HEARD_MAX];
    size_t count, used;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is understood from at on, of the first have bytes. */
static void hear(const uint8_t *data, size_t have, struct heard *h)
{
    while (h->used < have) {
        size_t left = have - h->used, used = 0;
        uint8_t *exact = malloc(left);
        struct pw_status status = { .kind = PW_STATUS_OTHER };
        if (exact == NULL)
            abort();
        memcpy(exact, data + h->used, left);
        enum pw_parse how = pw_language_escpos.status_parse(pw_bytes_of(exact, left), &used, &status);
        free(exact);
        assert(used <= left && (how == PW_PARSE_MORE || used > 0));
        assert(how != PW_PARSE_MORE || left <= 80);
        assert(status.kind != PW_STATUS_PROOF || (how == PW_PARSE_DONE && used == 7 && status.ticket < PW_ESCPOS_TICKETS));
        assert((status.conditions & ~1023u) == 0);
        if (how == PW_PARSE_MORE)
            return;
        if (status.kind != PW_STATUS_OTHER && h->count < HEARD_MAX)
            h->status[h->count++] = status;
        h->used += used;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct heard whole = { .count = 0 }, pieces = { .count = 0 };
    hear(data, size, &whole);
    for (size_t have = 0; have < size;) {
        have += 1 + data[have] % 5u;
        hear(data, have < size ? have : size, &pieces);
    }
    assert(whole.used == pieces.used && whole.count == pieces.count);
    for (size_t i = 0; i < whole.count; i++)
        assert(whole.status[i].kind == pieces.status[i].kind && whole.status[i].conditions == pieces.status[i].conditions &&
               whole.status[i].ticket == pieces.status[i].ticket);
    return 0;
}
