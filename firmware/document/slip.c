#include "document/slip.h"

#include "base/embed.h"
#include "document/cells.h"
#include "document/mustache.h"
#include "document/receiptline.h"

#include <stdio.h>
#include <stdlib.h>

struct pw_slip_press {
    struct pw_mustache *slip;
    struct pw_mustache *sheets[PW_SHEETS]; /* compiled when they are first wanted */
    struct pw_receipt_images *images;
    struct pw_buf markup; /* kept from slip to slip */
};

bool pw_slip_press_create(const struct pw_bytes *source, const char *name, struct pw_slip_press **ret_press, struct pw_error *err)
{
    struct pw_slip_press *p = calloc(1, sizeof *p);
    if (p == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the packing slip");
    pw_buf_init(&p->markup, PW_RECEIPT_MAX_TEXT);
    struct pw_bytes own = pw_embedded("document/templates/slip.receipt");
    p->images = pw_receipt_images_create();
    if (p->images == NULL)
        pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the packing slip");
    else if (pw_mustache_compile(source == NULL ? own : *source, source == NULL ? "slip.receipt" : name, &p->slip, err)) {
        *ret_press = p;
        return true;
    }
    pw_slip_press_destroy(p);
    return false;
}

void pw_slip_press_destroy(struct pw_slip_press *p)
{
    if (p == NULL)
        return;
    pw_mustache_destroy(p->slip);
    for (size_t i = 0; i < PW_SHEETS; i++)
        pw_mustache_destroy(p->sheets[i]);
    pw_receipt_images_destroy(p->images);
    pw_buf_finish(&p->markup);
    free(p);
}

static bool lay_out(struct pw_slip_press *p, const struct pw_mustache *template, const struct pw_value *data, int columns,
                    struct pw_document *ret_document, struct pw_error *err)
{
    pw_buf_reset(&p->markup);
    /* Raw is false: nothing from outside is mark-up, however a template spells its braces. */
    return pw_mustache_render(template, data, NULL, pw_receipt_escape, false, &p->markup, err) &&
           pw_receipt_layout(pw_buf_peek(&p->markup), columns, p->images, ret_document, err);
}

bool pw_own_sheet_lay_out(struct pw_slip_press *p, enum pw_own_sheet sheet, const struct pw_value *data, int columns,
                          struct pw_document *ret_document, struct pw_error *err)
{
    static const char *const files[PW_SHEETS] = { "commands.receipt", "handover.receipt", "test_page.receipt",
                                                  "self_test.receipt", "badge.receipt" };
    char path[80];
    snprintf(path, sizeof path, "document/templates/%s", files[sheet]);
    return (p->sheets[sheet] != NULL || pw_mustache_compile(pw_embedded(path), files[sheet], &p->sheets[sheet], err)) &&
           lay_out(p, p->sheets[sheet], data, columns, ret_document, err);
}

/* ---- the slip's data ---- */

enum {
    LINE_MEMBERS = 7,
    UNIT_MEMBERS = 3,
    OTHER_MEMBERS = 5,
    NAME_INDENT = 5,   /* cells that the quantity's column takes in the template */
    FIELD_INDENT = 10, /* likewise the names of fields */
    NARROW_INDENT = 3, /* and what is before an address on narrow paper */
    NARROW_BELOW = 40, /* columns */
    FRAME = 2,         /* cells that a frame takes */
    MAX_BARCODE = 60,  /* characters */
};

/* Appends text's rows, up to so many in all. A word longer than a row ends after a hyphen, or where the layout breaks it. */
static void add_rows(const char *text, int width, size_t limit, struct pw_rows *out)
{
    struct pw_bytes all = pw_bytes_str(text == NULL ? "" : text);
    size_t start = 0, pos = 0, blank = 0, hyphen = 0;
    int cells = 0;
    while (pos < all.len) {
        int taken = 1;
        size_t next = pw_cells_next(all, pos, &taken);
        bool line_end = all.data[pos] == '\n' || (all.data[pos] == '\r' && (pos + 1 == all.len || all.data[pos + 1] != '\n'));
        if (line_end && out->count + 1 < limit) {
            size_t end = pos > start && all.data[pos - 1] == '\r' ? pos - 1 : pos;
            out->row[out->count++] = pw_value_bytes(pw_bytes_of(all.data + start, end - start));
            start = pos = blank = hyphen = pos + 1;
            cells = 0;
            continue;
        }
        if (all.data[pos] == ' ')
            blank = pos;
        size_t end = blank > start ? blank : hyphen;
        if (cells + taken > width && end > start && out->count + 1 < limit) {
            out->row[out->count++] = pw_value_bytes(pw_bytes_of(all.data + start, end - start));
            start = end == blank ? end + 1 : end;
            cells = pw_cells_count(pw_bytes_of(all.data + start, pos < start ? 0 : pos - start));
        }
        if (all.data[pos] == '-')
            hyphen = next;
        cells += pos < start ? 0 : taken;
        pos = next;
    }
    if (start < all.len && out->count < limit)
        out->row[out->count++] = pw_value_bytes(pw_bytes_of(all.data + start, all.len - start));
}

void pw_rows_break(const char *text, int width, struct pw_rows *out)
{
    out->count = 0;
    add_rows(text, width, PW_ROWS_MAX, out);
}

struct slip_data {
    struct pw_rows *names; /* of line_count */
    struct pw_rows gift;
    struct pw_rows *other_names; /* of other_count, and the same below */
    struct pw_value *others;
    struct pw_member *other_members;
    char (*other_texts)[2][40];
    struct pw_value *lines;    /* of line_count */
    struct pw_member *members; /* LINE_MEMBERS for each */
    char (*quantities)[24];
    struct pw_value *units_captured; /* of all lines */
    struct pw_member *unit_members;
    struct pw_rows recipient, recipient_lines, sender, sender_lines; /* the name, and what is below it */
    struct pw_address_text recipient_text, sender_text;
    char units[24], parcel[24], parcels[24];
};

/* What a Code 128 can hold and a scanner gives back; NULL: the slip has its QR code alone. */
static const char *barcode_of(const char *order_id)
{
    size_t len = order_id != NULL ? strlen(order_id) : 0;
    if (len == 0 || len > MAX_BARCODE)
        return NULL;
    for (size_t i = 0; i < len; i++)
        if (order_id[i] < ' ' || order_id[i] > '~')
            return NULL;
    return order_id;
}

static struct pw_value first_of(const struct pw_rows *rows)
{
    return rows->count > 0 ? rows->row[0] : pw_value_text(NULL);
}

static struct pw_value more_of(const struct pw_rows *rows)
{
    return pw_value_list(rows->row + 1, rows->count > 1 ? rows->count - 1 : 0);
}

/* What was captured of the units, line by line: one list after the other. */
static bool fill_captured(const struct pw_slip_order *o, struct slip_data *d)
{
    d->units_captured = calloc(o->captured_count + 1, sizeof *d->units_captured);
    d->unit_members = calloc(o->captured_count + 1, sizeof *d->unit_members * UNIT_MEMBERS);
    if (d->units_captured == NULL || d->unit_members == NULL)
        return false;
    for (size_t i = 0, at = 0; i < o->line_count; i++) {
        size_t first = at;
        for (; at < o->captured_count && o->captured[at].line == i; at++) {
            const struct pw_slip_unit *unit = &o->captured[at];
            struct pw_member *m = d->unit_members + at * UNIT_MEMBERS;
            m[0] = (struct pw_member){ "serial", pw_value_text(unit->serial) };
            m[1] = (struct pw_member){ "lot", pw_value_text(unit->lot) };
            m[2] = (struct pw_member){ "expiry", pw_value_text(unit->expiry) };
            d->units_captured[at] = pw_value_map(m, UNIT_MEMBERS);
        }
        d->members[i * LINE_MEMBERS + 6] = (struct pw_member){ "captured", pw_value_list(d->units_captured + first, at - first) };
    }
    return true;
}

static bool fill_lines(const struct pw_slip_order *o, int columns, struct slip_data *d)
{
    int64_t units = 0;
    d->lines = calloc(o->line_count + 1, sizeof *d->lines);
    d->members = calloc(o->line_count + 1, sizeof *d->members * LINE_MEMBERS);
    d->quantities = calloc(o->line_count + 1, sizeof *d->quantities);
    d->names = calloc(o->line_count + 1, sizeof *d->names);
    if (d->names == NULL || d->lines == NULL || d->members == NULL || d->quantities == NULL || !fill_captured(o, d))
        return false;
    for (size_t i = 0; i < o->line_count; i++) {
        const struct pw_slip_line *l = &o->lines[i];
        struct pw_member *m = d->members + i * LINE_MEMBERS;
        snprintf(d->quantities[i], sizeof d->quantities[i], "%lld", (long long)l->quantity);
        units += l->quantity;
        m[0] = (struct pw_member){ "quantity", pw_value_text(d->quantities[i]) };
        const char *name = l->name == NULL || *l->name == '\0' ? l->sku : l->name;
        struct pw_rows *rows = &d->names[i];
        pw_rows_break(name, columns - NAME_INDENT, rows);
        m[1] = (struct pw_member){ "name", pw_value_text(name) };
        m[4] = (struct pw_member){ "name_first", rows->count > 0 ? rows->row[0] : pw_value_text(name) };
        m[5] = (struct pw_member){ "name_more", more_of(rows) };
        m[2] = (struct pw_member){ "sku", pw_value_text(l->sku) };
        m[3] = (struct pw_member){ "asin", pw_value_text(l->asin) };
        d->lines[i] = pw_value_map(m, LINE_MEMBERS);
    }
    snprintf(d->units, sizeof d->units, "%lld", (long long)units);
    return true;
}

/* What is not in this parcel. */
static bool fill_others(const struct pw_slip_order *o, int columns, struct slip_data *d)
{
    d->others = calloc(o->other_count + 1, sizeof *d->others);
    d->other_members = calloc(o->other_count + 1, sizeof *d->other_members * OTHER_MEMBERS);
    d->other_texts = calloc(o->other_count + 1, sizeof *d->other_texts);
    d->other_names = calloc(o->other_count + 1, sizeof *d->other_names);
    if (d->others == NULL || d->other_members == NULL || d->other_texts == NULL || d->other_names == NULL)
        return false;
    for (size_t i = 0; i < o->other_count; i++) {
        const struct pw_slip_other *other = &o->others[i];
        struct pw_member *m = d->other_members + i * OTHER_MEMBERS;
        char *quantity = d->other_texts[i][0], *where = d->other_texts[i][1];
        snprintf(quantity, sizeof d->other_texts[i][0], "%lld", (long long)other->quantity);
        if (other->parcel > 0)
            snprintf(where, sizeof d->other_texts[i][1], "in parcel %d", other->parcel);
        else
            snprintf(where, sizeof d->other_texts[i][1], "to follow");
        pw_rows_break(other->name, columns - NAME_INDENT, &d->other_names[i]);
        m[0] = (struct pw_member){ "quantity", pw_value_text(quantity) };
        m[1] = (struct pw_member){ "name", pw_value_text(other->name) };
        m[2] = (struct pw_member){ "name_first", first_of(&d->other_names[i]) };
        m[3] = (struct pw_member){ "name_more", more_of(&d->other_names[i]) };
        m[4] = (struct pw_member){ "where", pw_value_text(where) };
        d->others[i] = pw_value_map(m, OTHER_MEMBERS);
    }
    return true;
}

/* Each line of an address in rows of so many cells; the first, where it is the name, apart and in its own width. */
static void fill_address(const struct pw_address_text *text, int name_width, int width, struct pw_rows *name,
                         struct pw_rows *lines)
{
    name->count = lines->count = 0;
    for (size_t i = 0; i < text->count; i++) {
        if (text->lines[i].part == PW_ADDRESS_NAME)
            add_rows(text->lines[i].text, name_width, PW_ROWS_MAX, name);
        else
            add_rows(text->lines[i].text, width, PW_ROWS_MAX - (text->count - 1 - i), lines);
    }
}

static void drop(struct slip_data *d)
{
    free(d->lines);
    free(d->members);
    free(d->quantities);
    free(d->units_captured);
    free(d->unit_members);
    free(d->names);
    free(d->others);
    free(d->other_members);
    free(d->other_texts);
    free(d->other_names);
    pw_address_text_finish(&d->recipient_text);
    pw_address_text_finish(&d->sender_text);
}

bool pw_slip_data(const struct pw_slip_order *o, int columns, pw_slip_use use, void *user, struct pw_error *err)
{
    struct slip_data d = { 0 };
    bool abroad = !pw_address_same_country(o->recipient.country, o->sender.country), narrow = columns < NARROW_BELOW;
    pw_rows_break(o->gift_message, columns - FRAME, &d.gift);
    if (!fill_lines(o, columns, &d) || !fill_others(o, columns, &d)) {
        drop(&d);
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a slip of %zu lines", o->line_count);
    }
    bool ok = pw_address_format(&o->recipient, abroad, &d.recipient_text, err) &&
              pw_address_format(&o->sender, abroad, &d.sender_text, err);
    if (ok) {
        int width = columns - (narrow ? NARROW_INDENT : FIELD_INDENT);
        fill_address(&d.recipient_text, width, width, &d.recipient, &d.recipient_lines);
        fill_address(&d.sender_text, columns / 2, columns, &d.sender, &d.sender_lines); /* the name is twice as wide */
        snprintf(d.parcel, sizeof d.parcel, "%d", o->parcel);
        if (o->parcels > 0)
            snprintf(d.parcels, sizeof d.parcels, "%d", o->parcels);
        const struct pw_member members[] = {
            { "order_id", pw_value_text(o->order_id) },
            { "ordered", pw_value_text(o->ordered) },
            { "ship_by", pw_value_text(o->ship_by) },
            { "service", pw_value_text(o->service) },
            { "sales_channel", pw_value_text(o->sales_channel) },
            { "recipient", pw_value_text(o->recipient.name) },
            { "recipient_first", first_of(&d.recipient) },
            { "recipient_more", more_of(&d.recipient) },
            { "recipient_lines", pw_value_list(d.recipient_lines.row, d.recipient_lines.count) },
            { "sender", pw_value_text(o->sender.name) },
            { "sender_first", first_of(&d.sender) },
            { "sender_more", more_of(&d.sender) },
            { "sender_lines", pw_value_list(d.sender_lines.row, d.sender_lines.count) },
            { "narrow", pw_value_bool(narrow) },
            { "lines", pw_value_list(d.lines, o->line_count) },
            { "units", pw_value_text(d.units) },
            { "one_unit", pw_value_bool(strcmp(d.units, "1") == 0) },
            { "gift", pw_value_bool(o->gift) },
            { "gift_message", pw_value_text(o->gift_message) },
            { "barcode", pw_value_text(barcode_of(o->order_id)) },
            { "gift_rows", pw_value_list(d.gift.row, d.gift.count) },
            { "several_parcels", pw_value_bool(o->parcels > 1 || o->parcels < 0) },
            { "parcel", pw_value_text(d.parcel) },
            { "parcels", pw_value_text(d.parcels) },
            { "has_others", pw_value_bool(o->other_count > 0) },
            { "others", pw_value_list(d.others, o->other_count) },
            { "thanks", pw_value_text(o->thanks) },
        };
        const struct pw_value root = pw_value_map(members, PW_COUNT(members));
        ok = use(user, &root, err);
    }
    drop(&d);
    return ok;
}

struct slip_job {
    struct pw_slip_press *press;
    int columns;
    struct pw_document *ret_document;
};

static bool lay_slip_out(void *user, const struct pw_value *data, struct pw_error *err)
{
    const struct slip_job *job = user;
    return lay_out(job->press, job->press->slip, data, job->columns, job->ret_document, err);
}

bool pw_slip_lay_out(struct pw_slip_press *press, const struct pw_slip_order *o, int columns, struct pw_document *ret_document,
                     struct pw_error *err)
{
    struct slip_job job = { press, columns, ret_document };
    return pw_slip_data(o, columns, lay_slip_out, &job, err);
}

bool pw_sheet_lay_out(struct pw_slip_press *press, const char *bench, const struct pw_sheet_command *commands, size_t count,
                      int columns, struct pw_document *ret_document, struct pw_error *err)
{
    enum { MAX = 64, MEMBERS = 3 };
    struct pw_member m[MAX][MEMBERS];
    struct pw_rows *help = calloc(MAX, sizeof *help);
    if (help == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the sheet of commands");
    struct pw_value rows[2][MAX]; /* commands, reasons */
    size_t n[2] = { 0, 0 };
    for (size_t i = 0; i < count && i < MAX; i++) {
        m[i][0] = (struct pw_member){ "title", pw_value_text(commands[i].title) };
        pw_rows_break(commands[i].help, columns, &help[i]);
        m[i][1] = (struct pw_member){ "help", pw_value_list(help[i].row, help[i].count) };
        m[i][2] = (struct pw_member){ "code", pw_value_text(commands[i].code) };
        int which = commands[i].reason ? 1 : 0;
        rows[which][n[which]++] = pw_value_map(m[i], MEMBERS);
    }
    const struct pw_member members[] = {
        { "bench", pw_value_text(bench) },
        { "commands", pw_value_list(rows[0], n[0]) },
        { "reasons", pw_value_list(rows[1], n[1]) },
    };
    const struct pw_value root = pw_value_map(members, PW_COUNT(members));
    bool ok = pw_own_sheet_lay_out(press, PW_SHEET_COMMANDS, &root, columns, ret_document, err);
    free(help);
    return ok;
}
