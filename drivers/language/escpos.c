/*
 * A document in ESC/POS. Each job stands on its own:
 *
 *     ESC @      clear
 *     FS .       no double-byte characters: printers made for China wake up with them
 *     ESC R 0    ASCII, without national replacements
 *     blocks
 *     GS V       cut where there is a cutter, else feed to the tear bar
 *
 * Where the last job was cut off, NULs go first and end whatever command it was cut off in (resync): no command here carries more
 * data than there are NULs.
 *
 * Control bytes come from these files alone: text goes through pw_escpos_text, which writes nothing below 0x20 and no 0x7F.
 */
#include "escpos.h"

#include "raster.h"

static void put(struct pw_escpos *e, const char *bytes, size_t len)
{
    pw_buf_put(e->out, bytes, len);
}

void pw_escpos_align(struct pw_escpos *e, enum pw_align align)
{
    if (e->align == align)
        return;
    put(e,
        "\x1b"
        "a",
        2);
    pw_buf_putc(e->out, (uint8_t)align);
    e->align = align;
}

static void begin(struct pw_escpos *e)
{
    put(e, "\x1b@\x1c.\x1bR\0", 7);
}

static void resync(struct pw_buf *out)
{
    uint8_t *nuls = pw_buf_room(out, PW_ESCPOS_LONGEST + 32);
    if (nuls == NULL)
        return;
    memset(nuls, 0, PW_ESCPOS_LONGEST + 32);
    pw_buf_grew(out, PW_ESCPOS_LONGEST + 32);
}

/* The cut feeds the last line past the blade first. */
static void cut(struct pw_escpos *e)
{
    if (e->profile->features & PW_FEATURE_PART_CUT)
        put(e, "\x1dV\x42\0", 4);
    else if (e->profile->features & PW_FEATURE_FULL_CUT)
        put(e, "\x1dV\x41\0", 4);
    else
        put(e,
            "\x1b"
            "d\5",
            3);
}

/* What is left of a document that was cut off goes off with the cut; the rest of its modes with ESC @. */
static void set_apart(const struct pw_profile *profile, struct pw_buf *out)
{
    struct pw_escpos e = { .profile = profile, .out = out };
    pw_buf_puts(out, "\n");
    begin(&e);
    cut(&e);
}

/* Pins 2 and 5 of the drawer's socket; on for 100 ms, off for 500. Without a socket there is nothing to open. */
static void open_drawer(struct pw_escpos *e, int socket)
{
    uint8_t pulse[5] = { 0x1b, 'p', socket == 2 ? 1 : 0, 50, 250 };
    if (e->profile->features & PW_FEATURE_DRAWER)
        pw_buf_put(e->out, pulse, sizeof pulse);
}

static void beep(struct pw_escpos *e, int times)
{
    uint8_t beeps[4] = { 0x1b, 'B', (uint8_t)(times < 1 ? 1 : times > 8 ? 8 : times), 2 };
    if (e->profile->features & PW_FEATURE_BEEPER)
        pw_buf_put(e->out, beeps, sizeof beeps);
}

static bool put_text(struct pw_escpos *e, const struct pw_block *block)
{
    struct pw_page page;
    if (block->u.text.tight != e->tight) {
        put(e,
            block->u.text.tight ? "\x1b"
                                  "3\0"
                                : "\x1b"
                                  "2",
            block->u.text.tight ? 3 : 2);
        e->tight = block->u.text.tight;
    }
    if (pw_escpos_text(e, block))
        return true;
    if (!pw_line_raster(block, e->profile, &page, e->err))
        return false;
    bool ok = pw_escpos_dots(e, &page, PW_ALIGN_LEFT);
    pw_page_finish(&page);
    return ok;
}

static bool put_image(struct pw_escpos *e, const struct pw_block *block)
{
    struct pw_page page;
    if (!pw_raster_fit(&block->u.image, block->width * e->profile->cell, &page, e->err))
        return false;
    e->picture = true;
    bool ok = pw_escpos_dots_in(e, block, &page);
    e->picture = false;
    pw_page_finish(&page);
    return ok;
}

static bool put_block(struct pw_escpos *e, const struct pw_block *block)
{
    if (block->type != PW_BLOCK_TEXT && e->tight) {
        put(e,
            "\x1b"
            "2",
            2);
        e->tight = false;
    }
    switch (block->type) {
    case PW_BLOCK_TEXT:
        return put_text(e, block);
    case PW_BLOCK_RULE:
        pw_escpos_rule(e, block->left, block->width);
        return true;
    case PW_BLOCK_BARCODE:
        return pw_escpos_barcode(e, block);
    case PW_BLOCK_QR:
        return pw_escpos_qr(e, block);
    case PW_BLOCK_MATRIX:
        return pw_escpos_matrix(e, block);
    case PW_BLOCK_IMAGE:
        return put_image(e, block);
    case PW_BLOCK_DRAWER:
        open_drawer(e, block->u.drawer);
        return true;
    case PW_BLOCK_BEEP:
        beep(e, block->u.beeps);
        return true;
    case PW_BLOCK_CUT:
        cut(e);
        return true;
    }
    return true;
}

static bool render(const struct pw_document *document, const struct pw_profile *profile, struct pw_buf *out, struct pw_error *err)
{
    struct pw_profile narrow = *profile; /* as it is with font B */
    struct pw_escpos e = { .profile = profile, .out = out, .err = err };
    if (document->columns > profile->columns && document->columns > profile->columns_b)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a document of %d columns is too wide for %s with %d", document->columns,
                       profile->name, profile->columns_b > profile->columns ? profile->columns_b : profile->columns);
    begin(&e);
    if (document->columns > profile->columns) {
        narrow.columns = profile->columns_b;
        narrow.cell = profile->cell_b;
        e.profile = &narrow;
        put(&e, "\x1bM\1", 3);
    }
    for (size_t i = 0; i < document->count && !out->failed; i++)
        if (!put_block(&e, &document->blocks[i]))
            return false;
    if (document->count == 0 || document->blocks[document->count - 1].type != PW_BLOCK_CUT)
        cut(&e);
    return pw_buf_ok(out, err);
}

static bool render_page(const struct pw_page *page, const struct pw_profile *profile, const struct pw_media *media,
                        struct pw_buf *out, struct pw_error *err)
{
    struct pw_escpos e = { .profile = profile, .out = out, .err = err };
    struct pw_page fitted;
    (void)media;
    if (!pw_raster_fit(page, profile->dots, &fitted, err))
        return false;
    begin(&e);
    bool ok = pw_escpos_dots(&e, &fitted, PW_ALIGN_LEFT);
    pw_page_finish(&fitted);
    cut(&e);
    return ok && pw_buf_ok(out, err);
}

const struct pw_language pw_language_escpos = {
    .name = "escpos",
    .resync = resync,
    .set_apart = set_apart,
    .render = render,
    .render_page = render_page,
    .shorten = pw_escpos_shorten,
    .ask_proof = pw_escpos_ask_proof,
    .ask_status = pw_escpos_ask_status,
    .status_parse = pw_escpos_status_parse,
};
