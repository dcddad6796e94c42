/* Whatever a printer sends: bounded, no byte twice, MORE only while an answer may still become whole. */
#include "language/escpos.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t at = 0;
    while (at < size) {
        size_t left = size - at, used = 0;
        uint8_t *exact = malloc(left);
        struct pw_status status = { .kind = PW_STATUS_OTHER };
        if (exact == NULL)
            return 0;
        memcpy(exact, data + at, left);
        enum pw_parse how = pw_language_escpos.status_parse(pw_bytes_of(exact, left), &used, &status);
        free(exact);
        assert(used <= left && (how == PW_PARSE_MORE || used > 0));
        assert(how != PW_PARSE_MORE || left <= 80);
        assert(status.kind != PW_STATUS_PROOF || (how == PW_PARSE_DONE && used == 7 && status.ticket < PW_ESCPOS_TICKETS));
        if (how == PW_PARSE_MORE)
            break;
        at += used;
    }
    return 0;
}
