#include "station/documents.h"

#include "document/png.h"
#include "document/receiptline.h"
#include "document/template_check.h"
#include "packwright/clock.h"
#include "packwright/pdf.h"
#include "station/compose.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void pw_pages_finish(struct pw_pages *pages)
{
    for (size_t i = 0; i < pages->count; i++)
        pw_page_finish(&pages->pages[i]);
    pages->count = 0;
}

/* ---- what kind of document it is ---- */

static bool is_of_order(enum pw_doc_kind document)
{
    return document == PW_DOC_SLIP || document == PW_DOC_GIFT_SLIP || document == PW_DOC_LABEL ||
           document == PW_DOC_CONTENT_LABEL || document == PW_DOC_CN22 || document == PW_DOC_CN23;
}

/* As pages of dots, or as lines of a receipt; a printer's own test as it prints. */
static bool is_page(enum pw_doc_kind document, const struct pw_printing *p)
{
    if (document == PW_DOC_TEST_PAGE) {
        const struct pw_language *own = p->language != NULL  ? p->language
                                        : p->section != NULL ? pw_language_find(pw_section_get(p->section, "language"))
                                                             : NULL;
        return own != NULL && own->render == NULL;
    }
    return document == PW_DOC_LABEL || document == PW_DOC_CONTENT_LABEL || document == PW_DOC_CN22 || document == PW_DOC_CN23;
}

static int columns_of(const struct pw_printing *printing)
{
    return printing->columns != 0 ? printing->columns : printing->profile != NULL ? printing->profile->columns : 42;
}

/* ---- made, and spoken ---- */

static bool blocks(const struct pw_composing *g, struct pw_document *ret_document, struct pw_error *err)
{
    return is_of_order(g->request->document) ? pw_compose_order_blocks(g, columns_of(g->printing), ret_document, err)
                                             : pw_compose_bench_blocks(g, columns_of(g->printing), ret_document, err);
}

static bool draw(const struct pw_composing *g, struct pw_pages *ret_pages, struct pw_error *err)
{
    ret_pages->count = 0;
    return pw_compose_press(g->c, err) && (is_of_order(g->request->document) ? pw_compose_order_pages(g, ret_pages, err)
                                                                             : pw_compose_bench_pages(g, ret_pages, err));
}

static bool write_receipt(const struct pw_composing *g, struct pw_buf *out, struct pw_error *err)
{
    struct pw_document document = { 0 };
    const struct pw_language *language = g->printing->language;
    if (language != NULL && language->render == NULL)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a %s needs a receipt printer; %s printers print labels",
                       pw_doc_name(g->request->document), language->name);
    if (!blocks(g, &document, err))
        return false;
    bool ok =
        language == NULL ? pw_document_text(&document, out, err) : language->render(&document, g->printing->profile, out, err);
    pw_document_finish(&document);
    return ok;
}

/* Pages below each other. */
static bool write_png(const struct pw_pages *pages, struct pw_buf *out, struct pw_error *err)
{
    struct pw_page all;
    int height = 0;
    if (pages->count == 1)
        return pw_page_write_png(&pages->pages[0], out, err);
    for (size_t i = 0; i < pages->count; i++)
        height += pages->pages[i].height;
    const struct pw_page *first = &pages->pages[0];
    if (!pw_page_init(&all, first->width, height, first->dots_per_mm, err))
        return false;
    uint8_t *to = all.bits;
    for (size_t i = 0; i < pages->count; i++) {
        size_t len = (size_t)pages->pages[i].stride * (size_t)pages->pages[i].height;
        memcpy(to, pages->pages[i].bits, len);
        to += len;
    }
    bool ok = pw_page_write_png(&all, out, err);
    pw_page_finish(&all);
    return ok;
}

/* In the words drawn, one a line. */
static bool write_text(const struct pw_composing *g, struct pw_buf *out, struct pw_error *err)
{
    struct pw_pages pages;
    if (!pw_compose_press(g->c, err))
        return false;
    struct pw_press *press = pw_label_press_sheet(g->c->label_press);
    pw_press_listen(press, out);
    bool ok = draw(g, &pages, err);
    pw_press_listen(press, NULL);
    pw_pages_finish(&pages);
    return ok && pw_buf_ok(out, err);
}

static bool write_pages(const struct pw_composing *g, enum pw_format format, struct pw_buf *out, struct pw_error *err)
{
    struct pw_pages pages;
    const struct pw_printing *p = g->printing;
    if (format == PW_FORMAT_TEXT)
        return write_text(g, out, err);
    bool ok = draw(g, &pages, err);
    if (!ok) {
        pw_pages_finish(&pages);
        return false;
    }
    if (format == PW_FORMAT_PNG)
        ok = write_png(&pages, out, err);
    else if (format == PW_FORMAT_PDF)
        ok = pw_page_write_pdf(pages.pages, pages.count, out, err);
    else if (p->language->render_page == NULL)
        ok = pw_fail(err, PW_ERR_UNSUPPORTED, 0, "%s can't print a page of dots", p->language->name);
    else if (p->language->render_pages != NULL)
        ok = p->language->render_pages(pages.pages, pages.count, out, err);
    else
        for (size_t i = 0; ok && i < pages.count; i++)
            ok = p->language->render_page(&pages.pages[i], p->profile, &p->media, out, err);
    pw_pages_finish(&pages);
    return ok;
}

