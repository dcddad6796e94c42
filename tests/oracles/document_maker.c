/*
 * Makes whole documents of orders for the judges: reads one JSON object a line from standard input, lays the document out and
 * writes it in each language or format that has a file named. Answers each with one JSON line:
 * {"ok":true,"width":812,"height":1218} (0 for slips) or {"ok":false,"error":"..."}.
 *
 *     {"kind":"slip","order":{...},"profile":"TM-T88V","columns":0,"files":{"escpos":"a.bin","png":"a.png","pdf":"a.pdf"}}
 *     {"kind":"label","order":{...},"width_um":101600,"height_um":152400,"dots_per_mm":8,"files":{"png":...,"pdf":...,"zpl":...,
 *      "z64":...,"tspl":...,"epl":...}}
 *     {"kind":"content","order":{...},"width_um":...}
 *
 * An order:
 * {"order_id","ordered","ship_by","service","carrier","barcode","sscc","weight","gift","gift_message","parcel","parcels",
 * "thanks","recipient":{"name",...},"sender":{...},"lines":[{"sku","name","quantity"}]}.
 */
#include "document/content_label.h"
#include "document/png.h"
#include "document/receiptline.h"
#include "document/slip.h"
#include "packwright/language.h"
#include "packwright/pdf.h"
#include "preview.h"

#include <jansson.h>
#include <stdio.h>

enum { LINES_MAX = 64 };

static const char *text_of(json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static int whole(json_t *object, const char *key)
{
    return (int)json_integer_value(json_object_get(object, key));
}

static struct pw_address address_of(json_t *o)
{
    return (struct pw_address){ .name = text_of(o, "name"),
                                .company = text_of(o, "company"),
                                .line1 = text_of(o, "line1"),
                                .line2 = text_of(o, "line2"),
                                .line3 = text_of(o, "line3"),
                                .city = text_of(o, "city"),
                                .region = text_of(o, "region"),
                                .postal_code = text_of(o, "postal_code"),
                                .country = text_of(o, "country") };
}

static bool save(json_t *job, const char *key, const struct pw_buf *buf, struct pw_error *err)
{
    const char *path = text_of(json_object_get(job, "files"), key);
    FILE *f = path == NULL ? NULL : fopen(path, "wb");
    bool ok = f != NULL && fwrite(buf->data, 1, buf->len, f) == buf->len;
    if (f != NULL)
        ok = fclose(f) == 0 && ok;
    return path == NULL || ok || pw_fail(err, PW_ERR_IO, 0, "%s could not be written", path);
}

static bool wanted(json_t *job, const char *key)
{
    return text_of(json_object_get(job, "files"), key) != NULL;
}

/* ---- slips ---- */

static struct pw_slip_order slip_of(json_t *o, struct pw_slip_line *lines)
{
    json_t *all = json_object_get(o, "lines"), *line;
    size_t i;
    json_array_foreach(all, i, line)
    {
        if (i < LINES_MAX)
            lines[i] = (struct pw_slip_line){ .sku = text_of(line, "sku"),
                                              .name = text_of(line, "name"),
                                              .quantity = whole(line, "quantity") };
    }
    return (struct pw_slip_order){ .order_id = text_of(o, "order_id"),
                                   .ordered = text_of(o, "ordered"),
                                   .ship_by = text_of(o, "ship_by"),
                                   .service = text_of(o, "service"),
                                   .recipient = address_of(json_object_get(o, "recipient")),
                                   .sender = address_of(json_object_get(o, "sender")),
                                   .lines = lines,
                                   .line_count = json_array_size(all) < LINES_MAX ? json_array_size(all) : LINES_MAX,
                                   .gift = json_is_true(json_object_get(o, "gift")),
                                   .gift_message = text_of(o, "gift_message"),
                                   .parcel = whole(o, "parcel"),
                                   .parcels = whole(o, "parcels"),
                                   .thanks = text_of(o, "thanks") };
}

static bool make_slip(struct pw_slip_press *press, json_t *job, struct pw_error *err)
{
    struct pw_slip_line lines[LINES_MAX];
    const struct pw_slip_order order = slip_of(json_object_get(job, "order"), lines);
    const char *name = text_of(job, "profile");
    const struct pw_profile *profile = name == NULL ? NULL : pw_profile_find(name);
    struct pw_document document;
    struct pw_buf bytes, picture;
    if (profile == NULL)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "no such profile");
    int columns = whole(job, "columns") != 0 ? whole(job, "columns") : profile->columns;
    if (!pw_slip_lay_out(press, &order, columns, &document, err))
        return false;
    pw_buf_init(&bytes, 16 << 20);
    pw_buf_init(&picture, 16 << 20);
    bool ok = pw_language_escpos.render(&document, profile, &bytes, err) && save(job, "escpos", &bytes, err);
    if (ok && wanted(job, "png"))
        ok = pw_preview_escpos(pw_buf_peek(&bytes), profile, false, &picture, err) && save(job, "png", &picture, err);
    pw_buf_reset(&picture);
    if (ok && wanted(job, "pdf"))
        ok = pw_preview_escpos(pw_buf_peek(&bytes), profile, true, &picture, err) && save(job, "pdf", &picture, err);
    pw_document_finish(&document);
    pw_buf_finish(&bytes);
    pw_buf_finish(&picture);
    return ok;
}

/* ---- labels ---- */

