#include "document/self_test.h"

#include <stdio.h>
#include <stdlib.h>

enum { MEMBERS = 7, TEXTS = 3, INDENT = 3 };

bool pw_self_test_lay_out(struct pw_slip_press *press, const struct pw_self_test *t, int columns,
                          struct pw_document *ret_document, struct pw_error *err)
{
    char bad[24];
    struct pw_value *rows = calloc(t->count + 1, sizeof *rows);
    struct pw_member *members = calloc(t->count + 1, sizeof *members * MEMBERS);
    struct pw_rows *texts = calloc(t->count + 1, sizeof *texts * TEXTS);
    if (rows == NULL || members == NULL || texts == NULL) {
        free(rows);
        free(members);
        free(texts);
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a self-test");
    }
    for (size_t i = 0; i < t->count; i++) {
        const struct pw_self_test_row *r = &t->rows[i];
        struct pw_member *m = members + i * MEMBERS;
        m[0] = (struct pw_member){ "kind", pw_value_text(r->kind) };
        m[1] = (struct pw_member){ "name", pw_value_text(r->name) };
        m[2] = (struct pw_member){ "state", pw_value_text(r->state) };
        const char *const said[TEXTS] = { r->what, r->words, r->paper };
        static const char *const names[TEXTS] = { "what", "words", "paper" };
        for (size_t k = 0; k < TEXTS; k++) {
            struct pw_rows *broken = &texts[i * TEXTS + k];
            pw_rows_break(said[k], columns - INDENT, broken);
            m[3 + k] = (struct pw_member){ names[k], pw_value_list(broken->row, broken->count) };
        }
        m[6] = (struct pw_member){ "good", pw_value_bool(r->good) };
        rows[i] = pw_value_map(m, MEMBERS);
    }
    snprintf(bad, sizeof bad, "%zu", t->bad);
    const struct pw_member root_members[] = {
        { "bench", pw_value_text(t->bench) },      { "made", pw_value_text(t->made) },         { "how", pw_value_text(t->how) },
        { "rows", pw_value_list(rows, t->count) }, { "all_good", pw_value_bool(t->bad == 0) }, { "bad", pw_value_text(bad) },
        { "one_bad", pw_value_bool(t->bad == 1) },
    };
    const struct pw_value root = pw_value_map(root_members, PW_COUNT(root_members));
    bool ok = pw_own_sheet_lay_out(press, PW_SHEET_SELF_TEST, &root, columns, ret_document, err);
    free(rows);
    free(members);
    free(texts);
    return ok;
}
