/* Documents of the bench itself: the sheet of commands, the list for a carrier. */
#include "station/compose.h"

#include "barcode/command.h"
#include "barcode/place_code.h"
#include "document/arena.h"
#include "document/self_test.h"
#include "document/test_page.h"
#include "station/customs.h"
#include "station/people.h"
#include "station/spare.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static bool commands(const struct pw_composing *g, int columns, struct pw_document *ret_document, struct pw_error *err)
{
    enum { MAX = 128, CAGES = 32 };
    struct pw_sheet_command commands[MAX];
    char codes[MAX][PW_COMMAND_CODE_SIZE];
    size_t n = 0;
    for (size_t i = 0; n < MAX && pw_command_nth(i) != NULL; i++) {
        const struct pw_command_info *info = pw_command_nth(i);
        if ((info->spare && !pw_spare_any(g->c->config)) || (pw_command_signs(info->command) && !pw_people_sign_in(g->c->config)))
            continue;
        if (!pw_command_code(g->c->key, info->command, codes[n]))
            return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the commands");
        commands[n] = (struct pw_sheet_command){ info->title, info->help, codes[n], info->reason };
        n++;
    }
    char cage_texts[CAGES][2][80];
    const struct pw_section *cage;
    for (size_t i = 0; n < MAX && i < CAGES && (cage = pw_config_nth(g->c->config, "cage", i)) != NULL; i++) {
        if (!pw_cage_code(g->c->key, cage->name, codes[n]))
            return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the cages");
        snprintf(cage_texts[i][0], sizeof cage_texts[i][0], "Cage %s", cage->name);
        snprintf(cage_texts[i][1], sizeof cage_texts[i][1], "At the door: what is scanned next goes with %.50s.",
                 pw_section_get(cage, "carrier"));
        commands[n] = (struct pw_sheet_command){ cage_texts[i][0], cage_texts[i][1], codes[n], false };
        n++;
    }
    return pw_sheet_lay_out(g->c->slip_press, pw_section_get(pw_config_section(g->c->config, "station", ""), "name"), commands, n,
                            columns, ret_document, err);
}

static bool badge(const struct pw_composing *g, int columns, struct pw_document *ret_document, struct pw_error *err)
{
    char text[300];
    struct pw_rows rows;
    snprintf(
        text, sizeof text,
        "Scan it to sign in, and once more to sign out. Whoever has it is %.60s at the bench: lost, it is made void by a new one "
        "(packwright people badge).",
        g->request->badge.name);
    pw_rows_break(text, columns, &rows);
    const struct pw_member members[] = {
        { "name", pw_value_text(g->request->badge.name) },
        { "role", pw_value_text(g->request->badge.role) },
        { "store", pw_value_text(pw_section_get(pw_config_section(g->c->config, "station", ""), "name")) },
        { "code", pw_value_text(g->request->badge.code) },
        { "text", pw_value_list(rows.row, rows.count) },
    };
    const struct pw_value root = pw_value_map(members, PW_COUNT(members));
    return pw_own_sheet_lay_out(g->c->slip_press, PW_SHEET_BADGE, &root, columns, ret_document, err);
}

/* ---- the list for a carrier ---- */

enum { PARCEL_MEMBERS = 4, HANDOVER_BYTES = 4 << 20 };

struct handover {
    struct pw_arena *arena;
    struct pw_value *rows;
    size_t count;
    int64_t weight_g, unknown;
};

static const char *keep(struct handover *h, const char *text)
{
    struct pw_bytes copy = pw_arena_copy(h->arena, pw_bytes_str(text));
    return copy.data == NULL ? "" : (const char *)copy.data;
}

static void add_parcel(void *user, const struct pw_handover_parcel *p)
{
    struct handover *h = user;
    char text[160];
    struct pw_member *m = pw_arena_take(h->arena, sizeof *m * PARCEL_MEMBERS);
    if (m == NULL || h->rows == NULL || h->count == PW_HANDOVER_MAX)
        return; /* the arena tells */
    snprintf(text, sizeof text, "%zu", h->count + 1);
    m[0] = (struct pw_member){ "n", pw_value_text(keep(h, text)) };
    m[1] = (struct pw_member){ "code", pw_value_text(keep(h, p->tracking[0] != '\0' ? p->tracking : p->code)) };
    if (p->parcels > 1)
        snprintf(text, sizeof text, "%.100s, %lld of %lld", p->order_id, (long long)p->number, (long long)p->parcels);
    else
        snprintf(text, sizeof text, "%.100s", p->order_id);
    m[2] = (struct pw_member){ "order", pw_value_text(keep(h, text)) };
    pw_weight_text(p->weight_g, text, sizeof text);
    m[3] = (struct pw_member){ "weight", pw_value_text(keep(h, text)) };
    h->weight_g += p->weight_g < 0 ? 0 : p->weight_g;
    h->unknown += p->weight_g < 0;
    h->rows[h->count++] = pw_value_map(m, PARCEL_MEMBERS);
}

