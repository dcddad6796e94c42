/*
 * TSPL and TSPL2 (TSC, Gprinter, Xprinter and other makers): one page of dots becomes one label of bitmaps and bars.
 *
 * Lines end with CR LF. A bit of a BITMAP that is 1 is white. What a job before us may have left behind and would turn,
 * mirror or shift the picture is set back; darkness, speed and (unless the configuration says it) how the end of a label is
 * found are the printer's own settings.
 *
 * After BITMAP the printer takes as many bytes as the command announced, whatever they are. So no BITMAP is longer than
 * PW_LABEL_DOTS_MAX, and that many bytes of empty lines go ahead of a document when one before it was cut off.
 */
#include "tspl.h"

#include "label_parts.h"

#define GAP_UM 3000 /* between labels where nobody says otherwise */

struct job {
    struct pw_buf *out;
};

/*
 * What begins a command that a printer obeys at once, wherever it stands: <ESC>!R resets it, ~!D makes it dump what it gets.
 * Dots that look like it are sent as two pictures with the cut between the two bytes. The bytes are of the page, where black
 * is 1; on the wire they are inverted.
 */
static bool begins_command(uint8_t first, uint8_t second)
{
    return second == (uint8_t) ~'!' && (first == (uint8_t)~0x1B || first == (uint8_t) ~'~');
}

/* Bytes of the row, from x on, up to and with the first of such a pair; len when there is none. */
static int up_to_command(const uint8_t *row, int len)
{
    const uint8_t *p = row;
    while ((p = memchr(p, (uint8_t) ~'!', (size_t)(row + len - p))) != NULL) {
        if (p > row && begins_command(p[-1], p[0]))
            return (int)(p - row);
        if (++p == row + len)
            break;
    }
    return len;
}

static void put_bitmap(struct pw_buf *out, const struct pw_page *page, int x_byte, int y, int bytes, int rows)
{
    pw_buf_printf(out, "BITMAP %d,%d,%d,%d,0,", x_byte * 8, y, bytes, rows);
    uint8_t *room = pw_buf_room(out, (size_t)bytes * (size_t)rows);
    if (room == NULL)
        return;
    for (int i = 0; i < rows; i++) {
        const uint8_t *row = page->bits + (size_t)(y + i) * (size_t)page->stride + x_byte;
        for (int x = 0; x < bytes; x++)
            room[x] = (uint8_t)~row[x];
        room += bytes;
    }
    pw_buf_grew(out, (size_t)bytes * (size_t)rows);
    pw_buf_puts(out, "\r\n");
}

static void put_dots(void *user, const struct pw_page *page, int x_byte, int y, int bytes, int rows)
{
    struct job *job = user;
    int from = y;
    for (int i = y; i < y + rows; i++) {
        const uint8_t *row = page->bits + (size_t)i * (size_t)page->stride + x_byte;
        int len = up_to_command(row, bytes);
        bool split = len < bytes;
        /* also from the end of the row before to the beginning of this one */
        if ((split || (i > from && begins_command(row[bytes - 1 - page->stride], row[0]))) && i > from) {
            put_bitmap(job->out, page, x_byte, from, bytes, i - from);
            from = i;
        }
        for (int x = 0; split && x < bytes; x += len, from = i + 1) {
            len = up_to_command(row + x, bytes - x);
            put_bitmap(job->out, page, x_byte + x, i, len, 1);
        }
    }
    if (from < y + rows)
        put_bitmap(job->out, page, x_byte, from, bytes, y + rows - from);
}

static void put_bar(void *user, int x, int y, int width, int height)
{
    pw_buf_printf(((struct job *)user)->out, "BAR %d,%d,%d,%d\r\n", x, y, width, height);
}

/* Tenths of a millimetre, never less than the page: a label that is told too short loses its last rows. */
static int tenths(struct pw_um length, int dots, int dots_per_mm)
{
    int page = (dots * 10 + dots_per_mm - 1) / dots_per_mm;
    int label = (length.um + 50) / 100;
    return label > page ? label : page;
}

