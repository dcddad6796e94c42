/*
 * A template becomes a flat list of nodes in the order of the text; a section knows the node after its last one.
 *
 *     {{name}} {{{name}}} {{&name}}   VALUE, RAW          {{#name}} {{^name}} {{/name}}   SECTION, INVERTED
 *     {{>name}}                       PARTIAL             {{!...}} {{=<% %>=}}            no node
 *
 * A tag of the second column, or one without a node, that stands alone on its line takes the whole line with it.
 */
#include "document/mustache.h"

#include <stdio.h>
#include <stdlib.h>

enum node_type { TEXT, VALUE, RAW, SECTION, INVERTED, PARTIAL };

struct node {
    enum node_type type;
    struct pw_bytes text;   /* TEXT: itself; else the name */
    struct pw_bytes indent; /* PARTIAL alone on its line */
    bool alone;
    size_t end; /* SECTION, INVERTED: the node after the last inside */
    size_t at;  /* offset in the source */
    int depth;  /* sections around it */
};

struct pw_mustache {
    uint8_t *source;
    size_t len;
    char name[64];
    struct node *nodes;
    size_t count, cap;
};

#define MAX_DELIMITER 16

struct compiler {
    struct pw_mustache *m;
    size_t pos;
    char open[MAX_DELIMITER], close[MAX_DELIMITER];
    size_t open_len, close_len;
    size_t sections[PW_MUSTACHE_MAX_DEPTH];
    size_t depth;
    pw_mustache_fault fault; /* NULL: the first one ends it */
    void *user;
    struct pw_error *err;
};

static void place(const struct pw_mustache *m, size_t at, int *ret_line, int *ret_column)
{
    int line = 1, column = 1;
    for (size_t i = 0; i < at && i < m->len; i++) {
        if (m->source[i] == '\n') {
            line++;
            column = 1;
        } else if ((m->source[i] & 0xC0) != 0x80) {
            column++;
        }
    }
    *ret_line = line;
    *ret_column = column;
}

/* True when it goes on all the same. */
static bool refuse(struct compiler *c, size_t at, const char *what)
{
    int line, column;
    if (c->fault != NULL) {
        c->fault(c->user, at, what);
        return true;
    }
    place(c->m, at, &line, &column);
    return pw_fail(c->err, PW_ERR_BAD_INPUT, 0, "%s:%d:%d: %s", c->m->name, line, column, what);
}

static bool add(struct compiler *c, struct node node)
{
    struct pw_mustache *m = c->m;
    if (m->count == m->cap) {
        size_t cap = m->cap == 0 ? 64 : m->cap * 2;
        struct node *grown = realloc(m->nodes, cap * sizeof *grown);
        if (grown == NULL)
            return pw_fail(c->err, PW_ERR_MEMORY, 0, "no memory for the template %s", m->name);
        m->nodes = grown;
        m->cap = cap;
    }
    node.depth = (int)c->depth;
    m->nodes[m->count++] = node;
    return true;
}

static bool add_text(struct compiler *c, size_t from, size_t to)
{
    return from >= to || add(c, (struct node){ .type = TEXT, .text = pw_bytes_of(c->m->source + from, to - from), .at = from });
}

static bool is_blank(uint8_t b)
{
    return b == ' ' || b == '\t';
}

static bool is_space(uint8_t b)
{
    return is_blank(b) || b == '\n' || b == '\r';
}

/* The next place of what at or after from; len when there is none. */
static size_t find(const struct pw_mustache *m, size_t from, const char *what, size_t len)
{
    const uint8_t *hit = from < m->len ? memmem(m->source + from, m->len - from, what, len) : NULL;
    return hit == NULL ? m->len : (size_t)(hit - m->source);
}

static struct pw_bytes trimmed(const struct pw_mustache *m, size_t from, size_t to)
{
    while (from < to && is_space(m->source[from]))
        from++;
    while (to > from && is_space(m->source[to - 1]))
        to--;
    return pw_bytes_of(m->source + from, to - from);
}

