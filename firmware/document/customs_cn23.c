/*
 * The CN23, drawn lying on A5 (210 x 148 mm) and smaller down to 140 x 90 mm:
 *
 *     CUSTOMS DECLARATION                                     #CN23#
 *     from: sender                | sender's customs reference
 *                                 | number of the item, barcode
 *     to: recipient               | recipient's telephone
 *     description (1) | quantity (2) | net kg (3) | value (5) | HS (7) | origin (8)
 *     ...
 *     total                        | gross kg (4)| value (6) |
 *     category (10)                | office of origin, date of posting; postal charges (9)
 *     comments (11), licence (12), certificate (13), invoice (14)
 *     what the sender certifies, date and signature (15)
 *
 * On upright paper it is turned; on A4 it is as large as A5, unless there are too many articles for that. More than fit go on to
 * further pages, each with its number and all of them with the totals of the whole parcel.
 *
 * Source: the form CN 23 of the Universal Postal Union's Convention Manual, as shown in OECD, Misuse of Small Parcels for Trade
 * in Counterfeit Goods (2018), annex A; the numbers in brackets are the form's own.
 */
#include "base/amount.h"
#include "document/artwork.h"
#include "document/customs_form.h"

#include <stdio.h>
#include <string.h>

enum { SMALLEST_W = 140000, SMALLEST_H = 90000, LARGEST_W = 210000, LARGEST_H = 148000, COLUMNS = 6 };

struct cn23 {
    struct pw_form form;
    int page, pages;
    size_t first, count; /* items of this page */
};

/* Permille of the table's width. */
static const int widths[COLUMNS] = { 400, 90, 115, 140, 125, 130 };

static void columns_of(struct pw_area row, struct pw_area out[COLUMNS])
{
    int x = row.x, sum = 0;
    for (int i = 0; i < COLUMNS; i++) {
        sum += widths[i];
        int end = row.x + row.w * sum / 1000;
        out[i] = (struct pw_area){ x, row.y, end - x, row.h };
        x = end;
    }
}

static struct pw_area padded(const struct pw_form *f, struct pw_area a)
{
    return pw_area_shrunk(a, f->sheet.pad / 2 + f->sheet.rule, f->sheet.rule, f->sheet.pad / 2, 0);
}

/* Columns from first on. */
static void uprights(const struct pw_form *f, const struct pw_area *c, int first)
{
    for (int i = first; i < COLUMNS; i++)
        pw_form_upright(f, c[i]);
}

static bool captioned(const struct pw_form *f, struct pw_area area, const char *caption, const char *value, const char *what,
                      struct pw_error *err)
{
    const struct pw_sheet *s = &f->sheet;
    int h = pw_sheet_fixed(s, PW_SHEET_SMALLEST_UM) * 13 / 10;
    return pw_form_cell(f, (struct pw_area){ area.x, area.y, area.w, h }, caption, 2300, false, PW_ALIGN_LEFT, "a heading",
                        err) &&
           pw_sheet_text(s, pw_area_shrunk(area, 0, h, 0, 0), value, 3400, true, PW_ALIGN_LEFT, what, err);
}

/* ---- who, and the item's number ---- */

static bool draw_address(const struct pw_form *f, struct pw_area area, const struct pw_address *address, const char *heading,
                         const char *what, struct pw_error *err)
{
    struct pw_fit fit = pw_sheet_fit(&f->sheet, 3600, 2600, PW_SHEET_SMALLEST_UM);
    return pw_sheet_address(&f->sheet, pw_area_shrunk(area, f->sheet.pad, f->sheet.pad / 2, f->sheet.pad, 0), address, true,
                            false, heading, &fit, what, err);
}

/* Where the bars go; they are set on the page when it is drawn. */
struct number {
    struct pw_bars bars;
    struct pw_area area;
    int module; /* 0: none */
};

