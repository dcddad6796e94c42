#include "document/artwork_zpl.h"

#include "document/zpl_check.h"
#include "sim/zpl_paper.h"

#include <string.h>

/* What the interpreter says while it draws. */
struct drawing {
    int wanted, labels;
    struct pw_page page; /* the wanted one */
    struct pw_error wrong;
};

static void on_paper(void *user, struct pw_page *page, unsigned unknown)
{
    struct drawing *d = user;
    (void)unknown;
    d->labels++;
    if (d->labels != (d->wanted == 0 ? 1 : d->wanted))
        return;
    d->page = *page;
    *page = (struct pw_page){ 0 }; /* ours now */
}

static void on_unknown(void *user, size_t offset, struct pw_bytes command, const char *why)
{
    struct drawing *d = user;
    (void)offset;
    if (d->wrong.code != PW_OK)
        return;
    int len = (int)(command.len < 3 ? command.len : 3);
    pw_fail(&d->wrong, PW_ERR_UNSUPPORTED, 0, "%.*s: %s; print this label on a ZPL printer", len, (const char *)command.data,
            why);
}

bool pw_artwork_draw_zpl(struct pw_bytes zpl, int width, int height, int dots_per_mm, int number, struct pw_page *ret_page,
                         struct pw_error *err)
{
    struct drawing d = { .wanted = number };
    const struct pw_paper_sink sink = { .paper = on_paper, .unknown = on_unknown, .user = &d };
    struct pw_zpl_paper *printer = NULL;
    struct pw_zpl_report report;
    struct pw_buf checked;
    pw_buf_init(&checked, 64 << 20);
    struct pw_paper_setup setup = { .width = width, .height = height, .dots_per_mm = dots_per_mm };
    bool ok = pw_zpl_check(zpl, &checked, &report, err);
    /* The label's own size, where it says one: what of it is white may be more than the paper. */
    if (ok && report.width > width && report.width <= 4 * width)
        setup.width = report.width;
    if (ok && report.length > height && report.length <= 4 * height)
        setup.height = report.length;
    ok = ok && pw_zpl_paper_create(&setup, &sink, &printer, err) && pw_zpl_paper_feed(printer, pw_buf_peek(&checked), err);
    if (ok && d.wrong.code != PW_OK) {
        ok = false;
        if (err != NULL)
            *err = d.wrong;
    }
    if (ok && number == 0 && d.labels > 1)
        ok = pw_fail(err, PW_ERR_BAD_INPUT, 0, "this ZPL has %d labels: say which one is wanted", d.labels);
    if (ok && d.page.bits == NULL)
        ok = pw_fail(err, PW_ERR_BAD_INPUT, 0,
                     d.labels == 0 ? "nothing is on the label: all of it is white" : "this ZPL doesn't have that many labels");
    if (ok)
        *ret_page = d.page;
    else
        pw_page_finish(&d.page);
    pw_zpl_paper_destroy(printer);
    pw_buf_finish(&checked);
    return ok;
}
