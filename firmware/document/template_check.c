/*
 * A template is read three times: as Mustache; for its names; and filled with sample data, laid out and printed into the void,
 * where each fault of the result is traced back to the place in the template that it came from.
 */
#include "document/template_check.h"

#include "base/nearest.h"
#include "document/mustache.h"
#include "document/receiptline.h"
#include "document/slip.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_FAULTS = 100, MAX_NAMES = 64 };

struct found {
    size_t at;
    bool note;
    char text[560];
};

struct piece {
    size_t out, at;
    bool text;
};

struct check {
    struct pw_bytes source;
    const struct pw_template_paper *paper;
    struct pw_mustache *template;
    struct pw_receipt_images *images;
    struct pw_buf markup;
    struct found *faults;
    size_t count;
    bool more;
    struct piece *pieces; /* of the mark-up, in its order */
    size_t piece_count, piece_cap;
    bool no_memory;
};

static void add(struct check *c, size_t at, bool note, const char *fmt, ...) PW_PRINTF(4, 5);
static void add(struct check *c, size_t at, bool note, const char *fmt, ...)
{
    struct found f = { .at = at, .note = note };
    va_list args;
    va_start(args, fmt);
    vsnprintf(f.text, sizeof f.text, fmt, args);
    va_end(args);
    for (size_t i = 0; i < c->count; i++)
        if (c->faults[i].at == at && strcmp(c->faults[i].text, f.text) == 0)
            return;
    if (c->count == MAX_FAULTS)
        c->more = true;
    else
        c->faults[c->count++] = f;
}

static void on_mustache(void *user, size_t at, const char *what)
{
    add(user, at, false, "%s", what);
}

/* ---- names ---- */

struct scope {
    const struct pw_value *values[PW_MUSTACHE_MAX_DEPTH + 1]; /* what each section is about; NULL: not known */
    int depth;
};

/* As the renderer looks it up, but a name counts also where the sample has no value for it. */
static const struct pw_value *look_up(const struct scope *s, struct pw_bytes name, bool *ret_known)
{
    const struct pw_value *value = NULL;
    *ret_known = true;
    if (pw_bytes_equal(name, pw_bytes_str(".")))
        return s->values[s->depth];
    for (bool first = true; name.len > 0; first = false) {
        const uint8_t *dot = memchr(name.data, '.', name.len);
        struct pw_bytes part = pw_bytes_of(name.data, dot == NULL ? name.len : (size_t)(dot - name.data));
        const struct pw_value *within = value;
        value = NULL;
        for (int i = s->depth; first && i >= 0 && value == NULL; i--)
            value = s->values[i] != NULL ? pw_value_member(s->values[i], part) : NULL;
        if (!first && within != NULL)
            value = pw_value_member(within, part);
        if (value == NULL) {
            *ret_known = false;
            return NULL;
        }
        name = pw_bytes_of(name.data + part.len + (dot != NULL), name.len - part.len - (dot != NULL));
    }
    return value;
}

static void unknown_name(struct check *c, const struct scope *s, const struct pw_mustache_name *n)
{
    const char *names[MAX_NAMES];
    char written[64], list[400] = "";
    size_t count = 0;
    for (int i = s->depth; i >= 0; i--)
        for (size_t k = 0;
             s->values[i] != NULL && s->values[i]->type == PW_VALUE_MAP && k < s->values[i]->count && count < MAX_NAMES; k++)
            names[count++] = s->values[i]->u.members[k].name;
    snprintf(written, sizeof written, "%.*s", (int)(n->name.len < 63 ? n->name.len : 63), (const char *)n->name.data);
    const char *near = pw_word_nearest(written, names, count);
    if (near != NULL) {
        add(c, n->at, false, "a slip has no \"%s\" here; did you mean \"%s\"?", written, near);
        return;
    }
    for (size_t i = 0, len = 0; i < count && len < sizeof list; i++)
        len += (size_t)snprintf(list + len, sizeof list - len, "%s%s", i > 0 ? ", " : "", names[i]);
    add(c, n->at, false, "a slip has no \"%s\" here; it has %s", written, list);
}

