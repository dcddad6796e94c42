#include "station/documents.h"

#include "barcode/command.h"
#include "document/content_label.h"
#include "document/label.h"
#include "document/pdf_write.h"
#include "document/png.h"
#include "document/receiptline.h"
#include "document/slip.h"
#include "document/template_check.h"
#include "packwright/clock.h"
#include "printing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_LINES = 512 };

struct pw_composer {
    const struct pw_config *config;
    uint8_t key[32];
    struct pw_label_press *label_press; /* made when the first label is drawn */
    struct pw_slip_press *slip_press;   /* the compiled templates */
    struct pw_printing *printings;      /* of each printer */
    size_t printer_count;
};

/* ---- what a document shows, from the store ---- */

/* Copies of rows; freed by loaded_finish. Texts live in one buffer and are pointed to when it is complete. */
struct loaded {
    struct pw_buf text;
    size_t at[32];
    struct {
        size_t sku, name, asin;
        int64_t quantity;
    } lines[MAX_LINES];
    size_t line_count;
    int64_t ship_by_us, purchase_us, parcel_number, parcels;
};

enum field {
    ORDER_ID,
    RECIPIENT,
    ADDRESS_1,
    ADDRESS_2,
    ADDRESS_3,
    CITY,
    REGION,
    POSTAL_CODE,
    COUNTRY,
    ORDER_SERVICE,
    GIFT_MESSAGE,
    SALES_CHANNEL,
    PARCEL_CODE,
    CARRIER,
    SERVICE,
    FIELDS
};

static size_t keep(struct pw_buf *text, const char *s)
{
    size_t at = text->len;
    pw_buf_put(text, s, strlen(s) + 1);
    return at;
}

static const char *get(const struct loaded *l, enum field field)
{
    return (const char *)l->text.data + l->at[field];
}

static bool load_order(struct pw_db *db, int64_t order, struct loaded *l, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT order_id, recipient_name, address_1, address_2, address_3, city, region, postal_code, country,"
                    " service, gift_message, sales_channel, ship_by_us, purchase_us FROM orders WHERE id = $1",
                    "i", order);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        for (int i = ORDER_ID; i <= SALES_CHANNEL; i++)
            l->at[i] = keep(&l->text, pw_stmt_text(s, i));
        l->ship_by_us = pw_stmt_int(s, 12);
        l->purchase_us = pw_stmt_int(s, 13);
    }
    pw_stmt_done(s);
    if (row == PW_ROW_END)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "the order is not in the store any more");
    return row == PW_ROW;
}

static bool load_parcel(struct pw_db *db, int64_t order, int64_t parcel, struct loaded *l, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT barcode, carrier, service, number, (SELECT count(*) FROM parcel q WHERE q.order_pk = $1 AND q.status <> 'void')"
        " FROM parcel WHERE order_pk = $1 AND (id = $2 OR ($2 = 0 AND status <> 'void')) ORDER BY number DESC LIMIT 1",
        "ii", order, parcel);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    for (int i = PARCEL_CODE; i <= SERVICE; i++)
        l->at[i] = keep(&l->text, row == PW_ROW ? pw_stmt_text(s, i - PARCEL_CODE) : "");
    if (row == PW_ROW) {
        l->parcel_number = pw_stmt_int(s, 3);
        l->parcels = pw_stmt_int(s, 4);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static bool load_lines(struct pw_db *db, int64_t order, struct loaded *l, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT sku, name, asin, quantity, gift_message FROM order_line WHERE order_pk = $1 AND quantity > 0"
                    " ORDER BY position, id",
                    "i", order);
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW && l->line_count < MAX_LINES) {
        l->lines[l->line_count].sku = keep(&l->text, pw_stmt_text(s, 0));
        l->lines[l->line_count].name = keep(&l->text, pw_stmt_text(s, 1));
        l->lines[l->line_count].asin = keep(&l->text, pw_stmt_text(s, 2));
        l->lines[l->line_count++].quantity = pw_stmt_int(s, 3);
        if (get(l, GIFT_MESSAGE)[0] == '\0' && pw_stmt_text(s, 4)[0] != '\0')
            l->at[GIFT_MESSAGE] = keep(&l->text, pw_stmt_text(s, 4));
    }
    pw_stmt_done(s);
    if (row == PW_ROW)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "an order of more than %d lines can't be printed", MAX_LINES);
    return row == PW_ROW_END;
}

static bool load(struct pw_db *db, int64_t order, int64_t parcel, struct loaded *l, struct pw_error *err)
{
    memset(l, 0, sizeof *l);
    pw_buf_init(&l->text, 4 << 20);
    return load_order(db, order, l, err) && load_parcel(db, order, parcel, l, err) && load_lines(db, order, l, err) &&
           pw_buf_ok(&l->text, err);
}

