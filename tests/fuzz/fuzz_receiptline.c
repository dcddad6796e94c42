/*
 * Any bytes as mark-up: runs lie inside the paper, in order, without control characters. And as data of a template, in any of its
 * places and however many braces: the same blocks as for "A", in the same styles, and all places agree on what the data says.
 */
#include "document/cells.h"
#include "document/mustache.h"
#include "document/receiptline.h"
#include "packwright/utf8.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_run(const struct pw_run *run, int *at, int columns)
{
    assert(run->column >= *at && run->cells >= 0 && run->column + run->cells <= columns);
    assert(run->wide >= 1 && run->wide <= 6 && run->high >= 1 && run->high <= 6);
    *at = run->column + run->cells;
    for (size_t pos = 0; pos < run->text.len;)
        assert(!pw_utf8_is_control(pw_utf8_next(run->text, &pos)));
}

static void check_document(const struct pw_document *document)
{
    for (size_t i = 0; i < document->count; i++) {
        const struct pw_block *b = &document->blocks[i];
        int at = 0;
        assert(b->left >= 0 && b->width >= 0 && b->left + b->width <= document->columns);
        for (size_t k = 0; b->type == PW_BLOCK_TEXT && k < b->u.text.count; k++)
            check_run(&b->u.text.runs[k], &at, document->columns);
    }
}

/* A column, its end and its beginning, a line of its own, between styles, and the values of a property. */
static const char template[] =
    "|{{x}} |B\n{{{x}}}|\nA {{&x}}\n{{x}}\n^^\"{{x}}\"^^\n{code:{{x}}}\n{c:{{{x}}};option:qrcode}\n---\n";

/* Wrapping apart: a line of text and the next one are one. */
static size_t without_wraps(const struct pw_document *d, const struct pw_block **out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < d->count && n < max; i++)
        if (n == 0 || d->blocks[i].type != PW_BLOCK_TEXT || out[n - 1]->type != PW_BLOCK_TEXT)
            out[n++] = &d->blocks[i];
    return n;
}

static bool fill(struct pw_bytes text, struct pw_document *ret_document)
{
    struct pw_error err;
    struct pw_mustache *m;
    struct pw_buf markup;
    const struct pw_member member = { "x", pw_value_bytes(text) };
    const struct pw_value root = pw_value_map(&member, 1);
    pw_buf_init(&markup, 1 << 18);
    if (!pw_mustache_compile(pw_bytes_str(template), "t", &m, &err))
        abort();
    bool ok = pw_mustache_render(m, &root, NULL, pw_receipt_escape, false, &markup, &err) &&
              pw_receipt_layout(pw_buf_peek(&markup), PW_RECEIPT_MAX_COLUMNS, NULL, ret_document, &err);
    pw_mustache_destroy(m);
    pw_buf_finish(&markup);
    return ok;
}

static void check_as_data(struct pw_bytes text)
{
    enum { MAX = 16 };
    struct pw_document plain, document;
    const struct pw_block *want[MAX], *got[MAX];
    if (!fill(text, &document))
        return;
    if (!fill(pw_bytes_str("A"), &plain))
        abort();
    check_document(&document);
    size_t n = without_wraps(&plain, want, MAX);
    assert(without_wraps(&document, got, MAX) == n);
    for (size_t i = 0; i < n; i++)
        assert(got[i]->type == want[i]->type && got[i]->left == want[i]->left && got[i]->width == want[i]->width);
    assert(n == 4 && got[1]->type == PW_BLOCK_BARCODE && got[2]->type == PW_BLOCK_QR);
    assert(pw_bytes_equal(got[1]->u.barcode.data, got[2]->u.qr.data));
    unsigned styles = 0;
    for (size_t i = 0; i < document.count; i++)
        for (size_t k = 0; document.blocks[i].type == PW_BLOCK_TEXT && k < document.blocks[i].u.text.count; k++) {
            const struct pw_run *run = &document.blocks[i].u.text.runs[k];
            assert(run->style == 0 || run->style == PW_STYLE_BOLD);
            assert(run->wide == 1 && run->high == (run->style == PW_STYLE_BOLD ? 2 : 1));
            styles |= run->style;
        }
    assert(styles == PW_STYLE_BOLD);
    pw_document_finish(&document);
    pw_document_finish(&plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pw_document document;
    struct pw_error err;
    if (size == 0 || size > 4096)
        return 0;
    uint8_t *exact = malloc(size);
    if (exact == NULL)
        return 0;
    memcpy(exact, data, size);
    if (pw_receipt_layout(pw_bytes_of(exact, size), 12 + data[0] % 60, NULL, &document, &err)) {
        check_document(&document);
        pw_document_finish(&document);
    }
    check_as_data(pw_bytes_of(exact, size < 200 ? size : 200));
    free(exact);
    return 0;
}