static bool place_number(const struct pw_form *f, struct pw_area area, struct number *n, struct pw_error *err)
{
    const struct pw_sheet *s = &f->sheet;
    const char *tracking = f->customs->tracking;
    struct pw_error ignored;
    n->module = 0;
    int h = pw_sheet_fixed(s, PW_SHEET_SMALLEST_UM) * 13 / 10;
    struct pw_area below = { area.x, area.y + area.h - h, area.w, h };
    if (!pw_form_cell(f, (struct pw_area){ area.x, area.y, area.w, h }, "No. of item", 2300, false, PW_ALIGN_LEFT, "a heading",
                      err))
        return false;
    if (!pw_text_is(tracking))
        return true;
    if (pw_bars_encode(PW_BARS_CODE128, tracking, &n->bars, &ignored)) {
        int most = pw_sheet_fixed(s, 500), least = (s->dots_per_mm * 330 + 999) / 1000,
            module = area.w / (n->bars.modules + 2 * PW_BARS_QUIET);
        n->module = module < least ? 0 : module < most ? module : most;
        n->area = (struct pw_area){ area.x + (area.w - n->bars.modules * n->module) / 2, area.y + h + s->rule, 0,
                                    area.h - 2 * h - 2 * s->rule };
    }
    struct pw_area all = { area.x, area.y + h, area.w, area.h - h };
    return pw_sheet_text(s, n->module > 0 ? below : all, tracking, n->module > 0 ? 2600 : 4200, true, PW_ALIGN_CENTRE,
                         "the tracking number", err);
}

static bool draw_who(const struct pw_form *f, struct pw_area area, struct number *n, struct pw_error *err)
{
    const struct pw_sheet *s = &f->sheet;
    int left = area.w * 52 / 100, half = area.h * 46 / 100, small = area.h * 23 / 100;
    struct pw_area right = { area.x + left, area.y, area.w - left, area.h };
    struct pw_area cell = pw_area_shrunk(right, s->pad, s->pad / 3 + s->rule, s->pad, 0);
    pw_form_upright(f, right);
    pw_press_fill(s->press, (struct pw_area){ area.x, area.y + half, left, s->rule }, false);
    pw_press_fill(s->press, (struct pw_area){ right.x, area.y + small, right.w, s->rule }, false);
    pw_press_fill(s->press, (struct pw_area){ right.x, area.y + area.h - small, right.w, s->rule }, false);
    return draw_address(f, (struct pw_area){ area.x, area.y, left, half }, &f->customs->sender, "FROM / De",
                        "the sender's address", err) &&
           draw_address(f, (struct pw_area){ area.x, area.y + half, left, area.h - half }, &f->customs->recipient,
                        "TO / \xC3\x80", "the recipient's address", err) &&
           captioned(f, (struct pw_area){ cell.x, cell.y, cell.w, small - s->pad / 3 - s->rule },
                     "Sender's customs reference (if any)", f->customs->rules->reference, "the customs reference", err) &&
           place_number(f, (struct pw_area){ cell.x, cell.y + small, cell.w, area.h - 2 * small - s->pad / 2 }, n, err) &&
           captioned(f, (struct pw_area){ cell.x, cell.y + area.h - small, cell.w, small - s->pad / 3 - s->rule },
                     "Importer's reference, telephone (if any)", f->customs->phone, "the recipient's telephone number", err);
}

/* ---- the table ---- */

static bool draw_table_head(const struct pw_form *f, struct pw_area row, struct pw_error *err)
{
    struct pw_area c[COLUMNS];
    char value[40];
    snprintf(value, sizeof value, "Value, %.3s (5)", f->customs->items[0].currency);
    const char *const heads[COLUMNS] = {
        "Detailed description of contents (1)", "Quantity (2)", "Net kg (3)", value, "HS number (7)", "Origin (8)"
    };
    columns_of(row, c);
    uprights(f, c, 1);
    for (int i = 0; i < COLUMNS; i++)
        if (!pw_form_cell(f, padded(f, c[i]), heads[i], 2500, false, i == 0 || i > 3 ? PW_ALIGN_LEFT : PW_ALIGN_RIGHT,
                          "a heading", err))
            return false;
    return true;
}

