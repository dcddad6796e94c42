/* A document in the words of tests/oracles/receiptline.cjs, to be compared with what the reference puts where. */
#ifndef TEST_RECEIPT_LAYOUT_H
#define TEST_RECEIPT_LAYOUT_H

#include "packwright/document.h"

#include <string.h>

/* The frame's characters in the recorder's alphabet. */
static inline void pw_test_put_plain(struct pw_bytes text, struct pw_buf *out)
{
    static const char *const box[] = { "│", "─", "┌", "┐", "└", "┘", "├", "┤", "┬", "┴", "┼" };
    for (size_t i = 0; i < text.len;) {
        size_t k = 0;
        while (k < PW_COUNT(box) && (text.len - i < 3 || memcmp(text.data + i, box[k], 3) != 0))
            k++;
        if (k < PW_COUNT(box)) {
            pw_buf_putc(out, k == 0 ? '|' : k == 1 ? '-' : '+');
            i += 3;
        } else {
            pw_buf_putc(out, text.data[i++]);
        }
    }
}

static inline void pw_test_put_run(const struct pw_run *run, struct pw_buf *out)
{
    if (run->style == 0 && run->wide == 1 && run->high == 1 && pw_bytes_equal(run->text, pw_bytes_str(" ")))
        return;
    pw_buf_printf(out, " @%d+%d%s%s%s%s", run->column, run->cells, run->style != 0 ? " " : "",
                  run->style & PW_STYLE_UNDERLINE ? "u" : "", run->style & PW_STYLE_BOLD ? "b" : "",
                  run->style & PW_STYLE_INVERT ? "i" : "");
    if (run->wide > 1 || run->high > 1)
        pw_buf_printf(out, " %dx%d", run->wide, run->high);
    pw_buf_puts(out, " <");
    pw_test_put_plain(run->text, out);
    pw_buf_puts(out, ">");
}

/* One line for each block. */
static inline void pw_test_layout(const struct pw_document *document, struct pw_buf *out)
{
    static const char *const codes[] = { "upc", "ean", "code39", "itf", "codabar", "code93", "code128" };
    for (size_t i = 0; i < document->count; i++) {
        const struct pw_block *b = &document->blocks[i];
        switch (b->type) {
        case PW_BLOCK_TEXT:
            pw_buf_puts(out, "text");
            for (size_t k = 0; k < b->u.text.count; k++)
                pw_test_put_run(&b->u.text.runs[k], out);
            break;
        case PW_BLOCK_RULE:
            pw_buf_printf(out, "rule %d+%d", b->left, b->width);
            break;
        case PW_BLOCK_BARCODE:
            pw_buf_printf(out, "barcode %d+%d %d %s %d %d %s <", b->left, b->width, (int)b->align, codes[b->u.barcode.symbology],
                          b->u.barcode.module_dots, b->u.barcode.height_dots, b->u.barcode.hri ? "hri" : "nohri");
            pw_buf_put(out, b->u.barcode.data.data, b->u.barcode.data.len);
            pw_buf_puts(out, ">");
            break;
        case PW_BLOCK_QR:
            pw_buf_printf(out, "qr %d+%d %d %d %c <", b->left, b->width, (int)b->align, b->u.qr.cell_dots, b->u.qr.level | 0x20);
            pw_buf_put(out, b->u.qr.data.data, b->u.qr.data.len);
            pw_buf_puts(out, ">");
            break;
        case PW_BLOCK_IMAGE:
            pw_buf_printf(out, "image %d+%d %d %dx%d", b->left, b->width, (int)b->align, b->u.image.width, b->u.image.height);
            break;
        case PW_BLOCK_CUT:
            pw_buf_puts(out, "cut");
            break;
        case PW_BLOCK_MATRIX:
            pw_buf_printf(out, "matrix %d+%d %d %d %d <", b->left, b->width, (int)b->align, (int)b->u.matrix.kind,
                          b->u.matrix.cell_dots);
            pw_buf_put(out, b->u.matrix.data.data, b->u.matrix.data.len);
            pw_buf_puts(out, ">");
            break;
        case PW_BLOCK_DRAWER:
            pw_buf_printf(out, "drawer %d", b->u.drawer);
            break;
        case PW_BLOCK_BEEP:
            pw_buf_printf(out, "beep %d", b->u.beeps);
            break;
        }
        pw_buf_putc(out, '\n');
    }
}

#endif
