/*
 * A day at a bench of two stations on one store: three packers, two printers, an office that imports its orders again while they
 * are packed, power that goes. A day is a list of steps, each of which means something in every state ("packer 2 scans what comes
 * next", "a printer answers"): any part of the list is a day too, so a day that breaks a promise can be made shorter.
 *
 * What must be true is kept in a model of its own, fed by what the stations acknowledge (outcomes, scans, bytes sent to printers)
 * and by what the office gave them, never by the effects of a decision. The store is held against the model and against itself.
 *
 * A new kind of step: add it to enum day_step_kind and to day_step_do(); what its outcome means for the model belongs in learn()
 * of day_learn.c.
 */
#ifndef SIMULATOR_DAY_H
#define SIMULATOR_DAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DAY_ORDERS = 24, DAY_STEPS = 420 };

enum day_step_kind {
    DAY_NEXT,    /* a packer does what comes next */
    DAY_DOOR,    /* a packed parcel is scanned out */
    DAY_ITEM,    /* any article */
    DAY_ORDER,   /* any order's number */
    DAY_PARCEL,  /* any parcel's code, also one that doesn't count any more */
    DAY_COMMAND, /* any command */
    DAY_NUMBER,  /* a carrier's number */
    DAY_AGAIN,   /* the last scan once more, at once */
    DAY_GARBAGE,
    DAY_PRINTER, /* a printer says what became of its document */
    DAY_LINK,    /* a printer goes, or comes back */
    DAY_IMPORT,  /* the office imports a report in which an order has changed */
    DAY_CANCEL,  /* an order is cancelled */
    DAY_RESTART, /* the first station loses its power and starts again */
    DAY_CLOCK,   /* the wall clock jumps */
    DAY_ANSWER,  /* what may answer a question about a unit, or not */
    DAY_BADGE,   /* any badge */
    DAY_AWAY,    /* nobody scans for a while */
    DAY_RECALL,  /* a lot must not leave, or may again */
    DAY_KINDS
};

struct day_step {
    uint8_t kind, who;
    uint16_t what;
};

struct day_steps {
    struct day_step step[DAY_STEPS];
    size_t count;
};

struct day_report {
    char promise[200]; /* that was broken; "" when none was */
    size_t at;         /* by which step; count of the steps: when the day was brought to its end */
    int64_t scans, parcels, units, documents;
    int64_t captured, vouched;            /* units of which something was captured; those for which a person's word stands */
    int64_t signed_in, components, notes; /* people; components of kits; notes that somebody has read */
};

/** Nothing in this process runs beside the day: SQLite needs no locks among threads. Before anything opens a store. */
void day_alone(void);
/** What a seed's day consists of. */
void day_make(uint32_t seed, struct day_steps *ret_steps);
/**
 * Live through it, in the folder dir, which a day is alone in.
 *
 * seed: orders and configuration. every: the store is held against the model after so many steps, and at the end. trace: say what
 * happens.
 */
void day_live(uint32_t seed, const struct day_steps *steps, const char *dir, unsigned every, bool trace,
              struct day_report *ret_report);
/** Leave away what a broken promise doesn't need: the shortest list found that still breaks the same. */
void day_shrink(uint32_t seed, struct day_steps *steps, const char *dir, const char *promise);
/* What a day told before its power went: a scan that was acknowledged, or (job) bytes that went to a printer. */
struct day_ack {
    int64_t job, units; /* units: in boxes, after it */
};
/** The store of a seed's day as it is in the morning, in dir. */
void day_prepare(uint32_t seed, const char *dir);
/** Live the first steps of it on the store that is there, through whatever VFS is set, and tell say_fd what is acknowledged. */
void day_live_on(uint32_t seed, const struct day_steps *steps, size_t count, const char *dir, int say_fd,
                 struct day_report *ret_report);
/** After the cut: the stations start again, the promises hold, and what was acknowledged is there. */
void day_after_cut(uint32_t seed, const char *dir, const struct day_ack *acks, size_t count, struct day_report *ret_report);
/** A step in words. */
const char *day_step_text(const struct day_step *step, char *room, size_t size);

#endif