/* The day as the bench's people count it: 07:59 UTC is still the evening before in California. */
static void put_day(int64_t us, char out[16])
{
    struct tm tm;
    time_t seconds = (time_t)(us / 1000000);
    out[0] = '\0';
    if (us > 0 && us < 9000000000000000 && localtime_r(&seconds, &tm) != NULL)
        strftime(out, 16, "%Y-%m-%d", &tm);
}

/* ---- the label ---- */

static void read_sender(const struct pw_config *config, struct pw_address *out)
{
    const struct pw_section *s = pw_config_section(config, "sender", "");
    *out = (struct pw_address){ .name = pw_section_get(s, "name"),
                                .line1 = pw_section_get(s, "line1"),
                                .line2 = pw_section_get(s, "line2"),
                                .city = pw_section_get(s, "city"),
                                .region = pw_section_get(s, "region"),
                                .postal_code = pw_section_get(s, "postal-code"),
                                .country = pw_section_get(s, "country") };
}

static struct pw_address recipient_of(const struct loaded *l)
{
    return (struct pw_address){ .name = get(l, RECIPIENT),
                                .line1 = get(l, ADDRESS_1),
                                .line2 = get(l, ADDRESS_2),
                                .line3 = get(l, ADDRESS_3),
                                .city = get(l, CITY),
                                .region = get(l, REGION),
                                .postal_code = get(l, POSTAL_CODE),
                                .country = get(l, COUNTRY) };
}

static bool draw_label(struct pw_composer *c, const struct loaded *l, const struct pw_printing *printing,
                       struct pw_page *ret_page, struct pw_error *err)
{
    if (c->label_press == NULL && !pw_label_press_create(&c->label_press, err))
        return false;
    const char *code = get(l, PARCEL_CODE);
    if (code[0] == '\0')
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "order %s has no parcel yet: its label is made when it is packed",
                       get(l, ORDER_ID));
    bool sscc = strspn(code, "0123456789") == 18 && code[18] == '\0';
    char day[16];
    put_day(l->ship_by_us, day);
    struct pw_label label = {
        .recipient = recipient_of(l),
        .order_id = get(l, ORDER_ID),
        .parcel = (int)l->parcel_number,
        .parcels = (int)l->parcels,
        .barcode = code,
        .barcode_kind = sscc ? PW_BARS_SSCC : PW_BARS_CODE128,
        .carrier = get(l, CARRIER),
        .service = get(l, SERVICE),
        .ship_by = day,
    };
    read_sender(c->config, &label.sender);
    return pw_label_draw(c->label_press, &label, printing->width, printing->length, printing->dots_per_mm, ret_page, err);
}

static bool draw_content_label(struct pw_composer *c, const struct loaded *l, const struct pw_printing *printing,
                               struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_content_line lines[MAX_LINES];
    if (c->label_press == NULL && !pw_label_press_create(&c->label_press, err))
        return false;
    for (size_t i = 0; i < l->line_count; i++)
        lines[i] = (struct pw_content_line){ .name = (const char *)l->text.data + l->lines[i].name,
                                             .sku = (const char *)l->text.data + l->lines[i].sku,
                                             .quantity = l->lines[i].quantity };
    const struct pw_content_label label = { .order_id = get(l, ORDER_ID),
                                            .lines = lines,
                                            .line_count = l->line_count,
                                            .parcel = (int)l->parcel_number,
                                            .parcels = (int)l->parcels };
    return pw_content_label_draw(c->label_press, &label, printing->width, printing->length, printing->dots_per_mm, ret_page, err);
}

/* A document that is one page of dots. */
static bool draw_page(struct pw_composer *c, const struct loaded *l, enum pw_doc_kind document,
                      const struct pw_printing *printing, struct pw_page *ret_page, struct pw_error *err)
{
    return document == PW_DOC_CONTENT_LABEL ? draw_content_label(c, l, printing, ret_page, err)
                                            : draw_label(c, l, printing, ret_page, err);
}

bool pw_doc_is_page(enum pw_doc_kind document)
{
    return document == PW_DOC_LABEL || document == PW_DOC_CONTENT_LABEL;
}

static bool make_page(struct pw_composer *c, const struct loaded *l, enum pw_doc_kind document,
                      const struct pw_printing *printing, struct pw_buf *out, struct pw_error *err)
{
    struct pw_page page;
    if (printing->language == NULL)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a %s is a picture: --format png shows it", pw_doc_name(document));
    if (!draw_page(c, l, document, printing, &page, err))
        return false;
    bool ok = printing->language->render_page != NULL
                  ? printing->language->render_page(&page, printing->profile, &printing->media, out, err)
                  : pw_fail(err, PW_ERR_UNSUPPORTED, 0, "%s can't print a page of dots", printing->language->name);
    pw_page_finish(&page);
    return ok;
}

