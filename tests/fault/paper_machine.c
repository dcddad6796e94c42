#include "fault/paper_machine.h"

#include "printer/delivery.h"
#include "sim/speech.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

enum {
    PAPERS_MAX = 16,
    ITEMS_MAX = 64,
    REQUESTS_MAX = 4,
    PRINT_US = 300000, /* a paper through the mechanism */
    LAZY_US = 400000,
};

/* What waits in the mechanism: a paper, or a word that is said when all before it is done. */
struct item {
    bool paper;
    uint64_t digest;
    uint8_t word[96];
    size_t len;
};

struct paper_machine {
    const struct pw_sim_speech *speech;
    void *paper;
    bool judging; /* papers are compared, not printed */
    uint64_t judged[4];
    size_t judged_count;

    struct cable *cable; /* the transport, while there is one */
    struct trouble_plan plan;
    bool planned, struck, on;
    bool stopped, deaf, away, lag;
    size_t received; /* of the document under the plan, prefix and all */
    size_t taken;    /* of it by the engine */
    size_t before;   /* bytes in the buffer that are older */
    struct pw_buf buffer;
    uint32_t tail;                             /* the last four bytes that came in */
    size_t wanted[REQUESTS_MAX], wanted_count; /* requests of the language */
    uint32_t wanted_bytes[REQUESTS_MAX];
    struct item items[ITEMS_MAX];
    size_t item_count;
    uint64_t papers[PAPERS_MAX];
    size_t paper_count;
};

/* The link to it: one pw_transport for each run. */
struct cable {
    struct pw_transport base;
    struct pw_delivery delivery;
    struct pw_loop *loop;
    struct paper_machine *m;
    struct pw_timer *move, *print, *mend, *wake;
    size_t sent; /* of the delivery */
    bool document;
};

static struct paper_machine *next_machine;

const char *trouble_name(enum trouble trouble)
{
    static const char *const names[] = { "none",      "paper out", "cover open", "deaf", "an error of the system",
                                         "cable out", "power off" };
    return names[trouble];
}

static uint64_t digest(const struct pw_page *page)
{
    uint64_t h = 1469598103934665603u + (uint64_t)page->height;
    size_t len = (size_t)page->stride * (size_t)page->height, i = 0;
    for (; i + 8 <= len; i += 8) {
        uint64_t word;
        memcpy(&word, page->bits + i, 8);
        h = (h ^ word) * 1099511628211u;
        h ^= h >> 29;
    }
    for (; i < len; i++)
        h = (h ^ page->bits[i]) * 1099511628211u;
    return h;
}

static void say(struct paper_machine *m, const uint8_t *word, size_t len)
{
    if (m->cable != NULL && m->on && !m->away && !m->deaf && m->cable->base.link == PW_LINK_READY)
        pw_delivery_reply(&m->cable->delivery, word, len);
}

static void paper_came(void *user, struct pw_page *page, unsigned unknown)
{
    struct paper_machine *m = user;
    (void)unknown;
    uint64_t d = digest(page);
    pw_page_finish(page);
    *page = (struct pw_page){ 0 };
    if (m->judging) {
        if (m->judged_count < PW_COUNT(m->judged))
            m->judged[m->judged_count++] = d;
        return;
    }
    if (m->item_count == ITEMS_MAX)
        abort();
    m->items[m->item_count++] = (struct item){ .paper = true, .digest = d };
}

/* Answers that the interpreter gives in its turn. Those that were given at once, when the request came in, are not given twice.
 */
static void reply_came(void *user, struct pw_bytes reply)
{
    struct paper_machine *m = user;
    bool at_once = m->speech->label || (reply.len == 1 && (reply.data[0] & 0x93) == 0x12);
    if (m->judging || at_once || reply.len > sizeof m->items[0].word)
        return;
    if (m->item_count == ITEMS_MAX)
        abort();
    struct item *item = &m->items[m->item_count++];
    *item = (struct item){ .len = reply.len };
    memcpy(item->word, reply.data, reply.len);
}

/* ---- requests that are answered at once ---- */

static bool busy(const struct paper_machine *m)
{
    return m->buffer.len > 0 || m->item_count > 0;
}

