/*
 * EPL2 (Eltron, older Zebra desktop printers, and others' emulations): one page of dots becomes one label of graphics and lines.
 *
 * Lines end with LF; an empty one comes first, so that whatever stands before it has an end. A bit of GW's data that is 1 is
 * white. q and Q clear the image, so N follows them. q also sets the margins, so no R, which would undo that. Darkness, speed
 * and (unless the configuration says it) the label's length and gap are the printer's own settings.
 *
 * After GW the printer takes as many bytes as the command announced, whatever they are. So no GW is longer than
 * PW_LABEL_DOTS_MAX, and that many empty lines go ahead of a document when one before it was cut off.
 *
 * ^ee tells what is wrong with the printer, at once while it waits for a command or for a person. Nothing in the language says
 * that a label is on paper: US does on some printers, is kept in their flash memory and answers differently on others.
 */
#include "epl.h"

#include "label_parts.h"

#define GAP_UM 3000
#define LINE_MAX 64 /* bytes of an answer */

static void put_dots(void *user, const struct pw_page *page, int x_byte, int y, int bytes, int rows)
{
    struct pw_buf *out = user;
    pw_buf_printf(out, "GW%d,%d,%d,%d\n", x_byte * 8, y, bytes, rows);
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
    pw_buf_putc(out, '\n');
}

static void put_line(void *user, int x, int y, int width, int height)
{
    pw_buf_printf(user, "LO%d,%d,%d,%d\n", x, y, width, height);
}

static void put_media(const struct pw_page *page, const struct pw_media *media, struct pw_buf *out)
{
    int length = pw_dots_from_um(media->length, page->dots_per_mm).dots;
    const struct pw_um between = { media->gap.um == 0 ? GAP_UM : media->gap.um };
    int gap = pw_dots_from_um(between, page->dots_per_mm).dots;
    length = length < page->height ? page->height : length;
    pw_buf_printf(out, "\nq%d\n", (page->width + 7) / 8 * 8);
    if (media->tracking == PW_TRACKING_CONTINUOUS)
        pw_buf_printf(out, "Q%d,0\n", length);
    else if (media->tracking != PW_TRACKING_PRINTER)
        pw_buf_printf(out, "Q%d,%s%d\n", length, media->tracking == PW_TRACKING_MARK ? "B" : "", gap);
    if (media->after == PW_AFTER_TEAR)
        pw_buf_puts(out, "JF\n"); /* goes back for the next label after it was fed to the edge */
}

static bool render_page(const struct pw_page *page, const struct pw_profile *profile, const struct pw_media *media,
                        struct pw_buf *out, struct pw_error *err)
{
    static const struct pw_media as_set = { 0 };
    struct pw_label_parts parts = { put_dots, put_line, out, (int)sizeof "GW100,1000,10,100\n\n" - 1,
                                    (int)sizeof "LO100,1000,4,100\n" - 1 };
    (void)profile;
    media = media == NULL ? &as_set : media;
    size_t before = out->len;
    put_media(page, media, out);
    pw_buf_puts(out, "ZT\nN\n");
    if (!(media->compression == PW_COMPRESSION_NONE ? pw_label_whole(page, &parts, err) : pw_label_parts(page, &parts, err))) {
        out->len = before;
        return false;
    }
    pw_buf_puts(out, "P1\n");
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
    pw_buf_puts(out, "^ee\n");
}

/* The others speak of a job that is over, not of what the printer can do now. */
static unsigned condition_of(int code)
{
    return code == 7 ? PW_COND_PAPER_OUT /* or ribbon */ : code == 11 ? PW_COND_COVER_OPEN /* the head is up */ : 0;
}

static enum pw_parse answer(enum pw_parse how, size_t used, size_t *ret_used)
{
    *ret_used = used;
    return how;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

enum pw_parse pw_epl_status_parse(struct pw_bytes in, size_t *ret_used, struct pw_status *ret_status)
{
    size_t end = 0;
    while (end < in.len && end <= LINE_MAX && in.data[end] != '\n')
        end++;
    if (end == in.len && end <= LINE_MAX)
        return answer(PW_PARSE_MORE, 0, ret_used);
    if (end > LINE_MAX)
        return answer(PW_PARSE_BAD, end, ret_used);
    size_t len = end > 0 && in.data[end - 1] == '\r' ? end - 1 : end;
    struct pw_status status = { .kind = PW_STATUS_CONDITION };
    bool right = len % 3 == 2;
    for (size_t i = 0; right && i < len; i += 3) {
        right = is_digit(in.data[i]) && is_digit(in.data[i + 1]) && (i + 2 == len || in.data[i + 2] == ',');
        if (right)
            status.conditions |= condition_of((in.data[i] - '0') * 10 + in.data[i + 1] - '0');
    }
    if (!right)
        return answer(PW_PARSE_BAD, end + 1, ret_used);
    *ret_status = status;
    return answer(PW_PARSE_DONE, end + 1, ret_used);
}

const struct pw_language pw_language_epl = {
    .name = "epl",
    .render_page = render_page,
    .resync = resync,
    .ask_status = ask_status,
    .status_parse = pw_epl_status_parse,
};
