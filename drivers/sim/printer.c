/*
 * The virtual printer: takes bytes like any printer, interprets them in a worker and keeps the last papers as pictures.
 *
 * One send:   send -> (sending) -> worker interprets -> on_sent, replies, papers, all on the loop's thread
 * A fault:    paper out, cover open: bytes are taken and wait in the printer; on_sent comes, nothing is printed until it is fine
 * again offline:               the link is MISSING; a document on the way ends as SENT_SOME; what waited inside is lost
 */
#include "sim/sim.h"

#include "packwright/clock.h"
#include "sim/speech.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DOCUMENT_MAX = 32 << 20, REPLIES_MAX = 65536, PNG_MAX = 8 << 20, UNKNOWN_SHOWN = 20, NEW_PAPERS_MAX = 256 };

/* What a worker makes of a document; owned by the worker until done. */
struct result {
    struct pw_sim_paper *papers;
    size_t count;
    struct pw_buf replies;
    struct pw_buf log; /* lines about unknown commands */
    unsigned unknown;
    struct pw_error error;
};

struct sim_printer {
    struct pw_transport base;
    struct pw_loop *loop;
    struct pw_log *log;
    const struct pw_clock *clock;
    struct pw_timer *soon;
    const struct pw_sim_speech *speech;
    void *paper; /* speech's */
    char *folder;
    int margin;
    size_t keep;
    enum pw_sim_fault fault;
    bool working; /* the worker has paper, doc and result */
    bool dead;    /* destroyed while working: freed when the worker is done */
    bool sending; /* on_sent is due */
    bool cut_off; /* went offline on the way */
    unsigned next;
    char title[65];
    size_t size;           /* of the document being sent */
    struct pw_buf doc;     /* being interpreted */
    struct pw_buf waiting; /* taken, and not interpreted yet */
    struct pw_buf now;     /* status answers that don't wait */
    struct result result;
    struct pw_sim_paper *papers; /* keep of them, oldest first */
    size_t count;
    unsigned numbers;
    pw_sim_paper_fn *on_paper;
    void *on_paper_user;
};

static struct sim_printer *printer_from(struct pw_transport *transport)
{
    assert(transport->impl == &pw_sim_printer_impl);
    return pw_container_of(transport, struct sim_printer, base);
}

static void paper_free(struct pw_sim_paper *paper)
{
    free((void *)(uintptr_t)paper->png.data);
    *paper = (struct pw_sim_paper){ 0 };
}

static void release(struct sim_printer *s)
{
    s->speech->destroy(s->paper);
    if (s->soon != NULL)
        s->loop->impl->timer_free(s->soon);
    for (size_t i = 0; i < s->count; i++)
        paper_free(&s->papers[i]);
    for (size_t i = 0; i < s->result.count; i++)
        paper_free(&s->result.papers[i]);
    free(s->papers);
    free(s->result.papers);
    free(s->folder);
    pw_buf_finish(&s->result.replies);
    pw_buf_finish(&s->result.log);
    pw_buf_finish(&s->doc);
    pw_buf_finish(&s->waiting);
    pw_buf_finish(&s->now);
    free(s);
}

/* In the worker. */

static void paper_came(void *user, struct pw_page *page, unsigned unknown)
{
    struct sim_printer *s = user;
    struct result *r = &s->result;
    struct pw_buf png;
    pw_buf_init(&png, PNG_MAX);
    if (r->count < NEW_PAPERS_MAX && r->error.code == PW_OK && pw_paper_png(page, s->margin, &png, &r->error)) {
        r->papers[r->count++] = (struct pw_sim_paper){ .width = page->width + 2 * s->margin,
                                                       .height = page->height + 2 * s->margin,
                                                       .png = pw_bytes_of(png.data, png.len),
                                                       .unknown = unknown };
    } else {
        pw_buf_finish(&png);
    }
}