static void at_once_came(void *user, struct pw_bytes reply)
{
    struct paper_machine *m = user;
    uint8_t copy[256];
    if (reply.len > sizeof copy)
        return;
    memcpy(copy, reply.data, reply.len);
    /* TSPL: "printing"; not while nothing has looked at the bytes yet: that is how its answer overtakes a document. */
    if (strcmp(m->speech->language, "tspl") == 0 && reply.len == 1 && m->item_count > 0 && copy[0] == 0)
        copy[0] |= 0x20;
    say(m, copy, reply.len);
}

static bool now_answering;

static void any_reply(void *user, struct pw_bytes reply)
{
    if (now_answering)
        at_once_came(user, reply);
    else
        reply_came(user, reply);
}

static const struct {
    const char *language, *bytes;
    size_t len;
} requests[] = { { "escpos", "\x10\x04\x01", 3 },
                 { "escpos", "\x10\x04\x02", 3 },
                 { "escpos", "\x10\x04\x03", 3 },
                 { "escpos", "\x10\x04\x04", 3 },
                 { "zpl", "~HS", 3 },
                 { "tspl", "\x1b!?", 3 },
                 { "epl", "^ee\n", 4 } };

static uint32_t as_number(const char *bytes, size_t len)
{
    uint32_t number = 0;
    for (size_t i = 0; i < len; i++)
        number = number << 8 | (uint8_t)bytes[i];
    return number;
}

static void answer_at_once(struct paper_machine *m, uint8_t byte)
{
    m->tail = m->tail << 8 | byte;
    for (size_t i = 0; i < m->wanted_count; i++) {
        size_t n = m->wanted[i], len = requests[n].len;
        if ((m->tail & UINT32_MAX >> (32 - 8 * len)) != m->wanted_bytes[i])
            continue;
        now_answering = true;
        m->speech->realtime(m->paper, pw_bytes_of((const uint8_t *)requests[n].bytes, len), busy(m));
        now_answering = false;
    }
}

static void know_requests(struct paper_machine *m)
{
    for (size_t i = 0; i < PW_COUNT(requests); i++)
        if (strcmp(requests[i].language, m->speech->language) == 0) {
            m->wanted_bytes[m->wanted_count] = as_number(requests[i].bytes, requests[i].len);
            m->wanted[m->wanted_count++] = i;
        }
}

/* ---- the engine and the mechanism ---- */

static void run_mechanism(struct paper_machine *m)
{
    while (m->item_count > 0 && !m->items[0].paper && !m->stopped) {
        struct item item = m->items[0];
        memmove(m->items, m->items + 1, --m->item_count * sizeof *m->items);
        say(m, item.word, item.len);
    }
    if (m->item_count > 0 && !m->stopped)
        m->cable->loop->impl->timer_start(m->cable->print, PRINT_US);
}

static void on_printed(void *user)
{
    struct paper_machine *m = ((struct cable *)user)->m;
    if (m->item_count == 0 || !m->items[0].paper || m->stopped || !m->on)
        return; /* interrupted: it is printed anew */
    if (m->paper_count == PAPERS_MAX)
        abort();
    m->papers[m->paper_count++] = m->items[0].digest;
    memmove(m->items, m->items + 1, --m->item_count * sizeof *m->items);
    run_mechanism(m);
}

static void set_sensors(struct paper_machine *m, unsigned state)
{
    now_answering = true;
    m->speech->sensors(m->paper, state);
    now_answering = false;
}

static void strike(struct paper_machine *m);

static void run_engine(struct paper_machine *m)
{
    struct pw_error err;
    while (m->on && !m->stopped && !m->lag && m->buffer.len > 0) {
        size_t n = m->buffer.len, old = m->before < n ? m->before : n;
        bool armed = m->planned && !m->struck && (m->plan.trouble == TROUBLE_PAPER || m->plan.trouble == TROUBLE_COVER);
        if (armed && old + (m->plan.at - m->taken) < n)
            n = old + (m->plan.at - m->taken);
        if (n > 0) {
            size_t idle = m->item_count;
            CHECK_OK(m->speech->feed(m->paper, pw_bytes_of(m->buffer.data, n), &err), err);
            pw_buf_drop(&m->buffer, n);
            m->before -= old;
            m->taken += n - old;
            if (idle == 0)
                run_mechanism(m);
        }
        if (armed && m->taken == m->plan.at)
            strike(m);
        else if (n == 0)
            return;
    }
}

