/* The virtual printer's interpreters, one for each language, as one table. */
#ifndef PACKWRIGHT_SIM_SPEECH_H
#define PACKWRIGHT_SIM_SPEECH_H

#include "sim/paper.h"

struct pw_sim_speech {
    const char *language;
    bool label; /* prints labels of one size; else receipts */
    bool (*create)(const struct pw_paper_setup *setup, const struct pw_paper_sink *sink, void **ret_paper, struct pw_error *err);
    bool (*feed)(void *paper, struct pw_bytes in, struct pw_error *err);
    void (*sensors)(void *paper, unsigned state);
    /** What a printer that can't print still answers; waiting: documents are in its memory. */
    void (*realtime)(void *paper, struct pw_bytes in, bool waiting);
    /** Power off and on: what waits is forgotten, what was torn off stays. */
    void (*reset)(void *paper);
    void (*destroy)(void *paper);
};

/** By the language's name, NULL when none interprets it. Thread: any. */
const struct pw_sim_speech *pw_sim_speech_find(const char *language);

#endif
