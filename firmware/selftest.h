/*
 * Looks at every device of the configuration. Where a station runs on it, that has the devices, and its page is asked; else they
 * are opened here for some seconds. What can't be known is said as that.
 */
#ifndef PACKWRIGHT_SELFTEST_H
#define PACKWRIGHT_SELFTEST_H

#include "config.h"
#include "document/self_test.h"

/**
 * Units:     wait_us is how long devices are given to answer.
 * Thread:    one with nothing else to do.
 * Errors:    PW_ERR_MEMORY, PW_ERR_IO: nothing could be looked at. A device that fails is no error but a row.
 */
PW_MUST_CHECK bool pw_self_test_run(const struct pw_config *config, int64_t wait_us, struct pw_self_test *ret_test,
                                    struct pw_error *err);

#endif
