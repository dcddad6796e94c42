/*
 * GS1 element strings: "01" + GTIN, "10" + lot, GS, "21" + serial ... cut into application identifiers and values, each value
 * checked as the GS1 Barcode Syntax Dictionary says. And GS1 Digital Link URIs. No I/O, no allocation; values are views.
 */
#ifndef PACKWRIGHT_BARCODE_GS1_H
#define PACKWRIGHT_BARCODE_GS1_H

#include "packwright/bytes.h"

#define PW_GS1_FIELDS 64      /* most application identifiers in one message */
#define PW_GS1_LINK_MAX 2048  /* bytes of a Digital Link */
#define PW_GS1_SEPARATOR 0x1D /* what scanners send for FNC1 */

enum pw_gs1_fault {
    PW_GS1_OK,
    PW_GS1_EMPTY,         /* no data at all */
    PW_GS1_UNKNOWN_AI,    /* also: separators in a row or at the start */
    PW_GS1_TOO_SHORT,     /* the value, or none */
    PW_GS1_TOO_LONG,      /* the value; often a separator that the scanner lost */
    PW_GS1_BAD_CHARACTER, /* in the value */
    PW_GS1_BAD_CHECK,     /* check digit or check characters */
    PW_GS1_BAD_DATE,      /* or time */
    PW_GS1_BAD_VALUE,     /* another rule of the dictionary */
    PW_GS1_REPEATED,      /* the same AI with another value */
    PW_GS1_EXCLUSIVE,     /* an AI that may not stand beside another that is there */
    PW_GS1_TOO_MANY,      /* more than PW_GS1_FIELDS */
    PW_GS1_NOT_A_LINK,    /* no Digital Link, or one with a wrong path */
};

struct pw_gs1_ai;

struct pw_gs1_field {
    const struct pw_gs1_ai *ai;
    char code[5]; /* "01", "3103" */
    struct pw_bytes value;
};

struct pw_gs1 {
    size_t count; /* of fields; on a fault those before it */
    enum pw_gs1_fault fault;
    char fault_code[5]; /* the AI it is about, or "" */
    struct pw_gs1_field fields[PW_GS1_FIELDS];
};

/**
 * Cut data at its application identifiers and check every value.
 *
 * data:      without AIM identifier and leading FNC1; GS where another FNC1 stands.
 * Ownership: fields are views into data.
 * Thread:    any.
 * Errors:    false with ret->fault and ret->fault_code.
 * Source:    reference hardware D2, D3; the GS1 Barcode Syntax Dictionary (see PROVENANCE). A separator that a scanner lost can't
 * be seen where the value is then still short enough.
 */
bool pw_gs1_parse(struct pw_bytes data, struct pw_gs1 *ret);

/**
 * True if every AI has the others that it needs (a lot needs its GTIN). The rule is for all barcodes of an item together, so that
 * one of several may fail it. ret_code (may be NULL): the AI that misses one.
 */
bool pw_gs1_complete(const struct pw_gs1 *gs1, char ret_code[5]);

/**
 * Read a GS1 Digital Link ("https://example.com/01/09521234543213/10/ABC?17=261231") as the same fields.
 *
 * short_gtin: a GTIN of 8, 12 or 13 digits is filled up with zeros, as old links have it.
 * Ownership: fields are views into store, which must live as long.
 * Errors:    as pw_gs1_parse; PW_GS1_NOT_A_LINK for text that is no such link.
 * Source:    reference hardware D5. Nothing is opened or fetched.
 */
bool pw_gs1_link_parse(struct pw_bytes uri, bool short_gtin, struct pw_gs1 *ret, char store[PW_GS1_LINK_MAX]);

/** The field of an AI ("01"), or NULL. */
const struct pw_gs1_field *pw_gs1_find(const struct pw_gs1 *gs1, const char *code);
/** "GTIN", "BATCH/LOT": the AI's name on labels. */
const char *pw_gs1_title(const struct pw_gs1_field *field);
/** A sentence's end for a person: "a wrong check digit". */
const char *pw_gs1_fault_text(enum pw_gs1_fault fault);

/**
 * "261231" as "2026-12-31"; day 00 is the month's last. this_year decides the century: from 49 years before to 50 after it.
 *
 * Errors:    false for what is no date.
 * Source:    GS1 General Specifications 7.12.
 */
bool pw_gs1_date(struct pw_bytes yymmdd, int this_year, char ret_iso[11]);

#endif
