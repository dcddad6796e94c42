/*
 * Kits: articles that consist of others. A kit is scanned by its own barcode, or by its components: those that lie in the box and
 * make no whole kit yet are loose, and the one that makes a kit whole counts it. Pure.
 */
#ifndef PACKWRIGHT_KIT_H
#define PACKWRIGHT_KIT_H

#include <stdbool.h>
#include <stdint.h>

enum pw_kit_scan { PW_KIT_EITHER, PW_KIT_WHOLE, PW_KIT_COMPONENTS };

/* Of a line whose article is a kit, as it is in the box that is open. */
struct pw_kit_fact {
    int64_t size; /* component units in one; 0: it is no kit, and nothing of the rest is set */
    enum pw_kit_scan scan;
    bool one;           /* its components are collected for one kit at a time */
    char captures[64];  /* a component of which something is captured, so that it isn't scanned as a whole; "": none */
    int64_t loose;      /* component units that make no whole kit yet */
    int64_t begun;      /* kits that those are of */
    char component[64]; /* what the scan is of; "": the kit as a whole */
    char component_name[160];
    int64_t each, have; /* of that component: in one kit, and loose */
    int64_t others;     /* whole kits that the other components would make; INT64_MAX where there is no other */
    char next[64];      /* another component that the kit begun lacks; "": none */
    int64_t next_units;
};

struct pw_line_fact;

/** Kits that units more of the component make whole; of the kit itself: units. Thread: any. */
int64_t pw_kit_made(const struct pw_line_fact *line);
/** Component units that are loose after that. */
int64_t pw_kit_loose_after(const struct pw_line_fact *line);

#endif