static bool draw_label(struct pw_label_press *press, json_t *job, json_t *o, struct pw_page *page, struct pw_error *err)
{
    const struct pw_label label = { .recipient = address_of(json_object_get(o, "recipient")),
                                    .sender = address_of(json_object_get(o, "sender")),
                                    .order_id = text_of(o, "order_id"),
                                    .parcel = whole(o, "parcel"),
                                    .parcels = whole(o, "parcels"),
                                    .barcode = text_of(o, "barcode"),
                                    .barcode_kind = json_is_true(json_object_get(o, "sscc")) ? PW_BARS_SSCC : PW_BARS_CODE128,
                                    .carrier = text_of(o, "carrier"),
                                    .service = text_of(o, "service"),
                                    .ship_by = text_of(o, "ship_by"),
                                    .weight = text_of(o, "weight") };
    return pw_label_draw(press, &label, (struct pw_um){ whole(job, "width_um") }, (struct pw_um){ whole(job, "height_um") },
                         whole(job, "dots_per_mm"), page, err);
}

static bool draw_content(struct pw_label_press *press, json_t *job, json_t *o, struct pw_page *page, struct pw_error *err)
{
    struct pw_content_line lines[LINES_MAX];
    json_t *all = json_object_get(o, "lines"), *line;
    struct pw_content_label label = { .order_id = text_of(o, "order_id"),
                                      .lines = lines,
                                      .parcel = whole(o, "parcel"),
                                      .parcels = whole(o, "parcels"),
                                      .weight = text_of(o, "weight") };
    size_t i;
    json_array_foreach(all, i, line)
    {
        if (i < LINES_MAX)
            lines[label.line_count++] = (struct pw_content_line){ .name = text_of(line, "name"),
                                                                  .sku = text_of(line, "sku"),
                                                                  .quantity = whole(line, "quantity") };
    }
    return pw_content_label_draw(press, &label, (struct pw_um){ whole(job, "width_um") },
                                 (struct pw_um){ whole(job, "height_um") }, whole(job, "dots_per_mm"), page, err);
}

static bool write_page(json_t *job, const struct pw_page *page, struct pw_error *err)
{
    const struct {
        const char *key;
        const struct pw_language *language;
        enum pw_compression compression;
    } ways[] = { { "zpl", &pw_language_zpl, PW_COMPRESSION_STANDARD },
                 { "z64", &pw_language_zpl, PW_COMPRESSION_ZLIB },
                 { "tspl", &pw_language_tspl, PW_COMPRESSION_STANDARD },
                 { "epl", &pw_language_epl, PW_COMPRESSION_STANDARD } };
    struct pw_buf out;
    pw_buf_init(&out, 64 << 20);
    bool ok = pw_page_write_png(page, &out, err) && save(job, "png", &out, err);
    pw_buf_reset(&out);
    if (ok && wanted(job, "pdf"))
        ok = pw_page_write_pdf(page, 1, &out, err) && save(job, "pdf", &out, err);
    for (size_t i = 0; ok && i < PW_COUNT(ways); i++) {
        const struct pw_media media = { .width = { whole(job, "width_um") },
                                        .length = { whole(job, "height_um") },
                                        .compression = ways[i].compression };
        pw_buf_reset(&out);
        ok = !wanted(job, ways[i].key) ||
             (ways[i].language->render_page(page, NULL, &media, &out, err) && save(job, ways[i].key, &out, err));
    }
    pw_buf_finish(&out);
    return ok;
}

/* ---- the talk ---- */

static bool make(struct pw_slip_press *slips, struct pw_label_press *labels, json_t *job, struct pw_page *page,
                 struct pw_error *err)
{
    const char *kind = text_of(job, "kind");
    json_t *order = json_object_get(job, "order");
    if (kind != NULL && strcmp(kind, "slip") == 0)
        return make_slip(slips, job, err);
    if (kind != NULL && strcmp(kind, "label") == 0)
        return draw_label(labels, job, order, page, err) && write_page(job, page, err);
    if (kind != NULL && strcmp(kind, "content") == 0)
        return draw_content(labels, job, order, page, err) && write_page(job, page, err);
    return pw_fail(err, PW_ERR_BAD_INPUT, 0, "a kind of document that this maker doesn't know");
}

int main(void)
{
    struct pw_error err = { 0 };
    struct pw_label_press *labels = NULL;
    struct pw_slip_press *slips = NULL;
    if (!pw_label_press_create(&labels, &err) || !pw_slip_press_create(NULL, "", &slips, &err)) {
        fprintf(stderr, "%s\n", err.text);
        pw_label_press_destroy(labels);
        return 1;
    }
    char *line = NULL;
    size_t cap = 0;
    while (getline(&line, &cap, stdin) > 0) {
        json_t *job = json_loads(line, 0, NULL);
        struct pw_page page = { 0 };
        err = (struct pw_error){ 0 };
        json_t *answer = job != NULL && make(slips, labels, job, &page, &err)
                             ? json_pack("{s:b,s:i,s:i}", "ok", 1, "width", page.width, "height", page.height)
                             : json_pack("{s:b,s:s}", "ok", 0, "error", job == NULL ? "no JSON" : err.text);
        char *text = json_dumps(answer, JSON_COMPACT);
        puts(text);
        fflush(stdout);
        free(text);
        json_decref(answer);
        json_decref(job);
        pw_page_finish(&page);
    }
    free(line);
    pw_label_press_destroy(labels);
    pw_slip_press_destroy(slips);
    return 0;
}
