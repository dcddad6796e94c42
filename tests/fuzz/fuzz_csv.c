/* CSV: the same rows however the bytes arrive, lines only upwards, cells within their ceiling; the encoding probe agrees with
 * itself. */
#include "channel/table.h"
#include "packwright/utf8.h"

#include <assert.h>
#include <stdlib.h>

struct feed {
    struct pw_bytes data;
    size_t pos, step;
};

static ssize_t feed_read(void *user, void *into, size_t len)
{
    struct feed *f = user;
    size_t left = f->data.len - f->pos, n = left < len ? left : len;
    if (n > f->step)
        n = f->step;
    if (n > 0)
        memcpy(into, f->data.data + f->pos, n);
    f->pos += n;
    return (ssize_t)n;
}

static uint64_t read_all(const uint8_t *data, size_t size, size_t step)
{
    struct feed f = { { data, size }, 0, step };
    struct pw_table_options options = { .quotes = true, .otherwise = PW_ENCODING_CP1252 };
    struct pw_table *t = NULL;
    struct pw_table_row row;
    struct pw_error err = { 0 };
    uint64_t sum = 7;
    int64_t line = 0;
    if (!pw_table_create((struct pw_source){ feed_read, &f }, &options, &t, &err))
        abort();
    for (enum pw_table_answer a; (a = pw_table_next(t, &row, &err)) != PW_TABLE_END;) {
        assert(a != PW_TABLE_FAILED && row.line > line);
        line = row.line;
        sum = sum * 31 + (uint64_t)line * 2 + (a == PW_TABLE_ROW);
        if (a == PW_TABLE_BAD) {
            assert(row.reason[0] != '\0');
            continue;
        }
        assert(row.count >= 1 && row.count <= PW_TABLE_CELLS_MAX);
        for (size_t i = 0; i < row.count; i++) {
            size_t len = strlen(row.cells[i]);
            assert(len <= PW_TABLE_CELL_MAX && pw_utf8_valid(pw_bytes_str(row.cells[i])));
            for (size_t k = 0; k < len; k++)
                sum = sum * 131 + (uint8_t)row.cells[i][k];
        }
    }
    assert(pw_table_memory(t) < 16 << 20);
    pw_table_destroy(t);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *exact = calloc(1, size + (size == 0)); /* own allocation: one byte past the end is caught */
    if (exact == NULL)
        return 0;
    if (size > 0)
        memcpy(exact, data, size);
    uint64_t whole = read_all(exact, size, 1 << 20);
    assert(size > 4096 || read_all(exact, size, 1) == whole);
    assert(read_all(exact, size, 61) == whole);
    struct pw_encoding_probe one = { 0 }, bytes = { 0 };
    pw_encoding_probe_feed(&one, pw_bytes_of(exact, size));
    for (size_t i = 0; i < size; i++)
        pw_encoding_probe_feed(&bytes, pw_bytes_of(exact + i, 1));
    assert(one.good == bytes.good && one.bad == bytes.bad && one.carried == bytes.carried);
    assert((one.bad == 0 && one.carried == 0) == pw_utf8_valid(pw_bytes_of(exact, size)));
    assert(pw_utf8_valid_fast(pw_bytes_of(exact, size)) == pw_utf8_valid(pw_bytes_of(exact, size)));
    free(exact);
    return 0;
}