static bool draw_item(const struct pw_form *f, struct pw_area row, const struct pw_customs_item *item, struct pw_error *err)
{
    struct pw_area c[COLUMNS];
    char quantity[24], kg[24], value[24], name[100];
    const char *origin = pw_country_name(item->origin);
    snprintf(quantity, sizeof quantity, "%lld", (long long)item->quantity);
    pw_form_kg(item->weight_g, kg);
    pw_money_text(item->value_milli, item->currency, value);
    pw_form_item_name(item, name, sizeof name);
    const struct {
        const char *text, *what;
        enum pw_align align;
    } cells[COLUMNS] = {
        { item->description, name, PW_ALIGN_LEFT },
        { quantity, "a quantity", PW_ALIGN_RIGHT },
        { kg, "a weight", PW_ALIGN_RIGHT },
        { value, "a value", PW_ALIGN_RIGHT },
        { item->hs_code, "an HS code", PW_ALIGN_LEFT },
        { origin, "a country of origin", PW_ALIGN_LEFT },
    };
    columns_of(row, c);
    uprights(f, c, 1);
    for (int i = 0; i < COLUMNS; i++) {
        struct pw_area cell = padded(f, c[i]);
        bool wraps = i == 0 || i == COLUMNS - 1;
        if (!(wraps ? pw_form_cell(f, cell, cells[i].text, 3100, i == 0, cells[i].align, cells[i].what, err)
                    : pw_sheet_text(&f->sheet, cell, cells[i].text, 3100, false, cells[i].align, cells[i].what, err)))
            return false;
    }
    return true;
}

static int least_row(const struct pw_sheet *s)
{
    return pw_sheet_fixed(s, PW_SHEET_SMALLEST_UM) * 26 / 10; /* two lines of the smallest letters */
}

static bool draw_items(const struct cn23 *d, struct pw_area area, struct pw_error *err)
{
    const struct pw_form *f = &d->form;
    const struct pw_sheet *s = &f->sheet;
    int n = (int)d->count, most = pw_sheet_at(s, 11000), h = area.h / n < most ? area.h / n : most;
    struct pw_area c[COLUMNS], rest = { area.x, area.y + n * h, area.w, area.h - n * h };
    for (int i = 0; i < n; i++) {
        struct pw_area row = { area.x, area.y + i * h, area.w, h };
        if (!draw_item(f, row, &f->customs->items[d->first + (size_t)i], err))
            return false;
        if (i + 1 < n)
            pw_sheet_rule(s, row.y + h, s->rule);
    }
    columns_of(rest, c);
    uprights(f, c, 1);
    if (rest.h > s->pad)
        pw_sheet_rule(s, rest.y, s->rule);
    return true;
}

static bool draw_totals(const struct pw_form *f, struct pw_area row, struct pw_error *err)
{
    struct pw_area c[COLUMNS];
    char kg[40], amount[24], value[40];
    pw_form_gross(f->customs, kg, sizeof kg);
    pw_money_text(pw_customs_value(f->customs), f->customs->items[0].currency, amount);
    snprintf(value, sizeof value, "%s %.3s", amount, f->customs->items[0].currency);
    columns_of(row, c);
    pw_form_upright(f, c[2]);
    pw_form_upright(f, c[3]);
    pw_form_upright(f, c[4]);
    c[0].w += c[1].w;
    return pw_form_cell(f, padded(f, c[0]), "Total gross weight, kg (4); total value (6)", 2800, true, PW_ALIGN_RIGHT,
                        "a heading", err) &&
           pw_sheet_text(&f->sheet, padded(f, c[2]), kg, 3100, true, PW_ALIGN_RIGHT, "the total weight", err) &&
           pw_sheet_text(&f->sheet, padded(f, c[3]), value, 3100, true, PW_ALIGN_RIGHT, "the total value", err);
}

/* ---- what stands below ---- */

