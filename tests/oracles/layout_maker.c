/*
 * Lays receipts out for the oracle: reads one JSON object a line from standard input, answers each with one JSON string a line,
 * the layout in the words of receiptline.cjs, or "error: ..." when it is refused.
 *
 *     {"markup":"|hello","columns":42}
 */
#include "document/receiptline.h"
#include "support/receipt_layout.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static void answer(json_t *o, struct pw_buf *out)
{
    struct pw_document document;
    struct pw_error err = { 0 };
    json_t *markup = json_object_get(o, "markup");
    pw_buf_reset(out);
    if (!json_is_string(markup)) {
        pw_buf_puts(out, "error: no mark-up");
        return;
    }
    if (!pw_receipt_layout(pw_bytes_of(json_string_value(markup), json_string_length(markup)),
                           (int)json_integer_value(json_object_get(o, "columns")), NULL, &document, &err)) {
        pw_buf_printf(out, "error: %s", err.text);
        return;
    }
    pw_test_layout(&document, out);
    pw_document_finish(&document);
}

int main(void)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    struct pw_buf out;
    pw_buf_init(&out, 64 << 20);
    while ((len = getline(&line, &cap, stdin)) > 0) {
        json_t *o = json_loadb(line, (size_t)len, JSON_ALLOW_NUL, NULL);
        answer(o, &out);
        json_t *text = out.len == 0 ? json_string("") : json_stringn((const char *)out.data, out.len);
        if (text == NULL)
            text = json_string("error: the layout is no UTF-8");
        json_dumpf(text, stdout, JSON_ENCODE_ANY);
        putchar('\n');
        json_decref(text);
        json_decref(o);
    }
    free(line);
    pw_buf_finish(&out);
    return 0;
}
