#include "printer/delivery.h"

#include <stdio.h>
#include <stdlib.h>

static void tell_end(void *user)
{
    struct pw_delivery *d = user;
    if (!d->active || !d->ended)
        return;
    /* The listener may send the next document from inside on_sent: everything is ours no more before it is called. */
    struct pw_sent sent = d->sent;
    free(d->data);
    d->data = NULL;
    d->active = d->ended = false;
    const struct pw_transport_listener *l = &d->transport->listener;
    if (l->on_sent != NULL)
        l->on_sent(l->user, d->transport, &sent);
}

bool pw_delivery_init(struct pw_delivery *d, struct pw_transport *transport, struct pw_loop *loop, const char *ground,
                      struct pw_error *err)
{
    *d = (struct pw_delivery){ .transport = transport, .loop = loop, .ground = ground };
    d->report = loop->impl->timer(loop, tell_end, d);
    if (d->report == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a printer's timer");
    return true;
}

void pw_delivery_finish(struct pw_delivery *d)
{
    if (d->loop != NULL)
        d->loop->impl->timer_free(d->report);
    free(d->data);
    *d = (struct pw_delivery){ 0 };
}

void pw_title_clean(const char *title, char out[PW_TITLE_MAX + 1])
{
    size_t n = 0;
    for (const char *p = title == NULL ? "" : title; *p != '\0' && n < PW_TITLE_MAX; p++) {
        char c = *p;
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                     (n > 0 && (c == '.' || c == '-'));
        out[n] = plain ? c : n == 0 ? '_' : '-';
        n++;
    }
    if (n == 0)
        n = (size_t)snprintf(out, PW_TITLE_MAX + 1, "document");
    out[n] = '\0';
}

bool pw_delivery_start(struct pw_delivery *d, struct pw_bytes doc, const char *title, struct pw_error *err)
{
    if (d->active)
        return pw_fail(err, PW_ERR_BUSY, 0, "another document is on its way to this printer");
    if (d->transport->link != PW_LINK_READY)
        return pw_fail(err, PW_ERR_GONE, 0, "the printer is %s%s%s", pw_link_name(d->transport->link),
                       d->why[0] == '\0' ? "" : ": ", d->why);
    if (doc.len > PW_DOCUMENT_MAX)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "a document of %zu bytes is more than a printer is given (%u)", doc.len,
                       PW_DOCUMENT_MAX);
    d->data = malloc(doc.len == 0 ? 1 : doc.len);
    if (d->data == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a document of %zu bytes", doc.len);
    if (doc.len > 0)
        memcpy(d->data, doc.data, doc.len);
    d->len = doc.len;
    d->accepted = 0;
    pw_title_clean(title, d->title);
    d->active = true;
    d->ended = false;
    return true;
}

void pw_delivery_progress(struct pw_delivery *d, size_t accepted)
{
    if (!pw_delivery_open(d) || accepted <= d->accepted)
        return;
    d->accepted = accepted < d->len ? accepted : d->len;
    const struct pw_transport_listener *l = &d->transport->listener;
    if (l->on_progress != NULL)
        l->on_progress(l->user, d->transport, d->accepted);
}

static void end(struct pw_delivery *d, enum pw_sent_outcome outcome, size_t accepted)
{
    d->sent.outcome = outcome;
    d->sent.accepted = accepted > d->accepted ? accepted : d->accepted;
    d->sent.total = d->len;
    d->sent.ground = d->ground;
    d->ended = true;
    d->loop->impl->timer_start(d->report, 0);
}

void pw_delivery_all(struct pw_delivery *d)
{
    if (!pw_delivery_open(d))
        return;
    d->sent = (struct pw_sent){ 0 };
    end(d, PW_SENT_ALL, d->len);
}

void pw_delivery_nothing(struct pw_delivery *d, enum pw_error_code code, int sys, const char *fmt, ...)
{
    if (!pw_delivery_open(d))
        return;
    char text[sizeof d->sent.error.text];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    d->sent = (struct pw_sent){ 0 };
    pw_fail(&d->sent.error, code, sys, "%s", text);
    end(d, PW_SENT_NOTHING, 0);
}

void pw_delivery_some(struct pw_delivery *d, size_t accepted, int sys, const char *fmt, ...)
{
    if (!pw_delivery_open(d))
        return;
    char text[sizeof d->sent.error.text];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    d->sent = (struct pw_sent){ 0 };
    pw_fail(&d->sent.error, PW_ERR_UNKNOWN_OUTCOME, sys, "%s", text);
    end(d, PW_SENT_SOME, accepted);
}

void pw_delivery_link(struct pw_delivery *d, enum pw_link link, const char *fmt, ...)
{
    char why[sizeof d->why];
    va_list args;
    va_start(args, fmt);
    vsnprintf(why, sizeof why, fmt, args);
    va_end(args);
    if (link == d->transport->link && strcmp(why, d->why) == 0)
        return;
    d->transport->link = link;
    memcpy(d->why, why, sizeof why);
    const struct pw_transport_listener *l = &d->transport->listener;
    if (l->on_link != NULL)
        l->on_link(l->user, d->transport, link, why);
}

void pw_delivery_words(struct pw_delivery *d, const char *fmt, ...)
{
    char words[sizeof d->words];
    va_list args;
    va_start(args, fmt);
    vsnprintf(words, sizeof words, fmt, args);
    va_end(args);
    if (strcmp(words, d->words) == 0)
        return;
    memcpy(d->words, words, sizeof words);
    const struct pw_transport_listener *l = &d->transport->listener;
    if (l->on_status != NULL)
        l->on_status(l->user, d->transport, words);
}

void pw_delivery_reply(struct pw_delivery *d, const void *data, size_t len)
{
    const struct pw_transport_listener *l = &d->transport->listener;
    if (len > 0 && l->on_reply != NULL)
        l->on_reply(l->user, d->transport, pw_bytes_of(data, len));
}