/* ---- the slip and the sheet of commands ---- */

static bool lay_out_slip(struct pw_composer *c, const struct loaded *l, bool gift, int columns, struct pw_document *ret_document,
                         struct pw_error *err)
{
    struct pw_slip_line lines[MAX_LINES];
    char ordered[16], ship_by[16];
    put_day(l->purchase_us, ordered);
    put_day(l->ship_by_us, ship_by);
    for (size_t i = 0; i < l->line_count; i++)
        lines[i] = (struct pw_slip_line){ .sku = (const char *)l->text.data + l->lines[i].sku,
                                          .name = (const char *)l->text.data + l->lines[i].name,
                                          .asin = (const char *)l->text.data + l->lines[i].asin,
                                          .quantity = l->lines[i].quantity };
    struct pw_slip_order slip = {
        .order_id = get(l, ORDER_ID),
        .ordered = ordered,
        .ship_by = ship_by,
        .service = get(l, ORDER_SERVICE),
        .sales_channel = get(l, SALES_CHANNEL),
        .recipient = recipient_of(l),
        .lines = lines,
        .line_count = l->line_count,
        .gift = gift,
        .gift_message = get(l, GIFT_MESSAGE),
        .parcel = (int)l->parcel_number,
        .parcels = (int)l->parcels,
        .thanks = pw_section_get(pw_config_section(c->config, "station", ""), "thanks"),
    };
    read_sender(c->config, &slip.sender);
    return pw_slip_lay_out(c->slip_press, &slip, columns, ret_document, err);
}

static bool lay_out_sheet(struct pw_composer *c, int columns, struct pw_document *ret_document, struct pw_error *err)
{
    enum { MAX = 64 };
    struct pw_sheet_command commands[MAX];
    char codes[MAX][PW_COMMAND_CODE_SIZE];
    size_t n = 0;
    for (; n < MAX && pw_command_nth(n) != NULL; n++) {
        const struct pw_command_info *info = pw_command_nth(n);
        if (!pw_command_code(c->key, info->command, codes[n]))
            return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the commands");
        commands[n] = (struct pw_sheet_command){ info->title, info->help, codes[n], info->reason };
    }
    return pw_sheet_lay_out(c->slip_press, pw_section_get(pw_config_section(c->config, "station", ""), "name"), commands, n,
                            columns, ret_document, err);
}

/* A document in blocks; l is NULL for the sheet of commands. */
static int columns_of(const struct pw_printing *printing)
{
    return printing->columns != 0 ? printing->columns : printing->profile != NULL ? printing->profile->columns : 42;
}

static bool lay_out(struct pw_composer *c, const struct loaded *l, enum pw_doc_kind document, const struct pw_printing *printing,
                    struct pw_document *ret_document, struct pw_error *err)
{
    int columns = columns_of(printing);
    if (document == PW_DOC_COMMANDS)
        return lay_out_sheet(c, columns, ret_document, err);
    return lay_out_slip(c, l, document == PW_DOC_GIFT_SLIP || get(l, GIFT_MESSAGE)[0] != '\0', columns, ret_document, err);
}

static bool make_receipt(struct pw_composer *c, const struct loaded *l, enum pw_doc_kind document,
                         const struct pw_printing *printing, struct pw_buf *out, struct pw_error *err)
{
    struct pw_document laid_out = { 0 };
    if (printing->language != NULL && printing->language->render == NULL)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a %s needs a receipt printer; %s printers print labels",
                       pw_doc_name(document), printing->language->name);
    if (!lay_out(c, l, document, printing, &laid_out, err))
        return false;
    bool ok = printing->language == NULL ? pw_document_text(&laid_out, out, err)
                                         : printing->language->render(&laid_out, printing->profile, out, err);
    pw_document_finish(&laid_out);
    return ok;
}

/* ---- a job, or a document for the command line ---- */

static bool make(struct pw_composer *c, struct pw_db *db, enum pw_doc_kind document, int64_t order, int64_t parcel,
                 const struct pw_printing *printing, struct pw_buf *out, struct pw_error *err)
{
    struct loaded l;
    if (document == PW_DOC_COMMANDS)
        return make_receipt(c, NULL, document, printing, out, err);
    bool ok = load(db, order, parcel, &l, err);
    if (ok && pw_doc_is_page(document))
        ok = make_page(c, &l, document, printing, out, err);
    else if (ok)
        ok = make_receipt(c, &l, document, printing, out, err);
    pw_buf_finish(&l.text);
    return ok;
}

struct job {
    enum pw_doc_kind document;
    int64_t order, parcel;
};

