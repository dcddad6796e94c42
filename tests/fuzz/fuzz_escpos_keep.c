/* Any bytes as a document to be shortened: what comes out is never longer than a definition more a strip, or nothing comes out.
 */
#include "language/escpos.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct pw_profile *model = pw_profile_find("TM-T88V");
    struct pw_kept kept = { 0 };
    uint8_t *exact = model == NULL ? NULL : malloc(size == 0 ? 1 : size);
    if (exact == NULL)
        return 0;
    memcpy(exact, data, size);
    for (int i = 0; i < 3; i++) {
        struct pw_kept before = kept;
        struct pw_buf out;
        pw_buf_init(&out, 4 * size + 4096);
        bool ok = pw_language_escpos.shorten(pw_bytes_of(exact, size), model, &kept, &out);
        assert(kept.count <= PW_KEPT_MAX);
        if (!ok)
            assert(memcmp(&before, &kept, sizeof kept) == 0);
        else
            assert(out.len <= size + size / 22 * 16);
        pw_buf_finish(&out);
    }
    free(exact);
    return 0;
}
