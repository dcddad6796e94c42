/* The documents that faults are tried on: thirty in each language, made as the station makes them, all different. */
#ifndef TEST_REFERENCE_JOBS_H
#define TEST_REFERENCE_JOBS_H

#include "packwright/language.h"
#include "sim/paper.h"

enum { REFERENCE_JOBS = 30 };

struct reference_job {
    struct pw_buf bytes; /* without the request for a proof */
    const char *profile; /* receipts: the model that it is for */
    const char *media;   /* labels */
    struct pw_paper_setup setup;
};

/** Ends the test when one can't be made. */
void reference_job_make(const struct pw_language *language, size_t n, struct reference_job *ret_job);

#endif