static bool draw_lower(const struct cn23 *d, struct pw_area area, struct pw_error *err)
{
    const struct pw_form *f = &d->form;
    const struct pw_sheet *s = &f->sheet;
    int left = area.w * 52 / 100, ticks = area.h * 52 / 100;
    struct pw_area right = { area.x + left, area.y, area.w - left, area.h }, row = { area.x, area.y, left, ticks };
    char order[140];
    pw_form_upright(f, right);
    if (!pw_form_categories(f, pw_area_shrunk(row, s->pad, s->rule + s->pad / 3, 0, s->pad / 3), 2, err))
        return false;
    pw_press_fill(s->press, (struct pw_area){ area.x, area.y + ticks, left, s->rule }, false);
    int third = left / 3, y = area.y + ticks, h = area.h - ticks, tick_h = h * 45 / 100;
    static const char *const papers[] = { "Licence (12)", "Certificate (13)", "Invoice (14)" };
    for (int i = 0; i < 3; i++) {
        struct pw_area cell = { area.x + i * third + s->pad, y + s->rule, third - s->pad, tick_h };
        if (!pw_form_tick(f, cell, false, papers[i], NULL, err))
            return false;
        pw_press_fill(s->press, (struct pw_area){ cell.x, y + h - s->pad, third - 2 * s->pad, s->rule }, false);
    }
    int top = area.h * 30 / 100;
    snprintf(order, sizeof order, "Order %.60s, page %d of %d", f->customs->order_id, d->page, d->pages);
    struct pw_area note = { right.x + s->pad, area.y + s->rule, right.w - 2 * s->pad, top };
    pw_press_fill(s->press, (struct pw_area){ right.x, area.y + top, right.w, s->rule }, false);
    const struct pw_para notes[] = { { "Postal charges (9), comments (11):", 900, false }, { order, 1000, false } };
    struct pw_fit fit = pw_sheet_fit(s, 2800, 2200, 2100);
    fit.middle = true;
    return pw_press_block(s->press, note, notes, 2, &fit, "the order number", NULL, err) &&
           pw_form_signature(f, pw_area_shrunk(right, s->pad, top + s->pad / 2, s->pad, s->pad), "Date, signature (15)", err);
}

struct heights {
    int head, who, heading, totals, lower, items;
};

static struct heights heights_of(const struct pw_sheet *s)
{
    struct heights h = { .head = pw_sheet_at(s, 13000),
                         .who = pw_sheet_at(s, 43000),
                         .heading = pw_sheet_at(s, 8000),
                         .totals = pw_sheet_at(s, 8000),
                         .lower = pw_sheet_at(s, 38000) };
    h.items = s->inner.h - h.head - h.who - h.heading - h.totals - h.lower;
    return h;
}

static size_t rows_of(const struct pw_sheet *s)
{
    return (size_t)(heights_of(s).items / least_row(s));
}

static bool draw(const struct cn23 *d, struct number *n, struct pw_error *err)
{
    const struct pw_form *f = &d->form;
    const struct pw_sheet *s = &f->sheet;
    const struct heights h = heights_of(s);
    struct pw_area a = s->inner, row = { a.x, a.y, a.w, h.head };
    pw_press_frame(s->press, a, s->rule + 1);
    if (!pw_form_head(f, row, "CN23", "May be opened officially / Peut \xC3\xAAtre ouvert d'office", err))
        return false;
    row = (struct pw_area){ a.x, row.y + row.h, a.w, h.who };
    pw_sheet_rule(s, row.y, s->rule);
    if (!draw_who(f, row, n, err))
        return false;
    row = (struct pw_area){ a.x, row.y + row.h, a.w, h.heading };
    pw_sheet_rule(s, row.y, s->thick / 2);
    if (!draw_table_head(f, row, err))
        return false;
    row = (struct pw_area){ a.x, row.y + row.h, a.w, h.items };
    pw_sheet_rule(s, row.y, s->rule);
    if (!draw_items(d, row, err))
        return false;
    row = (struct pw_area){ a.x, row.y + row.h, a.w, h.totals };
    pw_sheet_rule(s, row.y, s->thick / 2);
    if (!draw_totals(f, row, err))
        return false;
    row = (struct pw_area){ a.x, row.y + row.h, a.w, a.y + a.h - row.y - row.h };
    pw_sheet_rule(s, row.y, s->thick / 2);
    return draw_lower(d, row, err);
}

