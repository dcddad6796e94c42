/*
 * The Selling Partner API as a channel: orders in, confirmations out. It lives on one thread with the store's connection, asks
 * its questions through a pw_web and is told the answers later; between the calls nothing waits.
 *
 *     amazon_auth      signing in, places        amazon_orders    orders as lines
 *     amazon_error     what an answer means      amazon_confirm   confirmations, and what became of them
 *     amazon_buying    postage, one parcel at a time (amazon_choosing, amazon_purchase; what is said: amazon_postage,
 * amazon_label)
 *
 * At most one question of a kind is under way, so that a slow answer holds up its own kind alone. Every question costs a token of
 * its operation's bucket, which all benches of the store share.
 */
#ifndef PACKWRIGHT_CHANNEL_AMAZON_H
#define PACKWRIGHT_CHANNEL_AMAZON_H

#include "channel/web.h"
#include "config.h"
#include "packwright/clock.h"
#include "packwright/log.h"
#include "store/db.h"

struct pw_amazon;

struct pw_amazon_setup {
    const struct pw_config *config;
    const struct pw_section *section;
    const char *bench;
    struct pw_db *db;
    const struct pw_clock *clock;
    struct pw_log *log;
    struct pw_web *web; /* its answers come on the thread that calls the functions below */
    /** Orders changed, a confirmation was taken, or what the channel says of itself is another: the screen is drawn again. */
    void (*on_changed)(void *user);
    /** Something may be due earlier than pw_amazon_turn said last. */
    void (*on_due)(void *user);
    /** A label waits in the spool, or a lane says something new; NULL: nobody prints here. */
    void (*on_job)(void *user);
    void *user;
};

/**
 * Reads the credentials. Nothing is asked before the first turn.
 *
 * Ownership: what setup points to must outlive it; the answers of questions under way must not come after pw_amazon_destroy.
 * Errors:    PW_ERR_CONFIG, and those of pw_amazon_credentials_read; the store's.
 */
PW_MUST_CHECK bool pw_amazon_create(const struct pw_amazon_setup *setup, struct pw_amazon **ret_amazon, struct pw_error *err);
void pw_amazon_destroy(struct pw_amazon *amazon); /* NULL is allowed */

/** Ask what is due. Returns microseconds until the next turn is wanted; INT64_MAX: only an answer brings anything new. */
int64_t pw_amazon_turn(struct pw_amazon *amazon);
/** A parcel was scanned out: its confirmation is in the outbox. A turn should follow. */
void pw_amazon_shipped(struct pw_amazon *amazon);
/** A box was closed, opened again or voided: its postage. A turn should follow. */
void pw_amazon_boxed(struct pw_amazon *amazon);
/** An order is opened, or its box is full: read it again, before long. What changed is in the store then. A turn should follow.
 */
void pw_amazon_reread(struct pw_amazon *amazon, const char *order_id);
/** Look for changed orders now, as far as the limits allow. A turn should follow. */
void pw_amazon_poll(struct pw_amazon *amazon);

/* What the screen says of it. */
struct pw_amazon_status {
    bool well;         /* the last answer was one */
    char words[400];   /* why it isn't, and what to do; "" */
    int64_t polled_us; /* wall clock: when orders were looked for last and all of them came; 0: not yet */
};
void pw_amazon_status(const struct pw_amazon *amazon, struct pw_amazon_status *ret_status);

#endif
