#include "selftest.h"

#include "loop.h"
#include "packwright/utf8.h"
#include "printer.h"
#include "registry.h"
#include "scale.h"
#include "stationpage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LOOK_US = 100000 };

struct probe;

/* One device that is opened here. */
struct subject {
    struct probe *probe;
    struct pw_self_test_row *row;
    struct pw_scanner *scanner;
    struct pw_weigher *weigher;
    struct pw_printer *printer;
    bool tells;
};

struct probe {
    struct pw_uv_loop *uv;
    struct pw_loop *loop;
    struct pw_timer *timer;
    struct subject subjects[PW_SELF_TEST_ROWS];
    size_t count;
    int64_t until_us;
};

static struct pw_self_test_row *add_row(struct pw_self_test *t, const char *kind, const struct pw_section *s)
{
    if (t->count == PW_SELF_TEST_ROWS)
        return NULL;
    struct pw_self_test_row *r = &t->rows[t->count++];
    *r = (struct pw_self_test_row){ .state = "unknown" };
    snprintf(r->kind, sizeof r->kind, "%s", kind);
    snprintf(r->name, sizeof r->name, "%s", s->name);
    return r;
}

static void put(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
    pw_utf8_mend(out);
}

/* ---- what the configuration says ---- */

static void add_key(struct pw_self_test_row *r, const struct pw_section *s, const char *key)
{
    const char *value = pw_section_get(s, key);
    size_t len = strlen(r->what);
    if (value != NULL && *value != '\0')
        snprintf(r->what + len, sizeof r->what - len, "%s%s", len == 0 ? "" : " ", value);
}

static void describe(struct pw_self_test_row *r, const struct pw_section *s, const char *first)
{
    static const char *const keys[] = { "address", "listen", "port", "queue", "path", "vendor", "product", "serial" };
    add_key(r, s, first);
    for (size_t i = 0; i < PW_COUNT(keys); i++)
        add_key(r, s, keys[i]);
}

static void describe_printer(struct pw_self_test_row *r, const struct pw_section *s, const struct pw_printing *p)
{
    describe(r, s, "transport");
    size_t len = strlen(r->what);
    snprintf(r->what + len, sizeof r->what - len, ", %s", pw_section_get(s, "language"));
    len = strlen(r->what);
    if (p->language->render != NULL && p->profile != NULL)
        snprintf(r->what + len, sizeof r->what - len, " %s", p->profile->title);
    else
        snprintf(r->what + len, sizeof r->what - len, " %s, %s dpi", pw_section_get(s, "media"), pw_section_get(s, "dpi"));
    pw_utf8_mend(r->what);
}

/* ---- what the devices say ---- */

static void say_paper(struct pw_self_test_row *r, bool tells, bool told, unsigned conditions)
{
    const char *words = !tells                             ? "paper: this printer can't be asked"
                        : !told                            ? "paper: it was asked and did not answer"
                        : (conditions & PW_COND_PAPER_OUT) ? "paper: out"
                        : (conditions & PW_COND_PAPER_LOW) ? "paper: low"
                        : pw_condition_blocks(conditions)  ? "paper: it tells of the other fault alone"
                                                           : "paper: it says nothing is missing";
    put(r->paper, sizeof r->paper, words);
}

static void on_scanner_link(void *user, struct pw_scanner *scanner, enum pw_link link, const char *why)
{
    struct subject *s = user;
    (void)scanner;
    put(s->row->state, sizeof s->row->state, pw_link_name(link));
    put(s->row->words, sizeof s->row->words, why == NULL ? "" : why);
    s->row->good = link == PW_LINK_READY;
}

static void on_scan(void *user, struct pw_scanner *scanner, const struct pw_scan *scan)
{
    (void)user, (void)scanner, (void)scan;
}

static void on_garbage(void *user, struct pw_scanner *scanner, struct pw_bytes seen, const char *why)
{
    (void)user, (void)scanner, (void)seen, (void)why;
}

static void on_state(void *user, size_t printer, bool ready, const char *state, const char *words)
{
    struct probe *p = user;
    struct subject *s = &p->subjects[printer];
    put(s->row->state, sizeof s->row->state, state);
    put(s->row->words, sizeof s->row->words, words);
    s->row->good = ready;
}

static void on_job(void *user, size_t printer, int64_t job, enum pw_job_status status, int64_t accepted, int64_t total,
                   const char *evidence)
{
    (void)user, (void)printer, (void)job, (void)status, (void)accepted, (void)total, (void)evidence;
}

