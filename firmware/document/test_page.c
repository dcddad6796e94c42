#include "document/test_page.h"

#include "document/arena.h"
#include "document/png.h"
#include "document/receiptline.h"
#include "document/sheet.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

/* Of "2-DOTS" in Code 128: a start, six letters and a check of 11 modules, a stop of 13, two quiet zones of 10. */
enum { CODE_MODULES = 8 * 11 + 13 + 20 };

/* One for each way in which code pages go wrong. */
const char *const pw_test_scripts[PW_TEST_SCRIPTS] = {
    "Gr\xC3\xB6\xC3\x9F"
    "e Caf\xC3\xA9 Espa\xC3\xB1"
    "a \xE2\x82\xAC 5",
    "\xC5\x81\xC3\xB3"
    "d\xC5\xBA \xC5\xBDi\xC5\xBEkov \xC4\xB0stanbul",
    "\xCE\x91\xCE\xB8\xCE\xAE\xCE\xBD\xCE\xB1 \xD0\x9A\xD0\xB8\xD1\x97\xD0\xB2",
    "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7",
    "\xE0\xB8\xAA\xE0\xB8\xA7\xE0\xB8\xB1\xE0\xB8\xAA\xE0\xB8\x94\xE0\xB8\xB5 "
    "\xE0\xA4\xA8\xE0\xA4\xAE\xE0\xA4\xB8\xE0\xA5\x8D\xE0\xA4\xA4\xE0"
    "\xA5\x87",
    "\xE4\xBD\xA0\xE5\xA5\xBD \xE3\x81\x93\xE3\x82\x93 \xEC\x95\x88\xEB\x85\x95",
};

static void dot(struct pw_page *page, int x, int y)
{
    if (x >= 0 && y >= 0 && x < page->width && y < page->height)
        pw_page_set(page, x, y);
}

void pw_test_greys(struct pw_page *page, int x, int y, int side, int gap)
{
    for (int box = 0; box < 7; box++)
        for (int v = 0; v < side; v++)
            for (int h = 0; h < side; h++) {
                bool even = v % 2 == 0, first = h % 2 == 0;
                bool on = box == 0   ? even && first
                          : box == 1 ? even == first
                          : box == 2 ? even || first
                          : box == 3 ? true
                                     : h / (box - 3) % 2 == 0;
                if (on)
                    dot(page, x + box * (side + gap) + h, y + v);
            }
}

/* Millimetres of a receipt printer's head, which is not always 8 dots wide. */
static int at_mm(const struct pw_profile *profile, int mm)
{
    int dpi = profile->dpi != 0 ? profile->dpi : 203;
    return (int)((int64_t)mm * dpi * 10 / 254);
}

/* As wide as a line of text, so that no language has to make it smaller: then dots would be missing. */
static int line_dots(const struct pw_profile *p, int columns)
{
    int cell = columns == p->columns_b && columns != p->columns ? p->cell_b : p->cell;
    return columns * cell > 0 && (columns * cell <= p->dots || p->dots == 0) ? columns * cell : p->dots != 0 ? p->dots : 384;
}

static bool draw_ruler(struct pw_press *press, const struct pw_profile *profile, int columns, struct pw_page *ret_page,
                       struct pw_error *err)
{
    int width = line_dots(profile, columns), unit = at_mm(profile, 1), height = unit * 17, base = unit * 2 / 3;
    if (!pw_press_begin(press, width, height, err))
        return false;
    pw_press_fill(press, (struct pw_area){ 0, 0, width, base }, false);
    for (int mm = 0; at_mm(profile, mm) < width; mm++) {
        int length = mm % 10 == 0 ? unit * 4 : mm % 5 == 0 ? unit * 3 : unit * 2, x = at_mm(profile, mm);
        char text[16];
        pw_press_fill(press, (struct pw_area){ x, 0, mm % 10 == 0 ? 2 : 1, length }, false);
        if (mm % 10 != 0 || mm == 0 || x + 4 * unit > width)
            continue;
        snprintf(text, sizeof text, "%d", mm);
        const struct pw_fit fit = {
            .largest = unit * 3, .comfortable = unit, .smallest = unit, .one_line = true, .align = PW_ALIGN_CENTRE
        };
        if (!pw_press_block(press, (struct pw_area){ x - 4 * unit, length, 8 * unit, 4 * unit },
                            &(struct pw_para){ text, 1000, false }, 1, &fit, "the ruler", NULL, err))
            return false;
    }
    /* The line's last dot. */
    pw_press_fill(press, (struct pw_area){ width - 2, 0, 2, unit * 6 }, false);
    if (!pw_press_end(press, 8, ret_page, err))
        return false;
    int side = width / 7 - unit;
    pw_test_greys(ret_page, 0, unit * 9, side < unit * 7 ? side : unit * 7, unit);
    return true;
}

