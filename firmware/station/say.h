/* A decision in words: for the screen, and as a sentence for the order's story. Pure. */
#ifndef PACKWRIGHT_SAY_H
#define PACKWRIGHT_SAY_H

#include "station/decision.h"

struct pw_say {
    const char *tone; /* right, wrong, too-many, attention, note, complete, idle */
    char title[96];   /* the one thing to do or know */
    char detail[240];
    char expected[240]; /* of a refusal; "" when there is none */
    char came[240];
    bool open;          /* a locked screen may show it */
    char sentence[400]; /* past tense, for the journal; no buyers' data */
};

/** Thread: any. */
void pw_say(const struct pw_decision *decision, const struct pw_event *event, const struct pw_facts *facts,
            struct pw_say *ret_say);

#endif
