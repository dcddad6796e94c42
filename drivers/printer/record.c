/* A transport that writes down what is said between a transport and its listener. */
#include "printer/conversation.h"
#include "printer/stacked.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static const struct pw_transport_impl record_impl;

struct pw_record {
    struct pw_transport base;
    struct pw_transport *inner;
    struct pw_loop *loop;
    struct pw_log *log;
    int fd; /* -1 once the disk failed */
    int64_t start_us;
};

static struct pw_record *record_from(struct pw_transport *t)
{
    return pw_container_of(t, struct pw_record, base);
}

static void note(struct pw_record *r, struct pw_turn turn)
{
    struct pw_buf line;
    if (r->fd < 0)
        return;
    pw_buf_init(&line, PW_CONVERSATION_MAX * 2 + 4096);
    turn.at_ms = (pw_loop_now(r->loop) - r->start_us) / 1000;
    pw_conversation_put(&line, &turn);
    struct pw_error err = { 0 };
    bool ok = pw_buf_ok(&line, &err);
    for (size_t at = 0; ok && at < line.len;) {
        ssize_t n = write(r->fd, line.data + at, line.len - at);
        if (n > 0)
            at += (size_t)n;
        else if (n == 0 || errno != EINTR)
            ok = pw_fail(&err, PW_ERR_IO, n == 0 ? EIO : errno, "can't write the recording");
    }
    pw_buf_finish(&line);
    if (!ok) {
        pw_log(r->log, PW_LOG_WARN, "printer", "%s; recording ends here, printing goes on", err.text);
        close(r->fd);
        r->fd = -1;
    }
}

static void on_link(void *user, struct pw_transport *t, enum pw_link link, const char *why)
{
    (void)t;
    struct pw_record *r = user;
    r->base.link = link;
    note(r, (struct pw_turn){ .kind = PW_TURN_LINK, .link = link, .bytes = pw_bytes_str(why) });
    if (r->base.listener.on_link != NULL)
        r->base.listener.on_link(r->base.listener.user, &r->base, link, why);
}

static void on_sent(void *user, struct pw_transport *t, const struct pw_sent *sent)
{
    (void)t;
    struct pw_record *r = user;
    note(r, (struct pw_turn){ .kind = PW_TURN_SENT, .outcome = sent->outcome, .accepted = sent->accepted, .total = sent->total });
    if (r->base.listener.on_sent != NULL)
        r->base.listener.on_sent(r->base.listener.user, &r->base, sent);
}

static void on_progress(void *user, struct pw_transport *t, size_t accepted)
{
    (void)t;
    struct pw_record *r = user;
    if (r->base.listener.on_progress != NULL)
        r->base.listener.on_progress(r->base.listener.user, &r->base, accepted);
}

static void on_reply(void *user, struct pw_transport *t, struct pw_bytes reply)
{
    (void)t;
    struct pw_record *r = user;
    note(r, (struct pw_turn){ .kind = PW_TURN_REPLY, .bytes = reply });
    if (r->base.listener.on_reply != NULL)
        r->base.listener.on_reply(r->base.listener.user, &r->base, reply);
}

static void on_status(void *user, struct pw_transport *t, const char *words)
{
    (void)t;
    struct pw_record *r = user;
    note(r, (struct pw_turn){ .kind = PW_TURN_STATUS, .bytes = pw_bytes_str(words) });
    if (r->base.listener.on_status != NULL)
        r->base.listener.on_status(r->base.listener.user, &r->base, words);
}

static bool record_send(struct pw_transport *t, struct pw_bytes doc, const char *title, struct pw_error *err)
{
    struct pw_record *r = record_from(t);
    if (!r->inner->impl->send(r->inner, doc, title, err))
        return false;
    note(r, (struct pw_turn){ .kind = PW_TURN_DOCUMENT, .bytes = doc });
    return true;
}

static void record_cancel(struct pw_transport *t)
{
    struct pw_record *r = record_from(t);
    if (r->inner->impl->cancel != NULL)
        r->inner->impl->cancel(r->inner);
}

static void record_destroy(struct pw_transport *t)
{
    if (t == NULL)
        return;
    struct pw_record *r = record_from(t);
    if (r->inner != NULL)
        r->inner->impl->destroy(r->inner);
    if (r->fd >= 0)
        close(r->fd);
    free(r);
}

bool pw_record_create(struct pw_loop *loop, struct pw_log *log, struct pw_transport *inner, const char *path,
                      const struct pw_transport_listener *listener, struct pw_transport **ret_transport, struct pw_error *err)
{
    struct pw_record *r = calloc(1, sizeof *r);
    if (r == NULL) {
        inner->impl->destroy(inner);
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory to record a printer");
    }
    r->base = (struct pw_transport){ &record_impl, inner->section, *listener, inner->link };
    r->inner = inner;
    r->loop = loop;
    r->log = log;
    r->start_us = pw_loop_now(loop);
    r->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (r->fd < 0) {
        pw_fail(err, PW_ERR_IO, errno, "can't make the recording %.200s", path);
        record_destroy(&r->base);
        return false;
    }
    inner->listener = (struct pw_transport_listener){ on_link, on_sent, on_progress, on_reply, on_status, r };
    *ret_transport = &r->base;
    on_link(r, inner, inner->link, "");
    return true;
}

static const struct pw_transport_impl record_impl = {
    .scheme = "record",
    .send = record_send,
    .cancel = record_cancel,
    .destroy = record_destroy,
};