/* A picture as ReceiptLine has it. False: no memory, or too big. */
static bool to_base64(const struct pw_page *page, struct pw_buf *out, struct pw_error *err)
{
    struct pw_buf png;
    pw_buf_init(&png, 1 << 20);
    bool ok = pw_page_write_png(page, &png, err);
    if (ok) {
        char *text = g_base64_encode(png.data, png.len);
        pw_buf_puts(out, text);
        g_free(text);
        ok = pw_buf_ok(out, err);
    }
    pw_buf_finish(&png);
    return ok;
}

/* ReceiptLine has no Data Matrix; it follows the QR code. */
static bool add_matrix(struct pw_document *document, const char *text, struct pw_error *err)
{
    struct pw_block *blocks = pw_arena_take(document->arena, sizeof *blocks * (document->count + 2));
    struct pw_bytes data = pw_arena_copy(document->arena, pw_bytes_str(text));
    size_t n = 0;
    if (blocks == NULL || data.data == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a test page");
    for (size_t i = 0; i < document->count; i++) {
        blocks[n++] = document->blocks[i];
        if (document->blocks[i].type != PW_BLOCK_QR)
            continue;
        blocks[n++] = (struct pw_block){ .type = PW_BLOCK_TEXT, .left = 0, .width = document->columns };
        blocks[n] = document->blocks[i];
        blocks[n].type = PW_BLOCK_MATRIX;
        blocks[n].u.matrix.kind = PW_MATRIX_DATAMATRIX;
        blocks[n].u.matrix.data = data;
        blocks[n++].u.matrix.cell_dots = 5;
        if (i + 1 < document->count)
            memcpy(blocks + n, document->blocks + i + 1, sizeof *blocks * (document->count - i - 1));
        document->blocks = blocks;
        document->count += 2;
        return true;
    }
    return true;
}

bool pw_test_page_lay_out(struct pw_slip_press *press, struct pw_label_press *drawing, const struct pw_test_page *t, int columns,
                          struct pw_document *ret_document, struct pw_error *err)
{
    struct pw_page ruler = { 0 };
    struct pw_buf picture;
    char cells[128], size[120], title[120];
    struct pw_value scripts[PW_TEST_SCRIPTS];
    const struct pw_profile *p = t->profile;
    if (columns > 120)
        columns = 120;
    for (int i = 0; i < columns; i++)
        cells[i] = (char)('0' + (i + 1) % 10);
    cells[columns] = '\0';
    for (size_t i = 0; i < PW_TEST_SCRIPTS; i++)
        scripts[i] = pw_value_text(pw_test_scripts[i]);
    snprintf(size, sizeof size, "%d columns, %d dots, %d dpi", columns, p->dots, p->dpi);
    snprintf(title, sizeof title, "%.100s", t->model);
    pw_buf_init(&picture, 1 << 18);
    bool ok = draw_ruler(pw_label_press_sheet(drawing), p, columns, &ruler, err) && to_base64(&ruler, &picture, err);
    if (ok) {
        const struct pw_member members[] = {
            { "name", pw_value_text(t->name) },
            { "model", pw_value_text(title) },
            { "link", pw_value_text(t->link) },
            { "made", pw_value_text(t->made) },
            { "size", pw_value_text(size) },
            { "cells", pw_value_text(cells) },
            { "ruler", pw_value_text(pw_buf_text(&picture)) },
            { "three", pw_value_bool(3 * CODE_MODULES <= line_dots(p, columns)) },
            { "four", pw_value_bool(4 * CODE_MODULES <= line_dots(p, columns)) },
            { "scripts", pw_value_list(scripts, PW_TEST_SCRIPTS) },
        };
        const struct pw_value root = pw_value_map(members, PW_COUNT(members));
        ok = pw_own_sheet_lay_out(press, PW_SHEET_TEST_PAGE, &root, columns, ret_document, err);
        if (ok && !add_matrix(ret_document, "PACKWRIGHT DATA MATRIX", err)) {
            pw_document_finish(ret_document);
            ok = false;
        }
    }
    pw_page_finish(&ruler);
    pw_buf_finish(&picture);
    return ok;
}