/* True if nothing but blanks surrounds the tag [from, to) on its lines; then also the line's first and next offsets. */
static bool stands_alone(const struct pw_mustache *m, size_t from, size_t to, size_t *ret_start, size_t *ret_next)
{
    size_t start = from, next = to;
    while (start > 0 && is_blank(m->source[start - 1]))
        start--;
    if (start > 0 && m->source[start - 1] != '\n')
        return false;
    while (next < m->len && is_blank(m->source[next]))
        next++;
    if (next < m->len && m->source[next] == '\r' && next + 1 < m->len && m->source[next + 1] == '\n')
        next++;
    if (next < m->len && m->source[next] != '\n')
        return false;
    *ret_start = start;
    *ret_next = next < m->len ? next + 1 : next;
    return true;
}

/* "<% %>" between two equals signs. */
static bool set_delimiters(struct compiler *c, size_t at, struct pw_bytes inside)
{
    size_t a = 0, b;
    while (a < inside.len && !is_space(inside.data[a]))
        a++;
    b = a;
    while (b < inside.len && is_space(inside.data[b]))
        b++;
    size_t close_len = inside.len - b;
    if (a == 0 || close_len == 0 || a == b || a >= MAX_DELIMITER || close_len >= MAX_DELIMITER)
        return refuse(c, at, "new delimiters must be two words of at most 15 bytes: {{=<% %>=}}");
    for (size_t i = 0; i < inside.len; i++)
        if (inside.data[i] == '=' || (i > b && is_space(inside.data[i])))
            return refuse(c, at, "a delimiter can't contain = or blanks");
    memcpy(c->open, inside.data, a);
    c->open_len = a;
    memcpy(c->close, inside.data + b, close_len);
    c->close_len = close_len;
    return true;
}

static bool good_name(struct pw_bytes name)
{
    if (name.len == 0)
        return false;
    if (name.len == 1 && name.data[0] == '.')
        return true;
    if (name.data[0] == '.' || name.data[name.len - 1] == '.')
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (is_space(name.data[i]) || (name.data[i] == '.' && name.data[i - 1] == '.'))
            return false;
    return true;
}

static bool close_section(struct compiler *c, size_t at, struct pw_bytes name)
{
    char text[160];
    int n = (int)(name.len < 60 ? name.len : 60);
    if (c->depth == 0) {
        snprintf(text, sizeof text, "{{/%.*s}} closes nothing", n, (const char *)name.data);
        return refuse(c, at, text);
    }
    struct node *open = &c->m->nodes[c->sections[c->depth - 1]];
    if (!pw_bytes_equal(open->text, name)) {
        int line, column, m = (int)(open->text.len < 60 ? open->text.len : 60);
        place(c->m, open->at, &line, &column);
        snprintf(text, sizeof text, "{{/%.*s}} where {{/%.*s}} should close line %d", n, (const char *)name.data, m,
                 (const char *)open->text.data, line);
        if (!refuse(c, at, text))
            return false;
        /* what it does close is closed, and with it what is inside; else it is left out */
        size_t around = c->depth;
        while (around > 0 && !pw_bytes_equal(c->m->nodes[c->sections[around - 1]].text, name))
            around--;
        for (; around > 0 && c->depth >= around; c->depth--)
            c->m->nodes[c->sections[c->depth - 1]].end = c->m->count;
        return true;
    }
    open->end = c->m->count;
    c->depth--;
    return true;
}

