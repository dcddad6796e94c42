/* Amazon's reports: whatever the bytes are, each line is a sound record or a refusal that names its line; one bad line costs one
 * line. */
#include "channel/amazon_files.h"
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

static void check_record(const struct pw_order_record *r)
{
    assert(pw_is_amazon_order_id(r->text[PW_OF_ORDER_ID]));
    assert(r->quantity >= (r->cancelled ? 0 : 1) && r->quantity <= PW_QUANTITY_MAX);
    assert(*r->text[PW_OF_SKU] != '\0' && *r->text[PW_OF_ITEM_ID] != '\0');
    for (int f = 0; f < PW_OF_COUNT; f++) {
        assert(strlen(r->text[f]) <= 3 * PW_TABLE_CELL_MAX);
        assert(pw_utf8_valid(pw_bytes_str(r->text[f])));
        assert(strchr(r->text[f], '\t') == NULL && strchr(r->text[f], '\n') == NULL);
    }
}

/* A sum over everything that comes out, to compare two ways of feeding the same bytes. */
static uint64_t read_all(const uint8_t *data, size_t size, size_t step)
{
    static const char *const cells[] = { "order-id", "order-item-id", "quantity-to-ship" };
    struct feed f = { { data, size }, 0, step };
    struct pw_order_file *file = NULL;
    struct pw_error err = { 0 };
    struct pw_order_record r;
    struct pw_line_refusal refusal;
    uint64_t sum = 0;
    int64_t line = 1;
    struct pw_order_format format = *pw_amazon_format(cells, 3);
    format.otherwise = PW_ENCODING_CP932;
    if (!pw_order_file_open((struct pw_source){ feed_read, &f }, &format, &file, &err)) {
        assert(err.code != PW_OK);
        return 1;
    }
    for (enum pw_order_answer a; (a = pw_order_file_next(file, &r, &refusal, &err)) != PW_ORDER_END;) {
        assert(a != PW_ORDER_FAILED);
        if (a == PW_ORDER_RECORD)
            check_record(&r);
        else
            assert(refusal.reason[0] != '\0');
        int64_t at = a == PW_ORDER_RECORD ? r.line : refusal.line;
        assert(at > line);
        line = at;
        sum = sum * 31 + (uint64_t)at * 2 + (a == PW_ORDER_RECORD ? r.hash[0] : 1);
    }
    pw_order_file_close(file);
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
    free(exact);
    return 0;
}
