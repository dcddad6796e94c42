/*
 * Any bytes as mark-up: runs lie inside the paper, in order, without control characters; and as data they are one run of plain
 * text. What is laid out can be printed, and no control byte stands between the commands.
 */
#include "document/cells.h"
#include "document/receiptline.h"
#include "packwright/language.h"
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pw_document document;
    struct pw_error err;
    struct pw_buf escaped;
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
    pw_buf_init(&escaped, 1 << 16);
    pw_buf_putc(&escaped, '|');
    pw_receipt_escape(pw_bytes_of(exact, size < 100 ? size : 100), &escaped);
    if (!escaped.failed && pw_receipt_layout(pw_buf_peek(&escaped), 120, NULL, &document, &err)) {
        check_document(&document);
        for (size_t i = 0; i < document.count; i++) {
            assert(document.blocks[i].type == PW_BLOCK_TEXT);
            for (size_t k = 0; k < document.blocks[i].u.text.count; k++)
                assert(document.blocks[i].u.text.runs[k].style == 0 && document.blocks[i].u.text.runs[k].wide == 1);
        }
        pw_document_finish(&document);
    }
    pw_buf_finish(&escaped);
    free(exact);
    return 0;
}
