#include "preview.h"

#include "packwright/pdf.h"
#include "sim/escpos_paper.h"

enum { MARGIN = 32 }; /* dots of white on each side */

struct preview {
    struct pw_page page;
    bool out;
};

static void on_paper(void *user, struct pw_page *page, unsigned unknown)
{
    struct preview *p = user;
    (void)unknown;
    if (p->out) {
        pw_page_finish(page);
        return;
    }
    p->page = *page;
    *page = (struct pw_page){ 0 }; /* ours now */
    p->out = true;
}

static bool write_pdf(const struct pw_page *paper, struct pw_buf *out, struct pw_error *err)
{
    struct pw_page page;
    if (!pw_page_init(&page, paper->width + 2 * MARGIN, paper->height + 2 * MARGIN, paper->dots_per_mm, err))
        return false;
    pw_paper_blit(&page, MARGIN, MARGIN, paper, 1, 1, false);
    bool ok = pw_page_write_pdf(&page, 1, out, err);
    pw_page_finish(&page);
    return ok;
}

bool pw_preview_escpos(struct pw_bytes receipt, const struct pw_profile *profile, bool pdf, struct pw_buf *out,
                       struct pw_error *err)
{
    struct preview p = { .out = false };
    struct pw_escpos_paper *printer = NULL;
    const struct pw_paper_setup setup = { .width = profile == NULL || profile->dots == 0 ? 576 : profile->dots,
                                          .dots_per_mm = profile != NULL && profile->dpi == 180 ? 7 : 8,
                                          .profile = profile };
    const struct pw_paper_sink sink = { .paper = on_paper, .user = &p };
    bool ok = pw_escpos_paper_create(&setup, &sink, &printer, err) && pw_escpos_paper_feed(printer, receipt, err) &&
              (p.out || pw_escpos_paper_tear(printer, err)) &&
              (p.out || pw_fail(err, PW_ERR_BAD_INPUT, 0, "nothing came out on paper")) &&
              (pdf ? write_pdf(&p.page, out, err) : pw_paper_png(&p.page, MARGIN, out, err));
    if (p.out)
        pw_page_finish(&p.page);
    pw_escpos_paper_destroy(printer);
    return ok;
}