/* One tag whose opening delimiter is at "at". */
static bool compile_tag(struct compiler *c, size_t at)
{
    struct pw_mustache *m = c->m;
    size_t inside = at + c->open_len, text_from = c->pos, start = at, next;
    uint8_t kind = inside < m->len ? m->source[inside] : 0;
    char end[MAX_DELIMITER + 2];
    size_t end_len = 0;
    bool sigil = kind != 0 && strchr("#^/!>=&{", kind) != NULL;
    if (kind == '{')
        end[end_len++] = '}';
    if (kind == '=')
        end[end_len++] = '=';
    memcpy(end + end_len, c->close, c->close_len);
    end_len += c->close_len;
    size_t close = find(m, inside + sigil, end, end_len);
    if (close == m->len) {
        c->pos = m->len;
        return refuse(c, at, "a tag opens here and isn't closed");
    }
    size_t after = close + end_len;
    struct pw_bytes name = trimmed(m, inside + sigil, close);
    if (kind != '!' && kind != '=' && !good_name(name)) {
        c->pos = after;
        return refuse(c, at, "a tag needs a name without blanks");
    }
    bool alone = sigil && kind != '&' && kind != '{' && stands_alone(m, at, after, &start, &next);
    c->pos = alone ? next : after;
    if (!add_text(c, text_from, start))
        return false;
    switch (kind) {
    case '!':
        return true;
    case '=':
        return set_delimiters(c, at, name);
    case '/':
        return close_section(c, at, name);
    case '>':
        return add(
            c,
            (struct node){
                .type = PARTIAL, .text = name, .alone = alone, .indent = pw_bytes_of(m->source + start, at - start), .at = at });
    case '#':
    case '^':
        if (c->depth == PW_MUSTACHE_MAX_DEPTH) {
            c->pos = m->len;
            return refuse(c, at, "more than 64 sections inside each other");
        }
        if (!add(c, (struct node){ .type = kind == '#' ? SECTION : INVERTED, .text = name, .at = at }))
            return false;
        c->sections[c->depth++] = m->count - 1;
        return true;
    default:
        return add(c, (struct node){ .type = kind == '&' || kind == '{' ? RAW : VALUE, .text = name, .at = at });
    }
}

static bool compile(struct compiler *c)
{
    struct pw_mustache *m = c->m;
    memcpy(c->open, "{{", 2);
    memcpy(c->close, "}}", 2);
    c->open_len = c->close_len = 2;
    for (;;) {
        size_t at = find(m, c->pos, c->open, c->open_len);
        if (at == m->len) {
            if (!add_text(c, c->pos, m->len))
                return false;
            break;
        }
        if (!compile_tag(c, at))
            return false;
    }
    while (c->depth > 0) {
        struct node *open = &m->nodes[c->sections[--c->depth]];
        open->end = m->count;
        if (!refuse(c, open->at, "a section opens here and isn't closed"))
            return false;
    }
    return true;
}

static bool compile_source(struct pw_bytes source, const char *name, pw_mustache_fault fault, void *user,
                           struct pw_mustache **ret_mustache, struct pw_error *err)
{
    if (source.len > PW_MUSTACHE_MAX_SOURCE)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "%s: a template may have %u bytes, this one has %zu", name, PW_MUSTACHE_MAX_SOURCE,
                       source.len);
    struct pw_mustache *m = calloc(1, sizeof *m);
    if (m == NULL || (m->source = malloc(source.len + 1)) == NULL) {
        free(m);
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the template %s", name);
    }
    if (source.len > 0)
        memcpy(m->source, source.data, source.len);
    m->source[source.len] = 0;
    m->len = source.len;
    snprintf(m->name, sizeof m->name, "%s", name);
    struct compiler c = { .m = m, .fault = fault, .user = user, .err = err };
    if (!compile(&c)) {
        pw_mustache_destroy(m);
        return false;
    }
    *ret_mustache = m;
    return true;
}

bool pw_mustache_compile(struct pw_bytes source, const char *name, struct pw_mustache **ret_mustache, struct pw_error *err)
{
    return compile_source(source, name, NULL, NULL, ret_mustache, err);
}

bool pw_mustache_check(struct pw_bytes source, const char *name, pw_mustache_fault fault, void *user, struct pw_error *err)
{
    struct pw_mustache *m = NULL;
    bool ok = compile_source(source, name, fault, user, &m, err);
    pw_mustache_destroy(m);
    return ok;
}

void pw_mustache_destroy(struct pw_mustache *mustache)
{
    if (mustache == NULL)
        return;
    free(mustache->source);
    free(mustache->nodes);
    free(mustache);
}

