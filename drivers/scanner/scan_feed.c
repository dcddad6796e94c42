#include "scanner/scan_feed.h"

#include <stdio.h>

static void on_scan(void *user, const struct pw_scan *scan)
{
    struct pw_scanner *scanner = user;
    scanner->listener.on_scan(scanner->listener.user, scanner, scan);
}

static void on_garbage(void *user, struct pw_bytes seen, const char *why)
{
    struct pw_scanner *scanner = user;
    scanner->listener.on_garbage(scanner->listener.user, scanner, seen, why);
}

static struct pw_line_sink sink(struct pw_scan_feed *feed)
{
    return (struct pw_line_sink){ on_scan, on_garbage, feed->scanner };
}

static void arm(struct pw_scan_feed *feed)
{
    int64_t deadline = pw_line_deadline(&feed->line);
    if (deadline < 0 && feed->waiting)
        deadline = pw_loop_now(feed->loop) + feed->line.gap_us;
    if (deadline < 0)
        feed->loop->impl->timer_stop(feed->timer);
    else
        feed->loop->impl->timer_start(feed->timer, deadline - pw_loop_now(feed->loop));
}

static void on_timer(void *user)
{
    struct pw_scan_feed *feed = user;
    feed->waiting = false;
    if (feed->on_silence != NULL) {
        feed->silent = true;
        feed->on_silence(feed->user);
        feed->silent = false;
    }
    struct pw_line_sink to = sink(feed);
    pw_line_silence(&feed->line, pw_loop_now(feed->loop), &to);
    arm(feed);
}

bool pw_scan_feed_init(struct pw_scan_feed *feed, struct pw_scanner *scanner, struct pw_loop *loop, enum pw_framing framing,
                       int64_t gap_us, struct pw_error *err)
{
    feed->scanner = scanner;
    feed->loop = loop;
    pw_line_init(&feed->line, framing, gap_us);
    feed->timer = loop->impl->timer(loop, on_timer, feed);
    return feed->timer != NULL || pw_fail(err, PW_ERR_MEMORY, 0, "scanner %s", scanner->section->name);
}

void pw_scan_feed_finish(struct pw_scan_feed *feed)
{
    if (feed->timer != NULL)
        feed->loop->impl->timer_free(feed->timer);
    feed->timer = NULL;
}

void pw_scan_feed_wait(struct pw_scan_feed *feed)
{
    feed->waiting = true;
    arm(feed);
}

void pw_scan_feed_bytes(struct pw_scan_feed *feed, struct pw_bytes in)
{
    feed->waiting = false;
    struct pw_line_sink to = sink(feed);
    /* what is fed because of a silence belongs to what the silence ends */
    bool joins = feed->silent && pw_line_deadline(&feed->line) >= 0;
    pw_line_feed(&feed->line, in, joins ? feed->line.last_us : pw_loop_now(feed->loop), &to);
    arm(feed);
}

void pw_scan_feed_spoil(struct pw_scan_feed *feed, const char *why)
{
    pw_line_spoil(&feed->line, why, pw_loop_now(feed->loop));
    arm(feed);
}

void pw_scan_feed_broken(struct pw_scan_feed *feed, const char *why)
{
    struct pw_line_sink to = sink(feed);
    feed->waiting = false;
    pw_line_reset(&feed->line, why, &to);
    arm(feed);
}

void pw_scanner_init(struct pw_scanner *scanner, const struct pw_scanner_impl *impl, const struct pw_section *section,
                     const struct pw_scanner_listener *listener)
{
    scanner->impl = impl;
    scanner->section = section;
    scanner->listener = *listener;
    scanner->link = PW_LINK_CONNECTING;
}

void pw_scanner_link(struct pw_scanner *scanner, enum pw_link link, const char *fmt, ...)
{
    char why[320];
    va_list args;
    va_start(args, fmt);
    vsnprintf(why, sizeof why, fmt, args);
    va_end(args);
    if (scanner->link == link)
        return;
    scanner->link = link;
    scanner->listener.on_link(scanner->listener.user, scanner, link, why);
}