static void reply_came(void *user, struct pw_bytes reply)
{
    struct sim_printer *s = user;
    pw_buf_put(&s->result.replies, reply.data, reply.len);
}

static void unknown_came(void *user, size_t offset, struct pw_bytes command, const char *why)
{
    struct sim_printer *s = user;
    if (s->result.unknown++ >= UNKNOWN_SHOWN)
        return;
    pw_buf_printf(&s->result.log, "at byte %zu: %s:", offset, why);
    for (size_t i = 0; i < command.len; i++)
        pw_buf_printf(&s->result.log, " %02x", command.data[i]);
    pw_buf_putc(&s->result.log, '\0');
}

static void interpret(void *user)
{
    struct sim_printer *s = user;
    struct pw_error err = { 0 };
    if (!s->speech->feed(s->paper, pw_buf_peek(&s->doc), &err))
        s->result.error = err;
}

/* On the loop's thread again. */

static void save(struct sim_printer *s, unsigned number, const char *suffix, struct pw_bytes data)
{
    char path[1200];
    snprintf(path, sizeof path, "%s/%s-%05u.%s", s->folder, s->base.section->name, number, suffix);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    size_t done = 0;
    while (fd >= 0 && done < data.len) {
        ssize_t n = write(fd, data.data + done, data.len - done);
        if (n < 0 && errno != EINTR)
            break;
        done += n < 0 ? 0 : (size_t)n;
    }
    if (fd < 0 || done < data.len)
        pw_log(s->log, PW_LOG_WARN, "printer", "%s: %s was not written: %s", s->base.section->name, path, strerror(errno));
    if (fd >= 0)
        close(fd);
}

static void keep_paper(struct sim_printer *s, struct pw_sim_paper *paper)
{
    paper->number = ++s->numbers;
    paper->at_us = s->clock->wall_us(s->clock);
    memcpy(paper->title, s->title, sizeof paper->title);
    if (s->folder != NULL)
        save(s, paper->number, "png", paper->png);
    if (s->count == s->keep) {
        paper_free(&s->papers[0]);
        memmove(s->papers, s->papers + 1, (s->count - 1) * sizeof *s->papers);
        s->count--;
    }
    s->papers[s->count++] = *paper;
    *paper = (struct pw_sim_paper){ 0 };
    if (s->on_paper != NULL)
        s->on_paper(s->on_paper_user, &s->base, &s->papers[s->count - 1]);
}

static void tell_unknown(struct sim_printer *s)
{
    const char *line = pw_buf_text(&s->result.log), *end = line + s->result.log.len;
    for (; line < end; line += strlen(line) + 1)
        pw_log(s->log, PW_LOG_WARN, "printer", "%s: not understood %s", s->base.section->name, line);
    if (s->result.unknown > UNKNOWN_SHOWN)
        pw_log(s->log, PW_LOG_WARN, "printer", "%s: and %u more", s->base.section->name, s->result.unknown - UNKNOWN_SHOWN);
    pw_buf_reset(&s->result.log);
    s->result.unknown = 0;
}

static void begin(struct sim_printer *s);

static void tell_replies(struct sim_printer *s, struct pw_buf *replies)
{
    const struct pw_transport_listener *to = &s->base.listener;
    if (replies->len != 0 && to->on_reply != NULL && s->base.link == PW_LINK_READY)
        to->on_reply(to->user, &s->base, pw_buf_peek(replies));
    pw_buf_reset(replies);
}

static void interpreted(void *user)
{
    struct sim_printer *s = user;
    s->working = false;
    if (s->dead) {
        release(s);
        return;
    }
    tell_unknown(s);
    if (s->result.error.code != PW_OK)
        pw_log(s->log, PW_LOG_ERROR, "printer", "%s: %s", s->base.section->name, s->result.error.text);
    s->result.error = (struct pw_error){ 0 };
    size_t count = s->result.count;
    s->result.count = 0;
    for (size_t i = 0; i < count; i++)
        keep_paper(s, &s->result.papers[i]);
    tell_replies(s, &s->result.replies);
    pw_buf_reset(&s->doc);
    begin(s);
}