static void on_wake(void *user)
{
    struct paper_machine *m = ((struct cable *)user)->m;
    m->lag = false;
    run_engine(m);
}

/* ---- trouble ---- */

static void strike(struct paper_machine *m)
{
    struct cable *c = m->cable;
    m->struck = true;
    switch (m->plan.trouble) {
    case TROUBLE_PAPER:
    case TROUBLE_COVER:
        m->stopped = true;
        set_sensors(m, m->plan.trouble == TROUBLE_PAPER ? PW_PAPER_OUT : PW_PAPER_COVER);
        break;
    case TROUBLE_DEAF:
        m->deaf = true;
        break;
    case TROUBLE_ERROR: {
        size_t known = c->sent > m->plan.unknown ? c->sent - m->plan.unknown : 0;
        pw_delivery_some(&c->delivery, known, 0, "an error after at least %zu of %zu bytes", known, c->delivery.len);
        break;
    }
    case TROUBLE_POWER:
        m->on = false;
        m->item_count = 0;
        pw_buf_reset(&m->buffer);
        m->before = 0;
        m->speech->reset(m->paper);
        /* fall through */
    case TROUBLE_CABLE: {
        m->away = true;
        size_t known = c->sent > m->plan.unknown ? c->sent - m->plan.unknown : 0;
        if (c->document && c->sent == 0 && m->plan.unknown == 0)
            pw_delivery_nothing(&c->delivery, PW_ERR_GONE, 0, "nothing was sent: unplugged");
        else
            pw_delivery_some(&c->delivery, known, 0, "unplugged after at least %zu of %zu bytes", known, c->delivery.len);
        pw_delivery_link(&c->delivery, PW_LINK_MISSING, "unplugged");
        break;
    }
    default:
        break;
    }
    c->loop->impl->timer_start(c->mend, m->plan.lasts_us);
}

static void on_mend(void *user)
{
    struct cable *c = user;
    struct paper_machine *m = c->m;
    m->stopped = m->deaf = m->away = false;
    m->on = true;
    set_sensors(m, 0);
    pw_delivery_link(&c->delivery, PW_LINK_READY, "%s", "");
    run_engine(m);
    run_mechanism(m);
    c->loop->impl->timer_start(c->move, 0);
}

/* ---- the cable ---- */

static void on_move(void *user)
{
    struct cable *c = user;
    struct paper_machine *m = c->m;
    struct pw_delivery *d = &c->delivery;
    if (!pw_delivery_open(d) || m->deaf || m->away)
        return;
    bool armed = c->document && m->planned && !m->struck && m->plan.trouble >= TROUBLE_DEAF;
    size_t n = d->len - c->sent;
    if (armed && m->plan.at - m->received < n)
        n = m->plan.at - m->received;
    for (size_t i = 0; i < n; i++)
        answer_at_once(m, d->data[c->sent + i]);
    pw_buf_put(&m->buffer, d->data + c->sent, n);
    if (c->document && m->planned)
        m->received += n;
    else if (!m->planned || m->received == 0)
        m->before = m->buffer.len;
    c->sent += n;
    if (m->plan.lazy && c->document && !m->struck && m->planned) {
        m->lag = true;
        c->loop->impl->timer_start(c->wake, LAZY_US);
    }
    run_engine(m);
    if (armed && m->received == m->plan.at && c->sent <= d->len && m->plan.at <= d->len)
        strike(m);
    if (!pw_delivery_open(d) || m->deaf)
        return;
    if (c->sent == d->len) {
        pw_delivery_all(d);
        if (armed && m->plan.at > d->len)
            c->loop->impl->timer_start(c->move, 50000); /* strikes behind it */
    }
}

static void on_move_timer(void *user)
{
    struct cable *c = user;
    struct paper_machine *m = c->m;
    bool after = m->planned && !m->struck && c->document && m->plan.at > m->received && m->received > 0 &&
                 !pw_delivery_open(&c->delivery) && !c->delivery.active;
    if (after && m->plan.trouble >= TROUBLE_DEAF)
        strike(m);
    else
        on_move(c);
}

