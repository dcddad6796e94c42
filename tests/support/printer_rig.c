#include "support/printer_rig.h"

#include "support/poll_loop.h"

#include <stdio.h>
#include <stdlib.h>

static void on_link(void *user, struct pw_transport *t, enum pw_link link, const char *why)
{
    (void)t;
    struct rig *rig = user;
    rig->link = link;
    rig->links++;
    snprintf(rig->why, sizeof rig->why, "%s", why);
}

static void on_sent(void *user, struct pw_transport *t, const struct pw_sent *sent)
{
    (void)t;
    struct rig *rig = user;
    rig->sent = *sent;
    rig->sents++;
}

static void on_progress(void *user, struct pw_transport *t, size_t accepted)
{
    (void)t;
    struct rig *rig = user;
    if (accepted < rig->progress)
        abort(); /* never counts down */
    rig->progress = accepted;
}

static void on_reply(void *user, struct pw_transport *t, struct pw_bytes reply)
{
    (void)t;
    struct rig *rig = user;
    pw_buf_put(&rig->replies, reply.data, reply.len);
}

static void on_status(void *user, struct pw_transport *t, const char *words)
{
    (void)t;
    struct rig *rig = user;
    snprintf(rig->words, sizeof rig->words, "%s", words);
    size_t n = strlen(rig->said);
    snprintf(rig->said + n, sizeof rig->said - n, "%s;", words);
}

struct pw_transport_listener rig_listener(struct rig *rig)
{
    return (struct pw_transport_listener){ on_link, on_sent, on_progress, on_reply, on_status, rig };
}

static char *copy(const char *text, size_t len)
{
    char *s = strndup(text, len);
    if (s == NULL)
        abort();
    return s;
}

void rig_init(struct rig *rig, struct pw_loop *loop, const struct pw_key *keys, const char *settings)
{
    memset(rig, 0, sizeof *rig);
    rig->loop = loop;
    pw_buf_init(&rig->replies, 1 << 20);
    rig->section = (struct pw_section){
        .type = copy("printer", 7), .name = copy("test", 4), .file = "test.conf", .line = 7, .entries = rig->entries
    };
    rig->section.keys[0] = keys;
    for (const char *p = settings; *p != '\0';) {
        size_t key = strcspn(p, "="), value = strcspn(p + key + 1, "|");
        rig->entries[rig->section.count++] = (struct pw_entry){ copy(p, key), copy(p + key + 1, value), 8 };
        p += key + 1 + value;
        p += *p == '|';
    }
}

bool rig_try(struct rig *rig, struct pw_loop *loop, const struct pw_transport_impl *impl, const char *settings)
{
    rig_init(rig, loop, impl->keys, settings);
    struct pw_transport_listener listener = rig_listener(rig);
    return impl->create(loop, NULL, &rig->section, &listener, &rig->transport, &rig->err);
}

void rig_open(struct rig *rig, struct pw_loop *loop, const struct pw_transport_impl *impl, const char *settings)
{
    CHECK_OK(rig_try(rig, loop, impl, settings), rig->err);
}

void rig_close(struct rig *rig)
{
    int before = rig->links + rig->sents;
    if (rig->transport != NULL)
        rig->transport->impl->destroy(rig->transport);
    rig->transport = NULL;
    rig_run(rig, 1000000);
    CHECK_INT(rig->links + rig->sents, before); /* no callback afterwards */
    for (size_t i = 0; i < rig->section.count; i++) {
        free(rig->entries[i].key);
        free(rig->entries[i].value);
    }
    free(rig->section.type);
    free(rig->section.name);
    pw_buf_finish(&rig->replies);
}

void rig_run(struct rig *rig, int64_t us)
{
    int64_t limit = pw_loop_now(rig->loop) + us;
    while (poll_loop_once(rig->loop, limit))
        ;
}

bool rig_link(struct rig *rig, enum pw_link link)
{
    int64_t limit = pw_loop_now(rig->loop) + 10000000;
    while (rig->link != link || rig->links == 0)
        if (!poll_loop_once(rig->loop, limit))
            return false;
    return true;
}

bool rig_end(struct rig *rig)
{
    int before = rig->sents;
    int64_t limit = pw_loop_now(rig->loop) + 10000000;
    while (rig->sents == before)
        if (!poll_loop_once(rig->loop, limit))
            return false;
    return true;
}

void rig_send(struct rig *rig, const void *data, size_t len)
{
    int before = rig->sents;
    rig->progress = 0;
    CHECK_OK(rig->transport->impl->send(rig->transport, pw_bytes_of(data, len), "test-1", &rig->err), rig->err);
    CHECK_INT(rig->sents, before); /* never from inside send */
}
