/* The forms of tracking numbers, one function each. Inside firmware/barcode only. */
#ifndef PACKWRIGHT_BARCODE_TRACKING_RULES_H
#define PACKWRIGHT_BARCODE_TRACKING_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which part of the normalised text is the number; a rule that accepts fills in what differs from "all of it". */
struct pw_tracking_match {
    const char *number;
    size_t len;
    const char *carrier; /* NULL: the rule's */
    bool weak;
};

/* Rules below this strength are weak. */
#define PW_TRACKING_WEAK_BELOW 20

struct pw_tracking_rule {
    const char *name;
    const char *carrier;
    const char *carrier_name;
    int8_t strength;
    bool checked;
    bool routing; /* a routing code, not a number: recognised, never a candidate */
    /* text: len characters 0-9 A-Z (and LaserShip's hyphen), NUL after them. */
    bool (*accepts)(const char *text, size_t len, struct pw_tracking_match *match);
};

extern const struct pw_tracking_rule pw_tracking_rules[];
extern const size_t pw_tracking_rule_count;

#endif
