/*
 * A record of the journal as somebody may have made it: the first byte 0 and packed bytes, or any other and its JSON. It is
 * refused, or decided without a fault; what was read of it comes back the same when it is written and read again.
 */
#include "station/record.h"
#include "station/replay.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count(void *user, const char *path, const char *then, const char *now)
{
    (void)path, (void)then, (void)now;
    ++*(size_t *)user;
}

static void again(const struct pw_field *fields, const void *base, void *copy)
{
    struct pw_buf out;
    struct pw_fields_unknown unknown = { 0 };
    size_t told = 0;
    pw_buf_init(&out, 4 * PW_RECORD_MAX);
    pw_fields_write(fields, base, &out);
    json_t *o = json_loadb((const char *)out.data, out.len, 0, NULL);
    assert(o != NULL);
    pw_fields_read(fields, o, copy, "", &unknown);
    assert(unknown.names[0] == '\0');
    assert(pw_fields_compare(fields, base, copy, "", count, &told) == 0 && told == 0);
    json_decref(o);
    pw_buf_finish(&out);
}

static void decide(const char *text, size_t len)
{
    struct pw_error err = { 0 };
    json_t *seen = json_loadb(text, len, 0, NULL);
    struct pw_replay *r = calloc(1, sizeof *r), *copy = calloc(1, sizeof *copy);
    size_t told = 0;
    if (json_is_object(seen) && r != NULL && copy != NULL &&
        (json_object_get(seen, "rules") == NULL || pw_replay_rules(r, json_object_get(seen, "rules"), &err)) &&
        pw_replay_decide(r, seen, &err)) {
        assert(pw_replay_compare(r, count, &told) == told);
        assert(r->now.effect_count <= PW_MAX_EFFECTS);
        again(pw_event_fields, &r->event, &copy->event);
        again(pw_facts_fields, &r->facts, &copy->facts);
        again(pw_decision_fields, &r->now, &copy->now);
    }
    free(r);
    free(copy);
    json_decref(seen);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pw_error err = { 0 };
    struct pw_buf out;
    if (size == 0)
        return 0;
    uint8_t *exact = malloc(size); /* own allocation: one byte past the end is caught */
    if (exact == NULL)
        return 0;
    memcpy(exact, data + 1, size - 1);
    if (data[0] != 0) {
        decide((const char *)exact, size - 1);
    } else {
        pw_buf_init(&out, 2 * PW_RECORD_MAX);
        if (pw_record_unpack(pw_bytes_of(exact, size - 1), &out, &err))
            decide(pw_buf_text(&out), out.len);
        assert(out.len <= PW_RECORD_MAX + 4096);
        pw_buf_finish(&out);
    }
    free(exact);
    return 0;
}