bool pw_mustache_next_name(const struct pw_mustache *mustache, size_t *cursor, struct pw_mustache_name *ret_name)
{
    static const enum pw_mustache_tag tags[] = { [VALUE] = PW_MUSTACHE_VALUE,
                                                 [RAW] = PW_MUSTACHE_RAW,
                                                 [SECTION] = PW_MUSTACHE_SECTION,
                                                 [INVERTED] = PW_MUSTACHE_INVERTED,
                                                 [PARTIAL] = PW_MUSTACHE_PARTIAL };
    for (; *cursor < mustache->count; ++*cursor) {
        const struct node *node = &mustache->nodes[*cursor];
        if (node->type == TEXT)
            continue;
        *ret_name = (struct pw_mustache_name){ node->text, tags[node->type], node->at, node->depth };
        ++*cursor;
        return true;
    }
    return false;
}

void pw_escape_html(struct pw_bytes text, struct pw_buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.data[i]) {
        case '&':
            pw_buf_puts(out, "&amp;");
            break;
        case '<':
            pw_buf_puts(out, "&lt;");
            break;
        case '>':
            pw_buf_puts(out, "&gt;");
            break;
        case '"':
            pw_buf_puts(out, "&quot;");
            break;
        default:
            pw_buf_putc(out, text.data[i]);
        }
    }
}

#define MAX_INDENT 256
#define MAX_STEPS 4000000 /* nodes; some 0.1 s */

struct renderer {
    const struct pw_mustache_partials *partials;
    pw_escape escape;
    bool raw;
    struct pw_buf *out;
    struct pw_error *err;
    const struct pw_value *stack[2 * PW_MUSTACHE_MAX_DEPTH + 1];
    size_t depth;
    size_t partial_depth;
    size_t steps;
    char indent[MAX_INDENT];
    size_t indent_len;
    bool fresh; /* at the start of a template's line: the indent is still to come */
    pw_mustache_piece piece;
    void *user;
};

static const struct pw_value *lookup(const struct renderer *r, struct pw_bytes name)
{
    if (name.len == 1 && name.data[0] == '.')
        return r->stack[r->depth - 1];
    const uint8_t *dot = memchr(name.data, '.', name.len);
    struct pw_bytes first = pw_bytes_of(name.data, dot == NULL ? name.len : (size_t)(dot - name.data));
    const struct pw_value *value = NULL;
    for (size_t i = r->depth; i-- > 0 && value == NULL;)
        value = pw_value_member(r->stack[i], first);
    while (value != NULL && first.len < name.len) {
        name = pw_bytes_of(name.data + first.len + 1, name.len - first.len - 1);
        dot = memchr(name.data, '.', name.len);
        first = pw_bytes_of(name.data, dot == NULL ? name.len : (size_t)(dot - name.data));
        value = pw_value_member(value, first);
    }
    return value;
}

static void begin_line(struct renderer *r)
{
    if (r->fresh)
        pw_buf_put(r->out, r->indent, r->indent_len);
    r->fresh = false;
}

static void put_text(struct renderer *r, struct pw_bytes text)
{
    if (r->indent_len == 0) {
        pw_buf_put(r->out, text.data, text.len);
        return;
    }
    for (size_t i = 0; i < text.len; i++) {
        begin_line(r);
        pw_buf_putc(r->out, text.data[i]);
        r->fresh = text.data[i] == '\n';
    }
}

static void put_value(struct renderer *r, const struct node *node)
{
    const struct pw_value *value = lookup(r, node->text);
    begin_line(r);
    if (value == NULL)
        return;
    struct pw_bytes text = value->type == PW_VALUE_TEXT   ? value->u.text
                           : value->type == PW_VALUE_TRUE ? pw_bytes_str("true")
                                                          : pw_bytes_str("");
    if (node->type == RAW && r->raw)
        pw_buf_put(r->out, text.data, text.len);
    else
        r->escape(text, r->out);
}

static bool render_nodes(struct renderer *r, const struct pw_mustache *m, size_t from, size_t to);

