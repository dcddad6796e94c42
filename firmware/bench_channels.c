/*
 * Marketplaces that are asked over the network. A channel lives on the station's thread, beside the store; its requests go
 * through libcurl in the loop, and come back as calls on the station's thread.
 *
 *     station's thread                          loop
 *     turn: ask ──────── relay ───────────────▶ libcurl
 *     answer, turn ◀──── relay, with the answer ─┘
 *     turn says when ────────────────────────▶ timer
 */
#include "bench_parts.h"

#include "channel/amazon.h"
#include "channel/amazon_keys.h"
#include "channel/web_curl.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADERS = 6, AT_LEAST_US = 600000000 };

struct pw_bench_channel {
    struct pw_web base; /* what the channel asks through */
    struct pw_bench *bench;
    struct pw_bench_channel *next;
    const struct pw_section *section;
    struct pw_station *station;
    struct pw_amazon *amazon;
    size_t device; /* its index on the board */
    char why[300]; /* why it can't be asked (amazon is NULL); packing goes on */
    /* the loop's */
    struct pw_web *web;
    struct pw_timer *timer;
    struct relay *relays; /* those that libcurl has */
    bool stopped;
};

/* A request on its way to the loop, and its answer on the way back. */
struct relay {
    struct pw_bench_channel *channel;
    struct relay *next;
    struct pw_web_request request; /* its texts are owned */
    char *method, *url, *headers[HEADERS + 1];
    uint8_t *body;
    struct pw_web_answer answer;
    pw_web_fn *fn;
    void *user;
};

struct due {
    struct pw_bench_channel *channel;
    int64_t us;
};

/* It may hold a token. */
static void wipe(char *text)
{
    if (text != NULL)
        explicit_bzero(text, strlen(text));
    free(text);
}

static void relay_free(struct relay *r)
{
    free(r->method);
    free(r->url);
    for (int i = 0; i < HEADERS; i++)
        wipe(r->headers[i]);
    if (r->body != NULL)
        explicit_bzero(r->body, r->request.body.len);
    free(r->body);
    free((void *)(uintptr_t)r->answer.body.data);
    free(r);
}

/* ---- on the station's thread ---- */

static void turn(void *user);

static void tell_answer(void *user)
{
    struct relay *r = user;
    r->fn(r->user, &r->answer);
    relay_free(r);
}

static void on_due(void *user)
{
    turn(user);
}

static void on_changed(void *user)
{
    struct pw_bench_channel *c = user;
    struct pw_amazon_status status = { .well = false };
    struct pw_board_device d = { .kind = "channel" };
    if (c->amazon != NULL)
        pw_amazon_status(c->amazon, &status);
    else
        snprintf(status.words, sizeof status.words, "%s", c->why);
    snprintf(d.name, sizeof d.name, "%s", c->section->name);
    snprintf(d.state, sizeof d.state, "%s", status.well ? "ready" : "failed");
    snprintf(d.words, sizeof d.words, "%s", status.words);
    pw_station_post_device(c->bench->thread, c->device, &d);
}

static void on_job(void *user)
{
    struct pw_bench_channel *c = user;
    pw_station_pump(c->station);
    c->station->listener.changed(c->station->listener.user);
}

/* ---- on the loop's ---- */

static void on_answer(void *user, const struct pw_web_answer *answer)
{
    struct relay *r = user, **at = &r->channel->relays;
    while (*at != NULL && *at != r)
        at = &(*at)->next;
    if (*at == r)
        *at = r->next;
    r->answer = *answer;
    r->answer.body = pw_bytes_of(NULL, 0);
    uint8_t *copy = answer->body.len == 0 ? NULL : malloc(answer->body.len);
    if (copy != NULL) {
        memcpy(copy, answer->body.data, answer->body.len);
        r->answer.body = pw_bytes_of(copy, answer->body.len);
    } else if (answer->body.len > 0) { /* as if it had not come */
        r->answer.fault = PW_WEB_UNANSWERED;
        snprintf(r->answer.why, sizeof r->answer.why, "there was no memory for the answer");
    }
    while (!pw_station_post_call(r->channel->bench->thread, tell_answer, r)) /* a few hundred bytes: they come back */
        poll(NULL, 0, 1);
}

static void relay_ask(void *user)
{
    struct relay *r = user;
    struct pw_bench_channel *c = r->channel;
    struct pw_error err = { 0 };
    if (c->stopped) {
        relay_free(r);
        return;
    }
    r->next = c->relays;
    c->relays = r;
    if (c->web->impl->ask(c->web, &r->request, on_answer, r, &err))
        return;
    struct pw_web_answer none = { .fault = PW_WEB_UNREACHED };
    snprintf(none.why, sizeof none.why, "%s", err.text);
    on_answer(r, &none);
}

