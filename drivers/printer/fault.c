/*
 * A transport that fails on purpose, at a byte of one's choice. What comes before that byte really goes through the inner
 * transport, as a document of its own; what comes after goes when the stall is released.
 */
#include "printer/delivery.h"
#include "printer/stacked.h"

#include <errno.h>
#include <stdlib.h>

static const struct pw_transport_impl fault_impl;

struct pw_faulty {
    struct pw_transport base;
    struct pw_delivery delivery;
    struct pw_transport *inner;
    enum pw_fault fault;
    size_t after;
    size_t passed;  /* of this document, through inner and ended well */
    size_t passing; /* at inner now */
    bool stalled, away;
};

static struct pw_faulty *fault_from(struct pw_transport *t)
{
    return pw_container_of(t, struct pw_faulty, base);
}

static void cut_off(struct pw_faulty *f, int sys, const char *what)
{
    struct pw_delivery *d = &f->delivery;
    if (f->passed == 0)
        pw_delivery_nothing(d, PW_ERR_GONE, sys, "nothing was sent: %s", what);
    else
        pw_delivery_some(d, f->passed, sys, "%s after %zu of %zu bytes", what, f->passed, d->len);
}

static void strike(struct pw_faulty *f)
{
    enum pw_fault fault = f->fault;
    f->fault = PW_FAULT_NONE;
    if (fault == PW_FAULT_STALL) {
        f->stalled = true;
        pw_delivery_words(&f->delivery, "the printer takes no data");
    } else if (fault == PW_FAULT_ERROR) {
        cut_off(f, EIO, "the system reported an error");
    } else {
        f->away = true;
        cut_off(f, ENODEV, "the printer disappeared");
        pw_delivery_link(&f->delivery, PW_LINK_MISSING, "unplugged");
    }
}

/* The next piece through inner, as far as the fault allows. */
static void pass_on(struct pw_faulty *f)
{
    struct pw_delivery *d = &f->delivery;
    size_t left = d->len - f->passed;
    bool armed = f->fault != PW_FAULT_NONE && f->after < left;
    f->passing = armed ? f->after : left;
    if (armed && f->passing == 0) {
        strike(f);
        return;
    }
    struct pw_error err;
    if (!f->inner->impl->send(f->inner, pw_bytes_of(d->data + f->passed, f->passing), d->title, &err)) {
        f->passing = 0;
        cut_off(f, err.sys, err.text);
    }
}

static void on_sent(void *user, struct pw_transport *t, const struct pw_sent *sent)
{
    (void)t;
    struct pw_faulty *f = user;
    struct pw_delivery *d = &f->delivery;
    f->passing = 0;
    f->passed += sent->accepted;
    f->after -= sent->accepted < f->after ? sent->accepted : f->after;
    if (sent->outcome != PW_SENT_ALL && f->passed == 0 && sent->outcome == PW_SENT_NOTHING)
        pw_delivery_nothing(d, sent->error.code, 0, "%s", sent->error.text);
    else if (sent->outcome != PW_SENT_ALL)
        pw_delivery_some(d, f->passed, 0, "%s", sent->error.text);
    else if (f->passed == d->len)
        pw_delivery_all(d);
    else
        pass_on(f);
}

static void on_link(void *user, struct pw_transport *t, enum pw_link link, const char *why)
{
    (void)t;
    struct pw_faulty *f = user;
    if (!f->away)
        pw_delivery_link(&f->delivery, link, "%s", why);
}

static void on_progress(void *user, struct pw_transport *t, size_t accepted)
{
    (void)t;
    struct pw_faulty *f = user;
    pw_delivery_progress(&f->delivery, f->passed + accepted);
}

static void on_reply(void *user, struct pw_transport *t, struct pw_bytes reply)
{
    (void)t;
    struct pw_faulty *f = user;
    if (!f->away)
        pw_delivery_reply(&f->delivery, reply.data, reply.len);
}

static void on_status(void *user, struct pw_transport *t, const char *words)
{
    (void)t;
    struct pw_faulty *f = user;
    if (!f->stalled)
        pw_delivery_words(&f->delivery, "%s", words);
}

static bool fault_send(struct pw_transport *t, struct pw_bytes doc, const char *title, struct pw_error *err)
{
    struct pw_faulty *f = fault_from(t);
    if (!pw_delivery_start(&f->delivery, doc, title, err))
        return false;
    f->passed = 0;
    pass_on(f);
    return true;
}

static void fault_cancel(struct pw_transport *t)
{
    struct pw_faulty *f = fault_from(t);
    f->stalled = false;
    pw_delivery_words(&f->delivery, "%s", "");
    if (f->passing > 0 && f->inner->impl->cancel != NULL)
        f->inner->impl->cancel(f->inner);
    else if (f->passing == 0)
        cut_off(f, 0, "cancelled");
}

void pw_fault_arm(struct pw_transport *transport, enum pw_fault fault, size_t after)
{
    struct pw_faulty *f = fault_from(transport);
    f->fault = fault;
    f->after = after;
}

void pw_fault_release(struct pw_transport *transport)
{
    struct pw_faulty *f = fault_from(transport);
    if (f->away) {
        f->away = false;
        pw_delivery_link(&f->delivery, f->inner->link, "%s", "");
    }
    if (f->stalled) {
        f->stalled = false;
        pw_delivery_words(&f->delivery, "%s", "");
        if (pw_delivery_open(&f->delivery))
            pass_on(f);
    }
}

static void fault_destroy(struct pw_transport *t)
{
    if (t == NULL)
        return;
    struct pw_faulty *f = fault_from(t);
    f->inner->impl->destroy(f->inner);
    pw_delivery_finish(&f->delivery);
    free(f);
}

bool pw_fault_create(struct pw_loop *loop, struct pw_transport *inner, const struct pw_transport_listener *listener,
                     struct pw_transport **ret_transport, struct pw_error *err)
{
    struct pw_faulty *f = calloc(1, sizeof *f);
    if (f == NULL) {
        inner->impl->destroy(inner);
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a faulty printer");
    }
    f->base = (struct pw_transport){ &fault_impl, inner->section, *listener, PW_LINK_MISSING };
    f->inner = inner;
    if (!pw_delivery_init(&f->delivery, &f->base, loop, "fault", err)) {
        fault_destroy(&f->base);
        return false;
    }
    inner->listener = (struct pw_transport_listener){ on_link, on_sent, on_progress, on_reply, on_status, f };
    *ret_transport = &f->base;
    pw_delivery_link(&f->delivery, inner->link, "%s", "");
    return true;
}

static const struct pw_transport_impl fault_impl = {
    .scheme = "fault",
    .send = fault_send,
    .cancel = fault_cancel,
    .destroy = fault_destroy,
};
