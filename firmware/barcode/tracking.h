/*
 * Carriers' tracking numbers, recognised by shape and check digit. A check digit proves that a number was read right, not whose
 * it is: what one scan may be stays a list. No I/O, no allocation.
 */
#ifndef PACKWRIGHT_BARCODE_TRACKING_H
#define PACKWRIGHT_BARCODE_TRACKING_H

#include "packwright/bytes.h"

#define PW_TRACKING_MAX 50        /* characters of a tracking number (Amazon's field) */
#define PW_TRACKING_CANDIDATES 16 /* room for all that one scan can be */
#define PW_TRACKING_SCAN_MAX 120  /* characters of a scan without blanks that are matched as a whole */

struct pw_tracking_candidate {
    const char *carrier; /* as Amazon spells it; "Other" where it has no code */
    const char *name;    /* the carrier's own name, for a person and for Amazon's carrierName beside "Other" */
    const char *rule;    /* "ups", "usps_impb_n", ... */
    char number[PW_TRACKING_MAX + 1];
    bool checked;    /* a check digit is right */
    bool weak;       /* many other things look like this; take it only where that carrier is expected or the person says so */
    int8_t strength; /* higher is more certain; the list's order */
};

/**
 * Everything a scan may be as a tracking number: best first (a right check digit before a mere shape, then the narrower form).
 *
 * Takes what the scanner sent: AIM prefix, FNC1 (GS), blanks, hyphens, lower case, Codabar's start and stop letters, USPS's 420
 * and ZIP, FedEx's and DPD's long forms. In long text (a URL, a 2D code) only numbers with a right check digit are looked for.
 *
 * Thread:    any.
 * Source:    reference carriers 3 to 5.
 */
size_t pw_tracking_candidates(struct pw_bytes text, struct pw_tracking_candidate *out, size_t max);

/**
 * A number as it is compared, stored and sent: upper case, without blanks, hyphens (but LaserShip's last), FNC1 and AIM prefix.
 *
 * Returns its length; 0 (and "") if text holds anything but printable ASCII and FNC1, or more than size - 1 characters remain.
 */
size_t pw_tracking_normalise(struct pw_bytes text, char *out, size_t size);

/**
 * A number of no known form: 4 to 50 printable ASCII characters after normalising, with at least one letter or digit.
 * ret_number is filled on success.
 */
bool pw_tracking_free_text(struct pw_bytes text, char ret_number[PW_TRACKING_MAX + 1]);

/** True if the scan of a label is, or contains, the number that is expected on it (reference carriers 1, rule 2). */
bool pw_tracking_scan_holds(struct pw_bytes scan, const char *expected);

/* One form of one carrier. */
struct pw_tracking_rule;
/** The nth rule, or NULL at the end. Thread: any. */
const struct pw_tracking_rule *pw_tracking_rule_nth(size_t n);
const char *pw_tracking_rule_name(const struct pw_tracking_rule *rule);
/** True if text, normalised, has the rule's shape and a right check digit. */
bool pw_tracking_rule_accepts(const struct pw_tracking_rule *rule, struct pw_bytes text);

#endif
