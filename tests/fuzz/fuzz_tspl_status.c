/* Whatever a TSPL printer sends: each byte is used up by itself; idle is nothing but the one byte that says so. */
#include "language/tspl.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (size_t at = 0; at < size; at++) {
        struct pw_status status = { .kind = PW_STATUS_OTHER };
        size_t used = 0;
        enum pw_parse how = pw_language_tspl.status_parse(pw_bytes_of(data + at, size - at), &used, &status);
        assert(used == 1 && how != PW_PARSE_MORE);
        assert(how != PW_PARSE_DONE || status.kind == PW_STATUS_CONDITION);
        assert(how != PW_PARSE_DONE || status.idle == (data[at] == 0));
        assert(how != PW_PARSE_DONE || (status.conditions == 0) == status.idle);
    }
    return 0;
}
