/*
 * What an answer of the Selling Partner API means for whoever asked: done, later, ask what became of it, or a person must do
 * something, and what.
 *
 * Source: reference amazon, section 3.
 */
#ifndef PACKWRIGHT_CHANNEL_AMAZON_ERROR_H
#define PACKWRIGHT_CHANNEL_AMAZON_ERROR_H

#include "channel/web.h"

enum pw_amazon_verdict {
    PW_AMAZON_DONE,
    PW_AMAZON_LATER,    /* nothing was done: ask again, not before wait_us */
    PW_AMAZON_SIGN_IN,  /* the access token has expired: a new one, and again */
    PW_AMAZON_UNKNOWN,  /* what was asked may be done: read back before it is asked again */
    PW_AMAZON_NOT_SO,   /* no package to update, or fulfilled already: read back */
    PW_AMAZON_MISSING,  /* no such order for this account */
    PW_AMAZON_REFUSED,  /* as it is it will never be taken: a person must look at it */
    PW_AMAZON_FORBIDDEN /* the account, its roles or its credentials don't allow it: the whole channel waits for a person */
};

struct pw_amazon_meaning {
    enum pw_amazon_verdict verdict;
    int64_t wait_us; /* of LATER, as far as the server said; 0: it didn't */
    char words[400]; /* a sentence for a person: what, and what to do; "" when done */
};

/** Thread: any. Never fails: what can't be read is a server that answers rubbish. */
void pw_amazon_meaning_of(const struct pw_web_answer *answer, struct pw_amazon_meaning *ret_meaning);

#endif