static void put_media(const struct pw_page *page, const struct pw_media *media, struct pw_buf *out)
{
    int width = tenths(media->width, page->width, page->dots_per_mm);
    int length = tenths(media->length, page->height, page->dots_per_mm);
    int gap = ((media->gap.um == 0 ? GAP_UM : media->gap.um) + 50) / 100;
    pw_buf_printf(out, "SIZE %d.%d mm,%d.%d mm\r\n", width / 10, width % 10, length / 10, length % 10);
    if (media->tracking == PW_TRACKING_CONTINUOUS)
        pw_buf_puts(out, "GAP 0 mm,0 mm\r\n");
    else if (media->tracking != PW_TRACKING_PRINTER)
        pw_buf_printf(out, "%s %d.%d mm,0 mm\r\n", media->tracking == PW_TRACKING_MARK ? "BLINE" : "GAP", gap / 10, gap % 10);
    if (media->after == PW_AFTER_TEAR)
        pw_buf_puts(out, "SET PEEL OFF\r\nSET CUTTER OFF\r\nSET TEAR ON\r\n");
    else if (media->after == PW_AFTER_PEEL)
        pw_buf_puts(out, "SET CUTTER OFF\r\nSET TEAR OFF\r\nSET PEEL ON\r\n");
    else if (media->after == PW_AFTER_CUT)
        pw_buf_puts(out, "SET PEEL OFF\r\nSET TEAR OFF\r\nSET CUTTER 1\r\n");
}

static bool render_page(const struct pw_page *page, const struct pw_profile *profile, const struct pw_media *media,
                        struct pw_buf *out, struct pw_error *err)
{
    static const struct pw_media as_set = { 0 };
    struct job job = { .out = out };
    struct pw_label_parts parts = { put_dots, put_bar, &job, (int)sizeof "BITMAP 100,1000,10,100,0,\r\n" - 1,
                                    (int)sizeof "BAR 100,1000,4,100\r\n" - 1 };
    (void)profile;
    media = media == NULL ? &as_set : media;
    size_t before = out->len;
    int mm = page->dots_per_mm;
    if (mm <= 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "a TSPL label needs to know its dots per millimetre");
    put_media(page, media, out);
    pw_buf_puts(out, "DIRECTION 0,0\r\nREFERENCE 0,0\r\nCLS\r\n");
    if (!(media->compression == PW_COMPRESSION_NONE ? pw_label_whole(page, &parts, err) : pw_label_parts(page, &parts, err))) {
        out->len = before;
        return false;
    }
    pw_buf_puts(out, "PRINT 1,1\r\n");
    return pw_buf_ok(out, err);
}

/* The x makes nonsense of a command that stands without its end; empty lines fill a picture, or are nothing. */
static void resync(struct pw_buf *out)
{
    uint8_t *room = pw_buf_room(out, PW_LABEL_DOTS_MAX + 2);
    if (room == NULL)
        return;
    memset(room, '\n', PW_LABEL_DOTS_MAX + 2);
    room[0] = 'x'; /* no command */
    pw_buf_grew(out, PW_LABEL_DOTS_MAX + 2);
}

static void ask_status(struct pw_buf *out)
{
    pw_buf_puts(out, "\x1b!?");
}

/* No tickets: the answers say that it prints, and then that it doesn't. */
static void ask_proof(uint32_t ticket, struct pw_buf *out)
{
    (void)ticket;
    ask_status(out);
}

enum pw_parse pw_tspl_status_parse(struct pw_bytes in, size_t *ret_used, struct pw_status *ret_status)
{
    static const struct {
        uint8_t bit;
        unsigned condition;
    } bits[] = { { 0x01, PW_COND_COVER_OPEN }, /* the head is up */
                 { 0x02, PW_COND_ERROR },      /* jam */
                 { 0x04, PW_COND_PAPER_OUT },  { 0x08, PW_COND_RIBBON_OUT }, { 0x10, PW_COND_PAUSED },
                 { 0x20, PW_COND_BUSY },       { 0x40, PW_COND_COVER_OPEN }, { 0x80, PW_COND_ERROR } };
    *ret_used = 0;
    if (in.len == 0)
        return PW_PARSE_MORE;
    *ret_used = 1;
    uint8_t b = in.data[0];
    if ((b & 0xC0) == 0xC0 || ((b & 0xC0) != 0 && (b & 0x30) != 0)) /* 'P' to 0x7F among them */
        return PW_PARSE_BAD;
    struct pw_status status = { .kind = PW_STATUS_CONDITION };
    for (size_t i = 0; i < PW_COUNT(bits); i++)
        status.conditions |= (b & bits[i].bit) != 0 ? bits[i].condition : 0;
    status.idle = b == 0;
    *ret_status = status;
    return PW_PARSE_DONE;
}

const struct pw_language pw_language_tspl = {
    .name = "tspl",
    .settle_ms = 2000,
    .render_page = render_page,
    .ask_proof = ask_proof,
    .resync = resync,
    .ask_status = ask_status,
    .status_parse = pw_tspl_status_parse,
};
