/* What a self-test found, as rows; and the slip that says so. */
#ifndef PACKWRIGHT_SELF_TEST_H
#define PACKWRIGHT_SELF_TEST_H

#include "document/slip.h"

enum { PW_SELF_TEST_ROWS = 64 };

struct pw_self_test_row {
    char kind[16], name[40];
    char state[16];  /* ready, waiting, missing, connecting, failed, unknown */
    char what[200];  /* what it is, as far as the configuration and the device say */
    char words[200]; /* what is wrong, or what can't be known; "" : nothing */
    char paper[80];  /* of a printer: what it says, or that it can't say */
    bool good;
};

struct pw_self_test {
    char bench[40], made[24];
    char how[160]; /* who looked: this program, or the station that runs */
    struct pw_self_test_row rows[PW_SELF_TEST_ROWS];
    size_t count, bad;
};

/** Errors: as pw_slip_lay_out. Thread: one at a time for the same press. */
PW_MUST_CHECK bool pw_self_test_lay_out(struct pw_slip_press *press, const struct pw_self_test *test, int columns,
                                        struct pw_document *ret_document, struct pw_error *err);

#endif
