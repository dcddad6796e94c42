/* What can happen at a bench. */
#ifndef PACKWRIGHT_EVENT_H
#define PACKWRIGHT_EVENT_H

#include "barcode/meaning.h"
#include "station/decision_words.h"
#include "station/rules.h"

#include <stdbool.h>
#include <stdint.h>

enum pw_event_kind {
    PW_EVENT_SCAN,   /* somebody scanned something */
    PW_EVENT_JOB,    /* a printer tells what became of a document */
    PW_EVENT_OFFICE, /* somebody asked for something from the command line: office, with meaning.text the order's number */
    PW_EVENT_WEIGHT, /* a weight has settled on the lane's scale: facts.scale says which */
    PW_EVENT_LOCK,   /* nobody scanned at the lane for a while */
    PW_EVENT_START,  /* the station has started: what was on its way to a printer when it stopped is uncertain */
};

enum { PW_SHOWN_BYTES = 200 }; /* of a scan, as shown to a person */

/* What is asked for without a scanner. */
enum pw_office { PW_OFFICE_NONE, PW_OFFICE_HOLD, PW_OFFICE_RELEASE, PW_OFFICE_PUSH, PW_OFFICE_PUSH_BACK, PW_OFFICE_UNSHELVE };

struct pw_event {
    enum pw_event_kind kind;
    int64_t time_us; /* wall */
    char lane[16];   /* "" for events of no packer */
    char device[40]; /* the scanner's or printer's name in the configuration */
    /* SCAN */
    enum pw_role role;
    struct pw_meaning meaning;
    char shown[640]; /* what was scanned, control characters visible, cut */
    int64_t
        pin_part; /* of a PIN: 0 a digit of the number, 1 the number is closed or a digit of the PIN came, 2 the PIN is closed */
    int64_t pin_digits; /* of that part, so far */
    /* JOB */
    int64_t job;
    enum pw_job_status job_status;
    int64_t accepted, total; /* bytes */
    char evidence[160];      /* on what ground; OFFICE: the reason */
    /* OFFICE */
    enum pw_office office;
};

#endif