static void start_timer(void *user)
{
    struct due *d = user;
    if (!d->channel->stopped)
        d->channel->bench->loop->impl->timer_start(d->channel->timer, d->us);
    free(d);
}

static void on_timer(void *user)
{
    struct pw_bench_channel *c = user;
    if (c->stopped)
        return;
    pw_station_post_call(c->bench->thread, turn, c);
    c->bench->loop->impl->timer_start(c->timer, AT_LEAST_US); /* where memory was out, the next turn is not lost for ever */
}

/* ---- on the station's thread ---- */

static bool copy_text(const char *text, char **ret)
{
    *ret = strdup(text);
    return *ret != NULL;
}

static struct relay *relay_of(struct pw_bench_channel *c, const struct pw_web_request *request)
{
    struct relay *r = calloc(1, sizeof *r);
    if (r == NULL)
        return NULL;
    r->channel = c;
    r->request = *request;
    bool ok = copy_text(request->method, &r->method) && copy_text(request->url, &r->url);
    for (int i = 0; ok && i < HEADERS && request->headers[i] != NULL; i++)
        ok = copy_text(request->headers[i], &r->headers[i]);
    if (ok && request->body.len > 0) {
        r->body = malloc(request->body.len);
        ok = r->body != NULL;
        if (ok)
            memcpy(r->body, request->body.data, request->body.len);
    }
    if (!ok) {
        relay_free(r);
        return NULL;
    }
    r->request.method = r->method;
    r->request.url = r->url;
    r->request.headers = (const char *const *)r->headers;
    r->request.body = pw_bytes_of(r->body, request->body.len);
    return r;
}