static bool make(struct pw_composer *c, struct pw_db *db, const struct pw_document_request *request, int64_t parcel_id,
                 const struct pw_printing *printing, struct pw_buf *out, struct pw_error *err)
{
    struct pw_contents contents = { 0 };
    struct pw_composing g = { .c = c, .db = db, .request = request, .printing = printing, .contents = &contents };
    bool ok = !is_of_order(request->document) ||
              pw_contents_load(db, request->order, parcel_id, request->parcel, false, &contents, err);
    if (ok && is_page(request->document, printing))
        ok = write_pages(&g, request->format, out, err);
    else if (ok)
        ok = write_receipt(&g, out, err);
    pw_contents_finish(&contents);
    return ok;
}

/* ---- a job ---- */

struct job {
    enum pw_doc_kind document;
    int64_t order, parcel, handover;
};

static bool load_job(struct pw_db *db, int64_t job, struct job *ret_job, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(db, err, "SELECT document, order_pk, parcel_pk, handover_pk FROM job WHERE id = $1", "i", job);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    ret_job->document = PW_DOC_KINDS;
    for (int k = 0; row == PW_ROW && k < PW_DOC_KINDS; k++)
        if (strcmp(pw_doc_name((enum pw_doc_kind)k), pw_stmt_text(s, 0)) == 0)
            ret_job->document = (enum pw_doc_kind)k;
    ret_job->order = row == PW_ROW ? pw_stmt_int(s, 1) : 0;
    ret_job->parcel = row == PW_ROW ? pw_stmt_int(s, 2) : 0;
    ret_job->handover = row == PW_ROW ? pw_stmt_int(s, 3) : 0;
    pw_stmt_done(s);
    if (row == PW_ROW_FAILED)
        return false;
    return ret_job->document != PW_DOC_KINDS || pw_fail(err, PW_ERR_NOT_FOUND, 0, "job %lld is no document", (long long)job);
}

bool pw_composer_job(struct pw_composer *c, struct pw_db *db, int64_t job, size_t printer, struct pw_buf *out, char *title,
                     size_t title_size, struct pw_error *err)
{
    struct job j;
    if (printer >= c->printer_count)
        return pw_fail(err, PW_ERR_CONFIG, 0, "there is no printer %zu", printer);
    const struct pw_printing *printing = &c->printings[printer];
    if (!load_job(db, job, &j, err))
        return false;
    const struct pw_document_request request = {
        .document = j.document, .format = PW_FORMAT_PRINTER, .order = j.order, .handover = j.handover
    };
    if (!make(c, db, &request, j.parcel, printing, out, err))
        return false;
    snprintf(title, title_size, "packwright-%s-%lld", pw_doc_name(j.document), (long long)job);
    if (printing->answers)
        printing->language->ask_proof(pw_printing_ticket(job), out);
    return pw_buf_ok(out, err);
}

/* ---- fonts opened before they are needed ---- */

void pw_composer_warm(struct pw_composer *c)
{
    const struct pw_address sample = { .name = "SAMPLE", .line1 = "SAMPLE", .city = "SAMPLE" };
    const struct pw_contents contents = { .order_id = "SAMPLE",
                                          .code = "SAMPLE",
                                          .parcel_carrier = "SAMPLE",
                                          .parcel_service = "SAMPLE",
                                          .recipient = sample,
                                          .ship_by_us = 1,
                                          .parcel = 1,
                                          .parcels = 1,
                                          .weight_g = -1 };
    const struct pw_document_request request = { .document = PW_DOC_LABEL, .format = PW_FORMAT_PRINTER };
    struct pw_error ignored; /* what can't be drawn says so when it is wanted */
    struct pw_buf out;
    bool drawn = false;
    pw_buf_init(&out, 4 << 20);
    for (size_t i = 0; i < c->printer_count && !drawn; i++)
        if (c->printings[i].language != NULL && c->printings[i].language->render_page != NULL) {
            const struct pw_composing g = { .c = c, .request = &request, .printing = &c->printings[i], .contents = &contents };
            drawn = write_pages(&g, PW_FORMAT_PRINTER, &out, &ignored);
        }
    pw_buf_finish(&out);
}

/* ---- for the command line ---- */