static bool cable_send(struct pw_transport *t, struct pw_bytes doc, const char *title, struct pw_error *err)
{
    struct cable *c = pw_container_of(t, struct cable, base);
    bool document = strcmp(title, "status") != 0;
    if (!pw_delivery_start(&c->delivery, doc, title, err))
        return false;
    c->document = document;
    c->sent = 0;
    c->loop->impl->timer_start(c->move, 1000);
    return true;
}

static void cable_destroy(struct pw_transport *t)
{
    if (t == NULL)
        return;
    struct cable *c = pw_container_of(t, struct cable, base);
    c->m->cable = NULL;
    pw_delivery_finish(&c->delivery);
    c->loop->impl->timer_free(c->move);
    c->loop->impl->timer_free(c->print);
    c->loop->impl->timer_free(c->mend);
    c->loop->impl->timer_free(c->wake);
    free(c);
}

static bool cable_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                         const struct pw_transport_listener *listener, struct pw_transport **ret_transport, struct pw_error *err)
{
    (void)log;
    struct cable *c = calloc(1, sizeof *c);
    if (c == NULL)
        abort();
    c->base = (struct pw_transport){ &paper_machine_impl, section, *listener, PW_LINK_MISSING };
    c->loop = loop;
    c->m = next_machine;
    c->m->cable = c;
    c->move = loop->impl->timer(loop, on_move_timer, c);
    c->print = loop->impl->timer(loop, on_printed, c);
    c->mend = loop->impl->timer(loop, on_mend, c);
    c->wake = loop->impl->timer(loop, on_wake, c);
    CHECK_OK(pw_delivery_init(&c->delivery, &c->base, loop, "machine", err), *err);
    *ret_transport = &c->base;
    pw_delivery_link(&c->delivery, PW_LINK_READY, "%s", "");
    return true;
}

const struct pw_transport_impl paper_machine_impl = {
    .scheme = "machine",
    .create = cable_create,
    .send = cable_send,
    .destroy = cable_destroy,
};

/* ---- the machine ---- */

struct paper_machine *paper_machine_create(const char *language, const struct pw_paper_setup *setup)
{
    struct pw_error err = { 0 };
    struct paper_machine *m = calloc(1, sizeof *m);
    if (m == NULL)
        abort();
    m->speech = pw_sim_speech_find(language);
    if (m->speech == NULL)
        pw_test_fail(__FILE__, __LINE__, "no interpreter for %s", language);
    know_requests(m);
    const struct pw_paper_sink sink = { paper_came, any_reply, NULL, m };
    pw_buf_init(&m->buffer, 64 << 20);
    CHECK_OK(m->speech->create(setup, &sink, &m->paper, &err), err);
    return m;
}

void paper_machine_destroy(struct paper_machine *m)
{
    m->speech->destroy(m->paper);
    pw_buf_finish(&m->buffer);
    free(m);
}

void paper_machine_begin(struct paper_machine *m)
{
    m->speech->reset(m->paper);
    m->speech->sensors(m->paper, 0);
    pw_buf_reset(&m->buffer);
    m->planned = m->struck = m->stopped = m->deaf = m->away = m->lag = false;
    m->on = true;
    m->received = m->taken = m->before = 0;
    m->item_count = m->paper_count = 0;
    m->tail = 0;
    next_machine = m;
}

void paper_machine_plan(struct paper_machine *m, const struct trouble_plan *plan)
{
    m->plan = *plan;
    m->planned = true;
    m->struck = false;
    m->received = m->taken = 0;
    m->before = m->buffer.len;
}

bool paper_machine_struck(const struct paper_machine *m)
{
    return m->struck;
}

size_t paper_machine_received(const struct paper_machine *m)
{
    return m->received;
}

size_t paper_machine_papers(const struct paper_machine *m, const uint64_t **ret_digests)
{
    *ret_digests = m->papers;
    return m->paper_count;
}

uint64_t paper_machine_expected(struct paper_machine *m, struct pw_bytes document)
{
    struct pw_error err;
    m->speech->reset(m->paper);
    m->judging = true;
    m->judged_count = 0;
    CHECK_OK(m->speech->feed(m->paper, document, &err), err);
    m->judging = false;
    m->speech->reset(m->paper);
    return m->judged_count == 1 ? m->judged[0] : 0;
}