static bool ask(struct pw_web *web, const struct pw_web_request *request, pw_web_fn *fn, void *user, struct pw_error *err)
{
    struct pw_bench_channel *c = pw_container_of(web, struct pw_bench_channel, base);
    struct relay *r = relay_of(c, request);
    if (r == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a request");
    r->fn = fn;
    r->user = user;
    if (pw_uv_loop_post(c->bench->uv, relay_ask, r, err))
        return true;
    relay_free(r);
    return false;
}

static const struct pw_web_impl impl = { ask, NULL };

static void turn(void *user)
{
    struct pw_bench_channel *c = user;
    struct pw_error err = { 0 };
    if (c->amazon == NULL)
        return;
    int64_t us = pw_amazon_turn(c->amazon);
    struct due *d = us == INT64_MAX ? NULL : malloc(sizeof *d);
    if (d == NULL)
        return;
    *d = (struct due){ c, us < 10000 ? 10000 : us };
    if (!pw_uv_loop_post(c->bench->uv, start_timer, d, &err))
        free(d);
}

static void wake(void *user)
{
    struct pw_bench_channel *c = user;
    if (c->amazon != NULL) {
        pw_amazon_shipped(c->amazon);
        pw_amazon_boxed(c->amazon);
    }
    turn(c);
}

/* A box is closed, or not any more; or its order may leave again. */
static bool boxes(const struct pw_decision *decision)
{
    static const enum pw_effect_kind kinds[] = { PW_EFFECT_PACK,   PW_EFFECT_CLOSE_BOX, PW_EFFECT_OPEN_AGAIN,
                                                 PW_EFFECT_REOPEN, PW_EFFECT_VOID_BOX,  PW_EFFECT_RELEASE };
    for (size_t i = 0; i < decision->effect_count; i++)
        for (size_t k = 0; k < PW_COUNT(kinds); k++)
            if (decision->effects[i].kind == kinds[k])
                return true;
    return false;
}

struct look {
    struct pw_bench *bench;
    int64_t order;
};

/* It may have changed since: cancelled, moved, asked to be cancelled. */
static void look_again(void *user)
{
    struct look *l = user;
    struct pw_error err = { 0 };
    char order_id[64] = "", channel[64] = "";
    struct pw_stmt *s =
        pw_db_query(l->bench->station_db, &err, "SELECT order_id, channel FROM orders WHERE id = $1", "i", l->order);
    if (s != NULL && pw_stmt_step(s, &err) == PW_ROW) {
        snprintf(order_id, sizeof order_id, "%s", pw_stmt_text(s, 0));
        snprintf(channel, sizeof channel, "%s", pw_stmt_text(s, 1));
    }
    pw_stmt_done(s);
    for (struct pw_bench_channel *c = l->bench->channels; c != NULL; c = c->next)
        if (c->amazon != NULL && strcmp(c->section->name, channel) == 0) {
            pw_amazon_reread(c->amazon, order_id);
            turn(c);
        }
    free(l);
}

static void post_look(struct pw_bench *b, int64_t order)
{
    struct look *l = malloc(sizeof *l);
    if (l == NULL)
        return;
    *l = (struct look){ b, order };
    if (!pw_station_post_call(b->thread, look_again, l))
        free(l);
}

void pw_bench_channels_told(struct pw_bench *b, const struct pw_decision *decision)
{
    bool opens = decision->outcome == PW_OUTCOME_COMPLETED;
    if (b->channels == NULL)
        return;
    for (size_t i = 0; i < decision->effect_count; i++)
        opens = opens || decision->effects[i].kind == PW_EFFECT_CLAIM || decision->effects[i].kind == PW_EFFECT_TAKE_OVER;
    if (opens)
        post_look(b, decision->order);
    for (struct pw_bench_channel *c = b->channels; c != NULL && (decision->outcome == PW_OUTCOME_SHIPPED || boxes(decision));
         c = c->next)
        pw_station_post_call(b->thread, wake, c);
}

/* ---- start and end ---- */

static bool open_channel(struct pw_bench *b, const struct pw_section *section, size_t index, struct pw_error *err)
{
    struct pw_bench_channel *c = calloc(1, sizeof *c);
    if (c == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a channel");
    c->base.impl = &impl;
    c->bench = b;
    c->section = section;
    c->station = b->station;
    c->device = index;
    c->next = b->channels;
    b->channels = c;
    const struct pw_amazon_setup setup = { .config = b->setup.config,
                                           .section = section,
                                           .bench = b->station->rules.bench,
                                           .db = b->station->db,
                                           .clock = &pw_clock_system,
                                           .log = b->log,
                                           .web = &c->base,
                                           .on_changed = on_changed,
                                           .on_due = on_due,
                                           .on_job = on_job,
                                           .user = c };
    c->timer = b->loop->impl->timer(b->loop, on_timer, c);
    if (c->timer == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a channel");
    char ids[200], endpoint[200], sign_in[200];
    if (!pw_amazon_places(section, ids, sizeof ids, endpoint, sizeof endpoint, sign_in, sizeof sign_in, err))
        return false; /* what the configuration says is wrong; what is only missing keeps nobody from packing */
    if (!pw_web_curl_create(b->loop, pw_section_get(section, "ca-file"), &c->web, err) ||
        !pw_amazon_create(&setup, &c->amazon, err)) {
        snprintf(c->why, sizeof c->why, "%s", err->text);
        pw_log(b->log, PW_LOG_ERROR, "channel", "%s: %s", section->name, c->why);
        *err = (struct pw_error){ 0 };
    }
    return true;
}

bool pw_bench_open_channels(struct pw_bench *b, struct pw_error *err)
{
    static const char *const before[] = { "scanner", "folder", "scale" };
    b->station_db = b->station->db;
    const struct pw_section *section;
    size_t index = 0;
    for (size_t k = 0; k < PW_COUNT(before); k++)
        for (size_t i = 0; pw_config_nth(b->setup.config, before[k], i) != NULL; i++)
            index++;
    for (size_t i = 0; (section = pw_config_nth(b->setup.config, "channel", i)) != NULL; i++)
        if (strcmp(pw_section_get(section, "type"), "amazon") == 0 && !open_channel(b, section, index++, err))
            return false;
    return true;
}

void pw_bench_start_channels(struct pw_bench *b)
{
    for (struct pw_bench_channel *c = b->channels; c != NULL; c = c->next) {
        on_changed(c);
        pw_station_post_call(b->thread, turn, c);
    }
}

void pw_bench_stop_channels(struct pw_bench *b)
{
    for (struct pw_bench_channel *c = b->channels; c != NULL; c = c->next) {
        c->stopped = true;
        if (c->web != NULL)
            c->web->impl->destroy(c->web);
        c->web = NULL;
        b->loop->impl->timer_free(c->timer);
        c->timer = NULL;
        while (c->relays != NULL) {
            struct relay *r = c->relays;
            c->relays = r->next;
            relay_free(r);
        }
    }
}

void pw_bench_close_channels(struct pw_bench *b)
{
    while (b->channels != NULL) {
        struct pw_bench_channel *c = b->channels;
        b->channels = c->next;
        pw_amazon_destroy(c->amazon);
        free(c);
    }
}
