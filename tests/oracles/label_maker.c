/*
 * Makes labels for the judges: reads one JSON object a line from standard input, writes the page as PNG and the printer's bytes
 * in each language that has a file named (zpl, z64, tspl, epl) to those files, and answers each with one JSON line:
 * {"ok":true,"width":812,"height":1218} or
 * {"ok":false,"error":"..."}.
 *
 *     {"label":{"recipient":{"name":...},"sender":{...},"order_id":...,"barcode":...,"sscc":true,...},
 *      "width_um":101600,"height_um":152400,"dots_per_mm":8,"png":"a.png","zpl":"a.zpl"}
 */
#include "document/label.h"
#include "document/png.h"
#include "packwright/language.h"

#include <jansson.h>
#include <stdio.h>

static const char *text_of(json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
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

static struct pw_label label_of(json_t *o)
{
    return (struct pw_label){ .recipient = address_of(json_object_get(o, "recipient")),
                              .sender = address_of(json_object_get(o, "sender")),
                              .order_id = text_of(o, "order_id"),
                              .parcel = (int)json_integer_value(json_object_get(o, "parcel")),
                              .parcels = (int)json_integer_value(json_object_get(o, "parcels")),
                              .barcode = text_of(o, "barcode"),
                              .barcode_kind = json_is_true(json_object_get(o, "sscc")) ? PW_BARS_SSCC : PW_BARS_CODE128,
                              .carrier = text_of(o, "carrier"),
                              .service = text_of(o, "service"),
                              .ship_by = text_of(o, "ship_by"),
                              .weight = text_of(o, "weight"),
                              .reference = text_of(o, "reference") };
}

static bool save_as(json_t *job, const char *key, const struct pw_buf *buf, struct pw_error *err)
{
    const char *path = text_of(job, key);
    FILE *f = path == NULL ? NULL : fopen(path, "wb");
    bool ok = f != NULL && fwrite(buf->data, 1, buf->len, f) == buf->len;
    if (f != NULL)
        ok = fclose(f) == 0 && ok;
    return path == NULL || ok || pw_fail(err, PW_ERR_IO, 0, "%s could not be written", path);
}

static int whole(json_t *job, const char *key)
{
    return (int)json_integer_value(json_object_get(job, key));
}

/* False with a sentence in *err. */
static bool make(struct pw_label_press *press, json_t *job, struct pw_page *page, struct pw_error *err)
{
    struct pw_label label = label_of(json_object_get(job, "label"));
    struct pw_um width = { whole(job, "width_um") }, height = { whole(job, "height_um") };
    if (!pw_label_draw(press, &label, width, height, whole(job, "dots_per_mm"), page, err))
        return false;
    const struct {
        const char *key;
        const struct pw_language *language;
        enum pw_compression compression;
    } ways[] = { { "zpl", &pw_language_zpl, PW_COMPRESSION_STANDARD },
                 { "z64", &pw_language_zpl, PW_COMPRESSION_ZLIB },
                 { "tspl", &pw_language_tspl, PW_COMPRESSION_STANDARD },
                 { "epl", &pw_language_epl, PW_COMPRESSION_STANDARD } };
    struct pw_buf out;
    pw_buf_init(&out, 16 << 20);
    bool ok = pw_page_write_png(page, &out, err) && save_as(job, "png", &out, err);
    for (size_t i = 0; ok && i < PW_COUNT(ways); i++) {
        struct pw_media media = { .width = width, .length = height, .compression = ways[i].compression };
        pw_buf_reset(&out);
        ok = text_of(job, ways[i].key) == NULL ||
             (ways[i].language->render_page(page, NULL, &media, &out, err) && save_as(job, ways[i].key, &out, err));
    }
    pw_buf_finish(&out);
    return ok;
}

int main(void)
{
    struct pw_error err = { 0 };
    struct pw_label_press *press;
    if (!pw_label_press_create(&press, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    char *line = NULL;
    size_t cap = 0;
    while (getline(&line, &cap, stdin) > 0) {
        json_t *job = json_loads(line, JSON_ALLOW_NUL, NULL);
        struct pw_page page = { 0 };
        json_t *answer = job != NULL && make(press, job, &page, &err)
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
    pw_label_press_destroy(press);
    return 0;
}