static void check_names(struct check *c, const struct pw_value *data)
{
    struct pw_mustache_name n;
    struct scope s = { .values = { data } };
    size_t cursor = 0;
    while (pw_mustache_next_name(c->template, &cursor, &n)) {
        bool known = true;
        s.depth = n.depth;
        const struct pw_value *value = n.tag == PW_MUSTACHE_PARTIAL ? NULL : look_up(&s, n.name, &known);
        if (n.tag == PW_MUSTACHE_PARTIAL)
            add(c, n.at, false, "{{>%.*s}} prints nothing: a template has no other templates in it",
                (int)(n.name.len < 60 ? n.name.len : 60), (const char *)n.name.data);
        else if (!known)
            unknown_name(c, &s, &n);
        else if (n.tag == PW_MUSTACHE_RAW)
            add(c, n.at, true, "braces of three and & make no difference: an order's data is never mark-up");
        else if (n.tag == PW_MUSTACHE_VALUE && value != NULL && (value->type == PW_VALUE_LIST || value->type == PW_VALUE_MAP))
            add(c, n.at, false, "\"%.*s\" is a list: {{#%.*s}}...{{/%.*s}} goes through it", (int)n.name.len,
                (const char *)n.name.data, (int)n.name.len, (const char *)n.name.data, (int)n.name.len,
                (const char *)n.name.data);
        if ((n.tag == PW_MUSTACHE_SECTION || n.tag == PW_MUSTACHE_INVERTED) && n.depth < PW_MUSTACHE_MAX_DEPTH)
            s.values[n.depth + 1] = value == NULL || n.tag == PW_MUSTACHE_INVERTED ? NULL
                                    : value->type != PW_VALUE_LIST                 ? value
                                    : value->count > 0                             ? &value->u.items[0]
                                                                                   : NULL;
    }
}

/* ---- filled ---- */

static void on_piece(void *user, size_t out, size_t at, bool text)
{
    struct check *c = user;
    if (c->piece_count == c->piece_cap) {
        size_t cap = c->piece_cap == 0 ? 256 : c->piece_cap * 2;
        struct piece *grown = realloc(c->pieces, cap * sizeof *grown);
        if (grown == NULL) {
            c->no_memory = true;
            return;
        }
        c->pieces = grown;
        c->piece_cap = cap;
    }
    c->pieces[c->piece_count++] = (struct piece){ out, at, text };
}

/* Where in the template the mark-up's byte comes from: the last piece that begins at it or before. */
static size_t origin(const struct check *c, size_t out)
{
    size_t low = 0, high = c->piece_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (c->pieces[middle].out <= out)
            low = middle;
        else
            high = middle;
    }
    if (c->piece_count == 0)
        return 0;
    return c->pieces[low].at + (c->pieces[low].text ? out - c->pieces[low].out : 0);
}

static void on_fault(void *user, size_t at, bool prints, const char *what)
{
    struct check *c = user;
    add(c, origin(c, at), prints, "%s", what);
}

static const char *missing_feature(const struct pw_block *b, unsigned features)
{
    switch (b->type) {
    case PW_BLOCK_CUT:
        return features & (PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT) ? NULL : "has no cutter: the paper is fed instead";
    case PW_BLOCK_DRAWER:
        return features & PW_FEATURE_DRAWER ? NULL : "has no socket for a drawer: nothing happens";
    case PW_BLOCK_BEEP:
        return features & PW_FEATURE_BEEPER ? NULL : "has no beeper: nothing is heard";
    case PW_BLOCK_TEXT:
    case PW_BLOCK_RULE:
    case PW_BLOCK_BARCODE:
    case PW_BLOCK_QR:
    case PW_BLOCK_MATRIX:
    case PW_BLOCK_IMAGE:
        break;
    }
    return NULL;
}

/* A line of its own, as the printer would get it. Text prints on every model: drawn, where its letters can't say it. */
static void on_laid(void *user, size_t at, const struct pw_block *blocks, size_t count)
{
    struct check *c = user;
    const struct pw_template_paper *paper = c->paper;
    struct pw_error why = { 0 };
    struct pw_buf bytes;
    bool text = true;
    for (size_t i = 0; i < count; i++) {
        text &= blocks[i].type == PW_BLOCK_TEXT || blocks[i].type == PW_BLOCK_RULE;
        const char *missing = missing_feature(&blocks[i], paper->profile->features);
        if (missing != NULL)
            add(c, origin(c, at), true, "%s %s", paper->profile->name, missing);
    }
    if (text)
        return;
    /* A document of borrowed blocks, which is only read. */
    struct pw_document line = { .blocks = (struct pw_block *)(uintptr_t)blocks, .count = count, .columns = paper->columns };
    pw_buf_init(&bytes, 16 << 20);
    if (!paper->language->render(&line, paper->profile, &bytes, &why))
        add(c, origin(c, at), false, "%s", why.text);
    pw_buf_finish(&bytes);
}

