/* An order's documents: slip, shipping label, content label. */
#include "station/compose.h"

#include "document/content_label.h"
#include "station/customs.h"

#include <string.h>
#include <time.h>

void pw_compose_day(int64_t us, char out[16])
{
    struct tm tm;
    time_t seconds = (time_t)(us / 1000000);
    out[0] = '\0';
    if (us > 0 && us < 9000000000000000 && localtime_r(&seconds, &tm) != NULL)
        strftime(out, 16, "%Y-%m-%d", &tm);
}

bool pw_compose_press(struct pw_composer *c, struct pw_error *err)
{
    return c->label_press != NULL || pw_label_press_create(&c->label_press, err);
}

static bool draw_label(const struct pw_composing *g, struct pw_page *ret_page, struct pw_error *err)
{
    const struct pw_contents *l = g->contents;
    const struct pw_printing *p = g->printing;
    if (l->code[0] == '\0')
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "order %s has no parcel yet: its label is made when it is packed", l->order_id);
    bool sscc = strspn(l->code, "0123456789") == 18 && l->code[18] == '\0';
    char day[16], weight[32];
    pw_compose_day(l->ship_by_us, day);
    pw_weight_text(l->weight_g, weight, sizeof weight);
    struct pw_label label = {
        .recipient = l->recipient,
        .order_id = l->order_id,
        .parcel = (int)l->parcel,
        .parcels = (int)l->parcels,
        .barcode = l->code,
        .barcode_kind = sscc ? PW_BARS_SSCC : PW_BARS_CODE128,
        .carrier = l->parcel_carrier,
        .service = l->parcel_service,
        .ship_by = day,
        .weight = weight,
    };
    pw_sender_read(g->c->config, &label.sender);
    return pw_label_draw(g->c->label_press, &label, p->width, p->length, p->dots_per_mm, ret_page, err);
}

static bool draw_content_label(const struct pw_composing *g, struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_content_line lines[PW_CONTENTS_LINES];
    const struct pw_contents *l = g->contents;
    const struct pw_printing *p = g->printing;
    char weight[32];
    pw_weight_text(l->weight_g, weight, sizeof weight);
    for (size_t i = 0; i < l->line_count; i++)
        lines[i] = (struct pw_content_line){ .name = l->lines[i].name, .sku = l->lines[i].sku, .quantity = l->lines[i].quantity };
    const struct pw_content_label label = { .order_id = l->order_id,
                                            .lines = lines,
                                            .line_count = l->line_count,
                                            .parcel = (int)l->parcel,
                                            .parcels = (int)l->parcels,
                                            .weight = weight };
    return pw_content_label_draw(g->c->label_press, &label, p->width, p->length, p->dots_per_mm, ret_page, err);
}

bool pw_compose_order_pages(const struct pw_composing *g, struct pw_pages *ret_pages, struct pw_error *err)
{
    enum pw_doc_kind document = g->request->document;
    struct pw_page *page = &ret_pages->pages[0];
    if (document == PW_DOC_CN22 || document == PW_DOC_CN23)
        return pw_compose_customs(g, ret_pages, err);
    if (!(document == PW_DOC_CONTENT_LABEL ? draw_content_label(g, page, err) : draw_label(g, page, err)))
        return false;
    ret_pages->count = 1;
    return true;
}

bool pw_compose_order_blocks(const struct pw_composing *g, int columns, struct pw_document *ret_document, struct pw_error *err)
{
    struct pw_slip_line lines[PW_CONTENTS_LINES];
    struct pw_slip_other others[PW_CONTENTS_OTHERS];
    const struct pw_contents *l = g->contents;
    char ordered[16], ship_by[16];
    pw_compose_day(l->purchase_us, ordered);
    pw_compose_day(l->ship_by_us, ship_by);
    for (size_t i = 0; i < l->line_count; i++)
        lines[i] = (struct pw_slip_line){ .sku = l->lines[i].instead[0] != '\0' ? l->lines[i].instead : l->lines[i].sku,
                                          .name = l->lines[i].name,
                                          .asin = l->lines[i].asin,
                                          .quantity = l->lines[i].quantity };
    for (size_t i = 0; i < l->other_count; i++)
        others[i] = (struct pw_slip_other){ .parcel = (int)l->others[i].parcel,
                                            .name = l->others[i].name,
                                            .quantity = l->others[i].quantity };
    struct pw_slip_order slip = {
        .order_id = l->order_id,
        .ordered = ordered,
        .ship_by = ship_by,
        .service = l->service,
        .sales_channel = l->sales_channel,
        .recipient = l->recipient,
        .lines = lines,
        .line_count = l->line_count,
        .captured = l->units,
        .captured_count = l->unit_count,
        .gift = g->request->document == PW_DOC_GIFT_SLIP || l->gift_message[0] != '\0',
        .gift_message = l->gift_message,
        .parcel = (int)l->parcel,
        .parcels = (int)l->parcels,
        .others = others,
        .other_count = l->other_count,
        .thanks = pw_section_get(pw_config_section(g->c->config, "station", ""), "thanks"),
    };
    pw_sender_read(g->c->config, &slip.sender);
    return pw_slip_lay_out(g->c->slip_press, &slip, columns, ret_document, err);
}
