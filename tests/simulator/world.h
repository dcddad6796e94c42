/*
 * A small world that can be put back: one or two benches on one store, two orders, and everything that can happen there as a
 * numbered event. The stations are the real ones, with the real store below them; only people, printers, the office and the
 * power are made up.
 *
 * A state is everything that a decision can depend on, as text, in a form in which two states that can't be told apart are the
 * same text: ids are counted anew, of a parcel's old codes one stands for all, of settled prints of one kind one stands for all,
 * and what was taken back is gone.
 */
#ifndef SIMULATOR_WORLD_H
#define SIMULATOR_WORLD_H

#include "packwright/bytes.h"
#include "packwright/clock.h"
#include "station/station.h"

enum { WORLD_BENCHES = 2, WORLD_EVENTS = 160 };

enum world_kind {
    WORLD_SCAN,      /* text, with role */
    WORLD_AGAIN,     /* text at once after the event before: a trigger pulled twice */
    WORLD_COMMAND,   /* number: enum pw_command */
    WORLD_PARCEL,    /* the code of order number's box, with role */
    WORLD_OLD,       /* a code that its box had before */
    WORLD_GARBAGE,   /* bytes that are no scan */
    WORLD_VERDICT,   /* printer number tells status of what it has */
    WORLD_LINK,      /* printer number is there, or not */
    WORLD_CANCELLED, /* a re-import: order number is cancelled */
    WORLD_MOVED,     /* a re-import: order number has another address */
    WORLD_MORE,      /* a re-import: order number wants a pear too */
    WORLD_FEWER,     /* a re-import: order number wants an apple less */
    WORLD_FURTHER,   /* a re-import: order number wants an apple more, up to two */
    WORLD_NOTED,     /* a re-import: order number has other instructions */
    WORLD_LISTED,    /* the list of kits is imported with another number of pears for an apple */
    WORLD_POWER,     /* bench 1 loses its power and starts again */
};

struct world_event {
    enum world_kind kind;
    int bench; /* from 0 */
    const char *text;
    int number;
    int box; /* of order number: its place among those that are not void, from 0 */
    enum pw_role role;
    enum pw_job_status status;
};

struct world_setup {
    int benches;   /* 1 or 2 */
    bool printers; /* bench 1 has a slip and a label printer */
    int second;    /* units of the second order: 0 leaves it out */
    bool office;   /* orders are cancelled and change their address */
    bool tracking; /* carriers' numbers are scanned */
    bool boxes;    /* orders go into several boxes, in part, and boxes are opened again and void; not with printers */
    bool captures; /* an apple's serial number is captured; two serial numbers, and one that is none, may be scanned */
    bool turns;    /* a pear goes into the box before an apple, and both before a plum; a pear may come in by a re-import */
    bool notes;    /* the first order and the apples have instructions, and the order's may change */
    bool fewer;    /* the first order has a pear too, and wants none, one or two apples, as its re-imports say */
    bool kits;     /* an apple is a kit of two pears and a plum, collected one at a time */
    bool people;   /* a packer and a lead sign in, and units are counted without their barcode; at one bench, without boxes */
};

/* What has been read at a bench of the first order's notes, by what was on its screen. */
struct world_reader {
    int shown, read; /* the order's instructions, as which of its texts: 1, 2; 0: none */
    int article;     /* 1: the apples' */
};

struct world {
    struct world_setup setup;
    struct pw_config *config[WORLD_BENCHES];
    struct pw_clock_fixed clock;
    struct pw_station *station[WORLD_BENCHES];
    struct pw_db *held; /* the store is there while this is, also while no station runs */
    struct world_event events[WORLD_EVENTS];
    size_t event_count;
    enum pw_outcome outcome; /* of the last event that was a scan */
    char broken[300];        /* the promise that the last event broke; "" when none */
    int acting, owner[2];    /* benches from 1: who scans, and who had each order open before */
    char badges[2][32];      /* the packer's, the lead's */
    struct world_reader readers[WORLD_BENCHES];
    bool counted;         /* a unit, by the last event */
    struct pw_buf before; /* scratch of world_do */
};

/** A world in its first state, in the folder dir. Ends the test where that fails. */
void world_open(struct world *world, const struct world_setup *setup, const char *dir);
void world_close(struct world *world);

/** The state as text, appended to out. */
void world_save(struct world *world, struct pw_buf *out);
/** Put back a state that world_save gave. */
void world_load(struct world *world, const char *state);

/**
 * Let an event happen in the state that before tells. False: it can't happen in this state, and nothing did. Afterwards
 * world->broken names a promise that was broken in happening; promises about the state itself are asked for with world_check,
 * which is slower.
 */
bool world_do(struct world *world, const char *before, const struct world_event *event);
/** Which promise the state breaks, or NULL. */
const char *world_check(struct world *world);
/** True where all is done: each order shipped or cancelled, nobody packs. */
bool world_is_done(struct world *world);
/** What an event is, in words. */
const char *world_event_text(const struct world_event *event, char *room, size_t size);

#endif
