/*
 * Makes receipts for the judges: reads one JSON object a line from standard input, lays the mark-up out and writes the printer's
 * bytes, and what a virtual printer of that model makes of them as PNG, to the named files. Answers each with one JSON line:
 * {"ok":true,"bytes":1234,"unknown":0} or {"ok":false,"error":"..."}.
 *
 *     {"markup":"|hello","profile":"TM-T88V","columns":42,"escpos":"a.bin","png":"a.png"}
 *
 * With "list" as its argument: the models, one JSON object a line.
 */
#include "document/receiptline.h"
#include "packwright/language.h"
#include "sim/escpos_paper.h"

#include <jansson.h>
#include <stdio.h>

static bool save(const char *path, const struct pw_buf *buf)
{
    FILE *f = fopen(path, "wb");
    if (f == NULL)
        return false;
    bool ok = fwrite(buf->data, 1, buf->len, f) == buf->len;
    return fclose(f) == 0 && ok;
}

struct seen {
    struct pw_buf png;
    unsigned unknown;
};

static void on_paper(void *user, struct pw_page *page, unsigned unknown)
{
    struct seen *seen = user;
    struct pw_error err = { 0 };
    (void)unknown;
    if (seen->png.len == 0 && !pw_paper_png(page, 32, &seen->png, &err))
        pw_buf_reset(&seen->png);
}

static void on_unknown(void *user, size_t offset, struct pw_bytes command, const char *why)
{
    struct seen *seen = user;
    (void)offset;
    (void)command;
    (void)why;
    seen->unknown++;
}

static bool show(const struct pw_profile *model, struct pw_bytes bytes, struct seen *seen, struct pw_error *err)
{
    struct pw_paper_setup setup = { .width = model->dots, .dots_per_mm = model->dpi == 180 ? 7 : 8, .profile = model };
    struct pw_paper_sink sink = { .paper = on_paper, .unknown = on_unknown, .user = seen };
    struct pw_escpos_paper *printer = NULL;
    bool ok = pw_escpos_paper_create(&setup, &sink, &printer, err) && pw_escpos_paper_feed(printer, bytes, err) &&
              pw_escpos_paper_tear(printer, err);
    pw_escpos_paper_destroy(printer);
    return ok;
}

static bool make(json_t *o, size_t *ret_bytes, unsigned *ret_unknown, struct pw_error *err)
{
    json_t *markup = json_object_get(o, "markup");
    const char *profile = json_string_value(json_object_get(o, "profile")), *to = json_string_value(json_object_get(o, "escpos"));
    const char *png = json_string_value(json_object_get(o, "png"));
    const struct pw_profile *model = profile == NULL ? NULL : pw_profile_find(profile);
    int columns = (int)json_integer_value(json_object_get(o, "columns"));
    struct pw_document document;
    struct seen seen = { 0 };
    struct pw_buf out;
    if (markup == NULL || model == NULL)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "no mark-up or no such profile");
    struct pw_bytes text = pw_bytes_of(json_string_value(markup), json_string_length(markup));
    if (!pw_receipt_layout(text, columns == 0 ? model->columns : columns, NULL, &document, err))
        return false;
    pw_buf_init(&out, 16 << 20);
    pw_buf_init(&seen.png, 16 << 20);
    bool ok = pw_language_escpos.render(&document, model, &out, err) && (to == NULL || save(to, &out)) &&
              (png == NULL || (show(model, pw_buf_peek(&out), &seen, err) && save(png, &seen.png)));
    *ret_bytes = out.len;
    *ret_unknown = seen.unknown;
    pw_document_finish(&document);
    pw_buf_finish(&out);
    pw_buf_finish(&seen.png);
    return ok;
}

static void list(void)
{
    const struct pw_profile *p;
    for (size_t n = 0; (p = pw_profile_nth(n)) != NULL; n++)
        printf("{\"name\":\"%s\",\"dots\":%d,\"dpi\":%d,\"columns\":%d,\"cell\":%d,\"columns_b\":%d,\"star\":%s,\"invert\":%s}\n",
               p->name, p->dots, p->dpi, p->columns, p->cell, p->columns_b, p->features & PW_FEATURE_STAR ? "true" : "false",
               p->features & PW_FEATURE_INVERT ? "true" : "false");
}

int main(int argc, char **argv)
{
    json_error_t why;
    json_t *o;
    if (argc > 1 && strcmp(argv[1], "list") == 0) {
        list();
        return 0;
    }
    while ((o = json_loadf(stdin, JSON_DISABLE_EOF_CHECK, &why)) != NULL) {
        struct pw_error err = { 0 };
        size_t bytes = 0;
        unsigned unknown = 0;
        json_t *answer = make(o, &bytes, &unknown, &err)
                             ? json_pack("{s:b,s:I,s:i}", "ok", 1, "bytes", (json_int_t)bytes, "unknown", (int)unknown)
                             : json_pack("{s:b,s:s}", "ok", 0, "error", err.text);
        json_dumpf(answer, stdout, JSON_COMPACT);
        putchar('\n');
        fflush(stdout);
        json_decref(answer);
        json_decref(o);
    }
    return 0;
}