static bool lay_handover_out(const struct pw_composing *g, struct handover *h, const struct pw_handover *head, int columns,
                             struct pw_document *ret_document, struct pw_error *err)
{
    char number[24] = "", mark[40] = "", made[40] = "", count[24], unknown[24] = "", total[32] = "";
    struct pw_address sender;
    struct pw_address_text text;
    struct pw_value lines[PW_ADDRESS_LINES];
    struct tm tm;
    time_t seconds = (time_t)(head->created_us / 1000000);
    pw_sender_read(g->c->config, &sender);
    if (!pw_address_format(&sender, false, &text, err))
        return false;
    size_t n = 0;
    for (size_t i = 0; i < text.count; i++)
        if (text.lines[i].part != PW_ADDRESS_NAME)
            lines[n++] = pw_value_text(text.lines[i].text);
    if (head->id != 0) {
        snprintf(number, sizeof number, "%lld", (long long)head->id);
        snprintf(mark, sizeof mark, "HANDOVER-%lld", (long long)head->id);
    }
    if (head->created_us > 0 && localtime_r(&seconds, &tm) != NULL)
        strftime(made, sizeof made, "%Y-%m-%d %H:%M", &tm);
    snprintf(count, sizeof count, "%zu", h->count);
    if (h->unknown > 0)
        snprintf(unknown, sizeof unknown, "%lld", (long long)h->unknown);
    if (h->unknown < (int64_t)h->count)
        pw_weight_text(h->weight_g, total, sizeof total);
    const struct pw_member members[] = {
        { "carrier", pw_value_text(head->carrier) },
        { "number", pw_value_text(number) },
        { "mark", pw_value_text(mark) },
        { "made", pw_value_text(made) },
        { "sender", pw_value_text(sender.name) },
        { "sender_lines", pw_value_list(lines, n) },
        { "parcels", pw_value_list(h->rows, h->count) },
        { "count", pw_value_text(count) },
        { "total", pw_value_text(total) },
        { "unknown", pw_value_text(unknown) },
    };
    const struct pw_value root = pw_value_map(members, PW_COUNT(members));
    bool ok = pw_own_sheet_lay_out(g->c->slip_press, PW_SHEET_HANDOVER, &root, columns, ret_document, err);
    pw_address_text_finish(&text);
    return ok;
}

static bool handover(const struct pw_composing *g, int columns, struct pw_document *ret_document, struct pw_error *err)
{
    struct handover h = { .arena = pw_arena_create(HANDOVER_BYTES) };
    struct pw_handover head;
    if (h.arena == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a hand-over list");
    h.rows = pw_arena_take(h.arena, sizeof *h.rows * PW_HANDOVER_MAX);
    bool ok = (g->request->handover != 0 || g->request->query != NULL ||
               pw_fail(err, PW_ERR_NOT_FOUND, 0, "the hand-over list is not in the store any more")) &&
              pw_handover_read(g->db, g->request->handover, g->request->query, &head, add_parcel, &h, err) &&
              pw_arena_ok(h.arena, err) && lay_handover_out(g, &h, &head, columns, ret_document, err);
    pw_arena_destroy(h.arena);
    return ok;
}

/* ---- the test page ---- */

struct test_texts {
    char model[160], link[200], made[40];
};

/* Where a printer is, by the key that its transport has for that. */
static const char *place_of(const struct pw_section *s)
{
    static const char *const keys[] = { "address", "port", "queue", "path", "serial", "vendor" };
    for (size_t i = 0; s != NULL && i < PW_COUNT(keys); i++) {
        const char *value = pw_section_get(s, keys[i]);
        if (value != NULL && *value != '\0')
            return value;
    }
    return "";
}

static void describe(const struct pw_printing *p, struct test_texts *t, struct pw_test_page *ret)
{
    const struct pw_section *s = p->section;
    const char *language = s != NULL ? pw_section_get(s, "language") : "";
    bool receipt = p->language == NULL ? strcmp(language, "escpos") == 0 : p->language->render != NULL;
    struct tm tm;
    time_t now = time(NULL);
    t->made[0] = '\0';
    if (localtime_r(&now, &tm) != NULL)
        strftime(t->made, sizeof t->made, "%Y-%m-%d %H:%M", &tm);
    if (receipt && p->profile != NULL)
        snprintf(t->model, sizeof t->model, "%s, %s %s", language, p->profile->vendor, p->profile->title);
    else
        snprintf(t->model, sizeof t->model, "%s", language);
    if (s != NULL)
        snprintf(t->link, sizeof t->link, "%s %s", pw_section_get(s, "transport"), place_of(s));
    else
        t->link[0] = '\0';
    *ret = (struct pw_test_page){
        .name = s != NULL ? s->name : "no printer", .model = t->model, .link = t->link, .made = t->made, .profile = p->profile
    };
}

static bool test_page(const struct pw_composing *g, int columns, struct pw_document *ret_document, struct pw_error *err)
{
    struct test_texts texts;
    struct pw_test_page test;
    describe(g->printing, &texts, &test);
    if (test.profile == NULL)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "nothing is known of this printer's model");
    return pw_compose_press(g->c, err) &&
           pw_test_page_lay_out(g->c->slip_press, g->c->label_press, &test, columns, ret_document, err);
}

bool pw_compose_bench_pages(const struct pw_composing *g, struct pw_pages *ret_pages, struct pw_error *err)
{
    const struct pw_printing *p = g->printing;
    struct test_texts texts;
    struct pw_test_page test;
    describe(p, &texts, &test);
    ret_pages->count =
        pw_test_page_draw(g->c->label_press, &test, p->width, p->length, p->dots_per_mm, &ret_pages->pages[0], err) ? 1 : 0;
    return ret_pages->count == 1;
}

bool pw_compose_bench_blocks(const struct pw_composing *g, int columns, struct pw_document *ret_document, struct pw_error *err)
{
    switch (g->request->document) {
    case PW_DOC_HANDOVER:
        return handover(g, columns, ret_document, err);
    case PW_DOC_TEST_PAGE:
        return test_page(g, columns, ret_document, err);
    case PW_DOC_SELF_TEST:
        return pw_self_test_lay_out(g->c->slip_press, g->request->self_test, columns, ret_document, err);
    default:
        return g->request->badge.code != NULL ? badge(g, columns, ret_document, err) : commands(g, columns, ret_document, err);
    }
}