static bool can_print(const struct pw_template_paper *paper)
{
    return paper->language != NULL && paper->language->render != NULL && paper->profile != NULL;
}

static bool check_filled(void *user, const struct pw_value *data, struct pw_error *err)
{
    struct check *c = user;
    struct pw_document document = { 0 };
    const struct pw_receipt_watch watch = { on_fault, can_print(c->paper) ? on_laid : NULL, c };
    c->piece_count = 0;
    pw_buf_reset(&c->markup);
    if (!pw_mustache_render_told(c->template, data, pw_receipt_escape, &c->markup, on_piece, c, err) ||
        !pw_receipt_layout_watched(pw_buf_peek(&c->markup), c->paper->columns, c->images, &watch, &document, err))
        return false;
    pw_document_finish(&document);
    return !c->no_memory || pw_fail(err, PW_ERR_MEMORY, 0, "no memory for checking a template");
}

static bool check_sample(void *user, const struct pw_value *data, struct pw_error *err)
{
    check_names(user, data);
    return check_filled(user, data, err);
}

static bool check_all(struct check *c, struct pw_error *err)
{
    if (!pw_mustache_check(c->source, "template", on_mustache, c, err))
        return false;
    if (c->count > 0)
        return true; /* the rest would follow from these */
    return pw_mustache_compile(c->source, "template", &c->template, err) &&
           pw_slip_data(pw_slip_sample(false), c->paper->columns, check_sample, c, err) &&
           pw_slip_data(pw_slip_sample(true), c->paper->columns, check_filled, c, err);
}

/* ---- telling ---- */

static int by_place(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    return x->at != y->at ? (x->at < y->at ? -1 : 1) : strcmp(x->text, y->text);
}

static void tell_all(struct check *c, void (*tell)(void *user, const struct pw_template_fault *fault), void *user)
{
    size_t at = 0;
    int line = 1, column = 1;
    if (c->count > 1)
        qsort(c->faults, c->count, sizeof *c->faults, by_place);
    for (size_t i = 0; i < c->count; i++) {
        for (; at < c->faults[i].at && at < c->source.len; at++) {
            uint8_t b = c->source.data[at];
            bool ends = b == '\n' || (b == '\r' && (at + 1 == c->source.len || c->source.data[at + 1] != '\n'));
            line += ends;
            column = ends ? 1 : column + ((b & 0xC0) != 0x80);
        }
        tell(user, &(struct pw_template_fault){ line, column, c->faults[i].note, c->faults[i].text });
    }
    if (c->more)
        tell(user, &(struct pw_template_fault){ line, column, true, "and more after these hundred" });
}

bool pw_slip_template_check(struct pw_bytes source, const struct pw_template_paper *paper,
                            void (*tell)(void *user, const struct pw_template_fault *fault), void *user, struct pw_error *err)
{
    struct check c = { .source = source, .paper = paper, .faults = calloc(MAX_FAULTS, sizeof *c.faults) };
    pw_buf_init(&c.markup, PW_RECEIPT_MAX_TEXT);
    c.images = pw_receipt_images_create();
    bool ok = (c.faults != NULL && c.images != NULL) || pw_fail(err, PW_ERR_MEMORY, 0, "no memory for checking a template");
    ok = ok && check_all(&c, err);
    if (ok)
        tell_all(&c, tell, user);
    pw_mustache_destroy(c.template);
    pw_receipt_images_destroy(c.images);
    pw_buf_finish(&c.markup);
    free(c.pieces);
    free(c.faults);
    return ok;
}

struct first {
    const char *name;
    bool found;
    struct pw_error *err;
};

static void take_first(void *user, const struct pw_template_fault *fault)
{
    struct first *f = user;
    if (f->found || fault->note)
        return;
    f->found = true;
    pw_fail(f->err, PW_ERR_CONFIG, 0, "%s:%d:%d: %s", f->name, fault->line, fault->column, fault->text);
}

bool pw_slip_template_good(struct pw_bytes source, const char *name, const struct pw_template_paper *paper, struct pw_error *err)
{
    struct first first = { .name = name, .err = err };
    return pw_slip_template_check(source, paper, take_first, &first, err) && !first.found;
}