static bool can_print(const struct sim_printer *s)
{
    return s->fault == PW_SIM_FINE || s->fault == PW_SIM_PAPER_LOW;
}

static unsigned sensors_of(enum pw_sim_fault fault)
{
    return fault == PW_SIM_PAPER_OUT    ? PW_PAPER_OUT
           : fault == PW_SIM_PAPER_LOW  ? PW_PAPER_LOW
           : fault == PW_SIM_COVER_OPEN ? PW_PAPER_COVER
                                        : 0;
}

static void set_sensors(struct sim_printer *s)
{
    s->speech->sensors(s->paper, sensors_of(s->fault));
    tell_replies(s, &s->result.replies);
}

/* Give what waits to a worker, if it can be printed and none is at it. */
static void begin(struct sim_printer *s)
{
    if (s->working || !can_print(s) || s->waiting.len == 0)
        return;
    struct pw_buf doc = s->doc;
    s->doc = s->waiting;
    s->waiting = doc;
    pw_buf_reset(&s->waiting);
    set_sensors(s);
    struct pw_error err;
    s->working = true;
    if (!s->loop->impl->work(s->loop, interpret, interpreted, s, &err)) {
        interpret(s); /* no worker to be had: here, then */
        interpreted(s);
    }
}

/* The timer: the document has arrived in the printer. */
static void arrived(void *user)
{
    struct sim_printer *s = user;
    if (!s->sending)
        return;
    s->sending = false;
    struct pw_sent sent = { .outcome = PW_SENT_ALL, .accepted = s->size, .total = s->size, .ground = "virtual" };
    if (s->cut_off) {
        sent.outcome = PW_SENT_SOME;
        sent.accepted = s->size / 2;
        pw_fail(&sent.error, PW_ERR_GONE, 0, "printer %s was unplugged in the middle of a document", s->base.section->name);
        s->cut_off = false;
    }
    const struct pw_transport_listener *to = &s->base.listener;
    to->on_sent(to->user, &s->base, &sent);
    tell_replies(s, &s->now);
    begin(s);
}

static bool send_document(struct pw_transport *transport, struct pw_bytes doc, const char *title, struct pw_error *err)
{
    struct sim_printer *s = printer_from(transport);
    const char *name = transport->section->name;
    if (transport->link != PW_LINK_READY)
        return pw_fail(err, PW_ERR_GONE, 0, "printer %s is unplugged: plug it in", name);
    if (s->sending)
        return pw_fail(err, PW_ERR_BUSY, 0, "printer %s is taking another document", name);
    if (s->waiting.len + doc.len > DOCUMENT_MAX)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "printer %s: its memory is full", name);
    size_t before = s->waiting.len;
    pw_buf_put(&s->waiting, doc.data, doc.len);
    if (!pw_buf_ok(&s->waiting, err)) {
        s->waiting.len = before;
        s->waiting.failed = false;
        return false;
    }
    if (s->folder != NULL)
        save(s, ++s->next, s->speech->language, doc);
    if (title != NULL && title[0] != '\0')
        snprintf(s->title, sizeof s->title, "%s", title);
    if (!can_print(s) && !s->working) {
        /* What a printer that can't print still answers; whole requests are then done with. */
        s->speech->realtime(s->paper, doc, before != 0);
        pw_buf_put(&s->now, s->result.replies.data, s->result.replies.len);
        if (s->result.replies.len != 0 && doc.len < 16)
            s->waiting.len = before;
        pw_buf_reset(&s->result.replies);
    }
    s->size = doc.len;
    s->sending = true;
    s->loop->impl->timer_start(s->soon, 0);
    return true;
}