static bool render_partial(struct renderer *r, const struct pw_mustache *m, const struct node *node)
{
    const struct pw_mustache *partial = r->partials != NULL ? r->partials->find(r->partials->user, node->text) : NULL;
    size_t indent_len = r->indent_len;
    bool fresh = r->fresh;
    if (partial == NULL)
        return true;
    if (r->partial_depth == PW_MUSTACHE_MAX_DEPTH || indent_len + node->indent.len > MAX_INDENT) {
        int line, column;
        place(m, node->at, &line, &column);
        return pw_fail(r->err, PW_ERR_BAD_INPUT, 0, "%s:%d:%d: partials nest without end", m->name, line, column);
    }
    if (node->alone) {
        if (node->indent.len > 0)
            memcpy(r->indent + indent_len, node->indent.data, node->indent.len);
        r->indent_len += node->indent.len;
        r->fresh = true;
    } else {
        begin_line(r);
        r->indent_len = 0;
    }
    r->partial_depth++;
    bool ok = render_nodes(r, partial, 0, partial->count);
    r->partial_depth--;
    r->indent_len = indent_len;
    r->fresh = node->alone && fresh;
    return ok;
}

static bool render_section(struct renderer *r, const struct pw_mustache *m, size_t at)
{
    const struct node *node = &m->nodes[at];
    const struct pw_value *value = lookup(r, node->text);
    bool empty = value == NULL || pw_value_is_empty(value), ok = true;
    if (node->type == INVERTED)
        return !empty || render_nodes(r, m, at + 1, node->end);
    if (empty)
        return true;
    if (r->depth == PW_COUNT(r->stack))
        return pw_fail(r->err, PW_ERR_BAD_INPUT, 0, "%s: sections nest too deep", m->name);
    size_t times = value->type == PW_VALUE_LIST ? value->count : 1;
    for (size_t i = 0; ok && i < times && !r->out->failed; i++) {
        r->stack[r->depth++] = value->type == PW_VALUE_LIST ? &value->u.items[i] : value;
        ok = render_nodes(r, m, at + 1, node->end);
        r->depth--;
    }
    return ok;
}

static bool render_nodes(struct renderer *r, const struct pw_mustache *m, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const struct node *node = &m->nodes[i];
        if (++r->steps > MAX_STEPS)
            return pw_fail(r->err, PW_ERR_TOO_BIG, 0, "%s: the template's sections and partials repeat without end", m->name);
        if (r->piece != NULL && (node->type == TEXT || node->type == VALUE || node->type == RAW))
            r->piece(r->user, r->out->len, node->at, node->type == TEXT);
        switch (node->type) {
        case TEXT:
            put_text(r, node->text);
            break;
        case VALUE:
        case RAW:
            put_value(r, node);
            break;
        case SECTION:
        case INVERTED:
            if (!render_section(r, m, i))
                return false;
            i = node->end - 1;
            break;
        case PARTIAL:
            if (!render_partial(r, m, node))
                return false;
            break;
        }
    }
    return true;
}

static bool render(const struct pw_mustache *mustache, const struct pw_value *data, struct renderer *r)
{
    r->stack[0] = data;
    r->depth = 1;
    r->partial_depth = 0;
    r->steps = 0;
    r->indent_len = 0;
    r->fresh = false;
    return render_nodes(r, mustache, 0, mustache->count) && pw_buf_ok(r->out, r->err);
}

bool pw_mustache_render(const struct pw_mustache *mustache, const struct pw_value *data,
                        const struct pw_mustache_partials *partials, pw_escape escape, bool raw, struct pw_buf *out,
                        struct pw_error *err)
{
    struct renderer r;
    r.partials = partials;
    r.escape = escape;
    r.raw = raw;
    r.out = out;
    r.err = err;
    r.piece = NULL;
    return render(mustache, data, &r);
}

bool pw_mustache_render_told(const struct pw_mustache *mustache, const struct pw_value *data, pw_escape escape,
                             struct pw_buf *out, pw_mustache_piece piece, void *user, struct pw_error *err)
{
    struct renderer r;
    r.partials = NULL;
    r.escape = escape;
    r.raw = false;
    r.out = out;
    r.err = err;
    r.piece = piece;
    r.user = user;
    return render(mustache, data, &r);
}
