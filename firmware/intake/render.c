#include "intake/render.h"

#include "document/artwork.h"
#include "intake/route.h"

#include <string.h>

#define ROLL_MM 300 /* of receipt paper that one picture may take */

/* A roll has no length of its own: it ends a little below the last dot. */
static void cut_to_ink(struct pw_page *page)
{
    int first = page->height, last = 0, margin = 2 * page->dots_per_mm;
    for (int y = 0; y < page->height; y++)
        for (int i = 0; i < page->stride; i++)
            if (page->bits[(size_t)y * (size_t)page->stride + (size_t)i] != 0) {
                first = y < first ? y : first;
                last = y;
            }
    int from = first > margin ? first - margin : 0, to = last + margin < page->height ? last + margin : page->height;
    if (to <= from)
        return;
    memmove(page->bits, page->bits + (size_t)from * (size_t)page->stride, (size_t)(to - from) * (size_t)page->stride);
    page->height = to - from;
}

/* What a receipt printer can print is as wide as its head; wider labels are refused, not squeezed: their bars would suffer. */
static bool draw(struct pw_bytes content, const struct pw_printing *p, struct pw_pdf_reader *pdf, struct pw_buf *out,
                 struct pw_error *err)
{
    struct pw_page page = { 0 };
    struct pw_artwork_setup setup = { .width = p->width, .length = p->length, .dots_per_mm = p->dots_per_mm, .pdf = pdf };
    bool roll = p->language->render != NULL && p->profile != NULL;
    if (p->language->render_page == NULL)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a printer that speaks %s takes no pictures of a whole page",
                       p->language->name);
    if (roll) {
        setup.dots_per_mm = p->profile->dpi >= 300 ? 12 : 8;
        setup.width.um = p->profile->dots * 1000 / setup.dots_per_mm;
        setup.length.um = ROLL_MM * 1000;
    }
    if (!pw_artwork_draw(content, &setup, &page, err))
        return false;
    if (roll)
        cut_to_ink(&page);
    bool ok = p->language->render_page(&page, p->profile, &p->media, out, err);
    pw_page_finish(&page);
    return ok;
}

bool pw_file_render(struct pw_bytes content, const struct pw_printing *printing, struct pw_pdf_reader *pdf, struct pw_buf *out,
                    struct pw_error *err)
{
    struct pw_zpl_report report;
    if (pw_artwork_kind(content) == PW_ARTWORK_ZPL && strcmp(printing->language->name, "zpl") == 0)
        return pw_zpl_check(content, out, &report, err);
    return draw(content, printing, pdf, out, err);
}

bool pw_file_try(const struct pw_config *config, const char *target, struct pw_bytes content, struct pw_error *err)
{
    const char *name;
    struct pw_printing printing;
    struct pw_buf out;
    if (!pw_file_candidate(config, target, content, &name, err))
        return false;
    pw_buf_init(&out, 64 << 20);
    bool ok = pw_printing_read(pw_config_section(config, "printer", name), &printing, err) &&
              pw_file_render(content, &printing, NULL, &out, err) && pw_buf_ok(&out, err);
    pw_buf_finish(&out);
    return ok;
}