static void destroy(struct pw_transport *transport)
{
    if (transport == NULL)
        return;
    struct sim_printer *s = printer_from(transport);
    s->dead = true;
    if (s->soon != NULL)
        s->loop->impl->timer_free(s->soon);
    s->soon = NULL;
    if (!s->working)
        release(s);
}

/* Dots of the paper named in the section. */
static struct pw_paper_setup setup_of(const struct pw_section *section, bool label)
{
    const char *paper = pw_section_get(section, "paper"), *media = pw_section_get(section, "media");
    double width, length;
    char unit[3];
    int dpi = (int)pw_section_int(section, "dpi", 203);
    struct pw_paper_setup setup = { .dots_per_mm = pw_dots_per_mm(dpi) };
    if (setup.dots_per_mm == 0)
        setup.dots_per_mm = dpi == 180 ? 7 : 8;
    int mm = setup.dots_per_mm;
    bool sized = label && media != NULL && strcmp(media, "4x6in") != 0 && sscanf(media, "%lfx%lf%2s", &width, &length, unit) == 3;
    if (sized && width > 0 && length > 0 && width < 1000 && length < 1000) {
        double um = strcmp(unit, "mm") == 0 ? 1000 : 25400;
        setup.width = pw_dots_from_um((struct pw_um){ (int32_t)(width * um + 0.5) }, mm).dots;
        setup.height = pw_dots_from_um((struct pw_um){ (int32_t)(length * um + 0.5) }, mm).dots;
    } else if (label || (paper != NULL && strcmp(paper, "4x6in") == 0)) {
        setup.width = pw_dots_from_um((struct pw_um){ 101600 }, mm).dots / 2 * 2;
        setup.height = pw_dots_from_um((struct pw_um){ 152400 }, mm).dots / 2 * 2;
    } else {
        bool narrow = paper != NULL && strcmp(paper, "58mm") == 0;
        setup.width = dpi == 180 ? (narrow ? 360 : 512) : (narrow ? 48 : 72) * setup.dots_per_mm;
    }
    const struct pw_profile *model =
        pw_profile_find(pw_section_get(section, "profile") == NULL ? "" : pw_section_get(section, "profile"));
    if (setup.height == 0 && model != NULL && model != pw_profile_nth(0)) { /* the first one is nobody's */
        setup.profile = model;
        setup.width = model->dots;
        setup.dots_per_mm = model->dpi == 180 ? 7 : 8;
    }
    return setup;
}

static bool create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                   const struct pw_transport_listener *listener, struct pw_transport **ret_transport, struct pw_error *err)
{
    const char *language = pw_section_get(section, "language");
    const struct pw_sim_speech *speech = pw_sim_speech_find(language == NULL ? "escpos" : language);
    if (speech == NULL)
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: printer %s: a virtual printer speaks escpos, zpl, tspl or epl, not %s",
                       section->file, section->line, section->name, language);
    struct sim_printer *s = calloc(1, sizeof *s);
    if (s == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "printer %s", section->name);
    s->base = (struct pw_transport){ .impl = &pw_sim_printer_impl, .section = section, .listener = *listener };
    s->speech = speech;
    s->loop = loop;
    s->log = log;
    s->clock = &pw_clock_system;
    s->keep = (size_t)pw_section_int(section, "keep", 12);
    s->keep = s->keep < 1 ? 1 : s->keep > 1000 ? 1000 : s->keep;
    const char *folder = pw_section_get(section, "folder");
    struct pw_paper_setup setup = setup_of(section, speech->label);
    struct pw_paper_sink sink = { .paper = paper_came, .reply = reply_came, .unknown = unknown_came, .user = s };
    s->margin = speech->label ? 0 : 4 * setup.dots_per_mm;
    pw_buf_init(&s->doc, DOCUMENT_MAX);
    pw_buf_init(&s->waiting, DOCUMENT_MAX);
    pw_buf_init(&s->now, REPLIES_MAX);
    pw_buf_init(&s->result.replies, REPLIES_MAX);
    pw_buf_init(&s->result.log, 65536);
    s->papers = calloc(s->keep, sizeof *s->papers);
    s->result.papers = calloc(NEW_PAPERS_MAX, sizeof *s->result.papers);
    s->soon = loop->impl->timer(loop, arrived, s);
    s->folder = folder == NULL ? NULL : strdup(folder);
    if (s->papers == NULL || s->result.papers == NULL || s->soon == NULL || (folder != NULL && s->folder == NULL)) {
        pw_fail(err, PW_ERR_MEMORY, ENOMEM, "printer %s", section->name);
        goto fail;
    }
    if (folder != NULL && mkdir(folder, 0750) < 0 && errno != EEXIST) {
        pw_fail(err, PW_ERR_CONFIG, errno, "%s:%d: printer %s: the folder %s can't be made", section->file, section->line,
                section->name, folder);
        goto fail;
    }
    if (!speech->create(&setup, &sink, &s->paper, err))
        goto fail;
    s->base.link = PW_LINK_READY;
    *ret_transport = &s->base;
    if (listener->on_link != NULL)
        listener->on_link(listener->user, &s->base, PW_LINK_READY, "virtual");
    return true;
