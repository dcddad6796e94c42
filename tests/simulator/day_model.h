/*
 * A day from inside: the model, and what the parts of the simulator do with it. day.h says what a day is.
 *
 *     day_model.c     the one day that is lived, and looks into its store
 *     day_learn.c     what the stations acknowledge, and what it means for the model
 *     day_units.c     what is captured of units
 *     day_kits.c      kits, by themselves and by their components
 *     day_notes.c     notes that must be read, and what goes into a box before what
 *     day_badges.c    who works at the benches
 *     day_office.c    reports that are imported again, cancellations
 *     day_people.c    packers who do what comes next
 *     day_printers.c  printers, their links, and stations that start
 *     day_steps.c     the steps
 *     day_promises.c  the store held against the model and against itself
 *     day.c           days: made, lived through, made shorter, cut by the power
 */
#ifndef SIMULATOR_DAY_MODEL_H
#define SIMULATOR_DAY_MODEL_H

#include "packwright/clock.h"
#include "simulator/day.h"
#include "station/station.h"

enum {
    STATIONS = 2,
    PACKERS = 3,
    LINES = 3,
    ENTRIES = 1200,
    PARCELS = 200,
    SENT = 1500,
    WAITING = 64,
    TRACED = 150,
    PAPERS = 256,
    READINGS = 400
};
enum { STEP_US = 3000000, AT_ONCE_US = 60000 };

enum { SKUS = 5, CODES = 9 };
enum { DAY_PLAIN = 4 };              /* articles that are no kit; the one after them is */
enum { DAY_SET = 4, DAY_NOTED = 1 }; /* the kit; the article that has a note */
/* What stands on an article: a text that people scan, whose it is, and how many units it stands for. */
struct day_code {
    const char *text;
    int sku; /* -1: nobody's */
    int units;
};
extern const char *const day_skus[SKUS];
extern const struct day_code day_codes[CODES];
extern const char *const day_numbers[2]; /* carriers' */

struct day_packer {
    int station;
    const char *bench, *lane;
};
extern const struct day_packer day_packers[PACKERS];

struct model_line {
    int sku, wanted, packed;
};
struct model_order {
    struct model_line line[LINES];
    int lines, street;              /* street: the address that the office knows */
    bool cancelled, held, returned; /* returned: some of it came back */
    bool noted;                     /* it has a note */
    int owner;                      /* packer from 1, 0: nobody */
};
struct model_unit { /* what was captured of one; "": nothing */
    char serial[64], lot[64], expiry[12], code[64];
};
struct model_entry { /* units in a box */
    int64_t parcel;
    int order, line, sku, units; /* sku: of what was scanned, which may be a component of the line's kit */
    bool gone;
    struct model_unit unit;
};
struct model_parcel {
    int64_t id;
    int label_street; /* the newest label's address; 0: none was sent */
    char paper[64];   /* and its code */
    bool shipped;
};

struct day {
    struct pw_config *config[STATIONS];
    struct pw_clock_fixed clock;
    struct pw_station *station[STATIONS];
    struct day_report *report;
    struct model_order order[DAY_ORDERS];
    struct model_entry entry[ENTRIES];
    struct model_parcel parcel[PARCELS];
    size_t orders, entries, parcels;
    char papers[PAPERS][64]; /* the codes of the labels that came out, of all their versions */
    size_t paper_count;
    int64_t sent[SENT]; /* jobs whose bytes went out */
    size_t sent_count;
    struct {
        size_t printer;
        int64_t job;
        bool handed;
    } waiting[WAITING]; /* documents that printers have and said nothing of */
    size_t waiting_count;
    uint32_t seed, rng;
    int packer; /* who scans, from 0 */
    char scanned[100];
    enum pw_pending asked[PACKERS]; /* what the next scan answers */
    struct {
        int sku, units; /* of the unit that is asked about; -1: none is */
        bool vouched;   /* it was no scan of it */
        struct model_unit is;
    } hand[PACKERS];
    enum pw_kit_scan kit_scan;
    bool kits, kit_one, notes, forced; /* forced: the sequence */
    int turn[SKUS];                    /* which article goes first; 0: after those that have a number */
    struct {
        int order, line, reader; /* line -1: the order's; reader: a person from 1, or a lane */
    } read[READINGS];
    size_t readings;
    int wants[SKUS];                               /* DAY_... that is captured of an article */
    bool blocked[3];                               /* lots */
    unsigned made;                                 /* units that somebody had in hand */
    bool signing, required;                        /* sign-in is optional or required */
    int64_t lock_us;                               /* a lane locks after that */
    int here[PACKERS];                             /* person from 1 who is signed in */
    int vouched[PACKERS];                          /* and who allowed what is pending */
    int64_t here_us[PACKERS], refused_us[PACKERS]; /* their last scan; when a right was missing */
    bool asked_for[PACKERS], takes_over;           /* an order to be taken over from its packer */
    bool refused, trace;                           /* trace: tell what happens */
    int traced;
    int say_fd; /* who is told what was acknowledged; 0: nobody */
};

extern struct day day;

enum { DAY_SERIAL = 1, DAY_LOT = 2, DAY_EXPIRY = 4, DAY_CODE = 8 };
enum { DAY_KEEPS = 1 }; /* the article that must keep for a hundred days */
enum { PERSONS = 3, LEAD = 2 };