/* The printer that a document would go to, or what stands for it. */
static bool printing_for(const struct pw_composer *c, const struct pw_document_request *r, struct pw_printing *ret_printing,
                         struct pw_error *err)
{
    const struct pw_section *section;
    bool found = false;
    *ret_printing = (struct pw_printing){
        .width = { 101600 }, .length = { 152400 }, .dots_per_mm = 8, .profile = pw_profile_find("default")
    };
    for (size_t i = 0; !found && (section = pw_config_nth(c->config, "printer", i)) != NULL; i++) {
        found = r->printer != NULL ? strcmp(section->name, r->printer) == 0 : pw_printer_prints(c->config, section, r->document);
        if (found && c->printings != NULL)
            *ret_printing = c->printings[i];
    }
    if (!found && r->printer != NULL)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "there is no [printer %s] in the configuration", r->printer);
    if (r->width.um != 0) {
        ret_printing->width = ret_printing->media.width = r->width;
        ret_printing->length = ret_printing->media.length = r->length;
    }
    if (r->dots_per_mm != 0)
        ret_printing->dots_per_mm = r->dots_per_mm;
    return true;
}

bool pw_composer_lines(const struct pw_composer *c, const struct pw_document_request *request,
                       const struct pw_profile **ret_profile)
{
    struct pw_printing printing;
    struct pw_error ignored;
    if (!printing_for(c, request, &printing, &ignored) || is_page(request->document, &printing))
        return false;
    *ret_profile = printing.profile;
    return true;
}

bool pw_composer_document(struct pw_composer *c, struct pw_db *db, const struct pw_document_request *request, struct pw_buf *out,
                          struct pw_error *err)
{
    static const char *const languages[] = {
        [PW_FORMAT_ESCPOS] = "escpos", [PW_FORMAT_ZPL] = "zpl", [PW_FORMAT_TSPL] = "tspl", [PW_FORMAT_EPL] = "epl"
    };
    struct pw_printing printing;
    if (!printing_for(c, request, &printing, err))
        return false;
    enum pw_format format = request->format;
    bool picture = format == PW_FORMAT_PNG || format == PW_FORMAT_PDF;
    if (picture && !is_page(request->document, &printing))
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a receipt's picture is made of its bytes");
    if (format == PW_FORMAT_PRINTER && printing.language == NULL)
        return pw_fail(err, PW_ERR_CONFIG, 0, "no printer's documents name %s: give a --format", pw_doc_name(request->document));
    if (format == PW_FORMAT_TEXT)
        printing.language = NULL;
    else if (!picture && format != PW_FORMAT_PRINTER)
        printing.language = pw_language_find(languages[format]);
    return make(c, db, request, 0, &printing, out, err);
}

/* Refused at start by line and column, and not when the first order is packed. */
static bool good_template(struct pw_composer *c, struct pw_bytes source, const char *path, struct pw_error *err)
{
    struct pw_printing printing;
    const struct pw_document_request slip = { .document = PW_DOC_SLIP };
    if (!printing_for(c, &slip, &printing, err))
        return false;
    const struct pw_template_paper paper = { columns_of(&printing), printing.language, printing.profile };
    return pw_slip_template_good(source, path, &paper, err);
}

/* The seller's own template, or ours. */
static bool read_templates(struct pw_composer *c, struct pw_error *err)
{
    const char *path = pw_section_get(pw_config_section(c->config, "station", ""), "slip-template");
    if (path == NULL)
        return pw_slip_press_create(NULL, "", &c->slip_press, err);
    struct pw_buf text;
    pw_buf_init(&text, 1 << 20);
    FILE *f = fopen(path, "re");
    if (f == NULL)
        return pw_fail(err, PW_ERR_CONFIG, errno, "slip-template %s can't be read", path);
    uint8_t *room;
    size_t n;
    while ((room = pw_buf_room(&text, 4096)) != NULL && (n = fread(room, 1, 4096, f)) > 0)
        pw_buf_grew(&text, n);
    bool io = ferror(f) != 0;
    fclose(f);
    struct pw_bytes source = pw_buf_peek(&text);
    bool ok = io ? pw_fail(err, PW_ERR_CONFIG, EIO, "slip-template %s can't be read", path)
                 : pw_buf_ok(&text, err) && good_template(c, source, path, err) &&
                       pw_slip_press_create(&source, path, &c->slip_press, err);
    pw_buf_finish(&text);
    return ok;
}

bool pw_composer_create(const struct pw_config *config, const uint8_t key[32], struct pw_composer **ret_composer,
                        struct pw_error *err)
{
    struct pw_composer *c = calloc(1, sizeof *c);
    if (c == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory");
    c->config = config;
    memcpy(c->key, key, sizeof c->key);
    while (pw_config_nth(config, "printer", c->printer_count) != NULL)
        c->printer_count++;
    c->printings = calloc(c->printer_count + 1, sizeof *c->printings);
    bool ok = c->printings != NULL || pw_fail(err, PW_ERR_MEMORY, 0, "no memory");
    for (size_t i = 0; ok && i < c->printer_count; i++)
        ok = pw_printing_read(pw_config_nth(config, "printer", i), &c->printings[i], err);
    ok = ok && read_templates(c, err);
    if (!ok) {
        pw_composer_destroy(c);
        return false;
    }
    *ret_composer = c;
    return true;
}

void pw_composer_destroy(struct pw_composer *c)
{
    if (c == NULL)
        return;
    pw_label_press_destroy(c->label_press);
    pw_slip_press_destroy(c->slip_press);
    free(c->printings);
    free(c);
}
