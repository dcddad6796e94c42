/* Source: the HTML standard, 9.2 Server-sent events: "id:", "event:" and "data:" lines, an empty line ends an event. */
#include "kiosk/feed.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void pw_feed_init(struct pw_feed *feed, const char *session)
{
    *feed = (struct pw_feed){ 0 };
    snprintf(feed->session, sizeof feed->session, "%s", session);
}

void pw_feed_finish(struct pw_feed *feed)
{
    for (size_t i = 0; i < PW_FEED_KEPT; i++)
        free(feed->kept[i].text);
    *feed = (struct pw_feed){ 0 };
}

static bool is_name(const char *name)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return len != 0 && name[len] == '\0' && len < sizeof((struct pw_feed_event *)0)->name;
}

bool pw_feed_add(struct pw_feed *feed, const char *name, const char *data, struct pw_error *err)
{
    if (!is_name(name))
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "an event's name must be of small letters, digits and -");
    struct pw_buf out;
    pw_buf_init(&out, 4 << 20);
    pw_buf_printf(&out, "id: %s-%" PRIu64 "\nevent: %s\n", feed->session, feed->last + 1, name);
    do {
        size_t len = strcspn(data, "\r\n");
        pw_buf_puts(&out, "data: ");
        pw_buf_put(&out, data, len);
        pw_buf_putc(&out, '\n');
        data += len;
        data += *data == '\r' && data[1] == '\n' ? 2 : *data != '\0' ? 1 : 0;
    } while (*data != '\0');
    pw_buf_putc(&out, '\n');
    if (!pw_buf_ok(&out, err)) {
        pw_buf_finish(&out);
        return false;
    }
    struct pw_feed_event *event = &feed->kept[++feed->last % PW_FEED_KEPT];
    free(event->text);
    event->number = feed->last;
    snprintf(event->name, sizeof event->name, "%s", name);
    event->text = (char *)out.data;
    event->len = out.len;
    return true;
}

bool pw_feed_resume(const struct pw_feed *feed, const char *last_id, uint64_t *ret_after)
{
    *ret_after = feed->last;
    size_t len = strlen(feed->session);
    if (last_id == NULL || strncmp(last_id, feed->session, len) != 0 || last_id[len] != '-')
        return false;
    const char *digits = last_id + len + 1;
    size_t count = strspn(digits, "0123456789");
    if (count == 0 || count > 18 || digits[count] != '\0')
        return false;
    uint64_t after = strtoull(digits, NULL, 10);
    if (after > feed->last || feed->last - after > PW_FEED_KEPT)
        return false;
    *ret_after = after;
    return true;
}

const struct pw_feed_event *pw_feed_next(const struct pw_feed *feed, uint64_t after)
{
    if (after >= feed->last || feed->last - after > PW_FEED_KEPT)
        return NULL;
    return &feed->kept[(after + 1) % PW_FEED_KEPT];
}