/* day_model.c */

uint32_t day_rnd(uint32_t *rng, uint32_t n);
/** A promise is broken: the first one is kept. */
PW_PRINTF(1, 2) void day_broke(const char *fmt, ...);
struct pw_db *day_db(void);
/** The only number of a query, which may have one argument. */
int64_t day_number(const char *sql, int64_t argument);
/** The first column of the first row; "" and false when there is none. */
bool day_text_of(const char *sql, int64_t argument, char *out, size_t size);
struct model_order *day_order_of(int64_t id);
struct model_parcel *day_parcel_of(int64_t id);
/** -1: the order doesn't want it. */
int day_line_of(const struct model_order *order, const char *sku);

/* day_learn.c */

extern const struct pw_station_listener day_listener;
/** Tell whoever wants to know what was acknowledged: a job whose bytes went out, or 0 for a scan. */
void day_say(int64_t job);

/* day_units.c */

void day_wants_of(uint32_t seed);
/** DAY_... of what is known. */
int day_has(const struct model_unit *unit);
/** DAY_... that is asked for; 0: none. */
int day_asked_kind(enum pw_pending pending);
/** False: it is no element string. ret_sku: -1 for no article's. */
bool day_read(const char *text, int *ret_sku, struct model_unit *ret_unit);
void day_put_date(const char *text, char out[12]);
/** A unit of an article, by one of the codes that stand on it. */
void day_scan_item(int packer, int sku, unsigned what);
void day_scan_answer(int packer, enum pw_pending pending, unsigned what);
void day_office_blocks(unsigned what);
/** No lot is blocked any more. */
void day_office_frees(void);
/** The promises of a unit that counts, and of a parcel that leaves. */
void day_check_unit(int sku, int units, const struct model_unit *unit);
void day_check_leaving(int64_t parcel);
void day_check_captures(void);

/* day_kits.c */

void day_kits_of(uint32_t seed);
void day_list_kits(void);
bool day_is_component(int sku);
/** Units of a line in a box, or (parcel 0) in all; of a kit that is scanned by its components those that are whole. */
int day_made(int order, int line, int64_t parcel);
/* More of a component is in the boxes than the kits take that are still wanted. */
bool day_kit_surplus(int order, int line);
/** The promises of a unit that counts as one of a line. */
void day_check_kit(const struct model_entry *e);
/** And of a parcel that leaves. */
void day_check_whole(int64_t parcel);
/** What the store knows of components is what was scanned. */
void day_check_components(void);
/** The kit itself, or a component that the one in the box lacks. */
void day_scan_kit(int packer, int order, int line, int64_t parcel, unsigned what);

/* day_notes.c */

/** Its words for the configuration of the stations. */
const char *day_notes_of(uint32_t seed);
void day_write_notes(void);
void day_learn_opened(int packer, int order);
void day_learn_read(int packer, int order);
/** Whether the next unit is one of this line, of those that lack one: the first of its order, or by the sequence. */
bool day_goes_before(int sku, int other);
/** The promises of a unit that counts as one of a line. */
void day_check_notes(int packer, int order, int line);
void day_check_turn(const struct model_order *order, int line);

/* day_badges.c: persons from 0 */

/** The word of the configuration. */
const char *day_sign_in_of(uint32_t seed);
void day_hire(void);
void day_scan_badge(int packer, int person);
/** Where people sign in and this one isn't. */
void day_sign_in(int packer, int person);
bool day_is_locked(int packer);
/** Nobody scans for a while. */
void day_walk_off(void);
void day_learn_people(const struct pw_decision *decision);
void day_learn_lock(const struct pw_event *event);
/** From 1; 0: nobody is signed in. */
int day_person_at(int packer);

/* day_office.c */

/** The report of all orders that are not cancelled, as the office knows them. */
void day_import_report(void);
/** One order changes: its address, or how many of a line are wanted. */
void day_office_changes(unsigned what);
void day_office_cancels(unsigned what);

/* day_people.c: what says which of several, whatever it is */

void day_scan_as(int packer, const char *text, enum pw_role role);
void day_scan(int packer, const char *text);
void day_scan_command(int packer, enum pw_command command);
void day_scan_order(int packer, unsigned what);
/** The paper of a parcel, or what stands for it. False: there is none. */
bool day_scan_label(int packer, int64_t parcel, enum pw_role role);
bool day_door(unsigned what);
void day_answer(int packer, enum pw_pending pending, unsigned what);
/** An order that can be worked on; 0: none. */
int64_t day_open_order(unsigned what);
void day_go_on(int packer, unsigned what);
struct day_stand {
    enum pw_phase phase;
    enum pw_pending pending;
    int64_t order, parcel;
};
struct day_stand day_stand_of(int packer);

/* day_printers.c */

void day_printer_says(unsigned how);
void day_link_changes(size_t printer);
/** All links are there, and every document is settled. */
void day_settle_printers(void);
void day_start_station(int station);
/** The first station loses its power and starts again. */
void day_restart_station(void);

/* day_steps.c */

void day_step_do(const struct day_step *step);

/* day_promises.c */

void day_check_rows(void);
void day_check_all(void);

#endif
