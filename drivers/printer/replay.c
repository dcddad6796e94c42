/* A transport without a printer: it says and does what a recorded conversation has next. */
#include "printer/conversation.h"
#include "printer/delivery.h"
#include "printer/stacked.h"

#include <stdlib.h>

static const struct pw_transport_impl replay_impl;

struct pw_replay {
    struct pw_transport base;
    struct pw_delivery delivery;
    struct pw_loop *loop;
    struct pw_conversation talk;
    size_t next;
    struct pw_timer *timer;
    int64_t last_ms; /* recorded time of the turn before */
};

static struct pw_replay *replay_from(struct pw_transport *t)
{
    return pw_container_of(t, struct pw_replay, base);
}

static void play_next(struct pw_replay *r);

static void end_as_recorded(struct pw_replay *r, const struct pw_turn *turn)
{
    struct pw_delivery *d = &r->delivery;
    if (turn->outcome == PW_SENT_ALL)
        pw_delivery_all(d);
    else if (turn->outcome == PW_SENT_NOTHING)
        pw_delivery_nothing(d, PW_ERR_GONE, 0, "nothing was sent, as recorded");
    else
        pw_delivery_some(d, turn->accepted, 0, "cut off after %zu of %zu bytes, as recorded", turn->accepted, turn->total);
}

static void on_timer(void *user)
{
    struct pw_replay *r = user;
    const struct pw_turn *turn = &r->talk.turns[r->next++];
    r->last_ms = turn->at_ms;
    play_next(r); /* first, because the listener may send from inside what follows */
    switch (turn->kind) {
    case PW_TURN_REPLY:
        pw_delivery_reply(&r->delivery, turn->bytes.data, turn->bytes.len);
        break;
    case PW_TURN_LINK:
        pw_delivery_link(&r->delivery, turn->link, "%s", (const char *)turn->bytes.data);
        break;
    case PW_TURN_STATUS:
        pw_delivery_words(&r->delivery, "%s", (const char *)turn->bytes.data);
        break;
    case PW_TURN_SENT:
        end_as_recorded(r, turn);
        break;
    case PW_TURN_DOCUMENT:
        break; /* play_next stops before these */
    }
}

/* The next turn at its time, unless it waits for a document. */
static void play_next(struct pw_replay *r)
{
    if (r->next >= r->talk.count || r->talk.turns[r->next].kind == PW_TURN_DOCUMENT)
        return;
    r->loop->impl->timer_start(r->timer, (r->talk.turns[r->next].at_ms - r->last_ms) * 1000);
}

static bool replay_send(struct pw_transport *t, struct pw_bytes doc, const char *title, struct pw_error *err)
{
    struct pw_replay *r = replay_from(t);
    struct pw_delivery *d = &r->delivery;
    if (!pw_delivery_start(d, doc, title, err))
        return false;
    if (r->next >= r->talk.count || r->talk.turns[r->next].kind != PW_TURN_DOCUMENT) {
        pw_delivery_nothing(d, PW_ERR_BAD_INPUT, 0, "the recording has no document here");
        return true;
    }
    const struct pw_turn *turn = &r->talk.turns[r->next++];
    size_t same = 0;
    while (same < doc.len && same < turn->bytes.len && doc.data[same] == turn->bytes.data[same])
        same++;
    if (same < doc.len || same < turn->bytes.len) {
        pw_delivery_some(d, same, 0, "the document is not the recorded one from byte %zu on (%zu bytes, recorded: %zu)", same,
                         doc.len, turn->bytes.len);
        return true;
    }
    r->last_ms = turn->at_ms;
    play_next(r);
    return true;
}

static void replay_cancel(struct pw_transport *t)
{
    struct pw_replay *r = replay_from(t);
    pw_delivery_some(&r->delivery, 0, 0, "cancelled");
}

static void replay_destroy(struct pw_transport *t)
{
    if (t == NULL)
        return;
    struct pw_replay *r = replay_from(t);
    r->loop->impl->timer_free(r->timer);
    pw_delivery_finish(&r->delivery);
    pw_conversation_finish(&r->talk);
    free(r);
}

bool pw_replay_create(struct pw_loop *loop, struct pw_bytes recording, const struct pw_transport_listener *listener,
                      struct pw_transport **ret_transport, struct pw_error *err)
{
    struct pw_replay *r = calloc(1, sizeof *r);
    if (r == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory to replay a printer");
    r->base = (struct pw_transport){ &replay_impl, NULL, *listener, PW_LINK_MISSING };
    r->loop = loop;
    r->timer = loop->impl->timer(loop, on_timer, r);
    if (r->timer == NULL) {
        pw_fail(err, PW_ERR_MEMORY, 0, "no memory to replay a printer");
        goto fail;
    }
    if (!pw_delivery_init(&r->delivery, &r->base, loop, "replay", err) || !pw_conversation_parse(recording, &r->talk, err))
        goto fail;
    *ret_transport = &r->base;
    play_next(r);
    return true;
fail:
    replay_destroy(&r->base);
    return false;
}

static const struct pw_transport_impl replay_impl = {
    .scheme = "replay",
    .send = replay_send,
    .cancel = replay_cancel,
    .destroy = replay_destroy,
};