fail:
    release(s);
    return false;
}

const struct pw_sim_paper *pw_sim_printer_papers(const struct pw_transport *transport, size_t *ret_count)
{
    *ret_count = 0;
    if (transport->impl != &pw_sim_printer_impl)
        return NULL;
    const struct sim_printer *s = (const struct sim_printer *)((const char *)transport - offsetof(struct sim_printer, base));
    *ret_count = s->count;
    return s->papers;
}

void pw_sim_printer_on_paper(struct pw_transport *transport, pw_sim_paper_fn *fn, void *user)
{
    if (transport->impl != &pw_sim_printer_impl)
        return;
    struct sim_printer *s = printer_from(transport);
    s->on_paper = fn;
    s->on_paper_user = user;
}

void pw_sim_printer_fault(struct pw_transport *transport, enum pw_sim_fault fault)
{
    static const char *const words[] = { "", "out of paper", "paper is running low", "the cover is open", "" };
    if (transport->impl != &pw_sim_printer_impl)
        return;
    struct sim_printer *s = printer_from(transport);
    const struct pw_transport_listener *to = &s->base.listener;
    enum pw_link link = fault == PW_SIM_OFFLINE ? PW_LINK_MISSING : PW_LINK_READY;
    bool words_changed = strcmp(words[fault], words[s->fault]) != 0;
    s->fault = fault;
    if (fault == PW_SIM_OFFLINE) {
        s->cut_off = s->sending;
        pw_buf_reset(&s->waiting);
        pw_buf_reset(&s->now);
    }
    if (link != s->base.link) {
        s->base.link = link;
        if (to->on_link != NULL)
            to->on_link(to->user, &s->base, link, link == PW_LINK_READY ? "virtual" : "unplugged");
    }
    if (words_changed && to->on_status != NULL)
        to->on_status(to->user, &s->base, words[fault]);
    if (!s->working)
        set_sensors(s);
    begin(s);
}

static const char *const papers[] = { "80mm", "58mm", "4x6in", NULL };
static const struct pw_key keys[] = {
    { .name = "paper", .type = PW_KEY_WORD, .words = papers, .help = "what the virtual printer prints on" },
    { .name = "keep", .type = PW_KEY_INT, .standard = "12", .min = 1, .max = 1000, .help = "papers that are kept as pictures" },
    { .name = "folder", .type = PW_KEY_PATH, .help = "where each document's bytes and each paper's picture are written" },
    { .name = NULL },
};

const struct pw_transport_impl pw_sim_printer_impl = {
    .scheme = "virtual",
    .keys = keys,
    .create = create,
    .send = send_document,
    .destroy = destroy,
};
