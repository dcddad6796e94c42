/* Whatever an EPL2 printer sends: bounded, no byte twice, MORE only while a line may still end. */
#include "language/epl.h"

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
        enum pw_parse how = pw_language_epl.status_parse(pw_bytes_of(exact, left), &used, &status);
        free(exact);
        assert(used <= left && (how == PW_PARSE_MORE) == (used == 0));
        assert(how != PW_PARSE_MORE || left <= 64);
        assert(how != PW_PARSE_DONE || (!status.idle && data[at + used - 1] == '\n' && used >= 3));
        if (how == PW_PARSE_MORE)
            break;
        at += used;
    }
    return 0;
}
