/* Text from outside on its way into ReceiptLine, and a document as a person reads it. */
#include "document/cells.h"
#include "document/receiptline.h"
#include "packwright/utf8.h"

#include <glib.h>
#include <stdio.h>

static void put_hex(struct pw_buf *out, uint8_t c)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t escape[4] = { '\\', 'x', (uint8_t)digits[c >> 4], (uint8_t)digits[c & 15] };
    pw_buf_put(out, escape, 4);
}

static bool is_markup(uint8_t c)
{
    return c < 0x80 && memchr("\\|{}~_\"`^-=;:", c, 13) != NULL;
}

/* Text without controls, composed. */
static void escape_clean(struct pw_bytes text, struct pw_buf *out)
{
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        if (!is_markup(c) && !(c == ' ' && (i == 0 || i == text.len - 1)))
            continue;
        pw_buf_put(out, text.data + from, i - from);
        put_hex(out, c);
        /* or the last digit would compose with a mark: "-" and U+0331 be \x2 and a d with a line below */
        if (i + 1 < text.len && text.data[i + 1] >= 0x80)
            pw_buf_puts(out, "\\?");
        from = i + 1;
    }
    pw_buf_put(out, text.data + from, text.len - from);
}

void pw_receipt_escape(struct pw_bytes text, struct pw_buf *out)
{
    bool plain = true;
    struct pw_buf clean;
    for (size_t i = 0; i < text.len && plain; i++) /* nothing below U+0300 composes or decomposes */
        plain = text.data[i] >= 0x20 && text.data[i] != 0x7F && text.data[i] < 0xC2;
    if (plain && pw_utf8_valid(text)) {
        escape_clean(text, out);
        return;
    }
    pw_buf_init(&clean, text.len * 3 + 16);
    for (size_t i = 0, next; i < text.len; i = next) {
        bool space = text.data[i] == '\n' || text.data[i] == '\r' || text.data[i] == '\t';
        next = i + 1;
        if (space) {
            if (text.data[i] != '\n' || i == 0 || text.data[i - 1] != '\r')
                pw_buf_putc(&clean, ' ');
            continue;
        }
        while (next < text.len && text.data[next] != '\n' && text.data[next] != '\r' && text.data[next] != '\t')
            next++;
        pw_utf8_on_paper(pw_bytes_of(text.data + i, next - i), &clean);
    }
    if (clean.len == 0) /* of marks without a shape alone: something stands there all the same, so that columns stay */
        pw_utf8_visible(text, &clean);
    if (clean.failed) {
        out->failed = true;
        pw_buf_finish(&clean);
        return;
    }
    char *nfc = g_utf8_normalize(pw_buf_text(&clean), (gssize)clean.len, G_NORMALIZE_NFC);
    escape_clean(nfc != NULL ? pw_bytes_str(nfc) : pw_buf_peek(&clean), out);
    g_free(nfc);
    pw_buf_finish(&clean);
}

static void put_blanks(struct pw_buf *out, int n)
{
    while (n-- > 0)
        pw_buf_putc(out, ' ');
}

static void put_line(const struct pw_block *block, struct pw_buf *out)
{
    int at = 0;
    for (size_t i = 0; i < block->u.text.count; i++) {
        const struct pw_run *run = &block->u.text.runs[i];
        put_blanks(out, run->column - at);
        pw_buf_put(out, run->text.data, run->text.len);
        at = run->column + pw_cells_count(run->text);
        if (i + 1 < block->u.text.count && run->column + run->cells > at) {
            put_blanks(out, run->column + run->cells - at);
            at = run->column + run->cells;
        }
    }
    while (out->len > 0 && out->data[out->len - 1] == ' ')
        out->len--;
}

static void put_named(const struct pw_block *block, const char *what, struct pw_bytes data, struct pw_buf *out)
{
    struct pw_buf name;
    pw_buf_init(&name, 8192);
    pw_buf_printf(&name, "[%s%s", what, data.len > 0 ? ": " : "");
    pw_utf8_visible(data, &name);
    pw_buf_putc(&name, ']');
    int spare = block->width - pw_cells_count(pw_buf_peek(&name));
    put_blanks(out, block->left + (spare > 0 ? spare * (int)block->align / 2 : 0));
    pw_buf_put(out, name.data, name.len);
    pw_buf_finish(&name);
}

bool pw_document_text(const struct pw_document *document, struct pw_buf *out, struct pw_error *err)
{
    static const char *const names[] = { "UPC", "EAN", "Code 39", "ITF", "Codabar", "Code 93", "Code 128" };
    char size[40];
    for (size_t i = 0; i < document->count; i++) {
        const struct pw_block *block = &document->blocks[i];
        switch (block->type) {
        case PW_BLOCK_TEXT:
            put_line(block, out);
            break;
        case PW_BLOCK_RULE:
            put_blanks(out, block->left);
            for (int n = 0; n < block->width; n++)
                pw_buf_putc(out, '-');
            break;
        case PW_BLOCK_BARCODE:
            put_named(block, names[block->u.barcode.symbology], block->u.barcode.data, out);
            break;
        case PW_BLOCK_QR:
            put_named(block, "QR", block->u.qr.data, out);
            break;
        case PW_BLOCK_MATRIX:
            put_named(block, block->u.matrix.kind == PW_MATRIX_PDF417 ? "PDF417" : "Data Matrix", block->u.matrix.data, out);
            break;
        case PW_BLOCK_DRAWER:
        case PW_BLOCK_BEEP:
            continue;
        case PW_BLOCK_IMAGE:
            snprintf(size, sizeof size, "picture of %d x %d dots", block->u.image.width, block->u.image.height);
            put_named(block, size, pw_bytes_of("", 0), out);
            break;
        case PW_BLOCK_CUT:
            for (int n = 0; n < document->columns / 2; n++)
                pw_buf_puts(out, "- ");
            break;
        }
        pw_buf_putc(out, '\n');
    }
    return pw_buf_ok(out, err);
}
