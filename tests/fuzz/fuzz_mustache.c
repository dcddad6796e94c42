/*
 * Any bytes as a template: compiled or refused with a place, and rendered within its ceiling. Checking finds faults in what is
 * refused and in nothing else, the first of them first; told where its output comes from, rendering gives the same output, in
 * order.
 */
#include "document/mustache.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct pw_mustache *itself(const void *user, struct pw_bytes name)
{
    return name.len > 0 && name.data[0] == 'a' ? user : NULL;
}

struct told {
    size_t size, count, last_out;
};

static void on_fault(void *user, size_t at, const char *what)
{
    struct told *t = user;
    assert(at < t->size && *what != '\0');
    t->count++;
}

static void on_piece(void *user, size_t out, size_t at, bool text)
{
    struct told *t = user;
    assert(at < t->size && out >= t->last_out);
    t->last_out = out;
    t->count += text;
}

static void check_told(const struct pw_mustache *m, const struct pw_value *root, size_t size)
{
    struct pw_error err = { 0 };
    struct pw_buf out, told_out;
    struct told told = { .size = size };
    pw_buf_init(&out, 1 << 14);
    pw_buf_init(&told_out, 1 << 14);
    bool ok = pw_mustache_render(m, root, NULL, pw_escape_html, false, &out, &err);
    assert(pw_mustache_render_told(m, root, pw_escape_html, &told_out, on_piece, &told, &err) == ok);
    assert(pw_bytes_equal(pw_buf_peek(&out), pw_buf_peek(&told_out)));
    pw_buf_finish(&out);
    pw_buf_finish(&told_out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pw_mustache *m;
    struct pw_error err = { 0 };
    struct pw_buf out;
    static const struct pw_value items[] = { { .type = PW_VALUE_TRUE }, { .type = PW_VALUE_FALSE } };
    const struct pw_member members[] = { { "a", pw_value_text("text") }, { "b", pw_value_list(items, 2) } };
    const struct pw_value root = pw_value_map(members, 2);
    uint8_t *exact = malloc(size + 1);
    if (exact == NULL)
        return 0;
    memcpy(exact, data, size);
    struct told faults = { .size = size };
    bool checked = pw_mustache_check(pw_bytes_of(exact, size), "t", on_fault, &faults, &err);
    bool compiled = pw_mustache_compile(pw_bytes_of(exact, size), "t", &m, &err);
    assert(!checked || compiled == (faults.count == 0));
    if (!compiled) {
        assert(err.code != PW_OK && strncmp(err.text, "t:", 2) == 0);
        free(exact);
        return 0;
    }
    free(exact);
    check_told(m, &root, size);
    pw_buf_init(&out, 1 << 14);
    struct pw_mustache_partials partials = { itself, m };
    bool ok = pw_mustache_render(m, &root, &partials, pw_escape_html, true, &out, &err);
    assert(ok || err.code != PW_OK);
    assert(out.len <= 1 << 14);
    pw_buf_finish(&out);
    pw_mustache_destroy(m);
    return 0;
}