/* The form's own size on the sheet: as wide and high as A5 at most. */
static bool begin(struct pw_form *f, struct pw_um width, struct pw_um height, int dots_per_mm, struct pw_error *err)
{
    struct pw_sheet *s = &f->sheet;
    if (!pw_sheet_init(s, s->press, width, height, dots_per_mm, 3000, err))
        return false;
    int margin = pw_sheet_fixed(s, 3000), w = width.um < LARGEST_W ? width.um : LARGEST_W,
        h = height.um < LARGEST_H ? height.um : LARGEST_H;
    s->inner = (struct pw_area){ margin, margin, pw_sheet_fixed(s, w) - 2 * margin, pw_sheet_fixed(s, h) - 2 * margin };
    int by_width = (int)((int64_t)w * 1000 / LARGEST_W), by_height = (int)((int64_t)h * 1000 / LARGEST_H);
    s->scale_permille = by_width < by_height ? by_width : by_height;
    s->pad = pw_sheet_at(s, 1700);
    return true;
}

static bool draw_page(struct cn23 *d, int dots_per_mm, bool turned, struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_sheet *s = &d->form.sheet;
    struct number n = { .module = 0 };
    struct pw_page page = { 0 };
    if (!pw_press_begin(s->press, s->width, s->height, err) || !draw(d, &n, err) ||
        !pw_press_end(s->press, dots_per_mm, &page, err))
        return false;
    if (n.module > 0)
        pw_bars_draw(&n.bars, &page, n.area.x, n.area.y, n.module, n.area.h);
    if (!turned) {
        *ret_page = page;
        return true;
    }
    bool ok = pw_artwork_fit(&page, page.height, page.width, PW_TURN_LEFT, ret_page, err);
    pw_page_finish(&page);
    return ok;
}

/* A4 is not turned: the form lies in its upper half. */
static bool is_turned(struct pw_um width)
{
    return width.um < SMALLEST_W;
}

bool pw_cn23_paper(struct pw_um width, struct pw_um height, struct pw_error *err)
{
    char paper[40];
    bool turned = is_turned(width);
    int w = turned ? height.um : width.um, h = turned ? width.um : height.um;
    if (w >= SMALLEST_W && h >= SMALLEST_H && w <= 310000 && h <= 310000)
        return true;
    pw_paper_name(width, height, paper, sizeof paper);
    return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a CN23 needs paper from 140 x 90 mm; this is %s: set media = 4x6in or 210x148mm",
                   paper);
}

bool pw_cn23_draw(struct pw_label_press *press, const struct pw_customs *customs, struct pw_um width, struct pw_um height,
                  int dots_per_mm, struct pw_page *ret_pages, size_t *ret_count, struct pw_error *err)
{
    char paper[40];
    struct cn23 d = { .form = { .sheet = { .press = pw_label_press_sheet(press) }, .customs = customs } };
    bool turned = is_turned(width);
    struct pw_um w = turned ? height : width, h = turned ? width : height;
    *ret_count = 0;
    if (!pw_cn23_paper(width, height, err))
        return false;
    pw_paper_name(width, height, paper, sizeof paper);
    if (!begin(&d.form, w, h, dots_per_mm, err))
        return false;
    size_t rows = rows_of(&d.form.sheet);
    if (customs->item_count > rows && h.um > LARGEST_H) { /* rather the whole sheet than a second one */
        d.form.sheet.inner.h = d.form.sheet.height - 2 * d.form.sheet.inner.y;
        rows = rows_of(&d.form.sheet);
    }
    if (rows == 0)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a CN23 needs larger paper than %s", paper);
    d.pages = (int)((customs->item_count + rows - 1) / rows);
    if (d.pages > PW_CN23_PAGES)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "customs: %zu articles would take %d pages of %s", customs->item_count, d.pages,
                       paper);
    for (d.page = 1; d.page <= d.pages; d.page++) {
        d.first = (size_t)(d.page - 1) * rows;
        d.count = customs->item_count - d.first < rows ? customs->item_count - d.first : rows;
        if (!draw_page(&d, dots_per_mm, turned, &ret_pages[*ret_count], err))
            return false;
        ++*ret_count;
    }
    return true;
}
