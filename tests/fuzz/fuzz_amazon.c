/* Answers of the Selling Partner API: whatever the bytes are, each line of an order is a sound record or a refusal, what is said
 * to people is text, and a token can stand in a header. The first byte is the status. */
#include "channel/amazon_auth.h"
#include "channel/amazon_confirm.h"
#include "channel/amazon_error.h"
#include "channel/amazon_orders.h"
#include "packwright/utf8.h"

#include <assert.h>
#include <stdlib.h>

static ssize_t read_rest(void *user, void *into, size_t len)
{
    struct pw_bytes *rest = user;
    size_t n = rest->len < len ? rest->len : len;
    if (n > 0)
        memcpy(into, rest->data, n);
    *rest = pw_bytes_of(rest->data + n, rest->len - n);
    return (ssize_t)n;
}

struct fates {
    int64_t all, lines;
};

static void on_order(void *user, const char *order_id, enum pw_amazon_fate fate)
{
    struct fates *f = user;
    assert(order_id != NULL);
    f->all++;
    f->lines += fate == PW_AMAZON_ORDER_LINES;
}

static void orders(struct pw_bytes body)
{
    struct pw_buf lines;
    struct pw_amazon_page page;
    struct pw_error err = { 0 };
    struct fates fates = { 0 };
    pw_buf_init(&lines, 1 << 24);
    bool ok = pw_amazon_orders_read(body, &lines, on_order, &fates, &page, &err);
    assert(ok || err.code != PW_OK);
    if (ok) {
        struct pw_order_file *file;
        struct pw_order_record r;
        struct pw_line_refusal refusal;
        struct pw_bytes rest = pw_buf_peek(&lines);
        assert(page.orders == fates.all);
        bool opened = pw_order_file_open((struct pw_source){ read_rest, &rest }, &pw_amazon_api_format, &file, &err);
        assert(opened); /* the header is ours */
        for (enum pw_order_answer a; (a = pw_order_file_next(file, &r, &refusal, &err)) != PW_ORDER_END;) {
            assert(a != PW_ORDER_FAILED && fates.lines > 0);
            if (a == PW_ORDER_REFUSED) {
                assert(refusal.reason[0] != '\0');
                continue;
            }
            assert(pw_is_amazon_order_id(r.text[PW_OF_ORDER_ID]));
            assert(r.quantity >= (r.cancelled ? 0 : 1) && r.quantity <= PW_QUANTITY_MAX);
            for (int f = 0; f < PW_OF_COUNT; f++)
                assert(pw_utf8_valid(pw_bytes_str(r.text[f])) && strpbrk(r.text[f], "\t\r\n") == NULL);
        }
        pw_order_file_close(file);
    }
    pw_buf_finish(&page.next);
    pw_buf_finish(&lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char payload[] = "{\"tracking_number\":\"1Z5R89390357567127\"}";
    if (size < 1)
        return 0;
    uint8_t *exact = malloc(size); /* own allocation: one byte past the end is caught */
    if (exact == NULL)
        return 0;
    memcpy(exact, data + 1, size - 1);
    struct pw_bytes body = pw_bytes_of(exact, size - 1);
    struct pw_web_answer answer = { .status = 150 + 2 * data[0], .body = body };
    struct pw_amazon_meaning m;
    pw_amazon_meaning_of(&answer, &m);
    assert((m.verdict == PW_AMAZON_DONE) == (m.words[0] == '\0') && pw_utf8_valid(pw_bytes_str(m.words)));
    for (const char *p = m.words; *p != '\0'; p++)
        assert((unsigned char)*p >= 0x20 && *p != 0x7F);
    orders(body);
    char token[PW_AMAZON_TOKEN_MAX + 1];
    int64_t seconds;
    enum pw_amazon_known known;
    struct pw_error err = { 0 };
    if (pw_amazon_token_read(body, token, &seconds, &err)) {
        assert(seconds > 0 && seconds <= 86400);
        for (const char *p = token; *p != '\0'; p++)
            assert(*p > ' ' && *p < 0x7F);
    }
    if (pw_amazon_confirm_known(body, payload, 1, &known, &err))
        assert(known <= PW_AMAZON_OTHERWISE);
    free(exact);
    return 0;
}
