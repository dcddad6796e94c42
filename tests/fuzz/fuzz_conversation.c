/* Recordings of printers: whatever parses is written back as text that parses to the same. */
#include "printer/conversation.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_all(const struct pw_conversation *c, struct pw_buf *out)
{
    pw_buf_init(out, 64u << 20);
    for (size_t i = 0; i < c->count; i++) {
        if (c->turns[i].kind == PW_TURN_LINK || c->turns[i].kind == PW_TURN_STATUS)
            assert(c->turns[i].bytes.data[c->turns[i].bytes.len] == '\0');
        pw_conversation_put(out, &c->turns[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pw_conversation first, second;
    struct pw_error err;
    if (pw_conversation_parse(pw_bytes_of(data, size), &first, &err)) {
        struct pw_buf once, twice;
        write_all(&first, &once);
        bool ok = pw_conversation_parse(pw_buf_peek(&once), &second, &err);
        assert(ok && second.count == first.count);
        write_all(&second, &twice);
        assert(pw_bytes_equal(pw_buf_peek(&once), pw_buf_peek(&twice)));
        pw_buf_finish(&once);
        pw_buf_finish(&twice);
        pw_conversation_finish(&first);
        pw_conversation_finish(&second);
    }
    return 0;
}