static bool load_job(struct pw_db *db, int64_t job, struct job *ret_job, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err, "SELECT document, order_pk, parcel_pk FROM job WHERE id = $1", "i", job);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    ret_job->document = PW_DOC_KINDS;
    for (int k = 0; row == PW_ROW && k < PW_DOC_KINDS; k++)
        if (strcmp(pw_doc_name((enum pw_doc_kind)k), pw_stmt_text(s, 0)) == 0)
            ret_job->document = (enum pw_doc_kind)k;
    ret_job->order = row == PW_ROW ? pw_stmt_int(s, 1) : 0;
    ret_job->parcel = row == PW_ROW ? pw_stmt_int(s, 2) : 0;
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
    if (!load_job(db, job, &j, err) || !make(c, db, j.document, j.order, j.parcel, printing, out, err))
        return false;
    snprintf(title, title_size, "packwright-%s-%lld", pw_doc_name(j.document), (long long)job);
    if (printing->answers)
        printing->language->ask_proof(pw_printing_ticket(job), out);
    return pw_buf_ok(out, err);
}

/* ---- fonts opened before they are needed ---- */

void pw_composer_warm(struct pw_composer *c)
{
    struct loaded l = { .ship_by_us = 1, .purchase_us = 1, .parcel_number = 1, .parcels = 1 };
    struct pw_error ignored; /* what can't be drawn says so when it is wanted */
    struct pw_buf out;
    bool drawn = false;
    pw_buf_init(&l.text, 4096);
    pw_buf_init(&out, 4 << 20);
    size_t sample = keep(&l.text, "SAMPLE");
    for (int i = 0; i < FIELDS; i++)
        l.at[i] = sample;
    for (size_t i = 0; i < c->printer_count && !l.text.failed && !drawn; i++)
        if (c->printings[i].language != NULL && c->printings[i].language->render_page != NULL)
            drawn = make_page(c, &l, PW_DOC_LABEL, &c->printings[i], &out, &ignored);
    pw_buf_finish(&out);
    pw_buf_finish(&l.text);
}

/* The printer that a document would go to, or what stands for it. */
static void printing_for(const struct pw_composer *c, enum pw_doc_kind document, struct pw_printing *ret_printing)
{
    const struct pw_section *section;
    *ret_printing = (struct pw_printing){
        .width = { 101600 }, .length = { 152400 }, .dots_per_mm = 8, .profile = pw_profile_find("default")
    };
    for (size_t i = 0; (section = pw_config_nth(c->config, "printer", i)) != NULL; i++)
        if (pw_section_has_word(section, "documents", pw_doc_name(document))) {
            *ret_printing = c->printings[i];
            return;
        }
}

const struct pw_profile *pw_composer_profile(const struct pw_composer *c, enum pw_doc_kind document)
{
    struct pw_printing printing;
    printing_for(c, document, &printing);
    return printing.profile;
}

static bool page_picture(struct pw_composer *c, struct pw_db *db, enum pw_doc_kind document, int64_t order, int64_t parcel,
                         const struct pw_printing *printing, bool pdf, struct pw_buf *out, struct pw_error *err)
{
    struct loaded l;
    struct pw_page page;
    bool ok = load(db, order, parcel, &l, err) && draw_page(c, &l, document, printing, &page, err);
    pw_buf_finish(&l.text);
    if (!ok)
        return false;
    ok = pdf ? pw_page_write_pdf(&page, 1, out, err) : pw_page_write_png(&page, out, err);
    pw_page_finish(&page);
    return ok;
}

bool pw_composer_document(struct pw_composer *c, struct pw_db *db, enum pw_doc_kind document, int64_t order, int64_t parcel,
                          enum pw_format format, struct pw_buf *out, struct pw_error *err)
{
    static const char *const languages[] = {
        [PW_FORMAT_ESCPOS] = "escpos", [PW_FORMAT_ZPL] = "zpl", [PW_FORMAT_TSPL] = "tspl", [PW_FORMAT_EPL] = "epl"
    };
    struct pw_printing printing;
    printing_for(c, document, &printing);
    bool picture = format == PW_FORMAT_PNG || format == PW_FORMAT_PDF;
    if (pw_doc_is_page(document) && picture)
        return page_picture(c, db, document, order, parcel, &printing, format == PW_FORMAT_PDF, out, err);
    if (format == PW_FORMAT_TEXT)
        printing.language = NULL;
    else if (picture)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a receipt's picture is made of its bytes");
    else
        printing.language = pw_language_find(languages[format]);
    return make(c, db, document, order, parcel, &printing, out, err);
}

/* Refused at start by line and column, and not when the first order is packed. */
static bool good_template(struct pw_composer *c, struct pw_bytes source, const char *path, struct pw_error *err)
{
    struct pw_printing printing;
    printing_for(c, PW_DOC_SLIP, &printing);
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