static void open_scanner(struct probe *p, const struct pw_section *section, struct pw_self_test_row *row)
{
    struct subject *s = &p->subjects[p->count++];
    struct pw_error err = { 0 };
    *s = (struct subject){ .probe = p, .row = row };
    describe(row, section, "driver");
    const struct pw_scanner_listener on = { on_scan, on_garbage, on_scanner_link, s };
    if (!pw_scanner_impl_find(pw_section_get(section, "driver"))->create(p->loop, NULL, section, &on, &s->scanner, &err)) {
        put(row->state, sizeof row->state, "failed");
        put(row->words, sizeof row->words, err.text);
    }
}

static void on_scale_link(void *user, size_t index, enum pw_link link, const char *why)
{
    struct probe *p = user;
    struct pw_self_test_row *row = p->subjects[index].row;
    put(row->state, sizeof row->state, pw_link_name(link));
    put(row->words, sizeof row->words, why);
    row->good = link == PW_LINK_READY;
}

static void on_scale_news(void *user, size_t index, enum pw_settle_news news, const struct pw_settle *settle)
{
    (void)user, (void)index, (void)news, (void)settle;
}

static void open_scale(struct probe *p, const struct pw_section *section, struct pw_self_test_row *row)
{
    struct subject *s = &p->subjects[p->count];
    struct pw_error err = { 0 };
    *s = (struct subject){ .probe = p, .row = row };
    describe(row, section, "driver");
    const struct pw_weigher_listener on = { on_scale_news, on_scale_link, p };
    if (!pw_weigher_create(p->loop, NULL, section, p->count++, &on, &s->weigher, &err)) {
        put(row->state, sizeof row->state, "failed");
        put(row->words, sizeof row->words, err.text);
    }
}

static void open_printer(struct probe *p, const struct pw_section *section, struct pw_self_test_row *row)
{
    struct subject *s = &p->subjects[p->count];
    struct pw_error err = { 0 };
    struct pw_printing printing;
    *s = (struct subject){ .probe = p, .row = row };
    const struct pw_printer_listener on = { on_job, on_state, p };
    if (pw_printing_read(section, &printing, &err)) {
        s->tells = printing.tells;
        describe_printer(row, section, &printing);
        if (pw_printer_create(p->loop, NULL, section, p->count++, &on, &s->printer, &err))
            return;
    }
    put(row->state, sizeof row->state, "failed");
    put(row->words, sizeof row->words, err.text);
    row->good = false;
}

static bool settled(const struct probe *p)
{
    unsigned conditions;
    for (size_t i = 0; i < p->count; i++) {
        const struct subject *s = &p->subjects[i];
        if (s->printer != NULL ? strcmp(s->row->state, "connecting") == 0 ||
                                     (s->row->good && s->tells && !pw_printer_told(s->printer, &conditions))
                               : (s->scanner != NULL || s->weigher != NULL) && !s->row->good)
            return false;
    }
    return true;
}

/* A device that is missing may only be slow; what is there and has said how it is, is known. */
static void on_timer(void *user)
{
    struct probe *p = user;
    if (pw_loop_now(p->loop) >= p->until_us || settled(p))
        pw_uv_loop_stop(p->uv);
    else
        p->loop->impl->timer_start(p->timer, LOOK_US);
}

static void close_all(struct probe *p)
{
    for (size_t i = 0; i < p->count; i++) {
        struct subject *s = &p->subjects[i];
        unsigned conditions = 0;
        if (s->printer != NULL) {
            bool told = pw_printer_told(s->printer, &conditions);
            if (strcmp(s->row->state, "ready") == 0 || strcmp(s->row->state, "waiting") == 0)
                say_paper(s->row, s->tells, told, conditions);
            pw_printer_destroy(s->printer);
        }
        if (s->scanner != NULL)
            s->scanner->impl->destroy(s->scanner);
        pw_weigher_destroy(s->weigher);
    }
    p->loop->impl->timer_free(p->timer);
    pw_uv_loop_turn(p->uv);
    pw_uv_loop_destroy(p->uv);
}

