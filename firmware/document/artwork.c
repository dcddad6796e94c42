#include "document/artwork.h"

#include "document/artwork_zpl.h"
#include "document/bars_snap.h"
#include "document/label.h"
#include "document/pdf.h"
#include "document/picture.h"

#include <stdlib.h>
#include <string.h>

const char *pw_artwork_name(enum pw_artwork_kind kind)
{
    static const char *const names[] = { "unknown", "ZPL", "PDF", "PNG" };
    return names[kind];
}

/* A PDF may have some bytes before its head, and a mail's or a browser's rubbish often is there. */
static bool is_pdf(struct pw_bytes in)
{
    return memmem(in.data, in.len < 1024 ? in.len : 1024, "%PDF-", 5) != NULL;
}

enum pw_artwork_kind pw_artwork_kind(struct pw_bytes in)
{
    size_t i = 0;
    if (in.len >= 8 && memcmp(in.data, "\x89PNG\r\n\x1a\n", 8) == 0)
        return PW_ARTWORK_PNG;
    if (in.len >= 3 && memcmp(in.data, "\xEF\xBB\xBF", 3) == 0)
        i = 3;
    while (i < in.len && (in.data[i] == ' ' || in.data[i] == '\t' || in.data[i] == '\r' || in.data[i] == '\n'))
        i++;
    if (i < in.len && (in.data[i] == '^' || in.data[i] == '~') &&
        (memmem(in.data, in.len, "^XA", 3) != NULL || memmem(in.data, in.len, "^xa", 3) != NULL))
        return PW_ARTWORK_ZPL;
    return in.len >= 5 && is_pdf(in) ? PW_ARTWORK_PDF : PW_ARTWORK_UNKNOWN;
}

/* Within this of the paper's resolution a picture is printed dot for dot: 200 dpi on 203, 300 on 305. */
static bool nearly(int64_t a, int64_t b)
{
    return a * 100 >= b * 96 && a * 100 <= b * 104;
}

/*
 * How many dots one side of a picture takes. A whole number of its dots to one of ours, or of ours to one of its, wherever that
 * is nearly its size: then every bar stays as even as it was.
 */
static int side_of(int side, int64_t from_per_m, int64_t to_per_m)
{
    for (int n = 1; n <= 8; n++) {
        if (nearly(from_per_m, to_per_m * n) && side % n == 0)
            return side / n;
        if (nearly(from_per_m * n, to_per_m))
            return side * n;
    }
    return (int)(((int64_t)side * to_per_m + from_per_m / 2) / from_per_m);
}

/* A resolution that the file doesn't say: the one at which its sides are the paper's, else a usual one at which it fits. */
static int guess_per_m(const struct pw_grey *g, const struct pw_artwork_setup *setup)
{
    const int usual[] = { setup->dots_per_mm * 1000, 8000, 12000, 24000, 5906, 3780, 2835 };
    double w = setup->width.um / 1e6, l = setup->length.um / 1e6;
    for (int turn = 0; turn < 2; turn++) {
        double by_width = g->width / (turn == 0 ? w : l), by_length = g->height / (turn == 0 ? l : w);
        if (by_width > by_length * 0.93 && by_width < by_length * 1.07)
            return (int)(by_width > by_length ? by_width : by_length);
    }
    for (size_t i = 0; i < PW_COUNT(usual); i++)
        if ((g->width <= usual[i] * w && g->height <= usual[i] * l) || (g->width <= usual[i] * l && g->height <= usual[i] * w))
            return usual[i];
    return 12000;
}

static bool draw_png(struct pw_bytes in, const struct pw_artwork_setup *setup, struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_grey grey;
    if (!pw_picture_read_png(in, &grey, err))
        return false;
    int per_m = grey.dots_per_m;
    /* 72 or 96 dpi is what programs write that don't know; it is believed where the picture then fits the paper. */
    int64_t longer = grey.width > grey.height ? grey.width : grey.height;
    int64_t paper = setup->width.um > setup->length.um ? setup->width.um : setup->length.um;
    if (per_m < 2500 || per_m > 50000 || (per_m < 7000 && longer * 1000000 > paper * per_m))
        per_m = guess_per_m(&grey, setup);
    int64_t to = (int64_t)setup->dots_per_mm * 1000;
    bool ok = pw_grey_to_page(&grey, side_of(grey.width, per_m, to), side_of(grey.height, per_m, to), setup->photo,
                              setup->dots_per_mm, ret_page, err);
    pw_grey_finish(&grey);
    return ok;
}

static bool draw_source(struct pw_bytes in, const struct pw_artwork_setup *setup, int width, int height, struct pw_page *ret_page,
                        struct pw_error *err)
{
    switch (pw_artwork_kind(in)) {
    case PW_ARTWORK_ZPL:
        return pw_artwork_draw_zpl(in, width, height, setup->dots_per_mm, setup->page, ret_page, err);
    case PW_ARTWORK_PDF: {
        const struct pw_pdf_request request = { .dots_per_mm = setup->dots_per_mm, .page = setup->page, .photo = setup->photo };
        return pw_pdf_draw(setup->pdf, in, &request, ret_page, err);
    }
    case PW_ARTWORK_PNG:
        return draw_png(in, setup, ret_page, err);
    case PW_ARTWORK_UNKNOWN:
        break;
    }
    return pw_fail(err, PW_ERR_BAD_INPUT, 0, "this is neither ZPL nor PDF nor PNG%s",
                   in.len == 0 ? ": it is empty" : "; carriers' labels come as one of these");
}

bool pw_artwork_draw(struct pw_bytes in, const struct pw_artwork_setup *setup, struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_page page;
    int width, height;
    pw_label_dots(setup->width, setup->length, setup->dots_per_mm, &width, &height);
    if (width <= 0 || height <= 0)
        return pw_fail(err, PW_ERR_CONFIG, 0, "the paper has no size");
    if (!draw_source(in, setup, width, height, &page, err))
        return false;
    bool drawn = pw_artwork_kind(in) != PW_ARTWORK_ZPL && !setup->photo; /* ZPL's bars are whole already */
    bool ok = (!drawn || pw_page_snap_bars(&page, err)) && pw_artwork_fit(&page, width, height, setup->turn, ret_page, err);
    pw_page_finish(&page);
    return ok;
}