static bool look(const struct pw_config *config, int64_t wait_us, struct pw_self_test *t, struct pw_error *err)
{
    const struct pw_section *section;
    struct pw_self_test_row *row;
    struct probe *p = calloc(1, sizeof *p);
    if (p == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a self-test");
    if (!pw_uv_loop_create(&p->uv, err)) {
        free(p);
        return false;
    }
    p->loop = pw_uv_loop_base(p->uv);
    p->timer = p->loop->impl->timer(p->loop, on_timer, p);
    p->until_us = pw_loop_now(p->loop) + wait_us;
    for (size_t i = 0; (section = pw_config_nth(config, "printer", i)) != NULL && (row = add_row(t, "printer", section)) != NULL;
         i++)
        open_printer(p, section, row);
    for (size_t i = 0; (section = pw_config_nth(config, "scanner", i)) != NULL && (row = add_row(t, "scanner", section)) != NULL;
         i++)
        open_scanner(p, section, row);
    for (size_t i = 0; (section = pw_config_nth(config, "scale", i)) != NULL && (row = add_row(t, "scale", section)) != NULL; i++)
        open_scale(p, section, row);
    if (p->timer != NULL && p->count > 0) {
        p->loop->impl->timer_start(p->timer, LOOK_US);
        pw_uv_loop_run(p->uv);
    }
    close_all(p);
    free(p);
    return true;
}

/* ---- what the station that has them says ---- */

static const json_t *named(const json_t *list, const char *name, const char *kind)
{
    const json_t *row;
    size_t i;
    json_array_foreach(list, i, row)
    {
        const char *its = json_string_value(json_object_get(row, "name")), *k = json_string_value(json_object_get(row, "kind"));
        if (its != NULL && strcmp(its, name) == 0 && (kind == NULL || (k != NULL && strcmp(k, kind) == 0)))
            return row;
    }
    return NULL;
}

static void take_board(struct pw_self_test_row *r, const json_t *device)
{
    const char *state = json_string_value(json_object_get(device, "state")),
               *words = json_string_value(json_object_get(device, "words"));
    if (state == NULL) {
        put(r->words, sizeof r->words, "the station that runs does not know it: was the configuration changed since it started?");
        return;
    }
    put(r->state, sizeof r->state, state);
    put(r->words, sizeof r->words, words == NULL ? "" : words);
    r->good = strcmp(state, "ready") == 0;
}

static void read_board(const struct pw_config *config, const json_t *board, struct pw_self_test *t)
{
    const struct pw_section *section;
    struct pw_self_test_row *row;
    for (size_t i = 0; (section = pw_config_nth(config, "printer", i)) != NULL && (row = add_row(t, "printer", section)) != NULL;
         i++) {
        struct pw_printing printing;
        struct pw_error err = { 0 };
        take_board(row, named(json_object_get(board, "printers"), section->name, NULL));
        if (!pw_printing_read(section, &printing, &err)) {
            put(row->words, sizeof row->words, err.text);
            row->good = false;
            continue;
        }
        describe_printer(row, section, &printing);
        if (strcmp(row->state, "ready") == 0)
            put(row->paper, sizeof row->paper,
                printing.tells ? "paper: the station knows of nothing missing" : "paper: this printer can't be asked");
    }
    for (size_t i = 0; (section = pw_config_nth(config, "scanner", i)) != NULL && (row = add_row(t, "scanner", section)) != NULL;
         i++) {
        describe(row, section, "driver");
        take_board(row, named(json_object_get(board, "devices"), section->name, "scanner"));
    }
    for (size_t i = 0; (section = pw_config_nth(config, "scale", i)) != NULL && (row = add_row(t, "scale", section)) != NULL;
         i++) {
        describe(row, section, "driver");
        take_board(row, named(json_object_get(board, "devices"), section->name, "scale"));
    }
}

bool pw_self_test_run(const struct pw_config *config, int64_t wait_us, struct pw_self_test *t, struct pw_error *err)
{
    time_t now = time(NULL);
    struct tm tm;
    *t = (struct pw_self_test){ .count = 0 };
    put(t->bench, sizeof t->bench, pw_section_get(pw_config_section(config, "station", ""), "name"));
    if (localtime_r(&now, &tm) != NULL)
        strftime(t->made, sizeof t->made, "%Y-%m-%d %H:%M", &tm);
    json_t *board = pw_station_page_state(pw_section_get(pw_config_section(config, "kiosk", ""), "listen"));
    const char *bench = json_string_value(json_object_get(json_object_get(board, "bench"), "name"));
    if (bench == NULL)
        bench = json_string_value(json_object_get(board, "bench"));
    if (board != NULL && (bench == NULL || strcmp(bench, t->bench) == 0)) {
        snprintf(t->how, sizeof t->how, "as the running station sees them");
        read_board(config, board, t);
    } else {
        snprintf(t->how, sizeof t->how, "opened for this test: no station runs");
        if (!look(config, wait_us, t, err)) {
            json_decref(board);
            return false;
        }
    }
    json_decref(board);
    for (size_t i = 0; i < t->count; i++)
        t->bad += !t->rows[i].good;
    return true;
}
